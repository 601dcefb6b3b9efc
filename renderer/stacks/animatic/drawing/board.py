"""A board: scenery, the people in it, the air, and the marks at its edges."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import cv2
import numpy as np

from renderer.stacks.animatic.drawing import air as airs
from renderer.stacks.animatic.drawing.air import Air
from renderer.stacks.animatic.drawing.backdrop import PLACES, focused, light_of
from renderer.stacks.animatic.drawing.brush import Canvas, box, glow, pixels_of, shifted, stroke, touch
from renderer.stacks.animatic.drawing.colour import mixed
from renderer.stacks.animatic.drawing.creature import draw_creature, draw_creature_light
from renderer.stacks.animatic.drawing.figure import Moment, draw_ground_shadow, draw_person, grown_by_walking
from renderer.stacks.animatic.drawing.held import draw_held_light
from renderer.stacks.animatic.drawing.light import Light
from renderer.stacks.animatic.drawing.rig import SOLE, rigged
from renderer.stacks.animatic.scene import CREATURES, Person, Pose, Scene, Setting, between
from renderer.values import Pixels

# How far a figure may reach from the middle of its head, in heads: to each side, up and down.
_BODY = (2.6, 2.2, 6.2)


class Glance(NamedTuple):
    """One picture to be drawn: what is on the way to what, how far, and when."""

    scene: Scene
    later: Scene
    share: float
    clock: float
    seed: int  # of the run it belongs to, from its first segment on: what must not jump follows from it
    own_seed: int
    stir: float  # how much of what the own seed decides is seen
    motion: float  # 1 is the usual amount


Scenery: TypeAlias = Callable[[Setting, int, int, int, int, tuple[int, int, int]], Pixels]


def draw_board(glance: Glance, width: int, height: int, scenery: Scenery | None = None) -> Pixels:
    """The picture. Who draws many of one scene keeps its scenery, and gives what does."""
    scene, later, share = glance.scene, glance.later, glance.share
    pixels = _scenery(glance, width, height, scenery or scenery_of)
    canvas = Canvas(pixels, float(height))
    nearer = scene.setting if share < 0.5 else later.setting
    light = light_of(nearer, glance.seed)
    wind = glance.motion * (scene.setting.wind + (later.setting.wind - scene.setting.wind) * share)
    air = Air(canvas, light, glance.seed, glance.clock, wind, 1.0)
    _behind_people(air, nearer, later.setting)
    _people(canvas, light, glance, wind)
    _in_the_air(air, nearer)
    airs.stir(air._replace(seed=glance.own_seed), glance.stir)
    if nearer.style == "lineart":
        pixels[:] = _inked(pixels)
    _mark_edges(pixels)
    return pixels


def _scenery(glance: Glance, width: int, height: int, scenery: Scenery) -> Pixels:
    """The scenery of both settings, the later one laid over the earlier by the share."""
    one, other = (_still(scene.setting) for scene in (glance.scene, glance.later))
    framing = between(glance.scene.framing, glance.later.framing, glance.share)
    near = round(64 * min(1.0, max(0.0, (framing.head - 0.13) / 0.36)))
    halo = _halo(glance)
    first = scenery(one, glance.seed, width, height, near, halo)
    if one == other or glance.share <= 0:
        return first.copy()
    second = scenery(other, glance.seed, width, height, near, halo)
    if glance.share >= 1:
        return second.copy()
    return pixels_of(cv2.addWeighted(first, 1 - glance.share, second, glance.share, 0))


def _halo(glance: Glance) -> tuple[int, int, int]:
    """The light behind the people: how far it reaches and how high it is, in 64ths of the height, and for how many."""
    count = max(len(glance.scene.people), len(glance.later.people))
    framing = between(glance.scene.framing, glance.later.framing, glance.share)
    if not count:
        return 0, 0, 0
    return round(framing.head * (2.6 + 1.2 * count) * 64), round((framing.middle + 1.4 * framing.head) * 64), count


def scenery_of(setting: Setting, seed: int, width: int, height: int, near: int, halo: tuple[int, int, int]) -> Pixels:
    """The scenery with some light behind the people, where it is dark enough for it."""
    picture = focused(setting, seed, width, height, near)
    light = light_of(setting, seed)
    if not halo[2] or light.lamps < 0.2:
        return picture
    lit = picture.copy()
    canvas = Canvas(lit, float(height))
    glow(canvas, canvas.width / 2, halo[1] / 64, halo[0] / 64, light.graded(mixed(light.haze, light.key, 0.35)), 0.30)
    lit.setflags(write=False)
    return lit


def _still(setting: Setting) -> Setting:
    """The part of a setting that scenery is drawn of; the air is drawn anew for each frame."""
    return setting._replace(wind=0.0, drifts=())


def _behind_people(air: Air, setting: Setting, later: Setting) -> None:
    """What moves in the scenery itself, and the weather outside a window."""
    things = {*setting.things, *later.things}
    if "passing lights" in things:
        airs.passing_lights(air)
    if "birds" in things:
        airs.birds(air)
    window, falls = PLACES[setting.place].window, airs.WEATHERS.get(setting.weather)
    if window is None or falls is None or window[2] <= window[0]:
        return
    height, width = air.canvas.pixels.shape[:2]
    x0, y0, x1, y1 = (round(edge * size) for edge, size in zip(window, (width, height, width, height), strict=True))
    part = np.ascontiguousarray(air.canvas.pixels[y0:y1, x0:x1])
    falls(air._replace(canvas=Canvas(part, float(y1 - y0)), amount=setting.amount))
    air.canvas.pixels[y0:y1, x0:x1] = part


def _in_the_air(air: Air, setting: Setting) -> None:
    """Weather, and what drifts on the wind."""
    falls = airs.WEATHERS.get(setting.weather)
    if falls and PLACES[setting.place].window is None:
        falls(air._replace(amount=setting.amount))
    for drift in setting.drifts:
        airs.DRIFTS[drift](air)


def _people(canvas: Canvas, light: Light, glance: Glance, wind: float) -> None:
    """Everybody, those who come or go half transparent on the way."""
    scene, later, share = glance.scene, glance.later, glance.share
    framing = between(scene.framing, later.framing, share)
    most = max(len(scene.people), len(later.people))
    count = len(scene.people) + (len(later.people) - len(scene.people)) * share
    for number in range(most):
        is_here, is_later = number < len(scene.people), number < len(later.people)
        person = later.people[number] if is_later and (share >= 0.5 or not is_here) else scene.people[number]
        one = scene.poses[number] if is_here else later.poses[number]
        other = later.poses[number] if is_later else scene.poses[number]
        pose = between(one, other, share)
        seen = 1.0 if is_here and is_later else share if is_later else 1 - share
        grown = grown_by_walking(pose, glance.clock)
        head = framing.head * grown
        gap = framing.head * (3.1 - 1.5 * pose.near)
        x = 0.5 * canvas.width + (number - (count - 1) / 2) * gap
        y = framing.middle + (framing.head - head) * SOLE * (0.9 if framing.head < 0.2 else 0.0)
        place = canvas.moved(x, y)._replace(unit=head * canvas.unit)
        draw_one(place, light, person, pose, Moment(glance.clock + 5 * number, wind), seen)


def draw_one(canvas: Canvas, light: Light, person: Person, pose: Pose, moment: Moment, seen: float) -> None:
    """One figure on its part of the picture, with a rim of light along its edge."""
    side, above, below = (reach * canvas.unit for reach in _BODY)
    height, width = canvas.pixels.shape[:2]
    x0, x1 = max(0, int(canvas.left - side)), min(width, int(canvas.left + side))
    y0, y1 = max(0, int(canvas.top - above)), min(height, int(canvas.top + below))
    if x0 >= x1 or y0 >= y1 or seen <= 0:
        return
    if person.kind in CREATURES:
        draw_creature_light(canvas, light, person, moment.clock, seen)
    part = np.ascontiguousarray(canvas.pixels[y0:y1, x0:x1])
    local = canvas._replace(pixels=part, left=canvas.left - x0, top=canvas.top - y0)
    on_people = light.on_people()
    if SOLE * canvas.unit < height:
        draw_ground_shadow(local, light, pose)
    before = part.copy()
    if pose.sit > 0.3:
        _seat(local, light)
    if person.kind in CREATURES:
        draw_creature(local, on_people, person, pose, moment.clock, moment.wind)
    else:
        draw_person(local, on_people, person, pose, moment)
    _rim(local, before, light)
    target = canvas.pixels[y0:y1, x0:x1]
    target[:] = part if seen >= 1 else cv2.addWeighted(target, 1 - seen, part, seen, 0)
    draw_held_light(canvas, light, rigged(person, pose, *moment), person.holds, seen)


def _seat(canvas: Canvas, light: Light) -> None:
    wood, dark = light.of((150.0, 108.0, 78.0)), light.of((96.0, 68.0, 54.0))
    for x in (-0.85, 0.85):
        stroke(canvas, [(x, 3.95), (x, SOLE - 0.05)], 0.14, dark)
    box(canvas, -1.15, 3.72, 1.15, 3.98, wood)


def _rim(canvas: Canvas, before: Pixels, light: Light) -> None:
    """Light along the edge that faces it, which tells a figure from a dark ground."""
    same = cv2.inRange(cv2.absdiff(canvas.pixels, before), (0, 0, 0), (0, 0, 0))
    # What was drawn is known by the pixel; a blurred edge, made steep again, has no steps.
    soft = cv2.blur(cv2.bitwise_not(same), (5, 5))
    drawn = pixels_of(cv2.convertScaleAbs(cv2.subtract(soft, np.full_like(soft, 64)), alpha=2.0))
    reach = 0.035 * canvas.unit
    edge = pixels_of(cv2.subtract(drawn, shifted(drawn, -light.side * reach, 0.4 * reach)))
    touch(canvas.pixels, edge, light.graded(light.key), 0.38 + 0.34 * light.lamps)


def _inked(pixels: Pixels) -> Pixels:
    """A picture as a drawing in ink on paper with a thin wash."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    ink = np.clip(edges.astype(np.int16) * 7 - 18, 0, 225).astype(np.uint8)
    wash = cv2.addWeighted(pixels, 0.55, np.full_like(pixels, 255), 0.45, 0)
    return pixels_of(cv2.subtract(wash, cv2.cvtColor(ink, cv2.COLOR_GRAY2RGB)))


def _mark_edges(pixels: Pixels) -> None:
    """A field chart at the edges of the canvas: a tick at each tenth, and the corners, so that a move is seen."""
    height, width = pixels.shape[:2]
    unit = min(width, height)
    long, thick, inset = max(3, unit // 54), max(1, unit // 500), max(2, unit // 110)
    for tenth in range(1, 10):
        reach = long * 3 // 2 if tenth == 5 else long
        x, y = width * tenth // 10, height * tenth // 10
        for start in (inset, height - inset - reach):
            _mark(pixels[start : start + reach, x : x + thick])
        for start in (inset, width - inset - reach):
            _mark(pixels[y : y + thick, start : start + reach])
    for top in (inset, height - inset - thick):
        for left in (inset, width - inset - 3 * long):
            _mark(pixels[top : top + thick, left : left + 3 * long])
    for left in (inset, width - inset - thick):
        for top in (inset + thick, height - inset - 3 * long):
            _mark(pixels[top : top + 3 * long - thick, left : left + thick])


def _mark(part: Pixels) -> None:
    """A mark that is told from what it lies on."""
    part[:] = part // 2 + (127 if part.size and part.mean() < 150 else 20)
