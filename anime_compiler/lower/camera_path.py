"""Camera moves by crop: how large a canvas must be, and how the window travels over it."""

from collections.abc import Sequence
from math import atan2, ceil, cos, radians, sin

from anime_compiler.lower.lowered import CameraPath, Window
from anime_compiler.model.storyboard import Camera, Shot
from anime_compiler.model.timecode import Size

# Four latent pixels: the networks halve a picture twice, and what divides evenly needs no padding.
_CANVAS_STEP = 32


def lower_cameras(
    shots: Sequence[Shot], size: Size, multiple: int, grows: bool = True
) -> list[tuple[Size, CameraPath | None]]:
    """Canvas and path of each shot. Latents are carried as they are, so shots joined by `carry` share a canvas."""
    if not grows:
        return [lower_camera(shot.camera, size, multiple, grows) for shot in shots]
    made: list[tuple[Size, CameraPath | None]] = []
    joined: list[Shot] = []
    for shot in shots:
        joined.append(shot)
        if shot.join.kind != "carry":
            canvases = [_canvas(one.camera, size, multiple) for one in joined]
            canvas = Size(max(one.width for one in canvases), max(one.height for one in canvases))
            made += [(canvas, _path(one.camera, size, canvas)) for one in joined]
            joined = []
    return made


def lower_camera(camera: Camera, size: Size, multiple: int, grows: bool = True) -> tuple[Size, CameraPath | None]:
    """The canvas to generate and the window's path over it; without a move by crop, the picture itself and none.

    Models that know few sizes make pictures of their size only, which do not grow: there the window is so much smaller.
    """
    if not grows:
        return size, _path_inside(camera, size) if camera.via == "crop" else None
    canvas = _canvas(camera, size, multiple)
    return canvas, _path(camera, size, canvas)


def _path(camera: Camera, size: Size, canvas: Size) -> CameraPath | None:
    if camera.via == "crop":
        return CameraPath(*_windows(camera, size.width, size.height, canvas), camera.ease)
    middle = _middle(size.width, size.height, canvas)
    return CameraPath(middle, middle, "linear") if canvas != size else None


def _path_inside(camera: Camera, size: Size) -> CameraPath:
    """The path of the largest window of the picture's shape that can make the move inside it."""
    width, height = _room(camera, size)
    share = min(size.width / width, size.height / height)
    return CameraPath(*_windows(camera, size.width * share, size.height * share, size), camera.ease)


def _canvas(camera: Camera, size: Size, multiple: int) -> Size:
    if camera.via != "crop":
        return size
    width, height = _room(camera, size)
    return Size(_up(width, multiple), _up(height, multiple))


def _room(camera: Camera, size: Size) -> tuple[float, float]:
    """The room that a window of a size takes up on its way."""
    width, height = float(size.width), float(size.height)
    more = 1 + camera.amount
    if camera.move.startswith("pan"):
        width *= more
    elif camera.move.startswith("tilt"):
        height *= more
    elif camera.move.startswith("zoom"):
        width, height = width * more, height * more
    else:
        width, height = _reach(size.width, size.height, camera), _reach(size.height, size.width, camera)
    return width, height


def _reach(along: float, across: float, camera: Camera) -> float:
    """The most room that a picture takes up in one direction while it turns; it is widest on its diagonal."""
    angle = min(radians(90 * camera.amount), atan2(across, along))
    return along * cos(angle) + across * sin(angle)


def _up(length: float, multiple: int) -> int:
    # A millionth of a pixel of rounding error must not cost a whole step.
    step = max(multiple, _CANVAS_STEP)
    return ceil(length / step - 1e-6) * step


def _middle(width: float, height: float, canvas: Size) -> Window:
    return Window(canvas.width / 2, canvas.height / 2, float(width), float(height))


def _windows(camera: Camera, width: float, height: float, canvas: Size) -> tuple[Window, Window]:
    middle = _middle(width, height, canvas)
    reach_x = width * camera.amount / 2
    reach_y = height * camera.amount / 2
    wide = middle._replace(width=width * (1 + camera.amount), height=height * (1 + camera.amount))
    match camera.move:
        case "pan_left":
            return _moved(middle, reach_x, 0), _moved(middle, -reach_x, 0)
        case "pan_right":
            return _moved(middle, -reach_x, 0), _moved(middle, reach_x, 0)
        case "tilt_up":
            return _moved(middle, 0, reach_y), _moved(middle, 0, -reach_y)
        case "tilt_down":
            return _moved(middle, 0, -reach_y), _moved(middle, 0, reach_y)
        case "zoom_in":
            return wide, middle
        case "zoom_out":
            return middle, wide
        case "roll_left":
            return middle, middle._replace(angle=-90 * camera.amount)
        case _:
            return middle, middle._replace(angle=90 * camera.amount)


def _moved(window: Window, x: float, y: float) -> Window:
    return window._replace(center_x=window.center_x + x, center_y=window.center_y + y)
