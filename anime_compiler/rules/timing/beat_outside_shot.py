"""a beat or a point of a curve lies behind the end of its shot

Frames are counted from 0, so a shot of 16 frames ends with frame 15, which `100%` names. A beat or a point of
a curve at frame 16 or later would never be seen, and is refused. A curve of the storyboard's style works in
every shot, so it has to fit the shortest; there, write its points in per cent.

## Why

Something was meant to happen that does not: mostly the shot was shortened and its beats were not, or the
first frame was counted as 1.

## Instead

```yaml
duration: 2s
beats:
  - {at: 0%, prompt: standing still}
  - {at: 100%, prompt: smiling}       # not `2s`: that is when the next shot begins
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Bag, Level
from anime_compiler.language.kinds import Moment
from anime_compiler.language.reader import Reader
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Shot, Storyboard
from anime_compiler.model.timecode import Timing
from anime_compiler.parse.spec_tree import ListNode, Place
from anime_compiler.rules.rewrite import rewrite
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT

_MOMENT = Moment()


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Compare every moment of each shot with the shot's length."""
    written: dict[Place, dict[int, Place]] = {}
    reported = set()  # a curve of the storyboard's style works in many shots, but is one mistake
    for shot in board.shots:
        for what, frame, place in _moments_outside(shot, board.fps, written):
            if place.at("at") not in reported:
                reported.add(place.at("at"))
                yield Finding(
                    place.at("at"),
                    f"this {what} is at frame {frame}, but `{shot.id}` ends with frame {shot.frames - 1}",
                    help="write `100%` for the last frame, or make the shot longer",
                    fix=rewrite(place, "100%", "at"),
                )


def _moments_outside(shot: Shot, fps: int, written: dict[Place, dict[int, Place]]) -> Iterator[tuple[str, int, Place]]:
    """The beats and points of curves that lie behind the end, with their places."""
    if "duration" in shot.doubtful:
        return
    for beat in shot.beats:
        if beat.frame >= shot.frames:
            yield "beat", beat.frame, beat.place
    curves = [(use.weight, use.place) for use in shot.loras]
    curves += [(use.weight, shot.motion.place.part("weight")) for use in shot.motion.loras]
    curves += [(control.weight, control.place.part("weight")) for control in shot.control]
    curves += [(shot.motion.scale, shot.motion.place.part("scale"))]
    for curve, place in curves:
        outside = [point.frame for point in curve.points if point.frame >= shot.frames]
        if outside and place not in written:
            written[place] = _written_points(place, fps)
        for frame in outside:
            yield "point", frame, written[place].get(frame, place)


def _written_points(curve: Place, fps: int) -> dict[int, Place]:
    """Where the points of a curve stand, by frame; those in per cent never lie outside and are left out."""
    reader = Reader(curve.source, Bag())
    points: dict[int, Place] = {}
    for number in range(len(curve.node.items) if isinstance(curve.node, ListNode) else 0):
        point = curve.part(number)
        moment = _MOMENT.read(point.part("at").node, reader)
        if isinstance(moment, Timing) and moment.unit != "%":
            points[moment.frame_in(0, fps)] = point
    return points
