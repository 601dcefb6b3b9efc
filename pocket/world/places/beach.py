"""A beach: sea, foam and sand under big clouds, with a palm, a parasol or an island."""

from functools import lru_cache
from math import cos, radians, sin

import skia

from pocket.world import light, paths, sky
from pocket.world.easel import Easel
from pocket.world.places import forms
from pocket.world.places.forms import FAR, HIGH, area, bow, covered, disc, painted, round_area, slab, swing
from pocket.world.scene import Scene

_PALM_AT = (-70.0, 66.0)  # where the palm stands in the first two layouts


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Sky, sea, sand, and what stands on it."""
    del set_width
    sky.draw(easel, scene, 18, (-60 if scene.layout == 1 else 60, -56))
    _sea(easel, scene)
    easel.depth = 0.42
    forms.flat(easel, _sand(), covered(scene, 0xF2D698))
    easel.depth = 0.5
    forms.flat(easel, _near_sand(), covered(scene, 0xFBE7B8))
    if scene.layout < 2:
        _palm(easel, scene, _PALM_AT[scene.layout], scene.layout == 1)
    if scene.layout > 0:
        _parasol(easel, scene, -66)


def _sea(easel: Easel, scene: Scene) -> None:
    far, near = ((0x2F8FD6, 0x7ADBE2), (0x8A6FB8, 0xF2A98E), (0x1C2C74, 0x4664B4))[
        ("day", "sunset", "night").index(scene.time)
    ]
    easel.depth = 0.1
    grey = scene.weather not in ("clear", "petals")
    before = easel.grade
    if not grey:
        easel.grade = light.of(scene).on_sky
    elif scene.time != "day":
        far, near = 0x2F8FD6, 0x7ADBE2
    forms.fade(easel, 18, 78, far, near)
    easel.grade = before
    if scene.layout == 2:
        easel.depth = 0.12
        painted(easel, _island(), 0x5AAE74, line=0.4)
    easel.depth = 0.2
    reach = 2 + 3 * scene.motion.wind
    with forms.shining(easel, scene):
        bright = forms.by_time(scene, (0xD8F4FA, 0xFFE2B4, 0x8FA8EA))
        with easel.at(reach * forms.drift(scene), 0):
            easel.stroke(_glitter(), bright, line=0.9, kept=True)
    easel.depth = 0.3
    with easel.at(0, reach * 0.7 * forms.drift(scene, 0.25)):
        easel.shape(_foam(), 0xFBFEFF, line=0)


@lru_cache(1)
def _island() -> skia.Path:
    return skia.Op(
        forms.puffs(((74, 16, 76, 46), (50, 18, 44, 26), (108, 18, 70, 24))),
        slab(0, -40, 200, 19),
        skia.kIntersect_PathOp,
    )


@lru_cache(1)
def _glitter() -> skia.Path:
    return forms.lines(
        ((-84, 30), (-60, 30)), ((-54, 41), (-30, 41)), ((46, 27), (66, 27)), ((58, 40), (92, 40)),
        ((-120, 43), (-100, 43)), ((118, 33), (142, 33)), ((-180, 32), (-150, 32)), ((170, 44), (210, 44)),
        ((-4, 34), (14, 34)),
    )  # fmt: skip


@lru_cache(1)
def _shore() -> tuple[tuple[float, float], ...]:
    return tuple((x, 62 + 5 * sin(x / 31) + 3 * cos(x / 57)) for x in range(-420, 421, 28))


@lru_cache(1)
def _foam() -> skia.Path:
    return _below(-4, 100)


@lru_cache(1)
def _sand() -> skia.Path:
    return _below(5, HIGH)


@lru_cache(1)
def _near_sand() -> skia.Path:
    return _below(34, HIGH)


def _below(shift: float, bottom: float) -> skia.Path:
    path = paths.curve([(x, y + shift) for x, y in _shore()])
    path.lineTo(FAR, bottom)
    path.lineTo(-FAR, bottom)
    path.close()
    return path


def _palm(easel: Easel, scene: Scene, x: float, mirror: bool) -> None:
    side = -1 if mirror else 1
    easel.depth = 0.45
    trunk = round_area(
        (x - 26 * side, 130), (x - 22 * side, 60), (x - 10 * side, 0), (x + 2 * side, -44), (x + 9 * side, -42),
        (x - 1 * side, 4), (x - 10 * side, 62), (x - 10 * side, 130),
    )  # fmt: skip
    painted(easel, trunk, 0xB98452)
    with easel.at(x + 5 * side, -45, 1.0, 3 * swing(scene)):
        easel.depth = 0.46
        painted(easel, _fronds(0), 0x2F8F5E, line=0)
        painted(easel, _fronds(1), 0x4DB26C, line=0.5)


@lru_cache(2)
def _fronds(layer: int) -> skia.Path:
    """Hanging leaves, the back ones and the front ones."""
    angles = ((-165, -100, -20, 38), (-135, -55, 8, 160))[layer]
    return forms.merged(*(_frond(radians(angle)) for angle in angles))


def _frond(angle: float) -> skia.Path:
    out, up = cos(angle), sin(angle)
    tip = (52 * out, 52 * up * 0.7 + 24)
    middle = (30 * out, 30 * up - 6)
    return paths.blob(((0, 0), (middle[0], middle[1] - 7), tip, (middle[0] * 0.9, middle[1] + 9)))


def _parasol(easel: Easel, scene: Scene, x: float) -> None:
    easel.depth = 0.45
    with easel.at(x, 92, 1.0, -10 + 1.5 * swing(scene)):
        easel.stroke(forms.lines(((0, 0), (0, -96))), 0xE9E4DA, line=1.5)
        canopy = _canopy()
        painted(easel, canopy, 0xFFF6EA)
        with easel.within(canopy):
            easel.shape(forms.joined(area((0, -106), (-48, -40), (-18, -40)), area((0, -106), (48, -40), (18, -40))),
                        0xEF6A62, line=0)  # fmt: skip
        easel.stroke(canopy, 0x9A4A48, line=0.6)
    easel.shape(disc(x + 4, 96, 70, 12), covered(scene, 0xDDBD86), line=0)
    easel.stroke(bow((x - 2, 84), (x, 94)), 0xE9E4DA, line=1.5)


@lru_cache(1)
def _canopy() -> skia.Path:
    path = skia.Path()
    path.moveTo(-44, -58)
    path.cubicTo(-40, -92, -18, -104, 0, -104)
    path.cubicTo(18, -104, 40, -92, 44, -58)
    path.quadTo(30, -68, 15, -58)
    path.quadTo(0, -68, -15, -58)
    path.quadTo(-30, -68, -44, -58)
    path.close()
    return path
