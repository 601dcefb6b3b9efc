"""Written numbers and lists of points to curves over whole frames."""

from anime_compiler.language.storyboard import Curve as WrittenCurve
from anime_compiler.model.storyboard import Curve, CurvePoint, constant


def resolve_curve(written: float | WrittenCurve | None, otherwise: float, frames: int, fps: int) -> Curve:
    """A curve with its points in the order of their frames; of two at one frame the last written counts."""
    if written is None:
        return constant(otherwise)
    if isinstance(written, tuple):
        points: dict[int, CurvePoint] = {}
        for point in written:
            if point.invalid:
                continue
            frame = point.at.frame_in(frames, fps)
            points[frame] = CurvePoint(frame, point.value, point.ease or "linear")
        ordered = tuple(points[frame] for frame in sorted(points))
        return Curve(ordered) if ordered else constant(otherwise)
    return constant(written)
