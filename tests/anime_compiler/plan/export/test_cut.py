"""A film as an editor sees it: shots side by side that fill it, and no more of a cross-fade than can be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.diagnostics.render_text import one_line
from anime_compiler.errors import UsageError
from anime_compiler.plan.export.cut import Event, cut_of
from anime_compiler.plan.selection import part
from tests.anime_compiler.plan.export.films import FADES, HEAD, laid_out, plan_of, plan_of_spec


def test_a_shot_lasts_until_the_next_comes_into_sight() -> None:
    assert cut_of(plan_of(HEAD + FADES)).events == (
        Event("a", 0, 11, 0),
        Event("b", 11, 13, 5),
        Event("c", 24, 17, 3),
        Event("d", 41, 17, 0),
    )


@given(st.lists(st.tuples(st.integers(2, 60), st.integers(0, 1)), min_size=1, max_size=12))
def test_the_shots_fill_the_film_whatever_their_lengths(lengths: list[tuple[int, int]]) -> None:
    shots = [(f"s{number}", frames, fade if number else 0) for number, (frames, fade) in enumerate(lengths)]
    cut = cut_of(laid_out(shots))
    ends = [event.first + event.frames for event in cut.events]
    assert [event.first for event in cut.events] == [0, *ends[:-1]]
    assert ends[-1] == cut.frames


def test_the_files_are_the_film_s_own_also_of_a_part() -> None:
    plan = plan_of_spec("clip_001")
    assert (cut_of(plan).master, cut_of(plan).delivery) == ("clip_001.mkv", "clip_001.mp4")
    assert (cut := cut_of(part(plan, ["street"]))).master == "street.mkv"
    assert cut.events == (Event("street", 0, 28, 0),)


def test_a_film_that_no_output_names_still_has_a_name() -> None:
    assert cut_of(laid_out([("a", 8, 0)], clip="c")).master == "c.mkv"
    assert cut_of(laid_out([("a", 8, 0)], clip="c", title="")).title == "c"


def test_stills_have_no_film() -> None:
    with pytest.raises(UsageError, match="`image_set` has no film to export, only stills") as refused:
        cut_of(plan_of_spec("image_set"))
    assert refused.value.cure


@pytest.mark.parametrize(
    "shots",
    [
        pytest.param([("a", 4, 0), ("b", 8, 4)], id="all of a shot lies under the next"),
        pytest.param([("a", 9, 0), ("b", 8, 5), ("c", 9, 4)], id="three shots at once"),
    ],
)
def test_fades_that_leave_nothing_between_them_are_refused(shots: list[tuple[str, int, int]]) -> None:
    with pytest.raises(UsageError, match="frames before the next one begins") as refused:
        cut_of(laid_out(shots))
    assert refused.value.cure == "make the cross-fades shorter"


def test_cross_fades_may_meet() -> None:
    assert [event.frames for event in cut_of(laid_out([("a", 9, 0), ("b", 8, 4), ("c", 9, 4)])).events] == [5, 4, 9]


@pytest.mark.parametrize(
    "text", ["two\nlines", "two\r\nlines", "two\u2028lines", "\x1b two\x00lines ", "two\u202elines"]
)
def test_one_line_holds_nothing_unseen(text: str) -> None:
    assert one_line(text) == "two lines"
