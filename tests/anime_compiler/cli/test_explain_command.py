"""`animec explain`: a page for every finding there is."""

import gc
from collections.abc import Iterator

import pytest

from anime_compiler.cli.main import main
from anime_compiler.rules.all_codes import all_codes
from anime_compiler.rules.rule import CONTEST, all_rules

CODES = sorted(all_codes())


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    yield
    gc.enable()


def test_without_a_code_all_are_listed_with_their_level_and_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == CODES
    assert all(line.split()[1] in ("error", "warning", "note") for line in lines)
    assert len({line.index(line.split(maxsplit=2)[2]) for line in lines}) == 1, "the summaries stand in one column"
    assert err == "\n`animec explain CODE` says more about one.\n"


@pytest.mark.parametrize("code", CODES)
def test_every_finding_has_a_page(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    head, blank, summary, *rest = out.splitlines()
    assert head == f"{code} ({all_codes()[code].level.value})"
    assert blank == ""
    assert summary == all_codes()[code].summary
    assert rest[0] == ""
    assert any(rest), "a page says more than its summary"
    assert not any(line != line.rstrip() for line in out.splitlines())
    assert max(map(len, rest)) <= 130


@pytest.mark.parametrize("rule", [rule.name for rule in all_rules() if rule.scope is CONTEST])
def test_a_rule_of_the_contest_quotes_its_clause_last(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", rule]) == 0
    *_, head, blank, clause = capsys.readouterr().out.splitlines()
    assert head == "## Clause in cs492c-2025"
    assert blank == ""
    assert clause.startswith(("contest guide", "contest page", "pipeline guide", "no clause"))


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        ("too-many-lora", "did you mean `too-many-loras`?"),
        ("TOO-MANY-LORAS", "did you mean `too-many-loras`?"),
        ("qqqqqq", "`animec explain` lists them all"),
        ("", "`animec explain` lists them all"),
    ],
)
def test_a_code_that_is_not_there(code: str, cure: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code]) == 2
    assert capsys.readouterr() == ("", f"animec: there is no finding `{code}`\n  {cure}\n")
