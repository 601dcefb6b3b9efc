"""`animec models` on a folder: where, lock, verify, convert and fetch, as somebody at a terminal meets them."""

import gc
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.main import main
from anime_compiler.cli.models import fetch, lock
from renderer.weights import hub
from renderer.weights.lock import read_lock
from renderer.weights.shelf import Shelf
from renderer.weights.wanted import Wish
from tests.renderer.weights.files import reading, write
from tests.renderer.weights.local_hub import LocalHub

STYLE = "pastel-anime-xl"
FILE = "pastel-anime-xl-latest.safetensors"


@pytest.fixture(autouse=True)
def collected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("ANIMEC_MODELS", str(tmp_path / "models"))
    yield
    gc.enable()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A known LoRA under its published name, one of the author's own, and things that nobody knows."""
    root = tmp_path / "models"
    write(root / FILE, reading("sdxl"))
    write(root / "mine.safetensors", reading("sd15"))
    write(root / "cut.safetensors").write_bytes(b"cut")
    (root / "old.ckpt").write_bytes(b"pickle")
    (root / "notes.txt").write_text("notes")
    (root / "empty").mkdir()
    return root


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(["models", *words]) == status
    return capsys.readouterr().out


def test_where_tells_of_everything_in_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "where")
    lines = [line.split() for line in out.splitlines() if line.startswith("  ") and not line.startswith("    ")]
    assert lines[0] == ["model", "kind", "family", "size", "locked", "path"]
    assert [line[0] for line in lines[1:]] == ["cut", "mine", "old", STYLE]
    assert lines[2][1:3] == ["own", "sd15"]
    assert lines[4][1:3] == ["lora_style", "sdxl"]
    assert lines[4][-1] == FILE
    assert "is no safetensors file: it is almost empty" in out
    assert "`old` is there as `old.ckpt`, which could run code when it is read" in out
    assert out.splitlines()[0] == str(folder)
    assert out.splitlines()[-1] == "2 files that nobody knows: empty, notes.txt"


def test_where_for_programs_and_with_another_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(said(capsys, "where", "--models", str(folder), "--json"))
    assert facts["animec_models"] == 1
    assert {row["id"]: (row["known"], bool(row["trouble"])) for row in facts["models"]} == {
        "cut": (False, True),
        "mine": (False, False),
        "old": (False, True),
        STYLE: (True, False),
    }
    assert facts["others"] == ["empty", "notes.txt"]
    assert facts["locked_but_not_here"] == []


def test_where_there_is_nothing_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no models yet" in said(capsys, "where")
    assert "there is nothing to verify" in said(capsys, "verify")
    assert "no models in" in said(capsys, "lock")


def test_a_lock_and_what_differs_from_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "lock", "Pastel Anime XL", "mine")
    assert out.splitlines()[-1] == f"2 models locked, in {folder / 'models.lock.json'}"
    assert "0 models locked, 1 as before" in said(capsys, "lock", "mine")
    assert said(capsys, "verify", STYLE, "mine").splitlines()[-1] == "2 models, and nothing differs"
    write(folder / "mine.safetensors", reading("sd15"), fill=1)
    out = said(capsys, "verify", STYLE, "mine", status=5)
    assert "  mine: not what was locked: `mine.safetensors` has changed" in out
    assert out.splitlines()[-1] == "1 of 2 models differ"
    (folder / "mine.safetensors").unlink()
    rows = json.loads(said(capsys, "verify", "--json", status=5))["models"]
    assert {row["id"]: row["says"] for row in rows if not row["good"]}["mine"] == "locked, but not here"
    assert json.loads(said(capsys, "where", "--json"))["locked_but_not_here"] == ["mine"]


def test_what_takes_a_while_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock, "_LARGE", 10_000)
    assert main(["models", "lock", STYLE]) == 0
    size = (folder / FILE).stat().st_size
    assert capsys.readouterr().err == f"hashing {FILE}, {size / 1000:.1f} kB\n"
    assert main(["models", "lock", STYLE]) == 0
    assert capsys.readouterr().err == ""


def test_what_is_broken_is_not_locked_with_the_rest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "lock"]) == 5
    assert "almost empty" in capsys.readouterr().err
    assert read_lock(folder) == {}


def test_lock_of_what_is_not_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "lock", "sdxl"]) == 5
    assert capsys.readouterr().err.endswith("\n  animec models fetch sdxl-base-1.0\n")


