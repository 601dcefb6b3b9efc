"""The one way to put a shape on a picture. What it becomes depends on the medium: colour, line art, depth or a mask.

All that draws says what a shape is (its colour, how near it stands, which part it belongs to) and never what kind of
picture is being made, so that the truth about a picture comes from the very calls that made it.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import Enum
from functools import lru_cache
from math import exp, log
from typing import Final, NamedTuple

import skia

INK: Final = 0x2E2433  # outlines: nearly black, a little warm


class Medium(Enum):
    """What kind of picture is made."""

    COLOUR = "colour"
    LINES = "lines"
    DEPTH = "depth"
    CHARACTER = "character"  # white where the character is
    FACE = "face"  # white where the skin, eyes and mouth of the face are


class Grade(NamedTuple):
    """How light and style change a colour: towards a tint, brighter or darker, more or less saturated."""

    tint: int = 0xFFFFFF
    strength: float = 0.0  # of the tint, which multiplies
    lift: float = 0.0  # towards white
    saturation: float = 1.0


class Look(NamedTuple):
    """A shading style: how fills, shades and outlines are made."""

    shade: float = 0.72  # how dark a shade shape is against its fill; 1 is none
    ink: float = 1.0  # 1: outlines in ink; 0: in a darker tone of the fill
    line: float = 1.0  # width of outlines
    gradient: float = 0.0  # how much fills fade downwards


LOOKS: Final = {
    "cel": Look(),
    "flat": Look(shade=1.0, ink=0.25, line=0.7),
    "pastel": Look(shade=0.88, ink=0.15, line=0.85),
    "soft": Look(shade=0.85, ink=0.5, line=0.8, gradient=0.16),
}


def rgb(colour: int) -> tuple[int, int, int]:
    """The three bytes of a colour."""
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


@lru_cache(8192)
def mix(one: int, other: int, share: float) -> int:
    """`share` of the other colour in the one."""
    first, second = rgb(one), rgb(other)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red << 16 | green << 8 | blue


@lru_cache(8192)
def scaled(colour: int, factor: float) -> int:
    """A colour made darker (below 1); shadows go a little towards blue, as painted cels do."""
    red, green, blue = rgb(colour)
    cool = 1 + 0.25 * (1 - factor)
    return round(red * factor) << 16 | round(green * factor) << 8 | min(255, round(blue * factor * cool))


@lru_cache(65536)
def graded(colour: int, grade: Grade) -> int:
    """A colour under a light."""
    channels = [float(value) for value in rgb(colour)]
    grey = 0.3 * channels[0] + 0.59 * channels[1] + 0.11 * channels[2]
    out = 0
    for value, tint in zip(channels, rgb(grade.tint), strict=True):
        toned = grey + (value - grey) * grade.saturation
        lit = toned * (1 - grade.strength + grade.strength * tint / 255)
        out = out << 8 | max(0, min(255, round(lit + (255 - lit) * grade.lift)))
    return out


@lru_cache(16384)
def fill_paint(colour: int) -> skia.Paint:
    """Paint for an area; paints are kept, because making one costs more than using it."""
    return skia.Paint(Color=0xFF000000 | colour, AntiAlias=True)


@lru_cache(16384)
def line_paint(colour: int, width: float) -> skia.Paint:
    """Paint for a line with round ends."""
    return skia.Paint(
        Color=0xFF000000 | colour,
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )


_OUTLINED: Final[dict[tuple[int, float], tuple[skia.Path, skia.Path]]] = {}


def outlined(path: skia.Path, width: float) -> skia.Path:
    """A line as the area that it covers; for paths that are kept, because widening a line costs half of drawing it."""
    width = exp(round(log(width) * 32) / 32)  # steps of 3% nobody sees, so that a zooming camera finds its lines again
    key = id(path), width
    if key not in _OUTLINED:
        if len(_OUTLINED) >= 4096:
            _OUTLINED.clear()
        covered = skia.Path()
        line_paint(0, width).getFillPath(path, covered, None, 1.5 / width)
        _OUTLINED[key] = path, covered  # the path is kept too: paths have no hash, and their id must stay theirs
    return _OUTLINED[key][1]


class Easel:
    """A canvas with a medium, a look, and a grade for what is drawn next."""

    def __init__(self, canvas: skia.Canvas, medium: Medium, look: Look, pen: float) -> None:
        self.canvas = canvas
        self.medium = medium
        self.look = look
        self.pen = pen  # the width of an outline in set units
        self.grade = Grade()
        self.scale = 1.0  # set units in one of the units now drawn in
        self.depth = 0.0  # how near what is drawn next stands: 0 is the horizon, 1 the lens
        self.part = ""  # "" is the set; "body", "hair" and "face" are the character

    @contextmanager
    def at(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0) -> Iterator[None]:
        """Draw around (x, y), larger by `scale`, turned clockwise by `turn` degrees."""
        self.canvas.save()
        self.canvas.translate(x, y)
        if turn:
            self.canvas.rotate(turn)
        if scale != 1.0:
            self.canvas.scale(scale, scale)
        before, self.scale = self.scale, self.scale * scale
        try:
            yield
        finally:
            self.scale = before
            self.canvas.restore()

    @contextmanager
    def within(self, area: skia.Path) -> Iterator[None]:
        """Draw only inside an area."""
        self.canvas.save()
        self.canvas.clipPath(area, doAntiAlias=True)
        try:
            yield
        finally:
            self.canvas.restore()

    def sees(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether any of a rectangle can be in the picture; what is not need not be drawn."""
        return not self.canvas.quickReject(skia.Rect(left, top, right, bottom))

    def shape(
        self,
        path: skia.Path,
        colour: int,
        *,
        shade: skia.Path | None = None,
        shine: skia.Path | None = None,
        line: float = 1.0,
        fitted: bool = False,
    ) -> None:
        """An area with an outline; `shade` is darkened and `shine` lightened inside it. `line=0` leaves it bare.

        `fitted` says that shade and shine do not reach out of the area, which spares a costly clip.
        """
        if self.medium is Medium.COLOUR:
            self._colour(path, colour, shade, shine, line, fitted)
            return
        self.canvas.drawPath(path, fill_paint(self._flat()))
        if line and self.medium is Medium.LINES:
            self.canvas.drawPath(path, line_paint(0x000000, self._width(line)))

    def panel(
        self, path: skia.Path, colour: int, *, shade: skia.Path | None = None, edge: skia.Path | None, line: float = 1.0
    ) -> None:
        """An area outlined along `edge` only, whose `shade` lies inside it already. All these paths are kept ones."""
        if self.medium is not Medium.COLOUR:
            self.canvas.drawPath(path, fill_paint(self._flat()))
            if edge is not None and self.medium is Medium.LINES:
                self.canvas.drawPath(outlined(edge, self._width(line)), fill_paint(0x000000))
            return
        tone = graded(colour, self.grade)
        self._fill(path, tone)
        if shade is not None and self.look.shade < 1:
            self.canvas.drawPath(shade, fill_paint(scaled(tone, self.look.shade)))
        if edge is not None:
            self.canvas.drawPath(outlined(edge, self._width(line)), fill_paint(self._ink_on(tone)))

    def stroke(self, path: skia.Path, colour: int = INK, *, line: float = 1.0, kept: bool = False) -> None:
        """An open line: a mouth, a lash, a fold, a pole. It is `line` outlines wide. `kept` paths are drawn faster."""
        if self.medium is Medium.COLOUR:
            tone = graded(colour, self.grade)
        else:
            tone = 0x000000 if self.medium is Medium.LINES else self._flat()
        if kept:
            self.canvas.drawPath(outlined(path, self._width(line)), fill_paint(tone))
        else:
            self.canvas.drawPath(path, line_paint(tone, self._width(line)))

    def ink(self, path: skia.Path, colour: int = INK) -> None:
        """An area that is a line to the eye, because its width changes: a lash, a brow."""
        tone = 0x000000 if self.medium is Medium.LINES else self._flat()
        self.canvas.drawPath(path, fill_paint(graded(colour, self.grade) if self.medium is Medium.COLOUR else tone))

    def wash(self, path: skia.Path, top: int, bottom: int) -> None:
        """An area without outline that fades from top to bottom: skies, floors, light."""
        if self.medium is not Medium.COLOUR:
            self.canvas.drawPath(path, fill_paint(self._flat()))
            return
        if top == bottom:
            self.canvas.drawPath(path, fill_paint(graded(top, self.grade)))
            return
        self.canvas.drawPath(path, self._fading(path, graded(top, self.grade), graded(bottom, self.grade)))

    def glow(self, path: skia.Path, colour: int, opacity: float) -> None:
        """A see-through area that only the colour picture has: blush, light from a lamp, mist."""
        if self.medium is Medium.COLOUR:
            tone = round(255 * opacity) << 24 | graded(colour, self.grade)
            self.canvas.drawPath(path, skia.Paint(Color=tone, AntiAlias=True))

    def _colour(
        self,
        path: skia.Path,
        colour: int,
        shade: skia.Path | None,
        shine: skia.Path | None,
        line: float,
        fitted: bool,
    ) -> None:
        tone, look = graded(colour, self.grade), self.look
        self._fill(path, tone)
        if (shade is not None and look.shade < 1) or shine is not None:
            with nullcontext() if fitted else self.within(path):
                if shade is not None and look.shade < 1:
                    self.canvas.drawPath(shade, fill_paint(scaled(tone, look.shade)))
                if shine is not None:
                    self.canvas.drawPath(shine, fill_paint(mix(tone, 0xFFFFFF, 0.45)))
        if line:
            self.canvas.drawPath(path, line_paint(self._ink_on(tone), self._width(line)))

    def _fill(self, path: skia.Path, tone: int) -> None:
        if self.look.gradient:
            top, bottom = mix(tone, 0xFFFFFF, self.look.gradient), scaled(tone, 1 - self.look.gradient)
            self.canvas.drawPath(path, self._fading(path, top, bottom))
        else:
            self.canvas.drawPath(path, fill_paint(tone))

    def _ink_on(self, tone: int) -> int:
        """The colour of an outline around an area of a colour."""
        ink = graded(INK, self.grade)
        return ink if self.look.ink == 1 else mix(scaled(tone, 0.55), ink, self.look.ink)

    def _fading(self, path: skia.Path, top: int, bottom: int) -> skia.Paint:
        bounds = path.getBounds()
        ends = [skia.Point(0, bounds.top()), skia.Point(0, bounds.bottom())]
        shader = skia.GradientShader.MakeLinear(ends, [0xFF000000 | top, 0xFF000000 | bottom])
        return skia.Paint(Shader=shader, AntiAlias=True)

    def _width(self, line: float) -> float:
        return round(self.pen * line * self.look.line / self.scale, 4)

    def _flat(self) -> int:
        if self.medium is Medium.DEPTH:
            return 0x010101 * max(0, min(255, round(255 * self.depth)))
        if self.medium is Medium.LINES:
            return 0xFFFFFF
        wanted = self.part == "face" if self.medium is Medium.FACE else bool(self.part)
        return 0xFFFFFF if wanted else 0x000000
