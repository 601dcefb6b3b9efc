"""How exactly the camera moves by crop: a disc is filmed, and where it stands is measured in each frame.

python -m bench.camera               measure and print
python -m bench.camera --frames 200  longer films
"""

import argparse
import time
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from anime_compiler.lower.lowered import Window
from anime_compiler.model.timecode import Size
from renderer.assemble.path import windows_along
from renderer.assemble.window import seen_through
from renderer.values import Pixels

GOAL: Final = 0.05  # pixels
CANVAS: Final = Size(1024, 800)
_DARK, _LIGHT, _RADIUS = 40, 200, 12
_MIDDLE: Final = (CANVAS.width / 2, CANVAS.height / 2)
_WHOLE: Final = Window(*_MIDDLE, 768.0, 768.0)
_LARGE: Final = Window(*_MIDDLE, 800.0, 800.0)
_SMALL: Final = Window(*_MIDDLE, 540.0, 540.0)


class Move(NamedTuple):
    """A camera's move, and the point of the canvas that is watched."""

    name: str
    start: Window
    end: Window
    watched: tuple[float, float] = _MIDDLE

    @property
    def stays(self) -> bool:
        """Whether the watched point is to stay in its place; else it is to travel evenly."""
        return self.start[:2] == self.end[:2]


class Figure(NamedTuple):
    """What was measured of a move."""

    off: float  # the most that the disc missed its place by, in pixels
    jump: float  # the greatest difference between two steps that follow each other, in pixels
    flicker: float  # between the brightest and the darkest disc, as a share
    milliseconds: float  # of processor time, a frame


MOVES: Final = (
    Move("pan, 3 px a frame", _WHOLE._replace(center_x=413.3), _WHOLE._replace(center_x=603.9), (520.0, 390.0)),
    Move("pan, 0.07 px a frame", _WHOLE, _WHOLE._replace(center_x=_MIDDLE[0] + 4.4), (512.3, 380.8)),
    Move("tilt, 0.3 px a frame", _WHOLE, _WHOLE._replace(center_y=_MIDDLE[1] - 15.8), (490.0, 402.2)),
    Move("pan while 4% are made smaller", _LARGE._replace(center_x=486.0), _LARGE, (500.2, 410.0)),
    Move("zoom in, enlarged to 130%", _WHOLE, Window(*_MIDDLE, 590.8, 590.8)),
    Move("zoom in, enlarged to 100.5%", _WHOLE, Window(*_MIDDLE, 764.2, 764.2)),
    Move("zoom in, made smaller to 77%", Window(*_MIDDLE, 995.0, 800.0), Window(*_MIDDLE, 900.0, 768.0)),
    Move("roll by 45°", _SMALL, _SMALL._replace(angle=45.0)),
    Move("roll by 1°", _SMALL, _SMALL._replace(angle=-1.0)),
    Move("pan while turned by 10°", _SMALL._replace(center_x=501.3, angle=10.0), _SMALL._replace(angle=10.0)),
)


def pattern(watched: tuple[float, float]) -> Pixels:
    """A light disc with a soft edge on a dark canvas."""
    rows, columns = np.mgrid[: CANVAS.height, : CANVAS.width] + 0.5
    disc = np.clip(_RADIUS - np.hypot(columns - watched[0], rows - watched[1]) + 0.5, 0, 1)
    grey = np.rint(_DARK + (_LIGHT - _DARK) * disc).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def light_of(picture: Pixels) -> NDArray[np.float64]:
    """How much light the disc gives, and where its centre is: light, x, y."""
    light = picture[..., 1].astype(np.float64) - _DARK
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]] + 0.5
    total = light.sum()
    return np.array([total, (light * columns).sum() / total, (light * rows).sum() / total])


def measure(move: Move, frames: int) -> Figure:
    """Film a move, and see where the disc stands in each frame."""
    canvas = pattern(move.watched)
    size = Size(*map(round, move.start[2:4])) if move.start.angle or move.end.angle else Size(768, 768)
    windows = windows_along(move.start, move.end, "linear", frames)
    began = time.process_time()
    pictures = [seen_through(canvas, window, size) for window in windows]
    milliseconds = (time.process_time() - began) / frames * 1e3
    seen = np.array([light_of(picture) for picture in pictures])
    places, moments = seen[:, 1:], np.arange(frames)
    # Which way a disc goes depends on the window alone; that it goes evenly is what is to be seen, so a line is fitted.
    fitted = np.polynomial.polynomial.polyfit(moments, places, 0 if move.stays else 1)
    missed = places - np.polynomial.polynomial.polyval(moments, fitted).T
    # A disc that is shown larger gives more light; as it is on the canvas it always gives the same.
    light = seen[:, 0] * [window.width * window.height for window in windows]
    return Figure(
        off=float(np.hypot(*missed.T).max()),
        jump=float(np.abs(np.diff(places, n=2, axis=0)).max()),
        flicker=float((light.max() - light.min()) / light.mean()),
        milliseconds=milliseconds,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.camera", description=__doc__)
    parser.add_argument("--frames", type=int, default=64)
    frames: int = parser.parse_args().frames
    print(f"{frames} frames of 768x768 or 540x540 from a canvas of {CANVAS.text}")
    print("| move | off its way, px | uneven step, px | flicker | ms a frame | |")
    print("| --- | --- | --- | --- | --- | --- |")
    for move in MOVES:
        figure = measure(move, frames)
        verdict = "met" if figure.off <= GOAL else "missed"
        print(
            f"| {move.name} | {figure.off:.4f} | {figure.jump:.4f} | {figure.flicker:.3%} "
            f"| {figure.milliseconds:.0f} | ≤ {GOAL}: {verdict} |"
        )


if __name__ == "__main__":
    main()
