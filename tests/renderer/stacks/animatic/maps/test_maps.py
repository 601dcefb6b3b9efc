"""Control maps of boards."""

import numpy as np
import pytest

from anime_compiler.language.choices import CONTROL_KINDS
from renderer.stacks.animatic.animatic import scene_of
from renderer.stacks.animatic.drawing.board import Glance, draw_board
from renderer.stacks.animatic.maps.figures import figures_in
from renderer.stacks.animatic.maps.maps import KINDS, map_of
from renderer.values import Pixels
from tests.renderer.stacks.animatic.boards import prompt


def board(words: str, width: int = 448, height: int = 384) -> Pixels:
    scene = scene_of(prompt(words))
    return draw_board(Glance(scene, scene, 0.0, 0.0, 5, 6, 0.0, 1.0), width, height)


def test_there_is_a_map_of_every_kind_that_the_language_knows() -> None:
    assert {*CONTROL_KINDS} <= {*KINDS}


@pytest.mark.parametrize("kind", [*KINDS, "unheard-of"])
@pytest.mark.parametrize("size", [(448, 384), (64, 64), (130, 260), (16, 16)])
def test_every_map_has_the_size_of_its_picture(kind: str, size: tuple[int, int]) -> None:
    made = map_of(kind, board("1girl on a rooftop at dusk", *size))
    assert (made.shape, made.dtype.name) == ((size[1], size[0], 3), "uint8")


@pytest.mark.parametrize("kind", ["canny", "lineart", "softedge", "scribble"])
def test_lines_are_bright_on_black(kind: str) -> None:
    made = map_of(kind, board("1girl on a rooftop at dusk"))
    assert 0.005 < (made > 40).mean() < 0.4
    assert (made[:, :, 0] == made[:, :, 1]).all()


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("1girl, short blue hair, navy school uniform, school rooftop, dusk", 1),
        ("1girl walking, city street at night", 1),
        ("close-up of 1boy, green jacket, train platform at night", 1),
        ("a lighthouse on a cliff", 0),
        ("a small harbor town in the morning", 0),
    ],
)
def test_people_are_found_where_they_are(words: str, count: int) -> None:
    assert len(figures_in(board(words, 768, 768))) == count


def test_a_pose_is_a_skeleton_in_the_colours_of_its_kind_and_black_where_nobody_is() -> None:
    made = map_of("openpose", board("1girl on a beach, day", 768, 768))
    colours = {tuple(colour) for colour in made.reshape(-1, 3)[made.reshape(-1, 3).any(axis=1)].tolist()}
    assert {(255, 0, 0), (0, 255, 0), (0, 0, 255)} <= colours
    rows, columns = np.nonzero(made.any(axis=2))
    assert 300 < columns.mean() < 468
    assert rows.min() < 300 < rows.max()
    assert not map_of("openpose", board("a desert")).any()


def test_depth_is_near_below_and_nearest_where_somebody_stands() -> None:
    depth = map_of("depth", board("1girl, navy school uniform, desert, day", 768, 768))[:, :, 0].astype(int)
    assert depth[-20:, :80].mean() > depth[:100, :80].mean() + 40
    (figure,) = figures_in(board("1girl, navy school uniform, desert, day", 768, 768))
    inside = depth[figure.seen > 0]
    assert inside.mean() > depth[figure.seen == 0].mean() + 80
