"""An output folder is read without being led out of it."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from renderer.errors import NotVerified
from renderer.verify.output_folder import OutputFolder


@pytest.fixture
def folder(tmp_path: Path) -> OutputFolder:
    (tmp_path / "out" / "a" / "b").mkdir(parents=True)
    (tmp_path / "out" / "a" / "b" / "file").write_bytes(b"inside")
    (tmp_path / "secret").write_bytes(b"outside")
    (tmp_path / "out" / "a" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "out" / "linked").symlink_to(tmp_path / "out" / "a")
    os.mkfifo(tmp_path / "out" / "a" / "pipe")
    return OutputFolder(tmp_path / "out")


def test_what_is_inside_is_read(folder: OutputFolder) -> None:
    assert folder.read("a/b/file", 6) == b"inside"
    assert folder.hash("a/b/file", 6) == sha256(b"inside").hexdigest()
    assert folder.hash("a/b/file", 7) == "", "of another size nothing is read"


OUTSIDE = ("../secret", "a/../../secret", "a/b/../../../secret", "a/link", "linked/b/file", "..")
NO_FILES = ("a/pipe", "a/b", "a", "", ".", "nowhere", "a\0b", "x" * 5000)


@pytest.mark.parametrize("path", [*OUTSIDE, *NO_FILES])
def test_no_way_leads_out_and_nothing_but_a_file_is_read(path: str, folder: OutputFolder) -> None:
    with pytest.raises(NotVerified):
        folder.read(path, 100)
    with pytest.raises(NotVerified):
        folder.hash(path, 7)


def test_an_absolute_place_is_no_place_in_it(folder: OutputFolder, tmp_path: Path) -> None:
    with pytest.raises(NotVerified):
        folder.read(str(tmp_path / "secret"), 100)


def test_more_than_expected_is_not_read(folder: OutputFolder) -> None:
    with pytest.raises(NotVerified, match="more than 5 bytes"):
        folder.read("a/b/file", 5)


def test_everything_is_seen_and_no_link_followed(folder: OutputFolder) -> None:
    found = {each.path: each.kind for each in folder.everything_in("")}
    assert found == {"a/b/file": "file", "a/link": "other", "a/pipe": "other", "linked": "other"}
    assert folder.names("nowhere") == []
    with pytest.raises(NotVerified, match="link is on the way"):
        folder.names("linked")


def test_folders_without_end_are_refused(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(40):
        deep = deep / "d"
    deep.mkdir(parents=True)
    with pytest.raises(NotVerified, match="too deep"):
        list(OutputFolder(tmp_path).everything_in(""))
