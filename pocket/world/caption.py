"""What a picture is called: tags or a sentence, in the words that authors of storyboards use."""

from random import Random
from typing import Final

from pocket.world import vocabulary as words
from pocket.world.scene import Character, Scene

# Where one is, in a sentence.
AT: Final = {
    "beach": "at the {}",
    "classroom": "in a {}",
    "rooftop": "on a {}",
    "city street": "on a {}",
    "forest": "in a {}",
    "shrine": "at a {}",
    "mountains": "in the {}",
    "bedroom": "in a {}",
    "park": "in a {}",
}
WHEN: Final = {
    "day": ("in daylight", "by day", "in the morning"),
    "sunset": ("at sunset", "at dusk", "in the evening"),
    "night": ("at night",),
}
# What templates and habits add to a prompt. It changes nothing in the picture, and a model has to learn just that.
FILLERS: Final = (
    "masterpiece", "best quality", "anime", "clean cel shading", "detailed eyes", "crisp outlines", "vivid colors",
    "illustration", "highres", "cinematic light", "soft wind", "detailed background", "beautiful", "wind",
)  # fmt: skip
FEATURES: Final = frozenset(
    {"hair", "eyes", "bun", "bob", "twintails", "ponytail"}
)  # what a person is said to be "with"
OTHER_WORD: Final = 0.2  # how often another word than the first is taken
KEPT: Final = 0.93  # how often an attribute is told
SENTENCE: Final = 0.25
FILLED: Final = 0.3


def plain(scene: Scene) -> str:
    """The one fixed caption of a scene: everything told, in first words and in a fixed order."""
    return ", ".join(_tags(scene, Random(0), kept=1.0, other=0.0))


def caption(scene: Scene, dice: Random) -> str:
    """One of the many captions of a scene."""
    if dice.random() < SENTENCE:
        return _sentence(scene, dice)
    tags = _tags(scene, dice, KEPT, OTHER_WORD)
    if dice.random() < 0.3:
        dice.shuffle(tags)
    if dice.random() < FILLED:
        for filler in dice.sample(FILLERS, dice.randint(1, 5)):
            tags.insert(dice.choice((0, len(tags))), filler)
    return ", ".join(tags)


def view_name(character: Character) -> str:
    """What the direction of the face is called."""
    yaw = (character.yaw + character.head_yaw + 180) % 360 - 180
    if abs(yaw) > 120:
        return "from behind"
    if abs(yaw) > 60:
        return "profile"
    if abs(yaw) > 20:
        return "looking to the left" if yaw < 0 else "looking to the right"
    return "looking at viewer"


def sees_face(character: Character) -> bool:
    """Whether eyes and mouth can be seen."""
    return view_name(character) != "from behind"


def _word(dice: Random, thing: words.Thing, other: float) -> str:
    return dice.choice(thing.words) if len(thing.words) > 1 and dice.random() < other else thing.name


def hair(character: Character, dice: Random, other: float) -> list[str]:
    """Style and colour of the hair in one tag, or in two."""
    style = _word(dice, words.HAIR_STYLES[character.hair_style], other)
    colour = _word(dice, words.HAIR_COLOURS[character.hair_colour], other)
    if dice.random() < other:
        return [style, f"{colour} hair"]
    if style.endswith(" hair"):
        return [f"{style.removesuffix(' hair')} {colour} hair"]
    return [f"{colour} {style}"]


def _tags(scene: Scene, dice: Random, kept: float, other: float) -> list[str]:
    """The tags of a scene, some left out."""
    tags: list[list[str]] = []
    who = scene.character
    if who is None:
        tags.append(["no humans"] if dice.random() >= other else ["scenery", "nobody there"])
    else:
        tags += _of_character(who, dice, other)
        tags.append([_word(dice, words.FRAMINGS[scene.framing], other)])
    tags.append([_word(dice, words.PLACES[scene.place], other)])
    tags.append([_word(dice, words.TIMES[scene.time], other)])
    if scene.weather != "clear" or other == 0 or dice.random() < 0.3:
        tags.append([_word(dice, words.WEATHERS[scene.weather], other)])
    first, *rest = tags
    return first + [tag for group in rest if dice.random() < kept for tag in group]


def _of_character(who: Character, dice: Random, other: float) -> list[list[str]]:
    """The tags that tell of the character."""
    tags = [[f"1{who.gender}"], hair(who, dice, other)]
    if sees_face(who):
        if who.expression != "eyes closed":
            tags.append([_word(dice, words.EYE_COLOURS[who.eye_colour], other) + " eyes"])
        tags.append([_word(dice, words.EXPRESSIONS[who.expression], other)])
    colour = _word(dice, words.OUTFIT_COLOURS[who.outfit_colour], other)
    tags.append([f"{colour} {_word(dice, words.OUTFITS[who.outfit], other)}"])
    if who.accessory != "none":
        tags.append([_word(dice, words.ACCESSORIES[who.accessory], other)])
    if who.pose != "standing" or other == 0 or dice.random() < 0.5:
        tags.append([_word(dice, words.POSES[who.pose], other)])
    view = view_name(who)
    if view != "looking at viewer" or other == 0 or dice.random() < 0.6:
        tags.append([_word(dice, words.VIEWS[view], other)])
    return tags


def _sentence(scene: Scene, dice: Random) -> str:
    """A sentence about a scene."""
    where = AT[scene.place].format(_word(dice, words.PLACES[scene.place], OTHER_WORD))
    when = dice.choice(WHEN[scene.time])
    who = scene.character
    if who is None:
        return f"{where} {when}, nobody there"
    tags = _of_character(who, dice, OTHER_WORD)
    features = " and ".join(tag for group in tags[1:3] for tag in group if tag.split()[-1] in FEATURES)
    colour = _word(dice, words.OUTFIT_COLOURS[who.outfit_colour], OTHER_WORD)
    outfit = _word(dice, words.OUTFITS[who.outfit], OTHER_WORD)
    person = dice.choice(("a girl", "a young woman")) if who.gender == "girl" else dice.choice(("a boy", "a young man"))
    parts = [f"{person} with {features}" if features else person, f"wearing a {colour} {outfit}"]
    if sees_face(who) and dice.random() < KEPT:
        parts.append(_word(dice, words.EXPRESSIONS[who.expression], OTHER_WORD))
    if who.accessory != "none":
        parts.append("with " + _word(dice, words.ACCESSORIES[who.accessory], OTHER_WORD))
    if who.pose != "standing":
        parts.append(_word(dice, words.POSES[who.pose], OTHER_WORD))
    if (view := view_name(who)) != "looking at viewer":
        parts.append(_word(dice, words.VIEWS[view], OTHER_WORD))
    weather = [] if scene.weather == "clear" else [_word(dice, words.WEATHERS[scene.weather], OTHER_WORD)]
    return ", ".join([*parts, f"{where} {when}", *weather, _word(dice, words.FRAMINGS[scene.framing], OTHER_WORD)])
