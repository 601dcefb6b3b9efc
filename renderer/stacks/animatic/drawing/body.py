"""A body in a pose, and how its clothes are laid on it: legs, what hangs from the waist, what covers the chest."""

from math import cos, radians, sin
from typing import NamedTuple

import numpy as np

from renderer.stacks.animatic.drawing.brush import Canvas, fill, fill_shaded, stroke
from renderer.stacks.animatic.drawing.colour import Rgb, mixed
from renderer.stacks.animatic.drawing.light import Light
from renderer.stacks.animatic.drawing.outline import Outline, at, oval, points, smooth, tube
from renderer.stacks.animatic.drawing.rig import Limb, Rig
from renderer.stacks.animatic.scene import Person

WHITE: Rgb = (248.0, 246.0, 242.0)

_SLEEVES = {"dress": "short", "shirt": "short", "kimono": "wide", "robe": "wide", "swimsuit": "none"}
_SKIRTED = ("uniform", "shirt", "cardigan", "sweater", "jacket", "hoodie")
_THICK = ("coat", "jacket", "hoodie", "cardigan", "sweater", "suit")
_SHOE = points("-0.13,-0.06 0.13,-0.06 0.15,0.14 -0.15,0.14")


class Body(NamedTuple):
    """Somebody's body on a canvas in heads."""

    canvas: Canvas
    light: Light
    person: Person
    rig: Rig

    @property
    def is_broad(self) -> bool:
        return self.person.kind in ("boy", "man")

    @property
    def has_skirt(self) -> bool:
        return not self.is_broad and self.person.outfit in _SKIRTED

    @property
    def frontal(self) -> float:
        """1 from the front or the back, 0 from the side."""
        return abs(cos(radians(self.rig.turn)))

    @property
    def side(self) -> float:
        """To which side it faces, from -1 to 1."""
        return sin(radians(self.rig.turn))

    def solid(self, outline: Outline, surface: Rgb, thick: float) -> None:
        """A shape with a lit side and a shaded one."""
        light = self.light
        lit, shade = light.of(surface), light.of(surface, is_shaded=True)
        fill_shaded(self.canvas, outline, lit, shade, (light.side * thick, -0.25 * thick))

    def skin(self, outline: Outline, thick: float) -> None:
        """Bare skin with its shade."""
        light, skin = self.light, self.person.skin
        fill_shaded(self.canvas, outline, light.skin(skin), light.skin(skin, True), (light.side * thick, -0.25 * thick))

    def plain(self, outline: Outline, surface: Rgb, is_shaded: bool = False) -> None:
        """A shape in one tone."""
        fill(self.canvas, outline, self.light.of(surface, is_shaded=is_shaded))


def draw_leg(body: Body, leg: Limb) -> None:
    """Leg, sock or trouser, and shoe."""
    person = body.person
    joints = [leg.root, leg.middle, leg.end]
    if body.has_skirt or (person.outfit in ("dress", "swimsuit", "coat") and not body.is_broad):
        body.skin(tube(joints, [0.25, 0.17, 0.105]), 0.08)
        _sock(body, leg)
    else:
        wide = 1.1 if body.is_broad else 1.0
        body.solid(tube(joints, [0.29 * wide, 0.215 * wide, 0.165 * wide]), person.lower, 0.09)
    toe = np.array([(0, 0), (0, 0), (0.20 * max(0.0, body.side), 0), (0.20 * min(0.0, body.side), 0)])
    colour = (92.0, 62.0, 50.0) if person.outfit == "uniform" else mixed(person.lower, (40.0, 34.0, 40.0), 0.6)
    body.plain(smooth(at(_SHOE, *leg.end, 1) + toe, steps=5), colour)


def _sock(body: Body, leg: Limb) -> None:
    person = body.person
    sock = {"uniform": (52.0, 54.0, 74.0), "dress": WHITE}.get(person.outfit, (70.0, 66.0, 78.0))
    high = 0.8 if person.outfit == "uniform" else 0.26
    end, knee = np.array(leg.end), np.array(leg.middle)
    top = end + (knee - end) * high
    body.solid(tube(np.array([top, (top + end) / 2, end]), [0.15, 0.145, 0.11]), sock, 0.06)


def draw_lower(body: Body) -> None:
    """Skirts, and what hangs below the waist."""
    person, rig = body.person, body.rig
    if person.outfit == "kimono":
        _robe(body, 2.56, 0.50)
    elif person.outfit == "robe":
        _robe(body, 2.62, 0.95)
    elif person.outfit == "dress":
        _skirt(body, 1.62, 1.02, person.cloth, 6)
    elif person.outfit == "coat":
        _skirt(body, 1.12, 0.68, person.cloth, 0)
    elif body.has_skirt:
        _skirt(body, 0.92, 0.80, person.lower, 8)
    else:
        wide, (x, y), (wx, wy) = rig.hip + 0.10, rig.hips, rig.waist
        low = [(x + wide, y + 0.2), (x + 0.1, y + 0.52), (x - 0.1, y + 0.52), (x - wide, y + 0.2)]
        body.solid([(wx - wide * 0.95, wy), (wx + wide * 0.95, wy), *low], person.lower, 0.1)


