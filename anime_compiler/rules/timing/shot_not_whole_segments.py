"""a shot is not a whole number of segments, so frames are rendered and thrown away

With a motion module a shot is rendered in segments of 16 frames, of which each but the first shares some with
the one before. The last segment is rendered whole, however few of its frames are needed. With the usual
overlap of 4, shots of 16, 28, 40 … frames use every frame. A shot that the one before is carried into shares
its first frames too: then 12, 24, 36 … frames are whole. Windows are counted as segments are.

## Why

The frames that stand over cost as much as the others. A shot that is a little shorter can take a third less
time, and a longer one nothing more.

## Instead

Give the shot one of the durations that the note names, or leave it: nothing is wrong with the clip.

```yaml
duration: 28f     # 3.5 s at 8 frames a second: two segments, nothing thrown away
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Shot, Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.NOTE
SCOPE = CRAFT


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Count the frames that each shot's last segment is rendered for in vain."""
    is_carried_into = False
    for shot in board.shots:
        chain = shot.chain
        if shot.motion.module and chain.overlap < chain.length and not shot.doubtful & {"duration", "chain"}:
            yield from _check_shot(shot, is_carried_into and chain.mode == "carry")
        is_carried_into = shot.join.kind == "carry"


def _check_shot(shot: Shot, is_carried_into: bool) -> Iterator[Finding]:
    """Every segment adds as many new frames; the first one adds those too that the others share."""
    step = shot.chain.length - shot.chain.overlap
    head = 0 if is_carried_into else shot.chain.overlap
    segments = max(1, -((head - shot.frames) // step))
    rendered = head + segments * step
    if rendered == shot.frames:
        return
    piece = "window" if shot.chain.mode == "windows" else "segment"
    whole = [rendered - step, rendered] if segments > 1 else [rendered]
    yield Finding(
        shot.place.at("duration"),
        f"`{shot.id}` takes {segments} {piece}{'s' if segments > 1 else ''} for {shot.frames} frames: "
        f"{rendered} are rendered and {rendered - shot.frames} thrown away",
        help=f"{' or '.join(f'`duration: {frames}f`' for frames in whole)} would waste nothing",
    )
