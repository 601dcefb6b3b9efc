"""Hashes of large files: taken once, and never believed of another file."""

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from renderer.weights import hashes
from renderer.weights.hashes import Hashes

CACHE = ".hashes.json"


def hashed(root: Path, file: Path) -> str | None:
    kept = Hashes(root)
    digest = kept.of(file)
    kept.keep()
    return digest


def test_a_hash_is_remembered_and_taken_again_when_a_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "a.safetensors"
    file.parent.mkdir()
    file.write_bytes(b"one")
    assert Hashes(tmp_path, reads=False).of(file) is None
    first = hashed(tmp_path, file)
    assert first == sha256(b"one").hexdigest()
    assert Hashes(tmp_path, reads=False).of(file) == first
    file.write_bytes(b"two")
    os.utime(file, ns=(5, 5))
    assert Hashes(tmp_path, reads=False).of(file) is None
    assert hashed(tmp_path, file) == sha256(b"two").hexdigest()


def test_what_is_read_is_told_and_what_is_known_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashes, "_BLOCK", 4)
    file = tmp_path / "a.safetensors"
    file.write_bytes(b"0123456789")
    heard: list[tuple[str, int, int]] = []
    first = Hashes(tmp_path, tell=lambda file, done, of: heard.append((file.name, done, of)))
    first.of(file)
    first.keep()
    assert heard == [("a.safetensors", done, 10) for done in (0, 4, 8, 10)]
    Hashes(tmp_path, tell=lambda *_: heard.clear()).of(file)
    assert heard


def test_how_much_there_is_to_read_is_known_before(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b"]
    for file, size in zip(files, (3, 40), strict=True):
        file.write_bytes(b"x" * size)
    assert Hashes(tmp_path).to_read(files) == 43
    hashed(tmp_path, files[1])
    assert Hashes(tmp_path).to_read(files) == 3
    assert Hashes(tmp_path, afresh=True).to_read(files) == 43


def test_a_link_in_the_place_of_what_is_remembered_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "mine.json").write_text("mine")
    (tmp_path / "models" / CACHE).symlink_to(tmp_path / "mine.json")
    (tmp_path / "models" / "a").write_bytes(b"one")
    assert hashed(tmp_path / "models", tmp_path / "models" / "a") == sha256(b"one").hexdigest()
    assert (tmp_path / "mine.json").read_text() == "mine"
    assert sorted(entry.name for entry in (tmp_path / "models").iterdir()) == [CACHE, "a"]


def test_afresh_believes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    times = file.stat()
    hashed(tmp_path, file)
    file.write_bytes(b"two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # as a damaged disk leaves it
    assert Hashes(tmp_path).of(file) == sha256(b"one").hexdigest()
    assert Hashes(tmp_path, afresh=True).of(file) == sha256(b"two").hexdigest()


def test_what_others_learnt_meanwhile_is_kept(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
    first, second = Hashes(tmp_path), Hashes(tmp_path, afresh=True)
    first.of(tmp_path / "a")
    second.of(tmp_path / "b")
    first.keep()
    second.keep()
    assert list(json.loads((tmp_path / CACHE).read_text())) == ["a", "b"]


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"a": 1}', b'{"a": [3, 0]}', b'{"a": [3, 0, null]}', b'{"a": [3, 0, "x"]}'],
)
def test_a_damaged_memory_is_no_memory(damage: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    os.utime(file, ns=(0, 0))
    (tmp_path / CACHE).write_bytes(damage)
    assert hashed(tmp_path, file) == sha256(b"one").hexdigest()
    assert list(json.loads((tmp_path / CACHE).read_text())) == ["a"]


def test_a_folder_that_cannot_be_written_to_is_no_trouble(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    (tmp_path / CACHE).mkdir()  # not even the owner of all machines can put a file in its place
    assert hashed(tmp_path, file) == sha256(b"one").hexdigest()
    assert (tmp_path / CACHE).is_dir()
    tmp_path.chmod(0o500)
    try:
        assert hashed(tmp_path, file) == sha256(b"one").hexdigest()
    finally:
        tmp_path.chmod(0o700)
