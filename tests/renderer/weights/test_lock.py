"""The lock: what it says, what is refused for it, and what `verify` finds."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from renderer.errors import BadModel
from renderer.store import files
from renderer.weights.lock import LOCK, Locked, LockedFile, ModelChanged, read_lock, write_lock
from renderer.weights.locking import Origin, Verified, lock_models, verify_models
from renderer.weights.shelf import Shelf, bound
from tests.renderer.weights.files import model, plan_of, reading, write

FLAT, BASE = model("flat"), model("base", "base")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    write(tmp_path / "flat.safetensors")
    write(tmp_path / "base" / "unet" / "diffusion_pytorch_model.safetensors", fill=1)
    write(tmp_path / "base" / "vae" / "diffusion_pytorch_model.safetensors", fill=2)
    (tmp_path / "base" / "model_index.json").write_text("{}")
    return Shelf(tmp_path)


def changed(file: Path, fill: int = 9) -> None:
    before = file.stat()
    write(file, fill=fill)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


def test_a_lock_says_the_same_of_the_same_models_in_any_order(shelf: Shelf) -> None:
    assert list(lock_models(shelf, [FLAT])) == ["flat"]
    assert list(lock_models(shelf, [FLAT, BASE], {"base": Origin("some/base", "abc")})) == ["base"]
    text = (shelf.root / LOCK).read_text()
    written = json.loads(text)
    assert written["animec_models_lock"] == 1
    assert written["models"]["base"] == {
        "files": {
            name: {"sha256": found.sha256, "size": found.size}
            for name, found in read_lock(shelf.root)["base"].files.items()
        },
        "repo": "some/base",
        "revision": "abc",
    }
    (shelf.root / LOCK).unlink()
    lock_models(shelf, [BASE, FLAT], {"base": Origin("some/base", "abc")})
    assert (shelf.root / LOCK).read_text() == text
    assert text == json.dumps(written, indent=1, sort_keys=True) + "\n"


def test_what_was_locked_and_is_unchanged_is_still_from_the_same_place(shelf: Shelf) -> None:
    lock_models(shelf, [FLAT], {"flat": Origin("some/flat", "abc")})
    assert lock_models(shelf, [FLAT]) == {}
    assert read_lock(shelf.root)["flat"].repo == "some/flat"
    changed(shelf.root / "flat.safetensors")
    assert lock_models(shelf, [FLAT])["flat"].repo == ""


def test_a_locked_file_is_the_same_in_another_place(shelf: Shelf) -> None:
    lock_models(shelf, [FLAT])
    (shelf.root / "flat").mkdir()
    (shelf.root / "flat.safetensors").rename(shelf.root / "flat" / "other.safetensors")
    assert bound(plan_of(FLAT), shelf).models[0].sha256


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda base: changed(base / "unet" / "diffusion_pytorch_model.safetensors"), "has changed"),
        (lambda base: (base / "unet" / "diffusion_pytorch_model.safetensors").unlink(), "is gone"),
        (lambda base: write(base / "unet" / "a.safetensors"), "is new"),
    ],
)
def test_other_weights_than_those_of_the_lock_are_not_run(
    change: Callable[[Path], object], says: str, shelf: Shelf
) -> None:
    lock_models(shelf, [FLAT, BASE])
    assert bound(plan_of(FLAT, BASE), shelf)
    change(shelf.root / "base")
    with pytest.raises(ModelChanged) as refused:
        bound(plan_of(FLAT, BASE), shelf)
    assert str(refused.value).startswith("`base` is not what was locked: `unet/")
    assert str(refused.value).endswith(says)
    assert refused.value.cure == "if that was meant: animec models lock base"
    assert refused.value.exit_status == 5
    lock_models(shelf, [BASE])
    assert bound(plan_of(FLAT, BASE), shelf)


def test_weights_of_another_family_are_not_locked(shelf: Shelf) -> None:
    write(shelf.root / "flat.safetensors", reading("sd15"))
    with pytest.raises(BadModel, match="but the weights in its place are for `sd15`"):
        lock_models(shelf, [FLAT])
    assert not (shelf.root / LOCK).exists()


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        "{",
        '{"animec_models_lock": 1}',
        '{"animec_models_lock": 1, "models": 3}',
        '{"animec_models_lock": 1, "models": {"a": {}}}',
        '{"animec_models_lock": 1, "models": {"a": {"files": {"b": {"sha256": "x"}}}}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_lock_is_told_and_stops_a_render(damage: str, shelf: Shelf) -> None:
    (shelf.root / LOCK).write_text(damage)
    with pytest.raises(BadModel, match="is no lock, or a damaged one"):
        bound(plan_of(FLAT), shelf)


def test_a_lock_of_another_version(shelf: Shelf) -> None:
    (shelf.root / LOCK).write_text('{"animec_models_lock": 2, "models": {}}')
    with pytest.raises(BadModel, match="a lock of another version"):
        read_lock(shelf.root)


def test_a_lock_is_whole_at_every_moment(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    lock_models(shelf, [FLAT])
    assert bound(plan_of(BASE), shelf)  # its hashes are known from here on, so that the lock alone is left to write
    before = (shelf.root / LOCK).read_bytes()
    monkeypatch.setattr(files, "hook", files.hook_by(None, "fsync:1:EIO"))
    with pytest.raises(BadModel, match="cannot be written"):
        lock_models(shelf, [BASE])
    assert (shelf.root / LOCK).read_bytes() == before


def test_a_lock_is_written_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    write_lock(tmp_path / "deep" / "models", {"a": Locked({"b": LockedFile("c", 1)})})
    assert read_lock(tmp_path / "deep" / "models") == {"a": Locked({"b": LockedFile("c", 1)})}


def test_verify_hashes_again_and_says_what_differs(shelf: Shelf) -> None:
    lock_models(shelf, [FLAT, BASE])
    own = model("own")
    write(shelf.root / "own.safetensors")
    good = list(verify_models(shelf, [FLAT, BASE, own]))
    assert good == [Verified("flat", "sound"), Verified("base", "sound"), Verified("own", "not locked")]
    assert all(one.is_good for one in good)
    file = shelf.root / "flat.safetensors"
    times = file.stat()
    write(file, fill=3)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # what changed in silence is what this is for
    (shelf.root / "base" / "vae" / "diffusion_pytorch_model.safetensors").write_bytes(b"cut")
    named = own._replace(sha256="0" * 64)
    write_lock(shelf.root, read_lock(shelf.root) | {"gone": Locked({"b": LockedFile("c", 1)})})
    bad = list(verify_models(shelf, [FLAT, named, model("gone"), model("never")]))
    assert [one.says for one in bad] == [
        "not what was locked: `flat.safetensors` has changed",
        "its file is not the one that the catalogue names",
        "locked, but not here",
        "not here",
    ]
    assert not any(one.is_good for one in bad)
    assert "almost empty" in next(verify_models(shelf, [BASE])).says
