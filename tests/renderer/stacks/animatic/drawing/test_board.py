"""Boards: scenery, people and air on the whole canvas."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from renderer.stacks.animatic.animatic import scene_of
from renderer.stacks.animatic.drawing.backdrop import PLACES, backdrop, focused
from renderer.stacks.animatic.drawing.board import Glance, draw_board
from renderer.stacks.animatic.drawing.things import THINGS
from renderer.stacks.animatic.scene import CREATURES, Framing, Person, Pose, Scene, Setting
from renderer.values import Pixels
from tests.renderer.stacks.animatic.boards import prompt


def board(
    words: str, later: str = "", share: float = 0.0, clock: float = 0.0, size: tuple[int, int] = (160, 160)
) -> Pixels:
    one = scene_of(prompt(words))
    return draw_board(Glance(one, scene_of(prompt(later)) if later else one, share, clock, 5, 6, 0.0, 1.0), *size)


def difference(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


@cache
def place_at(place: str, hour: str) -> Pixels:
    return backdrop(Setting(place, hour), 3, 128, 96)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_like_no_other_and_has_depth_at_every_hour(place: str) -> None:
    day, night = place_at(place, "day"), place_at(place, "night")
    assert day.shape == night.shape == (96, 128, 3)
    assert len(np.unique(day.reshape(-1, 3), axis=0)) > 60
    assert place == "space" or difference(day, night) > 20
    assert all(difference(day, place_at(other, "day")) > 2 for other in PLACES if other != place)


@pytest.mark.parametrize("thing", THINGS)
def test_every_thing_is_seen_in_some_place(thing: str) -> None:
    seen = [
        difference(
            backdrop(Setting(place, "dusk"), 3, 96, 96), backdrop(Setting(place, "dusk", things=(thing,)), 3, 96, 96)
        )
        for place in ("hills", "beach", "platform")
    ]
    assert max(seen) > 0.05


@pytest.mark.parametrize(
    "words",
    ["rain", "storm", "snow", "petals", "falling leaves", "sparks", "fireflies", "dust", "birds", "train lights"],
)
def test_the_air_moves(words: str) -> None:
    pictures = [board(f"a meadow at dusk, {words}".replace("-", " "), clock=clock) for clock in (0.0, 3.0, 6.0)]
    assert all(difference(one, other) > 0.01 for one, other in pairwise(pictures))


@pytest.mark.parametrize(
    "words", ["1girl walking", "1boy running", "1girl dancing", "1girl waving", "1girl", "a fox leaping"]
)
def test_people_move_a_little_from_frame_to_frame(words: str) -> None:
    pictures = [board(words, clock=clock, size=(192, 192)) for clock in range(8)]
    steps = [difference(one, other) for one, other in pairwise(pictures)]
    assert max(steps) > 0.02
    assert max(steps) < 12, "and never jump"


def test_between_two_beats_the_picture_travels_evenly() -> None:
    pictures = [
        board(
            "1girl standing, looking away, rooftop, dusk",
            "1girl smiling at the viewer, rooftop, dusk",
            share,
            size=(192, 192),
        )
        for share in np.linspace(0, 1, 9)
    ]
    steps = [difference(one, other) for one, other in pairwise(pictures)]
    assert max(steps) < 3 * min(steps) + 0.5
    assert difference(pictures[0], pictures[-1]) > max(steps)


def test_a_change_of_place_is_a_dissolve() -> None:
    start, middle, end = (board("a forest", "the sea at night", share) for share in (0.0, 0.5, 1.0))
    assert np.array_equal(start, board("a forest"))
    assert np.array_equal(end, board("the sea at night"))
    assert difference(middle, (start.astype(int) + end) // 2) < 12


def test_somebody_who_comes_is_half_there_half_way() -> None:
    empty, half, there = (board("a beach", "1girl on a beach", share) for share in (0.0, 0.5, 1.0))
    assert 0 < difference(empty, half) < difference(empty, there)


def test_the_nearer_somebody_is_the_farther_is_the_scenery_out_of_focus() -> None:
    def sharpness(closeness: int) -> float:
        picture = focused(Setting("street", "night"), 3, 256, 256, closeness)
        return float(np.abs(np.diff(picture.astype(int), n=2, axis=1)).max())

    blurred = [sharpness(closeness) for closeness in (0, 20, 64)]
    assert blurred == sorted(blurred, reverse=True)
    assert blurred[-1] < 0.2 * blurred[0]


@pytest.mark.parametrize("size", [(128, 128), (2, 2), (64, 400), (400, 64), (33, 57), (1920, 1080)])
def test_a_board_is_as_large_as_it_is_to_be(size: tuple[int, int]) -> None:
    picture = board("1girl and a cat in a garden, snow, night", size=size)
    assert picture.shape == (size[1], size[0], 3)
    assert picture.flags.writeable


@pytest.mark.parametrize("kind", ["girl", "boy", "woman", "man", *CREATURES])
@pytest.mark.parametrize("turn", [-179.0, -120.0, -90.0, -45.0, 0.0, 45.0, 90.0, 120.0, 179.0])
def test_everybody_can_be_seen_from_everywhere(kind: str, turn: float) -> None:
    nobody = Scene(Setting(), (), (), Framing())
    somebody = nobody._replace(people=(Person(kind=kind),), poses=(Pose(turn=turn),))
    empty, seen = (draw_board(Glance(one, one, 0.0, 2.0, 5, 6, 0.0, 1.0), 96, 96) for one in (nobody, somebody))
    assert difference(empty, seen) > 0.5


@pytest.mark.parametrize(
    "outfit",
    [
        "uniform",
        "dress",
        "kimono",
        "coat",
        "jacket",
        "cardigan",
        "sweater",
        "hoodie",
        "shirt",
        "suit",
        "robe",
        "swimsuit",
    ],
)
def test_every_outfit_looks_like_itself(outfit: str) -> None:
    def dressed(outfit: str, turn: float) -> Pixels:
        person = Person(outfit=outfit, cloth=(200.0, 60.0, 60.0), hat="straw", scarf=(40.0, 90.0, 200.0), holds="bag")
        scene = Scene(Setting(), (person,), (Pose(turn=turn),), Framing())
        return draw_board(Glance(scene, scene, 0.0, 2.0, 5, 6, 0.0, 1.0), 128, 128)

    for turn in (0.0, 180.0):
        others = [other for other in ("shirt", "robe") if other != outfit]
        assert all(difference(dressed(outfit, turn), dressed(other, turn)) > 0.02 for other in others)


@pytest.mark.parametrize(
    "style", ["film noir", "pastel", "watercolor", "storybook", "line art", "cinematic", "sepia", "dramatic lighting"]
)
def test_every_style_has_its_look(style: str) -> None:
    assert difference(board("1girl in a garden"), board(f"1girl in a garden, {style}")) > 1


def test_edges_of_the_canvas_are_marked_so_that_a_move_is_seen() -> None:
    picture = board("a desert", size=(300, 200)).astype(int)
    column = picture[100, :40].sum(axis=1)
    assert np.abs(np.diff(column)).max() > 200
