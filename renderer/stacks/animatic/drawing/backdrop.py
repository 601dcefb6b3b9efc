"""Scenery as a picture: sky, place, and what stands in it."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

from renderer.stacks.animatic.drawing import city, country, inside, land, railway, town
from renderer.stacks.animatic.drawing.brush import Canvas, pixels_of
from renderer.stacks.animatic.drawing.chance import scatter, throw
from renderer.stacks.animatic.drawing.colour import Rgb, mixed, rgb
from renderer.stacks.animatic.drawing.light import GRADES, LIGHTS, Grade, Light, with_weather
from renderer.stacks.animatic.drawing.sky import draw_sky
from renderer.stacks.animatic.drawing.stage import Stage
from renderer.stacks.animatic.drawing.things import THINGS
from renderer.stacks.animatic.scene import Setting
from renderer.values import Pixels

_OVERSAMPLED = 2  # pixels drawn for one that is kept, each way
_LARGE = 1400  # pixels of width or height from which on antialiased edges are fine enough as they are
_INSIDE = ("lanterns", "smoke")  # things that may stand under a roof
_CALM = (0x9DB8C9, 0xC9B5A2, 0xA9BFA8, 0xB9AECB, 0xC8A9AE, 0xA6C1C4)  # grounds for what the words leave open


class Place(NamedTuple):
    """How a place is drawn, and where its ground meets the sky; inside, rain falls in the window alone."""

    draw: Callable[[Stage], None]
    ground: float = 0.6
    window: tuple[float, float, float, float] | None = None
    clouds: float = 0.5


PLACES = {
    "": Place(country.studio, 0.74, clouds=0.0),
    "rooftop": Place(city.rooftop, 0.66),
    "street": Place(city.street, 0.56),
    "town": Place(town.town, 0.42),
    "harbor": Place(town.harbor, 0.52),
    "door": Place(town.door, 0.6),
    "square": Place(town.square, 0.62),
    "tower": Place(town.tower, 0.98),
    "aerial": Place(town.aerial, 0.02, clouds=0.0),
    "forest": Place(land.forest, 0.66, clouds=0.0),
    "garden": Place(land.garden, 0.58),
    "stairs": Place(land.stairs, 0.5, clouds=0.7),
    "cliff": Place(land.cliff, 0.6),
    "hills": Place(country.hills, 0.58, clouds=0.8),
    "mountains": Place(country.mountains, 0.58),
    "field": Place(country.field, 0.55, clouds=0.7),
    "desert": Place(country.desert, 0.55, clouds=0.2),
    "beach": Place(country.beach, 0.52, clouds=0.7),
    "sea": Place(country.sea, 0.56, clouds=0.7),
    "river": Place(country.river, 0.52),
    "bridge": Place(land.bridge, 0.56),
    "sky": Place(country.sky, 1.0, clouds=1.0),
    "space": Place(country.space, 1.0, clouds=0.0),
    "platform": Place(railway.platform, 0.52),
    "cafe": Place(inside.cafe, 0.6, (0.10, 0.14, 0.90, 0.59), 0.0),
    "room": Place(inside.room, 0.6, (0.44, 0.16, 0.84, 0.54), 0.0),
    "classroom": Place(inside.classroom, 0.6, (0.0, 0.0, 0.0, 0.0), 0.0),
    "carriage": Place(railway.carriage, 0.6, (0.16, 0.15, 0.84, 0.56), 0.0),
    "corridor": Place(railway.corridor, 0.6, (0.0, 0.0, 0.0, 0.0), 0.0),
}


def light_of(setting: Setting, seed: int) -> Light:
    """The light of a setting; where the words leave everything open, the seed chooses a calm one."""
    return _light_of(setting, seed)._replace(grade=GRADES.get(setting.style, Grade()))


def _light_of(setting: Setting, seed: int) -> Light:
    if setting.place == "space":
        return LIGHTS["night"]._replace(orb="none", stars=0.0)
    is_grey, is_inside = setting.weather != "clear", PLACES[setting.place].window is not None
    if not setting.hour and is_grey and is_inside:
        return _lamp_light()
    if not setting.hour and not setting.place and not is_grey:
        return _calm(seed)
    hour = setting.hour or ("overcast" if is_grey else "day")
    light = with_weather(LIGHTS[hour], setting.weather, setting.amount)
    return light._replace(ambient=LIGHTS[hour].ambient) if is_inside else light


def _lamp_light() -> Light:
    """Warm inside, grey outside."""
    grey = LIGHTS["overcast"]
    return LIGHTS["indoors"]._replace(sky=grey.sky, haze=grey.haze, cloud=grey.cloud, lamps=0.75)


def _calm(seed: int) -> Light:
    tone = rgb(_CALM[int(throw(seed, "calm") * len(_CALM))])
    white = (255.0, 252.0, 246.0)
    sky: tuple[Rgb, Rgb, Rgb] = (mixed(tone, white, 0.12), mixed(tone, white, 0.42), mixed(tone, white, 0.72))
    return LIGHTS["indoors"]._replace(sky=sky, haze=mixed(tone, white, 0.66), ambient=_tinted(tone), cloud=white)


def _tinted(tone: Rgb) -> Rgb:
    """White light with a breath of a colour."""
    red, green, blue = mixed(tone, (250.0, 250.0, 250.0), 0.8)
    return red / 245, green / 245, blue / 245


@lru_cache(4)
def backdrop(setting: Setting, seed: int, width: int, height: int) -> Pixels:
    """The scenery of a setting. It is shared: draw on a copy."""
    place = PLACES[setting.place]
    more = _OVERSAMPLED if max(width, height) < _LARGE else 1
    pixels = np.zeros((height * more, width * more, 3), np.uint8)
    light = light_of(setting, seed)
    stage = Stage(Canvas(pixels, float(height * more)), light, seed, setting.place, place.ground, setting.accent)
    draw_sky(stage, place.clouds)
    place.draw(stage)
    for thing in setting.things:
        if thing in THINGS and (place.window is None or thing in _INSIDE):
            THINGS[thing](stage)
    picture = pixels_of(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)) if more > 1 else pixels
    if setting.style in ("watercolor", "storybook"):
        picture = _on_paper(picture, seed)
    picture.setflags(write=False)
    return picture


@lru_cache(4)
def focused(setting: Setting, seed: int, width: int, height: int, closeness: int) -> Pixels:
    """The scenery as it is seen past somebody near, in sixty-fourths of nearness: larger, and out of focus."""
    picture = backdrop(setting, seed, width, height)
    if not closeness:
        return picture
    share = closeness / 64
    zoom = 1 + 0.9 * share
    shift = np.array([[zoom, 0, width / 2 * (1 - zoom)], [0, zoom, height * 0.42 * (1 - zoom)]])
    near = cv2.warpAffine(picture, shift, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    blurred = pixels_of(cv2.GaussianBlur(near, (0, 0), max(0.3, 0.011 * share * height)))
    blurred.setflags(write=False)
    return blurred


def _on_paper(picture: Pixels, seed: int) -> Pixels:
    """The grain of paper, and pigment that gathers in places."""
    height, width = picture.shape[:2]
    cloudy = np.zeros((height, width), np.float32)
    for name, cells, depth in (("wash", 7, 0.055), ("grain", 90, 0.035)):
        rows = max(2, round(cells * height / max(width, height)))
        columns = max(2, round(cells * width / max(width, height)))
        grid = scatter(seed % 7, f"paper {name}", rows, columns).astype(np.float32) - 0.5
        cloudy += cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC) * depth
    toned = picture * (1 + cloudy)[:, :, None] + 0.5
    paper: Pixels = np.clip(toned, 0, 255).astype(np.uint8)
    return paper