def test_a_pickle_in_the_folder_is_converted_beside_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "models").mkdir()
    torch.save({"state_dict": {"w": torch.ones(2, 2)}, "epoch": 3}, tmp_path / "models" / "mine.ckpt")
    out = said(capsys, "convert", "mine.ckpt")
    new = tmp_path / "models" / "mine.safetensors"
    assert out == f"{new}: 1 tensor (1 in F32), family unknown\n  left out: 1 × what is no tensor\n"
    assert new.is_file()


def test_what_cannot_be_converted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "convert", "gone.ckpt"]) == 2
    assert main(["models", "convert", str(folder / FILE)]) == 5
    assert "is no whole checkpoint of SDXL or Stable Diffusion 2" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalHub:
    write(tmp_path / "hub" / "Linaqruf" / "pastel-anime-xl-lora" / FILE, reading("sdxl"))
    made = LocalHub(tmp_path / "hub")
    monkeypatch.setattr(hub, "HuggingFace", lambda: made)
    return made


def test_sizes_come_before_the_question(
    local: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    assert main(["models", "fetch", STYLE]) == 0
    out, err = capsys.readouterr()
    assert "16.6 kB   1 files  Linaqruf/pastel-anime-xl-lora at c0ffee42c0ff" in out
    assert out.index("16.6 kB into") < out.index("fetch? [y/N]")
    assert err == "nothing was fetched\n"
    assert local.sent == {}
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert f"{STYLE}: 1 file, from Linaqruf/pastel-anime-xl-lora" in said(capsys, "fetch", STYLE)
    assert read_lock(tmp_path / "models")[STYLE].revision == "c0ffee42" * 5
    assert said(capsys, "fetch", STYLE) == f"{STYLE}: here already\n"


def test_nobody_at_a_terminal_has_to_agree_before(
    local: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main(["models", "fetch", STYLE]) == 2
    assert "add --yes, if that was the wish" in capsys.readouterr().err
    assert local.sent == {}
    said(capsys, "fetch", STYLE, "--yes")
    assert (tmp_path / "models" / STYLE / FILE).is_file()


def test_what_cannot_be_had_keeps_nobody_from_the_rest(
    local: LocalHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(local.root / "hzwer" / "RIFE" / "RIFEv4.26_0921.zip")
    assert main(["models", "fetch", "rife-4.26", "realesrgan-anime-6b", STYLE, "--yes"]) == 5
    err = capsys.readouterr().err
    assert "animec: `rife-4.26` cannot be had: " in err
    assert "animec: `realesrgan-anime-6b` is in no repository that animec can fetch from" in err
    assert [entry.name for entry in (tmp_path / "models").iterdir() if entry.is_dir()] == [STYLE]
    assert main(["models", "fetch", "rife-4.26", "--yes"]) == 5


@pytest.mark.parametrize(
    ("words", "err"),
    [
        ([], "name models, or a storyboard with --for"),
        (["flatlime"], "did you mean `flatline`?"),
        (["pocket-motion"], "nobody has published `pocket-motion`"),
        (["motion-adapter-sd2"], "nobody has published `motion-adapter-sd2`"),
    ],
)
def test_what_cannot_be_fetched(words: list[str], err: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "fetch", *words]) == 2
    assert err in capsys.readouterr().err


def test_what_a_storyboard_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Wish] = []

    def fetch_all(_: object, shelf: Shelf, wishes: list[Wish], is_agreed: bool) -> int:
        assert shelf.root == tmp_path / "models"
        assert is_agreed
        asked.extend(wishes)
        return 0

    monkeypatch.setattr(fetch, "fetch_all", fetch_all)
    assert main(["models", "fetch", "--for", "specs/clip_001.yaml", "--yes"]) == 0
    assert capsys.readouterr() == ("", "")
    by_name = {wish.model.id: wish for wish in asked}
    assert by_name["sdxl-base-1.0"].variant == "fp16"
    assert by_name["sdxl-base-1.0"].mirrors
    assert "canny" not in by_name
    (tmp_path / "bad.yaml").write_text("animec: 1\nclip: [")
    assert main(["models", "fetch", "--for", str(tmp_path / "bad.yaml")]) == 3


def test_a_wish_holds_all_that_the_catalogue_knows() -> None:
    models = shipped_catalogue().models
    wish = fetch.wish_for(models["ip-adapter-plus-sdxl"])
    assert wish.image_encoder == "models/image_encoder"
    assert wish.subfolder == "sdxl_models"
    assert fetch.wish_for(models[STYLE]).alternatives == ("pastel-anime-xl.safetensors",)


def test_help_for_each_part(capsys: pytest.CaptureFixture[str]) -> None:
    for part in ("list", "show", "where", "fetch", "lock", "verify", "convert"):
        assert main(["models", part, "--help"]) == 0
        assert f"usage: animec models {part}" in capsys.readouterr().out
