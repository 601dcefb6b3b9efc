import pytest

from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Family, Level
from anime_compiler.diagnostics.exit_status import exit_status
from anime_compiler.diagnostics.source import Source, Span

WORST_LAST = [Family.RESOURCE, Family.MODEL, Family.CONTEST, Family.STORYBOARD]


def finding(family: Family, level: Level, override: Level | None = None) -> Diagnostic:
    code = Code("a-code", level, "a page", family)
    return Diagnostic(code, "a message", Span(Source("a.yaml", ""), 0, 0), level_override=override)


def test_nothing_found_is_success() -> None:
    assert exit_status([]) == 0
    assert exit_status([], strict=True) == 0


@pytest.mark.parametrize(("family", "status"), [*zip(WORST_LAST, [6, 5, 4, 3], strict=True)])
def test_each_family_of_errors_has_a_status(family: Family, status: int) -> None:
    assert exit_status([finding(family, Level.ERROR)]) == status
    assert exit_status([finding(family, Level.WARNING)]) == 0
    assert exit_status([finding(family, Level.WARNING)], strict=True) == status
    assert exit_status([finding(family, Level.NOTE)], strict=True) == 0


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_of_several_families_the_first_on_the_way_to_a_film_wins(number: int) -> None:
    found = [finding(family, Level.ERROR) for family in WORST_LAST[:number]]
    assert exit_status(found) == exit_status(reversed(found)) == 7 - number


def test_the_level_that_counts_is_the_one_that_the_finding_has() -> None:
    assert exit_status([finding(Family.CONTEST, Level.ERROR, override=Level.NOTE)], strict=True) == 0
    assert exit_status([finding(Family.CONTEST, Level.NOTE, override=Level.ERROR)]) == 4


def test_strictness_does_not_let_a_warning_hide_behind_a_lesser_error() -> None:
    found = [finding(Family.MODEL, Level.ERROR), finding(Family.CONTEST, Level.WARNING)]
    assert exit_status(found) == 5
    assert exit_status(found, strict=True) == 4
