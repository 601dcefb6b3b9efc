"""a prompt is longer than the 77 tokens that a text encoder reads at once

A text encoder reads 75 tokens and two marks at a time. Longer prompts are never cut: what does not fit is
read as a second chunk. The finding names the words from which on this happens. Counted is the whole prompt,
with what the template, the beat and the characters' looks add. Until the tokenizer is loaded the count is an
estimate, good to a token or two.

## Why

Words in different chunks do not see each other, so that `blue` in one no longer colours `hair` in the next;
and what comes late weighs less.

## Instead

Say what matters first and leave the rest out, or choose yourself where the chunk ends:

```yaml
prompt: "{{ hana }} on a school rooftop, dusk BREAK a city of lanterns below, wind"
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.language.reader import shown
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.prompt import Prompt
from anime_compiler.model.storyboard import Shot, Still, Storyboard
from anime_compiler.parse.spec_tree import Place
from anime_compiler.resolve.token_estimate import words_past
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT

_CHUNK = 75


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Find the shots and stills whose prompt needs more than one chunk; each of them is reported once."""
    seen: set[Prompt] = set()
    for scene in board.scenes:
        if scene.doubtful & {"prompt", "beats"}:
            continue
        prompts = _prompts(scene)
        long = [(prompt, place) for prompt, place in prompts if prompt not in seen and _late_words(prompt)]
        seen.update(prompt for prompt, _ in prompts)
        if long:
            # Where every beat's prompt is too long, it is what they have in common that is.
            place = scene.place if len(long) == len(prompts) else long[0][1]
            words = _late_words(long[0][0])
            named = known_names(map(shown, words), 4)
            yield Finding(
                place.at("prompt"),
                f"the prompt of `{scene.id}` takes more than 77 tokens: "
                f"{named} {'falls' if len(words) == 1 else 'fall'} into the next chunk",
                help="put what matters first, leave words out, or say with `BREAK` where a chunk begins",
            )


def _prompts(scene: Shot | Still) -> list[tuple[Prompt, Place]]:
    if isinstance(scene, Still):
        return [(scene.prompt, scene.place)]
    return [(beat.prompt, beat.place) for beat in scene.beats]


def _late_words(prompt: Prompt) -> tuple[str, ...]:
    """The words of each section that do not fit into its first chunk."""
    return tuple(word for section in prompt.sections for word in words_past(Prompt((section,)), _CHUNK))
