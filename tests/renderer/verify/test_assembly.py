"""The film's files follow from its frames, and where encoders are others that is said and not guessed."""

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from renderer.evidence import assembler as packages
from renderer.evidence.assembler import ASSEMBLER, assembler, with_assembler
from renderer.evidence.ledger import Ledger, read_ledger
from renderer.store.store import Part
from renderer.verify.assembly import assembled_again
from renderer.verify.output_folder import OutputFolder
from renderer.verify.recompile import recompiled
from tests.renderer.verify.renders import STILLS, Given, make


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("assembly") / "out"
    make(out)
    make(out, Given(STILLS.replace("clip: small", "clip: cats")))
    return out


def ledger_in(folder: Path) -> Ledger:
    return read_ledger((folder / "ledger.jsonl").read_text())


def with_part(ledger: Ledger, name: str, part: Part) -> Ledger:
    """The ledger with another hash for a part of the film."""
    actions = [
        action._replace(
            parts=tuple(one._replace(**part._asdict()) if one.name == name else one for one in action.parts)
        )
        for action in ledger.actions
    ]
    return ledger._replace(actions=tuple(actions))


def test_the_frames_of_a_render_give_its_film(out: Path) -> None:
    ledger = ledger_in(out / "video/small")
    assert assembled_again(ledger, recompiled(ledger).plan, OutputFolder(out)) == ([], ())


def test_stills_have_no_film(out: Path) -> None:
    ledger = ledger_in(out / "images/cats")
    assert assembled_again(ledger, recompiled(ledger).plan, OutputFolder(out)) == ([], ())


@pytest.mark.parametrize("name", ["delivery.mp4", "master.mkv", "preview.webp", "preview.gif", "contact_sheet.png"])
def test_every_file_of_it_is_compared(name: str, out: Path) -> None:
    ledger = with_part(ledger_in(out / "video/small"), name, Part("ab" * 32, 1))
    failures, _ = assembled_again(ledger, recompiled(ledger).plan, OutputFolder(out))
    assert [failure.details for failure in failures] == [(name,)]


def test_with_other_encoders_it_is_a_remark(out: Path) -> None:
    ledger = with_part(ledger_in(out / "video/small"), "delivery.mp4", Part("ab" * 32, 1))
    elsewhere = ledger._replace(environment={**ledger.environment, ASSEMBLER: "av 1.0"})
    failures, (remark,) = assembled_again(elsewhere, recompiled(ledger).plan, OutputFolder(out))
    assert failures == []
    assert remark.startswith(
        "its frames give other bytes here in delivery.mp4: rendered with av 1.0; verified with av "
    )


def test_frames_that_are_gone_are_told_of(out: Path, tmp_path: Path) -> None:
    ledger = ledger_in(out / "video/small")
    (failure,), _ = assembled_again(ledger, recompiled(ledger).plan, OutputFolder(tmp_path))
    assert "cannot be made again from its frames: `video/small/frames/00001.png` is not there" in failure.message


def test_the_encoders_are_named_with_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.split()[0] for one in assembler().split(", ")] == ["av", "numpy", "opencv-python-headless", "pillow"]
    assert with_assembler({"numpy": "2", ASSEMBLER: "that of elsewhere"})[ASSEMBLER] == "that of elsewhere"

    def missing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(packages, "version", missing)
    assembler.cache_clear()
    try:
        assert assembler().startswith("av unknown")
    finally:
        assembler.cache_clear()
