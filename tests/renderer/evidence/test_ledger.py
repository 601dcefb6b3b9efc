"""The ledger: the same render gives the same bytes, and nothing of where or by whom."""

import getpass
import json
import socket
from pathlib import Path

import pytest

from renderer.errors import NotVerified
from renderer.evidence.ledger import evidence_of, ledger_text, read_ledger, root_of
from renderer.verify.recompile import recompiled
from tests.renderer.verify.renders import STILLS, TEMPLATES, Given, make, rows_of


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("ledger") / "film") / "ledger.jsonl"


def test_the_same_render_gives_the_same_bytes_wherever_it_is_done(film: Path, tmp_path: Path) -> None:
    again = make(tmp_path / "elsewhere")
    for name in ("ledger.jsonl", "plan.json", "report.html"):
        assert (again / name).read_bytes() == (film.parent / name).read_bytes()


def test_it_says_everything_of_the_render(film: Path) -> None:
    ledger = read_ledger(film.read_text())
    assert ledger.is_draft
    assert ledger.render.clip == "small"
    assert ledger.source.name == "small.yaml"
    assert ledger.source.templates == tuple(TEMPLATES.items())
    assert {action.op for action in ledger.actions} >= {"EncodePrompt", "Keyframe", "Segment", "Decode", "Assemble"}
    assert ledger.frames is not None
    assert len(ledger.frames.sha256) == ledger.frames.frames == 18
    assert {"video/small/small.mp4", "video/small/small.mkv", "video/small/frames/00018.png"} <= {
        file.path for file in ledger.files
    }
    assert ledger.root == root_of(film.read_text())
    assert all(model.licence for model in ledger.models)


def test_it_tells_nothing_of_the_machine_or_whose_it_is(film: Path) -> None:
    for text in (film.read_text(), (film.parent / "report.html").read_text()):
        for name in (str(Path.home()), socket.gethostname(), str(film.parents[3]), "/tmp", "somebody", "/work"):  # noqa: S108
            assert name not in text
        assert getpass.getuser() not in json.dumps([row for row in rows_of(film) if row["row"] != "source"])


def test_what_is_read_is_written_again(film: Path) -> None:
    text = film.read_text()
    ledger = read_ledger(text)
    assert ledger_text(evidence_of(ledger, recompiled(ledger).plan)) == text


def test_stills_have_no_frames(tmp_path: Path) -> None:
    ledger = read_ledger((make(tmp_path / "out", Given(STILLS)) / "ledger.jsonl").read_text())
    assert ledger.frames is None
    assert [file.path for file in ledger.files] == ["images/cat_01.png", "images/cat_02.png"]


def test_it_names_the_row_that_breaks_the_chain(film: Path) -> None:
    lines = film.read_text().splitlines(keepends=True)
    lines[7] = lines[7].replace("0", "1", 1)
    with pytest.raises(NotVerified, match=r"row [78]") as refused:
        read_ledger("".join(lines))
    assert refused.value.cure


def test_a_storyboard_that_is_no_text_cannot_have_been_compiled(film: Path) -> None:
    ledger = read_ledger(film.read_text())
    evidence = evidence_of(ledger, recompiled(ledger).plan)
    with pytest.raises(ValueError, match="no text"):
        ledger_text(evidence._replace(source=evidence.source._replace(data=b"\xff")))
