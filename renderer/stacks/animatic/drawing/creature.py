"""Animals and spirits: simple bodies, in the same units as people, drawn from the side."""

from math import cos, pi, radians, sin
from typing import NamedTuple

import numpy as np

from renderer.stacks.animatic.drawing.brush import Canvas, disc, fill, fill_shaded, glow, stroke
from renderer.stacks.animatic.drawing.colour import Rgb, mixed, scaled
from renderer.stacks.animatic.drawing.light import Light
from renderer.stacks.animatic.drawing.outline import Outline, at, oval, points, smooth, tube
from renderer.stacks.animatic.drawing.rig import SOLE, WALK_FRAMES
from renderer.stacks.animatic.scene import Person, Pose

_EARS = {
    "fox": (0.34, 0.62),
    "cat": (0.30, 0.42),
    "wolf": (0.28, 0.5),
    "dog": (0.28, 0.34),
    "rabbit": (0.16, 1.05),
    "horse": (0.16, 0.4),
    "bear": (0.3, 0.2),
    "dragon": (0.2, 0.55),
}
# Facing right, with the feet on 0.
_TRUNK = points("-0.95,-1.15 -0.6,-1.5 0.2,-1.45 0.85,-1.62 1,-1.2 0.75,-0.78 0,-0.72 -0.75,-0.72")
_CHEST = points("0.92,-1.45 1.02,-1.15 0.72,-0.82 0.6,-1.1")
_BRUSH = points("-0.85,-1.2 -1.45,-1.45 -1.75,-2.05 -1.55,-2.55")
_THIN_TAIL = points("-0.85,-1.2 -1.3,-1.3 -1.5,-1.9 -1.25,-2.35")
_SWAY = points("0,0 1,0 1,0 1.8,0")
_HEAD = points("-0.62,-0.1 -0.36,-0.48 0.2,-0.5 0.52,-0.12 0.5,0.16 0.4,0.36 -0.2,0.44 -0.58,0.24")
_CHEEK = points("0.12,0.14 0.44,0.1 0.46,0.18 0.38,0.34 -0.1,0.42 -0.3,0.3")
_WING = points("0.3,0.1 0.1,-1.0 -0.5,-1.7 -1.6,-1.9 -1.2,-1.3 -1.3,-0.9 -0.8,-0.8 -0.7,-0.3 -0.2,-0.1")
_SHUT_EYE = points("-0.1,0 0,0.06 0.1,0")
_FLAME = points("0,0.62 -0.55,0.3 -0.5,-0.3 -0.1,-1.2 0.42,-0.4 0.56,0.3")


def draw_creature_light(canvas: Canvas, light: Light, person: Person, clock: float, share: float) -> None:
    """A share of the light around a creature that shines by itself, which falls on the scenery behind it."""
    if person.kind == "spirit":
        glow(canvas, 0.0, SOLE - 2.4, 3.4, light.graded(person.hair), 0.6 * share)
    elif person.outfit == "glow":
        glow(canvas, 0.0, SOLE - 1.2, 4.2, light.graded((255.0, 190.0, 96.0)), (0.55 + 0.10 * sin(clock / 5)) * share)
        glow(canvas, 0.0, SOLE - 1.3, 2.1, light.graded((255.0, 224.0, 150.0)), 0.6 * share)


def draw_creature(canvas: Canvas, light: Light, person: Person, pose: Pose, clock: float, wind: float) -> None:
    """Draw it with its feet where a person's would be, and its middle under the middle of the head."""
    step = clock / WALK_FRAMES * 2 * pi
    gait = max(pose.stride, pose.run, pose.dance, 0.6 * pose.leap)
    hop = 0.35 * pose.dance * abs(sin(step)) + 1.6 * pose.leap * abs(sin(step / 2)) + 0.05 * gait * abs(sin(step))
    facing = 1.0 if sin(radians(pose.turn + 35)) >= 0 else -1.0
    local = canvas.moved(0.0, SOLE - hop)
    if person.kind == "spirit":
        _wisp(local, light, person, clock)
        return
    coat = _coat_of(local, light, person)
    _tail(coat, person.kind, facing, (0.22 * sin(clock / 12 * 2 * pi) + 0.2 * wind))
    for number, x in enumerate((-0.72, -0.48, 0.50, 0.72)):
        turn = step + (number % 2) * pi
        swing, lift = 0.34 * gait * sin(turn), 0.12 * gait * max(0.0, cos(turn))
        joints = ((x, -0.85), (x + swing * 0.5, -0.45), (x + swing, -0.05 - lift))
        coat.shape(tube(at(joints, 0, 0, facing, 1), [0.19, 0.13, 0.11]), 0.06, is_dark=number % 2 == 0)
    if person.kind == "dragon":
        beat = 1 + 0.25 * sin(clock / 5)
        coat.shape(smooth(at(_WING, 0, -1.4, facing, beat), steps=4), 0.1, is_dark=True)
    coat.shape(smooth(at(_TRUNK, 0, 0, facing, 1)), 0.16)
    if person.kind == "dragon":
        coat.pale(at(_WING, -0.15 * facing, -1.3, 0.9 * facing, 0.9 * beat))
    coat.pale(smooth(at(_CHEST, 0, 0, facing, 1)))
    _face(coat, person, pose, facing, clock)


