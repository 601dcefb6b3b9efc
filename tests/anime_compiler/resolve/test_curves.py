"""Numbers over the frames of a shot."""

import pytest

from anime_compiler.language.storyboard import curve
from anime_compiler.model.storyboard import Curve, CurvePoint, constant
from anime_compiler.resolve.curves import resolve_curve
from tests.anime_compiler.resolve.boards import said, shot


def points(written: str) -> list[tuple[int, float, str]]:
    """The points of a control's weight in a shot of 16 frames."""
    made = shot(f"prompt: x, duration: 16f, control: [{{kind: depth, weight: {written}}}]").control[0].weight
    return [(point.frame, point.value, point.ease) for point in made.points]


def test_nothing_is_the_default_all_the_time() -> None:
    assert resolve_curve(None, 0.7, 16, 8) == constant(0.7)


def test_a_number_is_that_number_all_the_time() -> None:
    assert points("0.5") == [(0, 0.5, "linear")]
    assert resolve_curve(0.0, 0.7, 16, 8) == constant(0.0)


@pytest.mark.parametrize(
    ("at", "frame"),
    [
        ("0%", 0),
        ("50%", 8),
        ("100%", 15),
        ("33.333%", 5),
        ("1s", 8),
        ("0.5s", 4),
        ("7f", 7),
        ("0.06s", 0),
        ("0.063s", 1),
    ],
)
def test_positions_become_whole_frames_halves_up(at: str, frame: int) -> None:
    assert points(f"[{{at: {at}, value: 1}}]") == [(frame, 1.0, "linear")]


def test_points_are_put_in_the_order_of_their_frames() -> None:
    assert points("[{at: 100%, value: 0}, {at: 0%, value: 1, ease: in_out}]") == [
        (0, 1.0, "in_out"),
        (15, 0.0, "linear"),
    ]


def test_of_two_points_at_one_frame_the_last_written_counts() -> None:
    assert points("[{at: 8f, value: 0.1}, {at: 1s, value: 0.2}]") == [(8, 0.2, "linear")]


def test_a_point_that_could_not_be_read_is_left_out() -> None:
    text = (
        "shots: [{id: a, prompt: x, control: [{kind: depth, weight: [{at: 5, value: 1}, {at: 1s}, "
        "{at: 0%, value: 1}]}]}]\n"
    )
    assert [one.split(" ")[1] for one in said(text)] == ["bad-value:", "missing-key:"]


def test_of_no_points_that_could_be_read_the_default_is_left() -> None:
    assert resolve_curve((), 0.7, 16, 8) == constant(0.7)


def test_a_curve_knows_its_extremes() -> None:
    made = Curve((CurvePoint(0, 0.2, "linear"), CurvePoint(4, 0.9, "hold"), CurvePoint(8, 0.1, "linear")))
    assert (made.least, made.most, made.is_constant) == (0.1, 0.9, False)
    assert constant(1.0).is_constant


def test_a_curve_is_either_a_number_or_a_list_in_the_language() -> None:
    assert curve(0, 2).expects == "a number or a list"
