"""What is written of a shot and stays while it lasts: drawn once, and copied for each frame."""

from typing import NamedTuple

import numpy as np

from anime_compiler.lower.lowered import Window
from renderer.stacks.animatic.burn_in.facts import ShotFacts
from renderer.stacks.animatic.burn_in.layout import Area, Layout
from renderer.stacks.animatic.burn_in.terms import ACCENT, BRIGHT, DIM, MIDDLE, Shares, common_to
from renderer.stacks.animatic.burn_in.type import Style, fitted, put, shown, width_of
from renderer.stacks.animatic.drawing.brush import Canvas, box, disc, fill, stroke, strokes
from renderer.stacks.animatic.drawing.colour import Rgb, mixed
from renderer.stacks.animatic.reading.people import read_people
from renderer.stacks.animatic.scene import Person
from renderer.values import Pixels

INK: Rgb = (12.0, 14.0, 20.0)
SLATE: Rgb = (40.0, 45.0, 58.0)
CARRY: Rgb = (104.0, 196.0, 222.0)


class Film(NamedTuple):
    """The film as a whole: its shots, length and rate, and the terms that every prompt has."""

    shots: tuple[ShotFacts, ...]
    frames: int
    fps: int
    everywhere: frozenset[str]


class Slate(NamedTuple):
    """A shot with the strip at the top and the band at the bottom as they stand all along."""

    shot: ShotFacts
    layout: Layout
    shares: Shares
    head: Pixels | None
    foot: Pixels
    name_end: int  # where the shot's name ends


def slate_of(film: Film, shot: ShotFacts, layout: Layout) -> Slate:
    """The static parts of a shot."""
    foot = np.empty((layout.foot.height, layout.foot.width, 3), np.uint8)
    foot[:] = np.array(INK, np.uint8)
    canvas = Canvas(foot, 1.0, 0.0, -float(layout.foot.top))
    _film_strip(canvas, film, shot, layout.film)
    if layout.track:
        _track(canvas, shot, layout.track, layout.base, film.fps)
    if layout.camera and shot.camera:
        _camera_canvas(canvas, shot, layout.camera)
    if layout.table:
        _swatches(canvas, shot, layout.table, layout)
    head, end = _head(shot, layout) if layout.head else (None, 0)
    return Slate(shot, layout, Shares(film.everywhere, common_to(shot.prompts())), head, foot, end)


def _head(shot: ShotFacts, layout: Layout) -> tuple[Pixels, int]:
    """Number and name of the shot."""
    assert layout.head
    base, pad, high = layout.base, layout.pad, layout.head.height
    pixels = np.empty((high, layout.head.width, 3), np.uint8)
    pixels[:] = np.array(INK, np.uint8)
    number, label = Style(layout.small, INK, is_bold=True), f"{shot.number + 1:02}"
    wide = width_of(label, number.size, True) + base
    top, low = round(0.36 * base), high - round(0.36 * base)
    rounded(Canvas(pixels, 1.0), Area(pad, top, pad + wide, low), 0.24 * base, ACCENT)
    put(pixels, pad + base / 2, middle(top, low, number.size), label, number)
    name = Style(round(1.1 * base), BRIGHT, is_bold=True)
    text = fitted(shown(shot.id), round(0.42 * layout.head.width) - wide, name)
    return pixels, put(pixels, pad + wide + 0.6 * base, middle(0, high, name.size), text, name)


def middle(top: float, low: float, size: int) -> float:
    """The top of a line of text whose letters stand in the middle between two heights."""
    return (top + low) / 2 - 0.66 * size


def rounded(canvas: Canvas, area: Area, radius: float, colour: Rgb, opacity: float = 1.0) -> None:
    """A rectangle with round corners."""
    radius = min(radius, area.width / 2, area.height / 2)
    right, left, low, top = area.right - radius, area.left + radius, area.bottom - radius, area.top + radius
    quarters = np.linspace(0, 2 * np.pi, 4, endpoint=False)[:, None] + np.linspace(0, np.pi / 2, 5)
    middles = np.array([(right, low), (left, low), (left, top), (right, top)])[:, None]
    outline = middles + radius * np.stack([np.cos(quarters), np.sin(quarters)], 2)
    fill(canvas, outline.reshape(-1, 2), colour, opacity)


def _film_strip(canvas: Canvas, film: Film, here: ShotFacts, area: Area) -> None:
    """The whole film as one thin line with a block for each shot; a cross-fade is a slant."""
    for shot in film.shots:
        left, right = (area.left + area.width * at / film.frames for at in (shot.first, shot.first + shot.frames))
        colour = mixed(SLATE, BRIGHT, 0.30) if shot is here else SLATE
        box(canvas, left, area.top, right, area.bottom, colour)
        if shot.number:
            box(canvas, left - 1, area.top, left, area.bottom, INK)
        if shot.fade:
            edge = area.left + area.width * (shot.first + shot.fade) / film.frames
            fill(canvas, [(left, area.bottom), (edge, area.top), (edge, area.bottom)], CARRY, 0.9)


def frame_x(shot: ShotFacts, area: Area, frame: float) -> float:
    """Where a frame that was made stands on the shot's timeline."""
    return area.left + area.width * (frame + 0.5) / shot.made


