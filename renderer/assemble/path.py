"""A window on its way over the canvas: where it stands at each frame."""

from anime_compiler.lower.lowered import Window
from renderer.assemble.easing import eased


def windows_along(start: Window, end: Window, ease: str, frames: int) -> list[Window]:
    """The window at each frame: at the start at the first, at the end at the last."""
    return [_between(start, end, eased(ease, frame / (frames - 1))) if frame else start for frame in range(frames)]


def _between(start: Window, end: Window, way: float) -> Window:
    """A window after a share of its way.

    Sizes change by equal factors in equal times, which is what the eye takes for an even zoom. The centre keeps step
    with the size, so that the point of the canvas that is to stay in its place does so.
    """
    if way == 1:
        return end
    width, along_x = _grown(start.width, end.width, way)
    height, along_y = _grown(start.height, end.height, way)
    return Window(
        start.center_x + (end.center_x - start.center_x) * along_x,
        start.center_y + (end.center_y - start.center_y) * along_y,
        width,
        height,
        start.angle + (end.angle - start.angle) * way,
    )


def _grown(start: float, end: float, way: float) -> tuple[float, float]:
    """A length on its way to another one by equal factors, and the share of the difference that it has made up."""
    if start == end:
        return start, way
    length = start * (end / start) ** way
    return length, (length - start) / (end - start)
