"""The views of a turnaround in words."""

import pytest

from anime_compiler.lower.turnaround_views import view_words


def test_somebody_is_first_seen_from_the_front() -> None:
    for views in range(1, 17):
        assert view_words(views)[0] == "front view"
        assert view_words(views).count("front view") == 1


def test_four_views_are_the_four_sides() -> None:
    assert view_words(4) == (
        "front view",
        "from side, profile, facing right",
        "from behind, back view",
        "from side, profile, facing left",
    )


def test_two_are_front_and_back() -> None:
    assert view_words(2) == ("front view", "from behind, back view")


def test_eight_have_those_between_them() -> None:
    assert view_words(8)[1] == "three-quarter view, facing right"
    assert view_words(8)[3] == "from behind, three-quarter back view, facing right"
    assert view_words(8)[5] == "from behind, three-quarter back view, facing left"
    assert view_words(8)[7] == "three-quarter view, facing left"


@pytest.mark.parametrize("views", range(2, 9))
def test_as_many_as_the_language_allows_are_all_told_apart(views: int) -> None:
    assert len(set(view_words(views))) == len(view_words(views)) == views


@pytest.mark.parametrize("views", range(1, 17))
def test_the_way_back_mirrors_the_way_there(views: int) -> None:
    words = view_words(views)
    swapped = {"right": "left", "left": "right"}
    for number in range(1, views):
        there, _, side = words[number].partition(", facing ")
        back, _, other = words[views - number].partition(", facing ")
        assert (back, other) == (there, swapped.get(side, ""))
