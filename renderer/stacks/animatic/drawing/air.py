"""What moves in the air over a picture: rain, snow, petals, sparks, birds. The clock counts frames."""

from collections.abc import Callable
from math import cos, pi, sin
from typing import NamedTuple

from renderer.stacks.animatic.drawing.brush import Canvas, box, disc, fill, glow, strokes
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import mixed, rgb
from renderer.stacks.animatic.drawing.light import Light
from renderer.stacks.animatic.drawing.outline import oval


class Air(NamedTuple):
    """A picture of height 1 with its light, the moment, the wind, and a seed."""

    canvas: Canvas
    light: Light
    seed: int
    clock: float
    wind: float
    amount: float

    @property
    def width(self) -> float:
        return self.canvas.width


def rain(air: Air) -> None:
    """Slanting lines in two depths."""
    slant = 0.06 + 0.22 * air.wind
    bright = air.light.graded(mixed(air.light.haze, (255.0, 255.0, 255.0), 0.55))
    for name, count, speed, long, wide, opacity in (
        ("far", 90, 0.085, 0.05, 0.0016, 0.30),
        ("near", 46, 0.13, 0.10, 0.0027, 0.42),
    ):
        lines = []
        for x, y, size, pace in scatter(air.seed, f"rain {name}", round(count * air.amount * air.width), 4):
            down = (y + air.clock * speed * (0.85 + 0.3 * pace)) % 1.15 - 0.1
            across = (x * (air.width + 0.3) - slant * down) % (air.width + 0.3) - 0.15
            reach = long * (0.7 + 0.6 * size)
            lines.append([(across, down), (across - slant * reach, down + reach)])
        strokes(air.canvas, lines, wide, bright, opacity)


def storm(air: Air) -> None:
    """Heavy rain."""
    rain(air._replace(amount=air.amount * 1.5, wind=max(air.wind, 0.9)))


def snow(air: Air) -> None:
    """Flakes that sway as they fall."""
    white = air.light.graded(mixed(air.light.of((255.0, 255.0, 255.0)), (255.0, 255.0, 255.0), 0.6))
    for x, y, size, pace in scatter(air.seed, "snow", round(110 * air.amount * air.width), 4):
        down = (y + air.clock * 0.006 * (0.6 + pace + size)) % 1.1 - 0.05
        sway = 0.02 * sin(air.clock / 15 + 6.28 * pace) + air.wind * 0.006 * air.clock
        across = (x * (air.width + 0.2) + sway) % (air.width + 0.2) - 0.1
        disc(air.canvas, across, down, 0.0022 + 0.0062 * size**2.2, white, 0.95 if size > 0.5 else 1.0)


def petals(air: Air) -> None:
    """Petals on the wind."""
    _flakes(air, "petals", 26, (0xF8B9CB, 0xF4A3BA, 0xFBD3DD), 0.008)


def leaves(air: Air) -> None:
    """Leaves on the wind."""
    _flakes(air, "leaves", 20, (0xD8793A, 0xC5502F, 0xE0A83F), 0.011)


def _flakes(air: Air, name: str, count: int, colours: tuple[int, ...], size: float) -> None:
    for number, (x, y, big, pace) in enumerate(scatter(air.seed, name, round(count * air.width) + 6, 4)):
        down = (y + air.clock * (0.005 + 0.006 * pace)) % 1.1 - 0.05
        across = (x * (air.width + 0.2) - air.clock * (0.004 + 0.012 * air.wind) * (0.6 + pace)) % (
            air.width + 0.2
        ) - 0.1
        turn = 360 * pace + air.clock * (6 + 10 * big)
        flat = 0.25 + 0.75 * abs(cos(air.clock / 7 + 6.28 * big))
        fill(
            air.canvas,
            oval(across, down, size * (0.7 + 0.6 * big), size * 0.55 * flat, turn),
            air.light.on_people().of(rgb(colours[number % len(colours)])),
        )


def sparks(air: Air) -> None:
    """Glowing specks that rise."""
    for x, y, size, pace in scatter(air.seed, "sparks", round(30 * air.width), 4):
        up = (y + air.clock * (0.008 + 0.012 * pace)) % 1.0
        across = (0.2 + 0.6 * x) * air.width + 0.03 * sin(air.clock / 6 + 6.28 * pace) - 0.1 * air.wind * up
        at, radius = 0.95 - 0.8 * up, (0.0026 + 0.004 * size) * (1 - 0.5 * up)
        glow(air.canvas, across, at, radius * 6, air.light.graded(rgb(0xFFA24A)), 0.5 * (1 - up))
        disc(air.canvas, across, at, radius, air.light.graded(mixed(rgb(0xFFE2A0), rgb(0xFF8A3C), up)))


