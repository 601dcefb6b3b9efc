"""Times for people who wait."""

import pytest

from anime_compiler.cli.progress.duration import clock_text, left_text, took_text
from anime_compiler.cli.progress.estimate import Left


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (7.9, "0:07"), (59.99, "0:59"), (750, "12:30"), (3723, "1:02:03")]
)
def test_time_gone_is_shown_as_a_clock_shows_it(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.04, "0.0 s"), (9.94, "9.9 s"), (38.4, "38 s"), (750, "12:30")])
def test_time_that_something_took(seconds: float, text: str) -> None:
    assert took_text(seconds) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (None, ""),
        (Left(0.2, True), "about 5 s left"),
        (Left(42, True), "about 40 s left"),
        (Left(58, True), "about 1 min left"),
        (Left(700, False), "at least 12 min left"),
        (Left(3599, True), "about 1 h left"),
        (Left(8000, True), "about 2 h 10 min left"),
    ],
)
def test_time_to_come_is_no_more_exact_than_it_can_be(left: Left | None, text: str) -> None:
    assert left_text(left) == text
