"""Whoever tampers with a render is caught, at the level that has to catch it and at none before.

`bench/tamper.py` does the same with many renders, and prints the table.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from anime_compiler.plan import ops
from renderer.stacks.stack import Steps
from renderer.values import Embeds, Pictures
from renderer.verify.verdict import Report
from tests.renderer.verify.attacks import ATTACKS, FIELDS, NOBODY, Attack, plainly
from tests.renderer.verify.changes import edit_of
from tests.renderer.verify.forgery import Forger, forged
from tests.renderer.verify.renders import (
    STILLS,
    Given,
    OtherNoise,
    copy_of,
    failed_levels,
    line,
    make,
    rows_of,
    said,
    verified,
    write_rows,
)

_HIGHEST = 3


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tampering") / "film"
    make(out)
    return out


@pytest.fixture
def out(film: Path, tmp_path: Path) -> Path:
    return copy_of(film, tmp_path / "out")


def caught(out: Path, level: int) -> list[int]:
    """The levels that do not pass, of those up to the one that has to catch it."""
    return failed_levels(verified(out, min(level, _HIGHEST)))


def wanted(level: int) -> list[int]:
    return [] if level == NOBODY else [level]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_plain_change_is_caught(attack: Attack, out: Path) -> None:
    plainly(Forger(out), attack)
    assert caught(out, attack.plainly)[:1] == wanted(attack.plainly)


@pytest.mark.parametrize("attack", [one for one in ATTACKS if one.forged != NOBODY], ids=lambda attack: attack.name)
def test_a_forger_who_makes_everything_agree_again_is_caught(attack: Attack, out: Path) -> None:
    forged(out, attack.change)
    assert caught(out, attack.forged)[:1] == wanted(attack.forged)


@pytest.mark.parametrize(
    "attack", [one for one in ATTACKS if one.forged == NOBODY and not one.is_undone], ids=lambda attack: attack.name
)
def test_what_nothing_in_the_folder_contradicts_is_not_said_to_be_caught(attack: Attack, out: Path) -> None:
    """Were this to fail, the table would promise too little; only the root, and so a signature, changes."""
    forged(out, attack.change)
    assert verified(out, 3).is_sound


@pytest.mark.parametrize(
    ("kind", "field", "level"),
    [(kind, field, level) for kind, fields in FIELDS.items() for field, level in fields.items()],
)
def test_no_field_of_any_row_can_be_edited(kind: str, field: str, level: int, out: Path) -> None:
    plain = copy_of(out, out.with_name("plain"))
    forger = Forger(plain)
    edit_of(kind, field)(forger)
    write_rows(forger.ledger, forger.rows)
    assert caught(plain, 0) == [0]
    forged(out, edit_of(kind, field))
    assert caught(out, level)[:1] == wanted(level)


def test_what_is_written_of_the_machine_shows_in_a_signature_alone(out: Path) -> None:
    before = root(verified(out, 0))
    forged(out, edit_of("environment", "facts"))
    report = verified(out, 3)
    assert report.is_sound
    assert root(report) != before
    assert any("rendered with assembler" in remark for remark in report.verdicts[0].levels[3].remarks)


def root(report: Report) -> str:
    (verdict,) = report.verdicts
    return verdict.root


class Smuggler(OtherNoise):
    """A program that somebody has changed: one of its pictures comes from elsewhere."""

    def keyframe(
        self, op: ops.Keyframe, text: Embeds, first: Pictures | None, identity: Sequence[Pictures], steps: Steps
    ) -> Pictures:
        made = super().keyframe(op, text, first, identity, steps)
        made.pixels[:, 30:90, 30:90] = (200, 160, 140)
        return made


@pytest.mark.parametrize("challenge", ["", "7", "a judge's number"])
def test_a_smuggled_picture_shows_when_pictures_are_made_again_whatever_the_challenge(
    challenge: str, tmp_path: Path
) -> None:
    make(tmp_path / "out", Given(STILLS), Smuggler())
    before = verified(tmp_path / "out", 2)
    assert before.is_sound, said(before)
    report = verified(tmp_path / "out", 3, challenge=challenge)
    assert failed_levels(report) == [3]


def test_the_ledger_of_another_render_does_not_pass_for_this_one(out: Path, tmp_path: Path) -> None:
    make(tmp_path / "other", Given(overrides=("seed=8",)))
    for name in ("ledger.jsonl", "plan.json", "report.html"):
        (out / "video/small" / name).write_bytes((tmp_path / "other/video/small" / name).read_bytes())
    report = verified(out)
    assert failed_levels(report) == [2]
    assert "is not the file that the ledger lists" in said(report)


@pytest.mark.parametrize("kind", ["plan", "action", "file"])
def test_two_ledgers_cannot_be_spliced(kind: str, out: Path, tmp_path: Path) -> None:
    make(tmp_path / "other", Given(overrides=("seed=8",)))
    here, there = out / "video/small/ledger.jsonl", rows_of(tmp_path / "other/video/small/ledger.jsonl")
    rows = rows_of(here)
    at = next(number for number, row in enumerate(rows) if row["row"] == kind)
    write_rows(here, [*rows[:at], *there[at:]])
    assert caught(out, 0) == [0]
    splice = lambda forger: forger.rows.__setitem__(slice(at, None), there[at:])  # noqa: E731
    assert failed_levels(verified(forged(out, splice), 2))[0] in (1, 2)


def _respelt(change: Callable[[str], str]) -> Callable[[Path], None]:
    def tamper(ledger: Path) -> None:
        text = change(ledger.read_text())
        assert text != ledger.read_text()
        ledger.write_bytes(text.encode())

    return tamper


SPELLINGS = {
    "a number with a point": lambda text: text.replace('"n":3,', '"n":3.0,'),
    "a number with an exponent": lambda text: text.replace('"size":', '"size":1e', 1),
    "a boolean for a number": lambda text: text.replace('"n":1,', '"n":true,'),
    "letters that are not escaped": lambda text: text.replace("\\u6d77", "海"),
    "escapes in capitals": lambda text: text.replace("\\u6d77", "\\u6D77"),
    "escapes where none are needed": lambda text: text.replace("roof", "r\\u006fof"),
    "a space": lambda text: text.replace('"n":2,', '"n": 2,'),
    "another order of keys": lambda text: text.replace('"facts":', '"zacts":'),
    "a key that stands twice": lambda text: text.replace('"draft":true,', '"draft":false,"draft":true,'),
    "a field more": lambda text: text.replace('"draft":true,', '"approved":true,"draft":true,'),
    "a field less": lambda text: text.replace('"draft":true,', ""),
    "lines as on Windows": lambda text: text.replace("\n", "\r\n"),
    "a mark of the order of bytes": lambda text: f"\ufeff{text}",
    "an empty line": lambda text: text.replace("\n", "\n\n", 1),
    "a line behind the end": lambda text: f"{text}{{}}\n",
    "no end of the last line": lambda text: text[:-1],
    "half of it": lambda text: text[: len(text) // 2],
    "nothing": lambda _: "",
    "a zero byte": lambda text: text.replace("small", "sm\0ll"),
    "what is no number": lambda text: text.replace('"n":2,', '"n":NaN,'),
    "a number of many digits": lambda text: text.replace('"n":2,', f'"n":{"9" * 5000},'),
    "a version of the future": lambda text: text.replace('"animec_ledger":1', '"animec_ledger":2'),
    "half a letter": lambda text: text.replace("\\u6d77", "\\ud83d"),
}


@pytest.mark.parametrize("change", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_row_can_be_written_in_one_way_only(change: Callable[[str], str], out: Path) -> None:
    _respelt(change)(out / "video/small/ledger.jsonl")
    report = verified(out, 0)
    assert failed_levels(report) == [0]
    assert len(said(report).splitlines()) == 1


def test_a_text_in_another_normal_form_is_another_storyboard(tmp_path: Path) -> None:
    given = Given(STILLS.replace("a cat", "a cat in a caf\u00e9"))
    make(tmp_path / "out", given)

    def decompose(forger: Forger) -> None:
        row = forger.the("source")
        row["text"] = row["text"].replace("\u00e9", "e\u0301")
        from hashlib import sha256

        row["sha256"] = sha256(row["text"].encode()).hexdigest()

    assert failed_levels(verified(forged(tmp_path / "out", decompose), 1)) == [1]


HOSTILE = {
    "a line of a gigabyte": lambda ledger: os_truncate(ledger, 1 << 30),
    "deep lists": lambda ledger: ledger.write_text("[" * 100_000 + "\n"),
    "deep lists in a row": lambda ledger: ledger.write_text('{"n":' + "[" * 50_000 + "]" * 50_000 + "}\n"),
    "a million rows": lambda ledger: ledger.write_text("{}\n" * 1_000_000),
    "a long row": lambda ledger: ledger.write_text(line({"row": "x" * (17 << 20)}) + "\n"),
    "bytes of all kinds": lambda ledger: ledger.write_bytes(bytes(range(256)) * 100),
    "only ends of lines": lambda ledger: ledger.write_text("\n" * 1000),
}


def os_truncate(ledger: Path, size: int) -> None:
    """A file so large, of which hardly anything is on the disk."""
    with ledger.open("r+b") as file:
        file.truncate(size)


@pytest.mark.parametrize("write", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_ledger_is_refused_in_one_sentence(write: Callable[[Path], None], out: Path) -> None:
    write(out / "video/small/ledger.jsonl")
    report = verified(out)
    assert failed_levels(report) == [0]
    assert len(said(report)) < 300


def test_a_ledger_that_is_a_link_or_a_pipe_is_refused(out: Path, tmp_path: Path) -> None:
    import os

    ledger = out / "video/small/ledger.jsonl"
    ledger.rename(tmp_path / "elsewhere.jsonl")
    ledger.symlink_to(tmp_path / "elsewhere.jsonl")
    assert failed_levels(verified(out, 0)) == [0]
    ledger.unlink()
    os.mkfifo(ledger)
    assert failed_levels(verified(out, 0)) == [0]
