"""Random scenes: how often what is drawn. One seed gives one scene, for ever."""

from collections.abc import Mapping
from random import Random
from typing import Final

from pocket.world import vocabulary as words
from pocket.world.scene import Character, Motion, Scene, View

Odds = Mapping[str, float]


def _even(table: Mapping[str, words.Thing]) -> dict[str, float]:
    return dict.fromkeys(table, 1.0)


# Close pictures are the most, because faces are what people look at, and small ones teach a model little about them.
FRAMING: Final[Odds] = {"close-up": 0.4, "upper body": 0.4, "full body": 0.2}
GENDER: Final[Odds] = {"girl": 0.7, "boy": 0.3}
HAIR_STYLE: Final[Mapping[str, Odds]] = {
    "girl": {"short hair": 2, "long hair": 2.4, "twintails": 2, "ponytail": 2, "hair bun": 1.6, "spiky hair": 0.4},
    "boy": {"short hair": 2, "long hair": 0.4, "ponytail": 0.4, "spiky hair": 3},
}
OUTFIT: Final[Mapping[str, Odds]] = {
    "girl": _even(words.OUTFITS),
    "boy": {"school uniform": 1, "hoodie": 1.3, "kimono": 1, "jacket": 1.3, "sweater": 1.3},
}
EXPRESSION: Final[Odds] = _even(words.EXPRESSIONS) | {"smiling": 1.6}
ACCESSORY: Final[Odds] = {"none": 5.0} | {name: 1.0 for name in words.ACCESSORIES if name != "none"}
POSE: Final[Mapping[str, Odds]] = {
    "close-up": {"standing": 1.0},
    "upper body": _even(words.POSES) | {"standing": 3.0, "walking": 0.5},
    "full body": _even(words.POSES) | {"standing": 2.0, "walking": 2.0},
}
WEATHER: Final[Odds] = {"clear": 0.72, "cloudy": 0.1, "rain": 0.06, "snow": 0.06, "petals": 0.06}
VIEW: Final[Odds] = {"front": 0.66, "left": 0.12, "right": 0.12, "profile": 0.05, "behind": 0.05}
HELD_OUT: Final = range(10_000)  # seeds of scenes that are only measured with, never trained on
NOBODY: Final = 0.06
LOOSE: Final = 0.15  # of the scenes are caught in the midst of a movement, at no round place
LAYOUTS: Final = 3
GRID: Final = 8  # set units: at 256 pixels one latent, so that a face falls on the latents' grid in the same way again


def draw_from(dice: Random, odds: Odds) -> str:
    """One of the names, by its odds."""
    return dice.choices(list(odds), list(odds.values()))[0]


def scene(seed: int, style: str = "cel") -> Scene:
    """The scene of a seed."""
    dice = Random(seed)
    place = draw_from(dice, _even(words.PLACES))
    framing = draw_from(dice, FRAMING)
    nobody = dice.random() < NOBODY
    still = Scene(
        character=None if nobody else character(dice, framing),
        place=place,
        time=draw_from(dice, _even(words.TIMES)),
        weather="clear" if place in words.INDOORS else draw_from(dice, WEATHER),
        framing="full body" if nobody else framing,
        layout=dice.randrange(LAYOUTS),
        at=(GRID * dice.randint(-2, 2), GRID * dice.randint(-1, 1)),
        style=style,
    )
    return _loosened(dice, still) if dice.random() < LOOSE else still


def character(dice: Random, framing: str) -> Character:
    """A random character for a framing."""
    gender = draw_from(dice, GENDER)
    yaw, head_yaw = _turned(dice)
    return Character(
        gender=gender,
        hair_style=draw_from(dice, HAIR_STYLE[gender]),
        hair_colour=draw_from(dice, _even(words.HAIR_COLOURS)),
        eye_colour=draw_from(dice, _even(words.EYE_COLOURS)),
        expression=draw_from(dice, EXPRESSION),
        outfit=draw_from(dice, OUTFIT[gender]),
        outfit_colour=draw_from(dice, _even(words.OUTFIT_COLOURS)),
        accessory=draw_from(dice, ACCESSORY),
        pose=draw_from(dice, POSE[framing]),
        yaw=yaw,
        head_yaw=head_yaw,
        tilt=dice.choice((0.0, 0.0, 0.0, -8.0, 8.0)),
    )


def _turned(dice: Random) -> tuple[float, float]:
    """How a body is turned, and its head against it."""
    match draw_from(dice, VIEW):
        case "left":
            return -20.0, -15.0
        case "right":
            return 20.0, 15.0
        case "profile":
            return dice.choice((-75.0, 75.0)), 0.0
        case "behind":
            return 180.0, 0.0
        case _:
            return 0.0, 0.0


def _loosened(dice: Random, still: Scene) -> Scene:
    """The scene in the midst of a movement."""
    action = dice.choice(("still", "still", "walking", "waving", "turning head", "talking"))
    if action == "waving" and still.framing == "close-up":
        action = "still"
    return still._replace(
        at=(still.at[0] + dice.uniform(-8, 8), still.at[1] + dice.uniform(-6, 6)),
        view=View(zoom=dice.uniform(0.94, 1.1), x=dice.uniform(-12, 12), y=dice.uniform(-6, 6)),
        motion=Motion(action=action, wind=dice.choice((0.0, 0.5, 1.0))),
        t=dice.uniform(0, 4),
    )
