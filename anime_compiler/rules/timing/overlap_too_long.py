"""segments share so many frames, or shots fade over so many, that nothing of their own is left

`chain.overlap` is less than the length of a segment, and at most 12 frames. A cross-fade is shorter than
either of the shots it joins, and the cross-fades at both ends of a shot do not meet in its middle.

## Why

Each segment of a chain adds only those frames that it does not share: with an overlap of 15 in 16 every frame
costs a whole segment, and with 16 the chain never gets any further. A cross-fade needs frames of both shots
for all of its length, and no frame can be part of three shots.

## Instead

```yaml
chain: {overlap: 4f}
next: crossfade 4f
```
"""

from collections.abc import Iterator
from itertools import pairwise

from anime_compiler.diagnostics.diagnostic import Label, Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Shot, Storyboard
from anime_compiler.rules.rewrite import rewrite
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Check what each shot's segments share, and then what the shots share."""
    most = parameters.integer("most", 12)
    for shot in board.shots:
        if shot.motion.module is not None and "chain" not in shot.doubtful:
            yield from _check_chain(shot, most)
    if not any("duration" in shot.doubtful for shot in board.shots):
        yield from _check_fades(board)


def _check_chain(shot: Shot, most: int) -> Iterator[Finding]:
    chain = shot.chain
    limit = min(most, chain.length - 1)
    if limit < 0:
        yield Finding(shot.place.at("chain", "length"), f"the segments of `{shot.id}` have no frames")
    elif chain.overlap > limit:
        cure = f"{min(4, limit)}f"
        yield Finding(
            shot.place.at("chain", "overlap"),
            f"segments of {chain.length} frames overlap by {chain.overlap}, but at most {limit} are possible",
            help=f"write `overlap: {cure}`",
            fix=rewrite(shot.place, cure, "chain", "overlap"),
        )


def _check_fades(board: Storyboard) -> Iterator[Finding]:
    """Each cross-fade with the two shots it joins, and then with the one before it."""
    before = 0
    for shot, following in pairwise(board.shots):
        fade = shot.join.frames if shot.join.kind == "crossfade" else 0
        shorter = min(shot, following, key=lambda shot: shot.frames)
        span = shot.place.at("next")
        if fade >= shorter.frames:
            yield Finding(
                span,
                f"a cross-fade of {fade} frames does not fit `{shorter.id}`, which has {shorter.frames}",
                help=_longest_fade(shorter.frames - 1),
                labels=(Label(shorter.place.at("duration"), f"`{shorter.id}` is this long"),),
            )
        elif fade and fade + before > shot.frames:
            yield Finding(
                span,
                f"the two cross-fades of `{shot.id}` take {before + fade} frames, but it has {shot.frames}",
                help=_longest_fade(shot.frames - before),
            )
        before = fade


def _longest_fade(frames: int) -> str:
    return f"write at most `crossfade {frames}f`" if frames > 1 else "write `cut`"
