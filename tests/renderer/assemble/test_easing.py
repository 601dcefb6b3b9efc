import pytest

from anime_compiler.language import choices
from renderer.assemble.easing import EASES, eased

STEPS = [step / 50 for step in range(51)]


def test_every_ease_that_can_be_written_is_known_and_no_other() -> None:
    assert EASES.keys() == choices.EASES.keys()


@pytest.mark.parametrize("ease", EASES)
def test_an_ease_starts_at_the_start_ends_at_the_end_and_never_turns_back(ease: str) -> None:
    way = [eased(ease, share) for share in STEPS]
    assert (way[0], way[-1]) == (0, 1)
    assert way == sorted(way)


@pytest.mark.parametrize("ease", EASES)
def test_nothing_happens_before_the_start_and_after_the_end(ease: str) -> None:
    assert (eased(ease, -3.0), eased(ease, 7.0)) == (0, 1)


def test_eases_are_slow_where_they_say() -> None:
    assert eased("in", 0.25) < 0.25 < eased("out", 0.25)
    assert eased("in_out", 0.25) < 0.25
    assert eased("in_out", 0.75) > 0.75
    assert eased("in_out", 0.5) == pytest.approx(0.5)
    assert eased("linear", 0.3) == 0.3


def test_hold_stays_until_the_end_and_jumps() -> None:
    assert [eased("hold", share) for share in (0, 0.5, 0.999, 1)] == [0, 0, 0, 1]


def test_in_and_out_are_each_other_turned_around() -> None:
    assert [eased("in", share) for share in STEPS] == pytest.approx([1 - eased("out", 1 - share) for share in STEPS])
