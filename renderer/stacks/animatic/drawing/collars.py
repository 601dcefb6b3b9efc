"""What tells one outfit from another: collars, sashes, scarves."""

from renderer.stacks.animatic.drawing.body import WHITE, Body
from renderer.stacks.animatic.drawing.brush import disc, stroke
from renderer.stacks.animatic.drawing.colour import Rgb, mixed, scaled
from renderer.stacks.animatic.drawing.outline import at, points, smooth, tube

_TIE = points("-0.05,0.02 0.05,0.02 0.075,0.55 0,0.66 -0.075,0.55")
_SHIRT_WING = points("0,-0.02 0.22,-0.26 0.24,-0.02 0.08,0.12")
_HOOD = points("-0.42,-0.26 0,-0.02 0.42,-0.26 0.36,0.12 0,0.26 -0.36,0.12")
_NECKLINE = points("-0.2,-0.26 0.2,-0.26 0.13,0.02 0,0.08 -0.13,0.02")
_ROBE_NECK = points("-0.19,-0.3 0.19,-0.3 0,0.24")
_ROBE_BAND = points("0.17,-0.32 0.33,-0.24 0.1,0.2 -0.36,0.86 -0.46,0.72 -0.03,0.14")
_SAILOR_WING = points("0.1,-0.3 0.44,-0.14 0.4,0.1 0,0.56")
_SAILOR_NECK = points("-0.15,-0.26 0.15,-0.26 0,0.3")
_BOW = points("0,0.5 0.26,0.38 0.3,0.62")
_RIBBON = points("0,0.52 0.2,0.92 0.05,0.9")
_LAPEL = points("0.16,-0.28 0.36,0.1 0.22,0.22 0,0.82")
_SCARF = points("-0.34,-0.04 0,-0.1 0.34,-0.04 0.42,0.18 0,0.32 -0.42,0.18")
_RED: Rgb = (206.0, 62.0, 72.0)


def draw_collar(body: Body, is_away: bool) -> None:
    """What shows at the throat."""
    kind, cloth = body.person.outfit, body.person.cloth
    x, y = body.rig.chest[0] + 0.28 * body.side, body.rig.chest[1]
    if kind == "uniform" and not body.is_broad:
        _sailor(body, x, y, is_away)
    elif kind in ("kimono", "robe"):
        _crossed(body, x, y, is_away)
    elif is_away:
        return
    elif kind in ("uniform", "suit"):
        _lapels(body, x, y, 0.9, WHITE)
        body.plain(at(_TIE, x, y, 1), (150.0, 50.0, 58.0))
    elif kind in ("coat", "jacket", "cardigan"):
        _lapels(body, x, y, 1.05, mixed(WHITE, body.person.lower, 0.15))
        button = body.light.of(cloth, is_shaded=True)
        for down in (0.95, 1.29):
            disc(body.canvas, x + 0.1, y + down, 0.035, button)
    elif kind == "shirt":
        for side in (-1, 1):
            body.plain(at(_SHIRT_WING, x, y, side, 1), mixed(cloth, WHITE, 0.6))
    elif kind == "hoodie":
        body.solid(smooth(at(_HOOD, x, y, 1)), cloth, 0.08)
    else:
        body.plain(smooth(at(_NECKLINE, x, y, 1), steps=5), body.person.skin)


def _sailor(body: Body, x: float, y: float, is_away: bool) -> None:
    """A sailor's collar with its bow: light on dark cloth, dark on light."""
    cloth = body.person.cloth
    is_dark = sum(cloth) < 330
    collar = mixed(cloth, WHITE, 0.86) if is_dark else mixed(cloth, (40.0, 60.0, 110.0), 0.75)
    if is_away:
        half, x = body.rig.shoulder * 0.86, body.rig.chest[0] - 0.1 * body.side
        top = [(x - half, y - 0.06), (x - 0.2, y - 0.24), (x + 0.2, y - 0.24), (x + half, y - 0.06)]
        body.solid([*top, (x + half * 0.94, y + 0.46), (x - half * 0.94, y + 0.46)], collar, 0.06)
        return
    for side in (-1, 1):
        body.plain(at(_SAILOR_WING, x, y, side, 1), collar, is_shaded=side != body.light.side)
    body.plain(at(_SAILOR_NECK, x, y, 1), body.person.skin)
    for side in (-1, 1):
        body.plain(smooth(at(_BOW, x, y, side, 1), steps=4), _RED, is_shaded=side != body.light.side)
        body.plain(at(_RIBBON, x, y, side, 1), _RED, is_shaded=True)
    disc(body.canvas, x, y + 0.51, 0.065, body.light.of(_RED))


def _crossed(body: Body, x: float, y: float, is_away: bool) -> None:
    """A robe's two bands, the left over the right, and the sash that holds them."""
    person, rig = body.person, body.rig
    if not is_away:
        body.plain(at(_ROBE_NECK, x, y, 1), person.skin)
        body.plain(at(_ROBE_BAND, x, y, -1, 1), mixed(person.cloth, WHITE, 0.72), is_shaded=True)
        body.plain(at(_ROBE_BAND, x, y, 1), mixed(person.cloth, WHITE, 0.86))
    (wx, wy), half = rig.waist, 0.46 * (0.62 + 0.38 * body.frontal)
    sash = mixed(person.lower, (230.0, 190.0, 120.0), 0.5)
    corners = (
        (wx - half, wy - 0.40),
        (wx + half, wy - 0.40),
        (wx + half + 0.03, wy + 0.14),
        (wx - half - 0.03, wy + 0.14),
    )
    body.solid(corners, sash, 0.1)
    stroke(body.canvas, [(wx - half, wy - 0.13), (wx + half, wy - 0.13)], 0.05, body.light.of((196.0, 66.0, 66.0)))
    if is_away:
        bow = ((wx - 0.3, wy - 0.46), (wx + 0.3, wy - 0.46), (wx + 0.24, wy + 0.22), (wx - 0.24, wy + 0.22))
        body.solid(bow, sash, 0.12)


def _lapels(body: Body, x: float, y: float, long: float, inner: Rgb) -> None:
    body.plain([(x - 0.20, y - 0.26), (x + 0.20, y - 0.26), (x, y + 0.75 * long)], inner)
    cloth = body.person.cloth
    for side in (-1, 1):
        edge = at(_LAPEL, x, y, side, long)
        body.plain(edge, scaled(cloth, (0.86, 0.86, 0.9)), is_shaded=side != body.light.side)
    stroke(body.canvas, [(x, y + 0.78 * long), (x + 0.02, y + 1.7)], 0.03, body.light.of(cloth, is_shaded=True))


def draw_scarf(body: Body) -> None:
    """A scarf around the neck; its end flies in the wind."""
    colour = body.person.scarf
    if colour is None:
        return
    (x, y), gust = body.rig.neck, body.rig.gust
    tip = (x + 0.26 + 0.75 * gust, y + 1.28 - 0.35 * abs(gust))
    body.solid(tube([(x + 0.20, y + 0.22), (x + 0.30 + 0.3 * gust, y + 0.72), tip], [0.15, 0.15, 0.19]), colour, 0.07)
    body.solid(smooth(at(_SCARF, x, y, 1)), colour, 0.08)
    fold = smooth([(x - 0.36, y + 0.06), (x + 0.1 * body.side, y + 0.18), (x + 0.36, y + 0.05)], is_closed=False)
    stroke(body.canvas, fold, 0.03, body.light.of(colour, is_shaded=True))
