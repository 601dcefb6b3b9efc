"""A face, and a head as a whole."""

from math import cos, radians, sin

import numpy as np

from renderer.stacks.animatic.drawing.brush import disc, fill, fill_shaded, stroke
from renderer.stacks.animatic.drawing.colour import mixed, scaled
from renderer.stacks.animatic.drawing.hair import draw_cap, draw_fringe, draw_tails
from renderer.stacks.animatic.drawing.hats import draw_hat
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth
from renderer.stacks.animatic.drawing.skull import EDGE, Head

_EYE_AT, _EYE_Y = 24.0, 0.135
_INK = (52.0, 38.0, 48.0)
_FACE = points(
    "60,-0.3 72,-0.02 70,0.16 60,0.3 38,0.425 13,0.495 -13,0.495 -38,0.425 -60,0.3 -70,0.16 -72,-0.02 -60,-0.3"
)


def draw_head(head: Head) -> None:
    """The head itself, from the ears to the hat."""
    draw_cap(head)
    if abs(head.turn) < 150:
        _face(head)
    draw_fringe(head)
    if abs(head.turn) < 80:
        for side in (-1, 1):
            _brow(head, side)
    draw_tails(head, is_behind=False)
    draw_hat(head)


def _face(head: Head) -> None:
    light, skin = head.light, head.person.skin
    outline = smooth(head.seen(_FACE), steps=5)
    outline[:, 0] = np.clip(outline[:, 0], -EDGE, EDGE)
    if head.person.hair_length <= 0.34:
        _ears(head)
    lit, shade = light.skin(skin), light.skin(skin, is_shaded=True)
    fill_shaded(head.canvas, outline, lit, shade, (light.side * 0.05, -0.035))
    if 38 < abs(head.turn) < 120:  # the nose stands out from the profile
        edge = 1 if head.turn > 0 else -1
        tip = head.across(4 * edge, 0.2) + edge * 0.055 * min(1.0, (abs(head.turn) - 38) / 40)
        nose = [
            (head.across(0, 0.1), head.height(0.1)),
            (tip, head.height(0.25)),
            (head.across(0, 0.3), head.height(0.3)),
        ]
        fill(head.canvas, nose, lit)
    for side in (-1, 1):
        _cheek(head, side)
    for side in (-1, 1):
        _eye(head, side)
    _nose_and_mouth(head)


def _ears(head: Head) -> None:
    for side in (-1, 1):
        angle = radians(side * 92 + head.turn)
        if cos(angle) > -0.45:
            skin = head.light.skin(head.person.skin, is_shaded=side != head.light.side)
            fill(head.canvas, oval(0.455 * sin(angle), 0.13, 0.065, 0.105), skin)


def _cheek(head: Head, side: int) -> None:
    angle = side * 39.0 + head.turn
    if abs(angle) < 70:
        blush = mixed(head.light.of(head.person.skin), head.light.of((255.0, 110.0, 110.0)), 0.5)
        cheek = oval(head.across(side * 39.0, 0.26), head.height(0.265), 0.085 * cos(radians(angle)), 0.045)
        fill(head.canvas, cheek, blush, 0.28 + 0.3 * max(0.0, head.pose.smile))


def _narrowed(head: Head, side: int) -> float:
    """How much of its width an eye has left as the head turns."""
    return min(1.0, cos(radians(side * _EYE_AT + head.turn)) / cos(radians(_EYE_AT)))


def _eye(head: Head, side: int) -> None:
    """An eye with its lid; lids may come down, and the eye is foreshortened where the head turns."""
    pose, light = head.pose, head.light
    narrow = _narrowed(head, side)
    if narrow < 0.3:
        return
    x, y, half = head.across(side * _EYE_AT, _EYE_Y), head.height(_EYE_Y), 0.104 * narrow
    opened = max(0.0, 1 - pose.lids) * (1 + 0.22 * pose.wide)
    if opened < 0.18:
        down = 0.035 if pose.smile < 0.5 else -0.045  # laughing eyes curve upwards
        lid = smooth([(x - half, y + 0.03), (x, y + 0.03 + down), (x + half, y + 0.03)], is_closed=False)
        stroke(head.canvas, lid, 0.032, light.of(_INK))
    else:
        _open_eye(head, x, y, half, side * 0.124 * opened)
    if head.person.has_glasses:
        rim = oval(x, y + 0.02, half * 1.5, 0.155)
        stroke(head.canvas, rim, 0.022, light.of((70.0, 60.0, 66.0)), is_closed=True)
    if pose.tears > 0.2:
        tear = oval(x + 0.3 * half, y + 0.18, 0.02, 0.045 * pose.tears)
        fill(head.canvas, tear, light.of((190.0, 225.0, 255.0)), 0.9)


