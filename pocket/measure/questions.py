"""What is asked about a picture, and which answer its scene gives; what cannot be seen in it is not asked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import torch
from torch import Tensor

from pocket.world import caption, rig, sample
from pocket.world import vocabulary as words
from pocket.world.scene import Character, Motion, Scene, View

UNSEEN: Final = -1  # stands for "not asked" among the numbers of answers
SHUT: Final = 0.3  # of a blink: from here on, eyes do not tell what they are like


class Question(NamedTuple):
    """Something asked about pictures: the answers there are, and the one that a scene gives, or None."""

    name: str
    answers: tuple[str, ...]
    of: Callable[[Scene], str | None]


class Row(NamedTuple):
    """A line of the report: a question, for all pictures or for those of one framing."""

    label: str
    question: str
    framing: str | None = None


def _told(read: Callable[[Character], str]) -> Callable[[Scene], str | None]:
    return lambda scene: None if scene.character is None else read(scene.character)


def _faces(scene: Scene) -> bool:
    """Whether the eyes can be seen, open as the expression has them."""
    if scene.character is None or not caption.sees_face(scene.character):
        return False
    pose = rig.head_pose(scene.character, scene.motion, scene.t)
    return abs(pose.yaw) <= 90 and pose.blink < SHUT


def _eye_colour(scene: Scene) -> str | None:
    who = scene.character
    if who is None or who.expression == "eyes closed" or not _faces(scene):
        return None
    return who.eye_colour


def _expression(scene: Scene) -> str | None:
    who = scene.character
    return who.expression if who is not None and _faces(scene) and scene.motion.action != "talking" else None


def _accessory(scene: Scene) -> str | None:
    who = scene.character
    if who is None or (who.accessory == "glasses" and not caption.sees_face(who)):
        return None
    return who.accessory


def _pose(scene: Scene) -> str | None:
    if scene.character is None or scene.framing == "close-up" or scene.motion.action in ("walking", "waving"):
        return None
    return scene.character.pose


def _view(scene: Scene) -> str | None:
    if scene.character is None or scene.motion.action == "turning head":
        return None
    return caption.view_name(scene.character)


QUESTIONS: Final = (
    Question("person", ("nobody", "somebody"), lambda scene: "nobody" if scene.character is None else "somebody"),
    Question("gender", tuple(sample.GENDER), _told(lambda who: who.gender)),
    Question("hair colour", tuple(words.HAIR_COLOURS), _told(lambda who: who.hair_colour)),
    Question("hair style", tuple(words.HAIR_STYLES), _told(lambda who: who.hair_style)),
    Question("eye colour", tuple(words.EYE_COLOURS), _eye_colour),
    Question("expression", tuple(words.EXPRESSIONS), _expression),
    Question("outfit", tuple(words.OUTFITS), _told(lambda who: who.outfit)),
    Question("outfit colour", tuple(words.OUTFIT_COLOURS), _told(lambda who: who.outfit_colour)),
    Question("accessory", tuple(words.ACCESSORIES), _accessory),
    Question("pose", tuple(words.POSES), _pose),
    Question("view", tuple(words.VIEWS), _view),
    Question("framing", tuple(words.FRAMINGS), lambda scene: scene.framing if scene.character else None),
    Question("place", tuple(words.PLACES), lambda scene: scene.place),
    Question("time", tuple(words.TIMES), lambda scene: scene.time),
    Question("weather", tuple(words.WEATHERS), lambda scene: None if scene.place in words.INDOORS else scene.weather),
)
INDEX: Final[Mapping[str, int]] = {question.name: index for index, question in enumerate(QUESTIONS)}
SIZES: Final = tuple(len(question.answers) for question in QUESTIONS)
ROWS: Final = (
    *(Row(question.name, question.name) for question in QUESTIONS),
    Row("eye colour, close-up", "eye colour", "close-up"),
    Row("expression, close-up", "expression", "close-up"),
)


def still(scene: Scene) -> Scene:
    """The scene as its caption tells it, which says nothing of movement."""
    return scene._replace(motion=Motion(), view=View(), t=0.0)


def answers(scene: Scene) -> list[int]:
    """For each question the number of the scene's answer, or UNSEEN."""
    told = [question.of(scene) for question in QUESTIONS]
    return [
        UNSEEN if answer is None else question.answers.index(answer)
        for question, answer in zip(QUESTIONS, told, strict=True)
    ]


def answer_table(scenes: Sequence[Scene]) -> Tensor:
    """The answers of many scenes, a row for each."""
    return torch.tensor([answers(scene) for scene in scenes])


def asked(row: Row, scenes: Sequence[Scene], table: Tensor) -> Tensor:
    """Which of the scenes a line of the report is about."""
    framed = torch.tensor([row.framing in (None, scene.framing) for scene in scenes])
    return framed & (table[:, INDEX[row.question]] != UNSEEN)
