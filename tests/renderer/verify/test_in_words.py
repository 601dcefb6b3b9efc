"""A report in words: one line for each level and each failure, and nothing printed that a terminal would obey."""

import json

import pytest

from renderer.evidence.claims import BOARDS, MODELS, NOT_PROVEN, PROVEN, supported
from renderer.verify.in_words import as_data, in_words
from renderer.verify.verdict import Failure, Level, Report, Verdict, level

GOOD = tuple(Level(number, "passed", f"looked at {number}") for number in range(4))
BAD = (
    *GOOD[:2],
    level(2, "20 files", [Failure(f"`{number}.png` is gone", ("a detail",)) for number in range(20)]),
    Level(3, "not run"),
)


def report(*levels: tuple[Level, ...]) -> Report:
    return Report(
        tuple(
            Verdict(f"outputs/{number}", "ab" * 32, "pocket", (("clip", "one"),), one)
            for number, one in enumerate(levels)
        )
    )


def words(given: Report, width: int = 100) -> str:
    return in_words(given, False, width)


def test_what_holds_is_said_to_be_proven_and_all_else_not() -> None:
    text = words(report(GOOD), 400)
    head, *rows = text[text.index("PROVEN") :].splitlines()
    proven, backed, rest = (" ".join(row[at : at + 131] for row in rows) for at in (0, 133, 266))
    assert head.split() == ["PROVEN", "SUPPORTED", "NOT", "PROVEN"]
    assert all(claim.short in proven for claim in PROVEN)
    assert all(short in backed for short, _ in supported("pocket"))
    assert all(short in rest for short, _ in NOT_PROVEN)
    assert text.endswith("1 ledger: everything that was checked holds\n")


def test_a_level_that_is_not_passed_everywhere_proves_nothing() -> None:
    assert as_data(report(GOOD, BAD))["proven"] == [claim.short for claim in PROVEN if claim.level < 2]
    assert "the film is its frames (level 2)" in as_data(report(GOOD, BAD))["not_proven"]


def test_of_boards_it_is_not_said_that_models_drew_them() -> None:
    (verdict,) = report(GOOD).verdicts
    assert MODELS[0] in words(Report((verdict,)), 400)
    assert MODELS[0] not in words(Report((verdict._replace(stack=BOARDS),)), 400)


def test_without_a_whole_ledger_nothing_is_proven() -> None:
    broken = (
        level(0, "", [Failure("row 3 does not follow the row before it")]),
        *(Level(n, "not run") for n in (1, 2, 3)),
    )
    assert as_data(report(broken))["proven"] == []
    assert not report(broken).is_sound


def test_the_first_failure_of_a_level_is_told_in_detail_and_many_are_cut_short() -> None:
    text = words(report(BAD))
    assert text.count("a detail") == 1
    assert "… and 8 more (--json names them all)" in text
    assert "1 ledger: 20 things that do not hold" in text
    assert len(as_data(report(BAD))["ledgers"][0]["levels"][2]["failures"]) == 20


@pytest.mark.parametrize("width", [20, 40, 71, 72, 80, 140])
def test_columns_keep_to_the_width(width: int) -> None:
    text = words(report(GOOD), width)
    assert max(map(len, text[text.index("PROVEN") :].splitlines())) <= max(width, 44)


def test_nothing_that_a_terminal_would_obey_is_printed() -> None:
    hostile = "\x1b[2J\x07\u202egnp.exe\n"
    verdict = Verdict(
        hostile, "", hostile, (("clip", hostile),), (level(0, hostile, [Failure(hostile, (hostile,))]), *GOOD[1:])
    )
    text = words(Report((verdict,)))
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert json.loads(json.dumps(as_data(Report((verdict,)))))["sound"] is False


def test_colours_are_for_people() -> None:
    assert "\x1b[31m" in in_words(report(BAD), True, 100)
    assert "\x1b" not in words(report(BAD))
