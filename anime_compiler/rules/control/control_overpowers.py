"""controls are so strong that they drown the style, or so weak that they do nothing

Warned of: the weights of a shot's controls come to more than 1.5 together, at any frame and at any denoising
step; and a control by lines (`lineart`, `softedge`, `canny`) works outside 0.5 to 1.0. Where a weight travels
along a curve, its highest point is judged, since fading a control in and out is fine.

## Why

Every control pulls the picture towards its map. Too much of it, and style LoRAs and prompt come to nothing:
the film looks traced. Lines below 0.5 hardly hold an outline. The pipeline guide gives the range for lines
and asks that no control drown the style.

## Instead

Lower the weights, or let a control go once the composition stands:

```yaml
control:
  - {kind: openpose, weight: 0.8, until: 60%}
  - {kind: depth, weight: 0.5}
```
"""

from bisect import bisect_right
from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Control, Curve, Shot, Storyboard
from anime_compiler.rules.rewrite import rewrite
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.WARNING
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Weigh each line control by itself, and each shot's controls together."""
    low, high = parameters.number("line_low"), parameters.number("line_high")
    lines = parameters.words("line_kinds")
    for shot in board.shots:
        for control in shot.control:
            if control.kind in lines and not low <= control.weight.most <= high:
                yield _finding_on_line(control, low, high)
        weight, frame = _greatest_sum(shot)
        most = parameters.number("sum")
        if weight > most:
            is_steady = all(control.weight.is_constant for control in shot.control)
            when = "" if is_steady else f" at frame {frame}"
            yield Finding(
                shot.place.key("control"),
                f"the controls of `{shot.id}` weigh {weight:g} together{when}, but above {most:g} they drown the style",
                help="lower their weights, or let one go early with `until`",
            )


def _finding_on_line(control: Control, low: float, high: float) -> Finding:
    weight = control.weight.most
    nearest = f"{min(max(weight, low), high):g}"
    return Finding(
        control.place.at("weight"),
        f"`{control.kind}` has weight {weight:g}, but lines work between {low:g} and {high:g}",
        help=f"write `weight: {nearest}`",
        fix=rewrite(control.place, nearest, "weight"),
    )


def _greatest_sum(shot: Shot) -> tuple[float, int]:
    """The greatest sum of weights and its first frame; between points weights are taken to travel evenly."""
    # A sum of straight lines is greatest where one of them bends, or just before one jumps.
    bends = {point.frame for control in shot.control for point in control.weight.points}
    greatest, first = 0.0, 0
    for frame in sorted({0} | bends | {frame - 1 for frame in bends if frame}):
        weights = [(control, _weight_at(control.weight, frame)) for control in shot.control]
        for step in {control.after for control in shot.control}:
            at_work = [weight for control, weight in weights if control.after <= step < control.until]
            if round(sum(at_work), 6) > greatest:
                greatest, first = round(sum(at_work), 6), frame
    return greatest, first


def _weight_at(curve: Curve, frame: int) -> float:
    reached = bisect_right(curve.points, frame, key=lambda point: point.frame)
    start = curve.points[max(reached - 1, 0)]
    if reached in (0, len(curve.points)) or start.ease == "hold":
        return start.value
    end = curve.points[reached]
    return start.value + (end.value - start.value) * (frame - start.frame) / (end.frame - start.frame)