def rail(area: Area, base: int) -> Area:
    """The part of the timeline that the segments fill."""
    return Area(area.left, area.top + round(0.72 * base), area.right, area.bottom - round(0.40 * base))


def _track(canvas: Canvas, shot: ShotFacts, area: Area, base: int, fps: int) -> None:
    """Segments as blocks, what each shares with the one before, beats as diamonds, seconds as ticks."""
    bar = rail(area, base)
    for number, piece in enumerate(shot.pieces):
        left, right = (round(bar.left + bar.width * at / shot.made) for at in (piece.first, piece.first + piece.frames))
        block = Area(left + (1 if number else 0), bar.top, right - (1 if right < bar.right else 0), bar.bottom)
        rounded(canvas, block, 0.2 * base, SLATE)
        if piece.skip and piece.first:
            shared = round(bar.left + bar.width * max(0, piece.first - piece.skip) / shot.made)
            _hatch(canvas, Area(shared, bar.top, left, bar.bottom), base)
    rate = fps * shot.made / shot.frames
    for second in range(int(shot.made / rate) + 1):
        x = bar.left + bar.width * second * rate / shot.made
        box(canvas, x, bar.bottom + 2, x + max(1.0, 0.07 * base), bar.bottom + 2 + max(2.0, 0.2 * base), DIM)
    for beat in shot.beats():
        x = frame_x(shot, bar, beat)
        stroke(canvas, [(x, area.top + 0.3 * base), (x, bar.bottom)], max(1.0, 0.07 * base), ACCENT, 0.8)
        high = 0.30 * base
        fill(
            canvas,
            [
                (x, area.top + 0.02 * base),
                (x + high, area.top + high),
                (x, area.top + 1.98 * high),
                (x - high, area.top + high),
            ],
            ACCENT,
        )


def _hatch(canvas: Canvas, area: Area, base: int) -> None:
    """Frames that two segments share."""
    box(canvas, area.left, area.top, area.right, area.bottom, CARRY, 0.25)
    lines = []
    for start in range(area.left - area.height, area.right, max(3, round(0.36 * base))):
        low, high = max(0, area.left - start), min(area.height, area.right - start)
        if low < high:
            lines.append([(start + low, area.bottom - low), (start + high, area.bottom - high)])
    strokes(canvas, lines, 1.0, CARRY, 0.75)


def _camera_canvas(canvas: Canvas, shot: ShotFacts, area: Area) -> None:
    """The canvas that is drawn, and where the window starts and ends on it."""
    assert shot.camera
    frame = camera_frame(shot, area)
    box(canvas, frame.left, frame.top, frame.right, frame.bottom, mixed(INK, SLATE, 0.65))
    edge = [(frame.left, frame.top), (frame.right, frame.top), (frame.right, frame.bottom), (frame.left, frame.bottom)]
    stroke(canvas, edge, 1.0, DIM, 0.8, is_closed=True)
    for window in (shot.camera.windows[0], shot.camera.windows[-1]):
        stroke(canvas, window_outline(shot, frame, window), 1.0, MIDDLE, 0.35, is_closed=True)


def camera_frame(shot: ShotFacts, area: Area) -> Area:
    """The canvas in its proportions, at the right of the diagram's area."""
    assert shot.camera
    canvas = shot.camera.canvas
    wide = min(area.width, round(area.height * canvas.width / canvas.height))
    high = round(wide * canvas.height / canvas.width)
    top = area.top + (area.height - high) // 2
    return Area(area.right - wide, top, area.right, top + high)


def window_outline(shot: ShotFacts, frame: Area, window: Window) -> list[tuple[float, float]]:
    """The corners of the camera's window in the diagram."""
    assert shot.camera
    scale = frame.width / shot.camera.canvas.width
    cos, sin = np.cos(np.radians(window.angle)), np.sin(np.radians(window.angle))
    x, y = window.width / 2, window.height / 2
    return [
        (
            frame.left + (window.center_x + across * cos - down * sin) * scale,
            frame.top + (window.center_y + across * sin + down * cos) * scale,
        )
        for across, down in ((-x, -y), (x, -y), (x, y), (-x, y))
    ]


def _swatches(canvas: Canvas, shot: ShotFacts, area: Area, layout: Layout) -> None:
    """The colours of those who appear: hair, eyes and dress."""
    radius = 0.40 * layout.base
    x, y = area.right - radius, layout.row(0) + 0.62 * layout.small
    for person in people_of(shot)[2::-1]:
        for colour in (person.cloth, person.eyes, person.hair):
            disc(canvas, x, y, radius + 1, INK)
            disc(canvas, x, y, radius - 0.5, mixed(colour, BRIGHT, 0.08))
            x -= 1.5 * radius
        x -= 0.8 * radius


def people_of(shot: ShotFacts) -> list[Person]:
    """Those who appear in a shot: by their character sheets, or else by its first text."""
    if shot.cast:
        return [person for text in shot.cast for person in read_people(text).people[:1]]
    return [person for text in shot.prompts()[:1] for person in read_people(text).people]
