"""What travels over the frames of a segment: a number along its curve, and a frame between two points of a way."""

from collections.abc import Sequence

from anime_compiler.model.storyboard import Curve
from renderer.assemble.easing import eased


def value_at(curve: Curve, frame: int) -> float:
    """The value of a curve at a frame."""
    points = curve.points
    before = [point for point in points if point.frame <= frame]
    if not before:
        return points[0].value
    here = before[-1]
    if len(before) == len(points):
        return here.value
    after = points[len(before)]
    share = eased(here.ease, (frame - here.frame) / (after.frame - here.frame))
    return here.value + (after.value - here.value) * share


def between_points(travel: Sequence[tuple[int, str]], frame: int) -> tuple[int, int, float]:
    """The two points of a way that a frame lies between, by their number, and the share of what lies between them."""
    reached = [number for number, (at, _) in enumerate(travel) if at <= frame]
    one = reached[-1] if reached else 0
    other = min(one + 1, len(travel) - 1)
    start, ease = travel[one]
    if other == one or frame <= start:
        return one, one, 0.0
    share = eased(ease, (frame - start) / (travel[other][0] - start))
    return (one, one, 0.0) if share <= 0 else (other, other, 0.0) if share >= 1 else (one, other, share)
