"""a negative prompt was written, but guidance of 1.0 or less makes it useless

A storyboard that writes `negative` anywhere and sets `guidance` to 1.0 or less is warned once, at the first
`negative`. The negative prompt of a template, which nobody wrote here, is not counted.

## Why

Guidance pushes the picture away from the negative prompt and towards the prompt. At 1.0 there is no push: the
negative prompt is not even looked at, and what it was to keep away appears all the same.

## Instead

```yaml
profile: {extends: 768_lcm, guidance: 1.7}
style: {negative: [watermark, text]}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Point at the first negative prompt where guidance leaves it without effect."""
    guidance = board.sampling.guidance
    if board.stack.has_models and guidance <= 1.0:
        for negative in _written_negatives(board):
            yield Finding(
                negative,
                f"at a guidance of {guidance:g} the negative prompt does nothing",
                help="raise `guidance` under `profile` above 1, or leave `negative` out",
            )
            return


def _written_negatives(board: Storyboard) -> Iterator[Span]:
    """The negative prompts that the author wrote: the style's first, then those of shots and stills."""
    for place in (board.place, *(scene.place for scene in board.scenes)):
        for path in (("style", "negative"), ("negative",)):
            negative = place.at(*path)
            if negative != place.at(*path[:-1]):  # where it was not written, both point at the same key
                yield negative