def _skirt(body: Body, long: float, wide: float, colour: Rgb, folds: int) -> None:
    """From the waist down, flared; wind and steps move its hem."""
    rig = body.rig
    (wx, wy), (hx, hy) = rig.waist, rig.hips
    top, hip = rig.hip + 0.06, rig.hip + 0.20
    drift = 0.30 * rig.gust * long**0.5
    end = hy + 0.30 + long - 0.06 * abs(rig.gust)
    half = wide * (0.72 + 0.28 * body.frontal) + 0.1 * abs(rig.gust)
    hem = [
        (hx + x + drift, end - 0.10 * (x / half) ** 2 + (0.03 if number % 2 else 0.0))
        for number, x in enumerate(np.linspace(half, -half, 9))
    ]
    sides = [(hx + way * hip + 0.15 * drift, hy + 0.1) for way in (1, -1)]
    body.solid([(wx - top, wy), (wx + top, wy), sides[0], *hem, sides[1]], colour, 0.16)
    fold = body.light.of(colour, is_shaded=True)
    for number in range(1, folds):
        share = number / folds * 2 - 1
        line = [(wx + share * top * 0.96, wy + 0.12), (hx + share * hip * 1.02, hy + 0.12)]
        stroke(body.canvas, [*line, (hx + share * half + drift, end - 0.06)], 0.022, fold, 0.6)


def _robe(body: Body, long: float, wide: float) -> None:
    """A straight garment down to the feet, one side laid over the other."""
    rig, colour = body.rig, body.person.cloth
    (wx, wy), (hx, hy) = rig.waist, rig.hips
    drift, half, end = 0.25 * rig.gust, wide + 0.12 * rig.gait, hy + long
    hem = [(hx + 0.52, hy + 0.2), (hx + half + drift, end), (hx - half + drift, end), (hx - 0.52, hy + 0.2)]
    body.solid([(wx - 0.46, wy), (wx + 0.46, wy), *hem], colour, 0.15)
    edge = [(wx + 0.04, wy), (hx + 0.16, hy + 0.6), (hx + 0.22 + drift, end)]
    stroke(body.canvas, edge, 0.035, body.light.of(colour, is_shaded=True))


def draw_torso(body: Body) -> None:
    """From the shoulders to the waist."""
    rig, outfit = body.rig, body.person.outfit
    waist = (0.47 if body.is_broad else 0.39) * (0.62 + 0.38 * body.frontal)
    if outfit in _THICK and outfit != "suit":
        waist += 0.07
    (cx, cy), (wx, wy), shoulder = rig.chest, rig.waist, rig.shoulder
    hangs = outfit in (*_SKIRTED, "suit") and outfit != "uniform" and not body.has_skirt
    low = rig.hips[1] + 0.05 if hangs else wy + 0.06
    neck = [(cx + 0.17, cy - 0.20), (cx + shoulder * 0.72, cy - 0.11), (cx + shoulder + 0.06, cy + 0.05)]
    flank = [(cx + shoulder * 0.92, cy + 0.42), (wx + waist, wy - 0.05), (wx + waist + 0.03, low)]
    right = np.array([*neck, *flank])
    middle = np.array([cx, cx, cx, cx, wx, wx])
    left = np.stack([2 * middle - right[:, 0], right[:, 1]], 1)[::-1]
    body.solid(smooth(np.concatenate([right, left]), steps=5), body.person.cloth, 0.13)


def draw_neck(body: Body) -> None:
    """The neck, with the shade that the chin throws on it."""
    rig, light, skin = body.rig, body.light, body.person.skin
    x, y = rig.neck
    side, wide = 0.06 * body.side, 0.155 if body.is_broad else 0.125
    top = [(x + wide + side, y - 0.40), (x - wide + side, y - 0.40)]
    low = [(x - wide, y + 0.06), (x - wide - 0.14, y + 0.26), (x + wide + 0.14, y + 0.26), (x + wide, y + 0.06)]
    fill(body.canvas, [*top, *low], light.skin(skin))
    shade = [*top, (x - wide, y - 0.08), (x + 0.2 * wide * light.side, y + 0.10), (x + wide, y - 0.06)]
    fill(body.canvas, smooth(shade, steps=4), light.skin(skin, is_shaded=True))


def draw_arm(body: Body, arm: Limb) -> None:
    """Sleeve, arm and hand."""
    person = body.person
    joints = [arm.root, arm.middle, arm.end]
    sleeve, wide = _SLEEVES.get(person.outfit, "long"), 1.12 if body.is_broad else 1.0
    elbow, wrist = np.array(arm.middle), np.array(arm.end)
    reach = wrist - elbow
    hand = wrist + 0.10 * reach / max(1e-6, float(np.hypot(*reach)))
    if sleeve != "long":
        body.skin(tube(joints, [0.13 * wide, 0.115 * wide, 0.085]), 0.05)
    fill(body.canvas, oval(hand[0], hand[1], 0.115, 0.135), body.light.skin(person.skin))
    if sleeve == "long":
        grown = 1.2 if person.outfit in _THICK else 1.0
        body.solid(tube(joints, [0.165 * wide * grown, 0.145 * wide * grown, 0.12 * grown]), person.cloth, 0.07)
    elif sleeve == "short":
        middle = np.array(arm.root) * 0.45 + elbow * 0.55
        body.solid(tube(np.array([arm.root, middle]), [0.17 * wide, 0.21 * wide]), person.cloth, 0.06)
    elif sleeve == "wide":
        body.solid(tube([arm.root, arm.middle], [0.19, 0.22]), person.cloth, 0.08)
        drop, root = np.array((0.12 * body.rig.gust, 0.62)), np.array(arm.root)
        hem = [wrist + drop, elbow + drop * 0.9, root * 0.3 + elbow * 0.7]
        corners = np.array([elbow, wrist, wrist, *hem]) + points("0,-0.2 0,-0.16 0,0.16 0,0 0,0.1 0,0.2")
        body.solid(smooth(corners, steps=4), person.cloth, 0.1)