class _Coat(NamedTuple):
    """Fur in three tones; what shines by itself is bright at any hour."""

    canvas: Canvas
    light: Light
    lit: Rgb
    dark: Rgb
    bright: Rgb

    def shape(self, outline: Outline, thick: float, is_dark: bool = False) -> None:
        side = self.light.side
        fill_shaded(self.canvas, outline, self.dark if is_dark else self.lit, self.dark, (side * thick, -0.5 * thick))

    def pale(self, outline: Outline) -> None:
        fill(self.canvas, outline, self.bright)


def _coat_of(canvas: Canvas, light: Light, person: Person) -> _Coat:
    fur = person.hair
    if person.outfit == "glow":
        dark = light.lamp(scaled(fur, (0.93, 0.74, 0.62)))
        return _Coat(canvas, light, light.lamp(fur), dark, light.lamp((255.0, 248.0, 226.0)))
    pale = light.of(mixed(fur, (255.0, 252.0, 246.0), 0.8))
    return _Coat(canvas, light, light.of(fur), light.of(fur, is_shaded=True), pale)


def _tail(coat: _Coat, kind: str, facing: float, sway: float) -> None:
    """A tail that is bushy, or a tuft, or thin."""
    if kind in ("fox", "wolf", "dog"):
        line = at(_BRUSH, 0, 0, facing, 1) - facing * sway * _SWAY
        coat.shape(tube(line, [0.14, 0.32, 0.38, 0.30, 0.04]), 0.12)
        tip = np.array([line[2], (line[2] + line[3]) / 2, line[3]])
        coat.pale(tube(tip, [0.16, 0.24, 0.03]))
    elif kind == "rabbit":
        coat.pale(oval(-1.0 * facing, -1.1, 0.2, 0.2))
    else:
        line = at(_THIN_TAIL, 0, 0, facing, 1) - facing * sway * _SWAY
        coat.shape(tube(line, [0.12, 0.10, 0.09, 0.08]), 0.05)


def _face(coat: _Coat, person: Person, pose: Pose, facing: float, clock: float) -> None:
    """The head, which may look back over the shoulder."""
    looks_back = abs(pose.look) >= 60
    way = -facing if looks_back else facing
    x, y = (0.78 if looks_back else 0.98) * facing, -2.0 + 0.03 * sin(clock / 26 * 2 * pi)
    for side in (-1, 1):
        _ear(coat, person.kind, (x + side * 0.34 - 0.08 * way, y), side, is_far=side == -way)
    muzzle = 0.40 if person.kind in ("fox", "wolf", "dog", "horse", "dragon") else 0.16
    head, cheek = _HEAD.copy(), _CHEEK.copy()
    head[4, 0] += muzzle
    cheek[2, 0] += muzzle
    coat.shape(smooth(at(head, x, y, way, 1)), 0.12)
    coat.pale(smooth(at(cheek, x, y, way, 1)))
    ink, shine = coat.light.of((46.0, 34.0, 42.0)), coat.light.graded((255.0, 255.0, 255.0))
    disc(coat.canvas, x + (0.47 + muzzle) * way, y + 0.12, 0.065, ink)
    for across in (0.22, -0.14):
        eye = x + across * way
        if pose.lids > 0.7:
            stroke(coat.canvas, smooth(at(_SHUT_EYE, eye, y - 0.06, 1), is_closed=False), 0.05, ink)
            continue
        fill(coat.canvas, oval(eye, y - 0.06, 0.085, 0.13), ink)
        disc(coat.canvas, eye + 0.02, y - 0.11, 0.034, shine)


def _ear(coat: _Coat, kind: str, root: tuple[float, float], side: int, is_far: bool) -> None:
    (x, y), (wide, tall) = root, _EARS.get(kind, (0.26, 0.4))
    ear = [(x - wide * 0.6, y - 0.30), (x + side * 0.10, y - 0.42 - tall), (x + wide * 0.6, y - 0.26)]
    coat.shape(smooth(ear) if kind in ("rabbit", "bear") else ear, 0.06, is_dark=is_far)
    inner = [(x - wide * 0.22, y - 0.36), (x + side * 0.08, y - 0.32 - tall * 0.62), (x + wide * 0.26, y - 0.34)]
    coat.pale(inner)


def _wisp(canvas: Canvas, light: Light, person: Person, clock: float) -> None:
    """A small light that floats."""
    y = -2.6 + 0.25 * sin(clock / 14 * 2 * pi)
    flame = _FLAME.copy()
    flame[3, 0] += 0.2 * sin(clock / 9 * 2 * pi)
    fill(canvas, smooth(at(flame, 0, y, 1)), light.lamp(person.hair))
    fill(canvas, smooth(at(flame, 0, y + 0.12, 0.6)), light.lamp((255.0, 248.0, 230.0)))
    for x in (-0.16, 0.16):
        fill(canvas, oval(x, y + 0.12, 0.06, 0.1), light.of((46.0, 34.0, 42.0)))