def _open_eye(head: Head, x: float, y: float, half: float, tall: float) -> None:
    """White, iris, pupil, lights and lashes; the sign of the height tells which eye it is."""
    light, side, tall = head.light, 1 if tall > 0 else -1, abs(tall)
    base, ink = y + 0.118, light.of(_INK)
    top, middle, width = base - 2 * tall, base - tall, half * 0.76
    fill(head.canvas, oval(x, middle, half, tall), light.of((255.0, 253.0, 250.0)))
    look = x + 0.02 * head.side + 0.10 * half * sin(radians(head.pose.look))
    iris = head.person.eyes
    fill(head.canvas, oval(look, middle + 0.004, width, tall * 0.93), light.of(scaled(iris, (0.6, 0.56, 0.66))))
    fill(head.canvas, oval(look, middle + tall * 0.28, width * 0.86, tall * 0.62), light.of(iris))
    fill(head.canvas, oval(look, middle, width * 0.42, tall * 0.46), ink)
    shine = light.graded((255.0, 255.0, 255.0))
    disc(head.canvas, look - 0.4 * width, top + tall * 0.55, 0.026 * min(1.0, 0.4 + 8 * tall), shine)
    disc(head.canvas, look + 0.4 * width, base - tall * 0.42, 0.014, shine, 0.9)
    above = ((-0.98, 0.50 * tall), (-0.55, 0.004), (0.0, -0.020), (0.62, -0.004), (1.28, 0.34 * tall))
    below = ((1.02, 0.56 * tall), (0.60, 0.030), (0.0, 0.016), (-0.55, 0.028))
    fill(head.canvas, smooth(at((*above, *below), x, top, side * half, 1), steps=5), ink)


def _brow(head: Head, side: int) -> None:
    """A brow, which is drawn over the fringe."""
    narrow = _narrowed(head, side)
    if narrow < 0.3:
        return
    x, y = head.across(side * _EYE_AT, 0.0), head.height(-0.075) - 0.04 * head.pose.wide
    slope = 0.05 * head.pose.brow  # the inner end goes down in anger, and up in sorrow
    line = at(((-1, slope), (0.1, -0.020 - 0.1 * abs(slope)), (1, 0.012 - 0.5 * slope)), x, y, side * 0.082 * narrow, 1)
    colour = mixed(head.hair(is_shaded=True), head.light.of(_INK), 0.4)
    stroke(head.canvas, smooth(line, is_closed=False), 0.017, colour)


def _nose_and_mouth(head: Head) -> None:
    if abs(head.turn) > 80:
        return
    light, pose = head.light, head.pose
    x, y = head.across(3 if head.turn > 0 else -3, 0.2), head.height(0.235)
    shade = light.of(scaled(head.person.skin, (0.78, 0.62, 0.62)))
    stroke(head.canvas, [(x, y), (x + 0.014 * light.side, y + 0.018)], 0.018, shade)
    x, y, bend = head.across(0, 0.36), head.height(0.352), 0.05 * pose.smile
    half = (0.056 + 0.05 * max(0.0, pose.smile)) * cos(radians(head.turn * 0.8))
    ink = light.of((136.0, 62.0, 68.0))
    if pose.mouth <= 0.12:
        line = [(x - half, y - bend * 0.7), (x, y + bend * 0.6), (x + half, y - bend * 0.7)]
        stroke(head.canvas, smooth(line, is_closed=False), 0.017, ink)
        return
    low = 0.025 + 0.085 * pose.mouth
    upper = [(x - half, y - bend * 0.5), (x, y - 0.01 + bend * 0.1), (x + half, y - bend * 0.5)]
    lower = [(x + half * 0.55, y + low * 0.8), (x, y + low), (x - half * 0.55, y + low * 0.8)]
    fill(head.canvas, smooth([*upper, *lower], steps=5), ink)
    if pose.mouth > 0.4:
        fill(head.canvas, oval(x, y + low * 0.72, half * 0.45, low * 0.24), light.of((236.0, 120.0, 120.0)))
