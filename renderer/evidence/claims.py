"""What the evidence of a render proves, what it merely supports, and what nobody can prove; in plain words.

`report.html` and `animec verify` say the same sentences. What cannot be proven is said as loudly as what can.
"""

from typing import NamedTuple

BOARDS = "animatic"


class Claim(NamedTuple):
    """A sentence, in short and in full, and the level of `animec verify` that shows it."""

    level: int
    short: str
    full: str

    @property
    def needs_same_bytes(self) -> bool:
        """Whether it can be shown only of a stack that gives the same bytes again."""
        return self.level == 3


PROVEN = (
    Claim(
        0,
        "nothing in the ledger was changed",
        "Its rows form one chain from the first to the last: none was changed, added, left out or moved since its root "
        "was written down.",
    ),
    Claim(
        1,
        "the storyboard gives this plan",
        "The storyboard in the ledger, compiled again with nothing but what the ledger holds, gives this plan to the "
        "last byte, and breaks no rule of its ruleset.",
    ),
    Claim(
        1,
        "no picture came in from outside",
        "The plan has no operation that reads a picture, a file or an address. Every picture in it starts from text "
        "and a seed, and what the author wrote is too little to hold one.",
    ),
    Claim(
        1,
        "all that was done is the plan",
        "Every action is an operation of the plan under the key that follows from it, and none that the output needs "
        "is missing. The models, the settings and this page are what the plan says.",
    ),
    Claim(
        2,
        "the files are these",
        "Every file is the one that the ledger lists, and no other lies among them.",
    ),
    Claim(
        2,
        "the film is its frames",
        "The frames as PNG and in the lossless master are those of the ledger, pixel for pixel. The delivered film "
        "shows them all, in their order and no others, as closely as its codec can. Stills and maps are what their "
        "actions gave.",
    ),
    Claim(
        3,
        "made again, it comes out the same",
        "Pictures were made again from the storyboard alone, and came out the same to the last byte: all that are made "
        "of text alone, and of the rest a sample that could not be known before, or everything where that is cheap.",
    ),
)

# What a stack that gives a similar picture, and not the same bytes, has in place of the last claim.
LIKENESS = (
    "made again, it looks the same",
    "This stack gives a similar picture again, not the same bytes: whoever renders the storyboard can compare by eye.",
)
MODELS = (
    "these models did the work",
    "Each key holds the hashes of the models, and their licences are cited; that these very files were loaded shows "
    "only when pictures are made again.",
)
SUPPORTED = (
    (
        "this machine, these versions",
        "The environment is what the program saw; no other row depends on it.",
    ),
    (
        "how films were encoded",
        "Films, previews and contact sheet are made again from the frames. They have to be the same to the last byte "
        "where the same encoders are installed; elsewhere they are held by their hashes alone.",
    ),
    (
        "who rendered it",
        "A signature, where there is one, says whose key stands by the ledger, not that what it says is true.",
    ),
)


def supported(stack: str) -> tuple[tuple[str, str], ...]:
    """What is supported of a render by this stack; boards are drawn without any model."""
    return SUPPORTED if stack == BOARDS else (MODELS, *SUPPORTED)


NOT_PROVEN = (
    (
        "that the film handed in is this one",
        "Anybody can render honestly and hand in something else. Compare what was handed in with its hash here.",
    ),
    (
        "that an honest program wrote this",
        "Who owns the machine can change the program and write a ledger that agrees with itself. Making pictures again "
        "is what would show it.",
    ),
    (
        "what is inside a model",
        "A checkpoint or LoRA may have learnt a picture by heart. Its hash says which file it is, not what it holds.",
    ),
    (
        "that nothing was traced",
        "Camera paths, timings and weights are numbers by the author's hand. They are too few to be a picture, but may "
        "follow one.",
    ),
    (
        "how words and seeds were found",
        "They may have been tried out until the result resembled a picture that nobody else has seen.",
    ),
    (
        "the same on every machine",
        "Another kind of processor or graphics card may give other bytes: there the comparison is of likeness, and no "
        "proof.",
    ),
    (
        "what happened afterwards",
        "Cutting, colouring or encoding after the render are not in the ledger, and change the hash of the file.",
    ),
    (
        "when it was made",
        "There is no clock in it. Hand in the root before the deadline, and nothing can be changed later unseen.",
    ),
)