def fireflies(air: Air) -> None:
    """Small lights that come and go."""
    for x, y, size, pace in scatter(air.seed, "fireflies", round(22 * air.width), 4):
        lit = max(0.0, sin(air.clock / (9 + 8 * pace) + 6.28 * size))
        across = x * air.width + 0.03 * sin(air.clock / 11 + 6.28 * y)
        at = 0.35 + 0.6 * y + 0.02 * sin(air.clock / 8 + 6.28 * x)
        glow(air.canvas, across, at, 0.035, air.light.graded(rgb(0xE6FF9A)), 0.7 * lit)
        disc(air.canvas, across, at, 0.003, air.light.graded(rgb(0xF6FFD2)), 0.3 + 0.7 * lit)


def motes(air: Air) -> None:
    """Dust in the light."""
    bright = air.light.graded(mixed(air.light.key, (255.0, 255.0, 255.0), 0.5))
    for x, y, size, pace in scatter(air.seed, "motes", round(24 * air.width), 4):
        across = (x * air.width + 0.02 * sin(air.clock / 20 + 6.28 * pace) + 0.001 * air.clock) % air.width
        disc(
            air.canvas, across, (y - 0.0012 * air.clock * pace) % 1.0, 0.0016 + 0.0022 * size, bright, 0.35 + 0.3 * size
        )


def birds(air: Air) -> None:
    """Birds that circle and beat their wings."""
    white = air.light.of(rgb(0xF6F5F0), 0.1)
    dark = air.light.of(rgb(0x4B5566), 0.1)
    for number, (x, y, size, pace) in enumerate(scatter(air.seed, "birds", 9, 4)):
        turn = air.clock / (26 + 16 * pace) + 6.28 * x
        across = (0.5 + 0.34 * cos(turn) + 0.14 * (x - 0.5)) * air.width
        at = 0.24 + 0.13 * sin(turn) + 0.22 * (y - 0.5)
        span = (0.016 + 0.022 * size) * (1.25 + 0.35 * sin(turn))
        beat = 0.55 * sin(air.clock * (0.9 + 0.4 * pace) + 6.28 * size)
        wing = [
            (-1.0, -0.28 - 0.5 * beat),
            (-0.5, -0.36 - 0.1 * beat),
            (0.0, 0.0),
            (0.5, -0.36 - 0.1 * beat),
            (1.0, -0.28 - 0.5 * beat),
            (0.5, -0.18),
            (0.0, 0.16),
            (-0.5, -0.18),
        ]
        fill(air.canvas, [(across + dx * span, at + dy * span) for dx, dy in wing], dark if number % 3 == 2 else white)


def passing_lights(air: Air) -> None:
    """The lit windows of a train that goes by behind."""
    if air.light.lamps < 0.05:
        return
    colour = air.light.graded(rgb(0xFFE0A0))
    box(air.canvas, -0.1, 0.30, air.width + 0.1, 0.62, air.light.of(rgb(0x3A4557), 0.25))
    for number in range(-2, 9):
        x = ((number * 0.26 + air.clock * 0.115) % 2.6) - 0.4
        box(air.canvas, x, 0.36, x + 0.17, 0.49, colour, 0.9)
    glow(air.canvas, (air.clock * 0.23) % (air.width + 0.6) - 0.3, 0.43, 0.6, colour, 0.4)


def stir(air: Air, strength: float) -> None:
    """A few motes that come and go within one segment: where they fly is all that a segment's own seed decides."""
    if strength <= 0.02:
        return
    bright = air.light.graded(mixed(air.light.key, (255.0, 255.0, 255.0), 0.55))
    for x, y, size, pace in scatter(air.seed, "stir", 9, 4):
        across = (x + 0.004 * air.clock * (0.4 + pace) * (0.4 + air.wind)) % 1.0 * air.width
        at = 0.12 + 0.76 * y + 0.018 * sin(air.clock / 9 + 2 * pi * pace)
        disc(air.canvas, across, at, 0.0018 + 0.0022 * size, bright, strength * (0.3 + 0.35 * size))


WEATHERS: dict[str, Callable[[Air], None]] = {"rain": rain, "storm": storm, "snow": snow}
DRIFTS: dict[str, Callable[[Air], None]] = {
    "petals": petals,
    "leaves": leaves,
    "sparks": sparks,
    "fireflies": fireflies,
    "motes": motes,
}
