"""What the hour and the weather do to every colour: a colour script, one entry for each hour.

Surfaces are drawn by their own colour under the light there is, and fade into the haze the farther they are. So every
place has its look at every hour without a palette for each pair.
"""

from typing import NamedTuple

from renderer.stacks.animatic.drawing.colour import Rgb, mixed, rgb, scaled


class Grade(NamedTuple):
    """What a style does to all colours in the end."""

    saturation: float = 1.0
    contrast: float = 1.0
    tint: Rgb = (255.0, 255.0, 255.0)
    veil: float = 0.0  # towards the tint


class Light(NamedTuple):
    """The light of a board."""

    sky: tuple[Rgb, Rgb, Rgb]  # from the zenith down to the horizon
    haze: Rgb
    ambient: Rgb  # multiplies surfaces, 1 is plain white light
    shade: Rgb  # multiplies what lies away from the light
    key: Rgb  # of edges that the light catches
    cloud: Rgb
    lamps: float  # how bright windows and lamps are
    stars: float
    orb: str  # sun, moon or none
    orb_colour: Rgb
    orb_at: tuple[float, float]  # share of the width, share of the sky's height
    side: float  # where the light comes from: -1 is left
    grade: Grade = Grade()

    def of(self, surface: Rgb, depth: float = 0.0, is_shaded: bool = False) -> Rgb:
        """The colour in which a surface is seen; at depth 1 only haze is left."""
        seen = scaled(surface, self.ambient)
        if is_shaded:
            seen = scaled(seen, self.shade)
        return self.graded(mixed(seen, self.haze, depth))

    def skin(self, surface: Rgb, is_shaded: bool = False) -> Rgb:
        """Skin; its shade is warmer than that of things."""
        return self.of(scaled(surface, (0.90, 0.72, 0.70)) if is_shaded else surface)

    def on_people(self) -> "Light":
        """The light on people, whose colours must be told at any hour."""
        mean = sum(self.ambient) / 3
        calm = mixed(self.ambient, (mean, mean, mean), 0.5)
        lift = max(1.0, 0.80 / max(mean, 1e-3))
        return self._replace(ambient=scaled(calm, (lift, lift, lift)), shade=mixed(self.shade, (0.7, 0.7, 0.78), 0.5))

    def graded(self, colour: Rgb) -> Rgb:
        """A colour as the style wants it."""
        saturation, contrast, tint, veil = self.grade
        grey = colour[0] * 0.3 + colour[1] * 0.59 + colour[2] * 0.11
        level = 96 + (grey - 96) * contrast
        red, green, blue = (min(255.0, max(0.0, level + (part - grey) * saturation)) for part in colour)
        return mixed((red, green, blue), tint, veil)

    def lamp(self, surface: Rgb) -> Rgb:
        """The colour of something that shines by itself, as far as lamps are lit."""
        return self.graded(mixed(scaled(surface, self.ambient), surface, 0.35 + 0.65 * self.lamps))


def _light(
    sky: tuple[int, int, int],
    haze: int,
    ambient: int,
    shade: int,
    key: int,
    cloud: int,
    lamps: float = 0.0,
    stars: float = 0.0,
    orb: str = "none",
    orb_colour: int = 0xFFFFFF,
    orb_at: tuple[float, float] = (0.74, 0.34),
    side: float = 1.0,
) -> Light:
    def share(colour: int) -> Rgb:
        red, green, blue = rgb(colour)
        return red / 235, green / 235, blue / 235

    zenith, middle, horizon = map(rgb, sky)
    return Light(
        (zenith, middle, horizon),
        rgb(haze),
        share(ambient),
        share(shade),
        rgb(key),
        rgb(cloud),
        lamps,
        stars,
        orb,
        rgb(orb_colour),
        orb_at,
        side,
    )


GRADES = {
    "noir": Grade(0.0, 1.18, (214.0, 222.0, 236.0), 0.09),
    "pastel": Grade(1.05, 0.74, (255.0, 244.0, 248.0), 0.27),
    "watercolor": Grade(0.86, 0.92, (252.0, 246.0, 234.0), 0.14),
    "storybook": Grade(0.98, 0.98, (250.0, 226.0, 184.0), 0.09),
    "dramatic": Grade(1.08, 1.2),
    "cinematic": Grade(0.92, 1.06),
    "sepia": Grade(0.25, 0.96, (222.0, 186.0, 134.0), 0.24),
    "lineart": Grade(0.2, 0.8, (255.0, 255.0, 255.0), 0.55),
}

