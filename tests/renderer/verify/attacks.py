"""Ways to tamper with a render, each with the level of verifying that has to catch it.

An attack is done twice: as by somebody who only knows that a ledger is text, and as by somebody who knows this program
and makes everything agree again (`Forger`). `NOBODY` stands for what shows in a signature alone, since nothing else in
the folder could contradict it.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.renderer.verify import changes as do
from tests.renderer.verify.forgery import Forger
from tests.renderer.verify.renders import write_rows

NOBODY = 9


class Attack(NamedTuple):
    """A change, and the lowest level that shows it: done plainly, and by a forger."""

    name: str
    change: Callable[[Forger], None]
    plainly: int
    forged: int
    is_undone: bool = False  # whether a forger puts it right again by making everything agree


def plainly(forger: Forger, attack: Attack) -> None:
    """Do it, and write the rows with what they say of the chain left as it was."""
    attack.change(forger)
    write_rows(forger.ledger, forger.rows)


ATTACKS = (
    *(
        Attack(f"a row of kind {kind} deleted", do.delete(kind), 0, level)
        for kind, level in {
            "render": 0,
            "environment": 0,
            "source": 0,
            "plan": 0,
            "model": 1,
            "action": 1,
            "frames": 1,
            "file": 1,
            "end": 0,
        }.items()
    ),
    *(
        Attack(f"a row of kind {kind} twice", do.duplicate(kind), 0, level)
        for kind, level in {
            "render": 0,
            "environment": 0,
            "source": 0,
            "plan": 0,
            "model": 1,
            "action": 0,
            "frames": 0,
            "file": 0,
            "end": 0,
        }.items()
    ),
    *(Attack(f"two rows of kind {kind} changed over", do.swap(kind), 0, 1) for kind in ("model", "action", "file")),
    Attack("rows cut off before the end", do.truncate, 0, 1),
    Attack("another storyboard", do.other_storyboard, 0, 1),
    Attack("a storyboard that reads a picture", do.smuggling_storyboard, 0, 1),
    Attack("another prompt template", do.other_template, 0, 1),
    Attack("a template that nobody uses", do.one_template_more, 0, 1),
    Attack("a value set that was not", do.override, 0, 1),
    Attack("a choice that was not made", do.selection, 0, 1),
    Attack("another model's hash", do.other_model, 0, 1),
    Attack("draft flag flipped", do.flipped("draft"), 0, 1),
    Attack("flag of determinism flipped", do.flipped("deterministic"), 0, 3),
    Attack("another edition of the stack", do.edition, 0, 3),
    Attack("another environment", do.environment, 0, NOBODY),
    Attack("another frame's hash", do.frame_hash, 0, 2),
    Attack("latents of a segment replaced", do.latents, 0, 3),
    Attack("a frame drawn over", do.frame_drawn_over, 0, 2),
    Attack("two frames swapped", do.swapped_frames, 0, 2),
    Attack("a frame added", do.extra_frame, 2, 2),
    Attack("a frame removed", do.frame_missing, 2, 2),
    Attack("a still drawn over", do.still_drawn_over, 0, 2),
    Attack("a still's text changed", do.still_text, 0, 2),
    Attack("a frame's text changed", do.frame_text, 0, 2),
    Attack("a chunk hidden in a still", do.hidden_chunk, 0, 2),
    Attack("something behind a still's end", do.behind_the_end, 0, 2),
    Attack("another film delivered", do.other_delivery(do.inverted), 0, 2),
    Attack("the film delivered backwards", do.other_delivery(do.reversed), 0, 2),
    Attack("the film delivered shorter", do.other_delivery(do.shorter), 0, 2),
    Attack("the film encoded anew, and well", do.other_delivery(list), 0, 2),
    Attack("the same, and another environment", do.elsewhere(do.other_delivery(list)), 0, NOBODY),
    Attack("another preview", do.other_preview, 0, 2),
    Attack("the same, and another environment for it", do.elsewhere(do.other_preview), 0, NOBODY),
    Attack("another master", do.other_master, 0, 2),
    Attack("one bit of the film", do.bit_of_the_film, 2, 2),
    Attack("plan.json edited", do.plan, 1, NOBODY, is_undone=True),
    Attack("report.html edited", do.report, 1, NOBODY, is_undone=True),
    Attack("a setting in configs edited", do.config, 1, NOBODY, is_undone=True),
    Attack("a setting in configs twice", do.config_twice, 1, NOBODY, is_undone=True),
    Attack("a frame that is a link", do.link, 2, 2),
    Attack("a folder that is a link", do.linked_folder, 2, 2),
    Attack("a pipe in a frame's place", do.pipe, 2, 2),
    Attack("a file more", do.stranger, 2, 2),
    Attack("a pipe more", do.hidden_pipe, 2, 2),
    Attack("a file that leads out of the folder", do.way_out, 0, 1),
    Attack("an interrupted render", do.interrupted, 2, 2),
)


# For each field of each kind of row the level that shows a forger's edit of it.
FIELDS: Mapping[str, Mapping[str, int]] = {
    "render": {"animec_ledger": 0, "animec": 1, "clip": 1, "stack": 1, "edition": 1, "draft": 1, "deterministic": 3},
    "environment": {"facts": NOBODY},
    "source": {"name": 1, "sha256": 0, "text": 0, "overrides": 1, "templates": 1, "selection": 1},
    "plan": {"sha256": 1, "nodes": 1},
    "model": {"id": 1, "identity": 1, "licence": 1, "citation": 1},
    "action": {"node": 1, "op": 1, "key": 1, "inputs": 1, "parts": 1},
    "frames": {"frames": 1, "fps": 1, "width": 1, "height": 1, "sha256": 1},
    "file": {"path": 1, "sha256": 2, "size": 2, "node": 1, "key": 1},
}
