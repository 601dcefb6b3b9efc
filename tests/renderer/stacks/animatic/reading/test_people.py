"""Who is in a prompt, what they do, and how the picture is cut."""

import pytest

from renderer.stacks.animatic.reading.people import MOST_PEOPLE, read_people
from tests.renderer.stacks.animatic.boards import prompt


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1girl", "girl"),
        ("2girls and 1boy", "girl girl boy"),
        ("a woman and two men", "woman man man"),
        ("a girl in the rain, the girl turns", "girl"),
        ("three children", "girl girl girl"),
        ("a small fox spirit", "fox"),
        ("1girl with a cat", "girl cat"),
        ("an old cedar forest, nobody there", ""),
        ("a knight, no humans", ""),
        ("a girlfriend's catalogue", ""),
        ("0girls", ""),
        ("", ""),
    ],
)
def test_people_are_counted(text: str, kinds: str) -> None:
    cast = read_people(prompt(text))
    assert " ".join(person.kind for person in cast.people) == kinds
    assert len(cast.poses) == len(cast.people)


@pytest.mark.parametrize("text", ["99girls", "999 boys", "1girl " * 50])
def test_no_board_holds_more_than_a_handful(text: str) -> None:
    assert len(read_people(prompt(text)).people) == MOST_PEOPLE


def test_two_people_have_each_their_own_words() -> None:
    text = "1girl, long black hair, red scarf, gray coat and 1boy, short brown hair, green jacket facing each other"
    cast = read_people(prompt(text))
    girl, boy = cast.people
    assert (girl.outfit, boy.outfit) == ("coat", "jacket")
    assert girl.hair_length > boy.hair_length
    assert girl.scarf is not None
    assert boy.scarf is None
    assert cast.poses[0].turn == -cast.poses[1].turn > 0


@pytest.mark.parametrize(
    ("text", "part", "value"),
    [
        ("1girl, standing still, looking away", "look", 40),
        ("1girl, smiling at the viewer", "smile", 0.9),
        ("1girl seen from behind, climbing", "turn", 180),
        ("1girl walking", "stride", 0.85),
        ("1girl walking, standing", "stride", 0.0),
        ("close-up of 1girl, eyes lowered", "lids", 0.6),
        ("a woman in a sleeping car", "lids", 0.0),
        ("smiling, 1girl", "smile", 0.9),
    ],
)
def test_words_move_the_pose(text: str, part: str, value: float) -> None:
    (pose,) = read_people(prompt(text)).poses
    assert getattr(pose, part) == value


def test_framing_follows_the_words_and_is_full_length_without() -> None:
    sizes = [
        read_people(prompt(f"1girl, {words}")).framing.head for words in ("wide shot", "", "half body", "close-up")
    ]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 4