LIGHTS = {
    "dawn": _light(
        (0x54649F, 0xB98FB4, 0xFFCFA8), 0xD6B3BE, 0xCDB4C4, 0x9C96C4, 0xFFD9B0, 0xF3C3BE, 0.35, 0.1, "sun", 0xFFE9C4,
        (0.3, 0.86), -1.0,
    ),
    "morning": _light(
        (0x6FB2DA, 0xB4DDE9, 0xFDEFD3), 0xDDE8E4, 0xEFE6D6, 0xA4ACCB, 0xFFF3CF, 0xFFFDF6, 0, 0, "sun", 0xFFF8DC,
        (0.24, 0.55), -1.0,
    ),
    "day": _light(
        (0x2F86CB, 0x74BCE6, 0xD3EEF2), 0xC3E0EB, 0xEFEEE9, 0x9DA9CF, 0xFFFEF4, 0xFFFFFF, 0, 0, "sun", 0xFFFFF2,
        (0.8, 0.16),
    ),
    "afternoon": _light(
        (0x4E95C8, 0xA9CBD2, 0xFBE0AE), 0xE3D3B4, 0xF2DDBB, 0xA398B0, 0xFFE7A8, 0xFFF2DA, 0, 0, "sun", 0xFFF0C0,
        (0.78, 0.5),
    ),
    "sunset": _light(
        (0x4B4E92, 0xD9756F, 0xFFC66B), 0xDE8C6C, 0xE3A98F, 0x8E76A8, 0xFFC061, 0xF7A27E, 0.3, 0, "sun", 0xFFE9A6,
        (0.7, 0.82),
    ),
    "dusk": _light(
        (0x2C2A5C, 0x8C4F86, 0xF6996B), 0xA8607F, 0xB08DA6, 0x756CA8, 0xFFB676, 0xB86487, 0.75, 0.25, "sun", 0xFFDD9E,
        (0.72, 0.93),
    ),
    "night": _light(
        (0x0A1130, 0x152457, 0x34508A), 0x24386E, 0x6273A6, 0x7C86B8, 0xA9C6FF, 0x2C4178, 1, 1, "moon", 0xF3F0DC,
        (0.76, 0.26),
    ),
    "overcast": _light(
        (0x8798A6, 0xAAB8BF, 0xD0D6D2), 0xB9C4C6, 0xC3CACB, 0xA3ABC0, 0xEEF4F2, 0xC3CCCF, 0.25,
    ),
    "indoors": _light(
        (0xE6D7C0, 0xEADFCB, 0xF0E6D4), 0xE9DEC9, 0xE9DECB, 0xA59FB6, 0xFFF1D2, 0xFFFDF6, 0.4,
    ),
}  # fmt: skip


def with_weather(light: Light, weather: str, amount: float) -> Light:
    """The light under a weather; more of it is darker and greyer."""
    if weather in ("rain", "storm"):
        grey = rgb(0x3D4A57 if weather == "storm" else 0x6D7F8C)
        share = min(0.85, (0.62 if weather == "storm" else 0.5) * amount)
        return _veiled(light, grey, share, 1 - 0.3 * share, "none")
    if weather == "snow":
        return _veiled(light, rgb(0xB9C7DA), 0.38, 1.0, light.orb)
    if weather == "fog":
        return _veiled(light, rgb(0xC9CFD1), 0.55, 0.97, "none")
    if weather == "cloudy":
        return _veiled(light, rgb(0x9DAAB3), 0.3, 0.95, light.orb)
    return light


def _veiled(light: Light, grey: Rgb, share: float, dim: float, orb: str) -> Light:
    """Sky and haze under a veil that is as bright as the hour lets it be."""
    level = max(0.16, sum(light.ambient) / 3)
    veil = scaled(grey, (level, level, level * 1.04))
    zenith, middle, horizon = (mixed(stop, veil, share) for stop in light.sky)
    mean = sum(light.ambient) / 3
    calm = mixed(light.ambient, (mean, mean, mean), share * 0.7)
    return light._replace(
        sky=(zenith, middle, horizon),
        haze=mixed(light.haze, veil, share),
        ambient=scaled(calm, (dim, dim, dim)),
        cloud=mixed(light.cloud, veil, share * 0.8),
        stars=light.stars * (1 - share) ** 2,
        lamps=min(1.0, light.lamps + share * 0.5),
        orb=orb,
    )
