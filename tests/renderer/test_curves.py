import pytest

from anime_compiler.model.storyboard import Curve, CurvePoint, constant
from renderer.curves import between_points, value_at


@pytest.mark.parametrize(
    ("travel", "frame", "found"),
    [
        (((0, "linear"),), 5, (0, 0, 0.0)),
        (((4, "linear"), (8, "linear")), 0, (0, 0, 0.0)),
        (((0, "linear"), (8, "linear")), 2, (0, 1, 0.25)),
        (((0, "in"), (8, "linear")), 4, (0, 1, 0.25)),
        (((0, "hold"), (8, "linear")), 7, (0, 0, 0.0)),
        (((0, "hold"), (8, "linear")), 8, (1, 1, 0.0)),
        (((-8, "linear"), (8, "linear"), (24, "linear")), 0, (0, 1, 0.5)),
        (((0, "linear"), (8, "linear")), 15, (1, 1, 0.0)),
    ],
)
def test_a_frame_lies_between_two_points(
    travel: tuple[tuple[int, str], ...], frame: int, found: tuple[int, int, float]
) -> None:
    assert between_points(travel, frame) == found


@pytest.mark.parametrize(("frame", "value"), [(-3, 1.0), (0, 1.0), (4, 2.0), (8, 3.0), (9, 3.0), (12, 5.0), (99, 5.0)])
def test_a_curve_is_read_at_a_frame(frame: int, value: float) -> None:
    points = (CurvePoint(0, 1.0, "linear"), CurvePoint(8, 3.0, "hold"), CurvePoint(10, 5.0, "linear"))
    assert value_at(Curve(points), frame) == pytest.approx(value)
    assert value_at(constant(0.5), frame) == 0.5
