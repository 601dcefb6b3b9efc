import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from renderer.store import files
from renderer.store.files import (
    hook_by,
    make_folder,
    open_folder,
    remove,
    replace_file,
    write_new,
)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    replace_file(target, b"one")
    replace_file(target, iter([b"two", b"", b"three"]))
    assert target.read_bytes() == b"twothree"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_a_file_was_stays_where_writing_it_anew_fails(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half of it"
        raise ValueError("no more")

    target = tmp_path / "a.txt"
    target.write_bytes(b"whole")
    with pytest.raises(ValueError, match="no more"):
        replace_file(target, pieces())
    assert target.read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_nothing_is_written_through_a_link_or_over_a_folder(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"other")
    (tmp_path / "link").symlink_to(other)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="link") as link:
        replace_file(tmp_path / "link", b"data")
    with pytest.raises(OSError, match="folder") as folder:
        replace_file(tmp_path / "folder", b"data")
    assert (link.value.errno, folder.value.errno) == (errno.ELOOP, errno.EISDIR)
    assert other.read_bytes() == b"other"


def test_a_new_file_is_never_one_that_is_there(tmp_path: Path) -> None:
    write_new(tmp_path / "a", b"one")
    with pytest.raises(FileExistsError) as error:
        write_new(tmp_path / "a", b"two")
    assert error.value.filename == str(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"one"


def test_a_file_gets_the_mode_that_is_asked_for_and_no_more_than_the_user_allows(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace_file(tmp_path / "usual", b"")
        replace_file(tmp_path / "kept", b"", 0o444)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "usual").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o440


def test_folders_are_made_with_those_above_and_again_without_harm(tmp_path: Path) -> None:
    for _ in range(2):
        make_folder(tmp_path / "a" / "b" / "c", 0o700)
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    (tmp_path / "link").symlink_to(tmp_path / "a")
    make_folder(tmp_path / "link" / "d")
    assert (tmp_path / "a" / "d").is_dir()


@pytest.mark.parametrize("kind", ["file", "dangling"])
def test_no_folder_is_made_where_something_else_stands(tmp_path: Path, kind: str) -> None:
    if kind == "file":
        (tmp_path / "a").write_bytes(b"")
    else:
        (tmp_path / "a").symlink_to(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError):
        make_folder(tmp_path / "a")
    with pytest.raises(OSError, match="a"):
        make_folder(tmp_path / "a" / "b")


def test_removing_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    for _ in range(2):
        remove(tmp_path / "a")
        with open_folder(tmp_path) as folder:
            folder.remove_tree("b")
        remove(tmp_path / "b" / "c")
    assert not (tmp_path / "a").exists()


def test_a_folder_is_removed_with_what_is_in_it_and_nothing_that_links_in_it_lead_to(tmp_path: Path) -> None:
    (tmp_path / "mine" / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "mine" / "deep" / "file").write_bytes(b"")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").write_bytes(b"kept")
    (tmp_path / "mine" / "link").symlink_to(tmp_path / "theirs")
    with open_folder(tmp_path) as folder:
        folder.remove_tree("mine")
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]
    assert (tmp_path / "theirs" / "file").read_bytes() == b"kept"


def test_names_are_looked_up_in_the_folder_that_was_opened(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "other").mkdir()
    with open_folder(tmp_path / "a") as folder:
        (tmp_path / "a").rename(tmp_path / "b")
        (tmp_path / "a").symlink_to(tmp_path / "other")
        folder.replace("file", (b"data",), 0o600)
    assert (tmp_path / "b" / "file").read_bytes() == b"data"
    assert not [*(tmp_path / "other").iterdir()]


def test_a_link_to_a_folder_is_followed_only_if_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with open_folder(tmp_path / "link") as folder:
        assert folder.names() == []
    with pytest.raises(OSError, match="link"):
        open_folder(tmp_path / "link", may_be_link=False)
    with open_folder(tmp_path) as folder, pytest.raises(OSError, match="link"):
        folder.folder("link")


@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "nothing"])
def test_only_regular_files_are_read_and_none_keeps_us_waiting(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_bytes(b"data")
    if kind == "pipe":
        os.mkfifo(tmp_path / "it")
    elif kind == "folder":
        (tmp_path / "it").mkdir()
    elif kind == "link":
        (tmp_path / "it").symlink_to(tmp_path / "file")
    with open_folder(tmp_path) as folder, pytest.raises(OSError, match="it") as error:
        next(folder.pieces("it"))
    assert error.value.errno in (errno.EINVAL, errno.ELOOP, errno.ENOENT)


def test_what_the_system_does_not_write_at_once_is_written_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data[:7])))
    replace_file(tmp_path / "a", bytes(range(256)))
    monkeypatch.undo()
    assert (tmp_path / "a").read_bytes() == bytes(range(256))


def test_a_system_that_writes_nothing_is_no_reason_to_try_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", lambda *_: 0)
    with pytest.raises(OSError, match="a") as error:
        replace_file(tmp_path / "a", b"data")
    assert error.value.errno == errno.EIO
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_cannot_be_flushed_at_all_is_left_to_its_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    replace_file(tmp_path / "a", b"data")
    assert (tmp_path / "a").read_bytes() == b"data"


def test_without_the_environment_there_is_no_hook() -> None:
    assert hook_by(None, None) is None
    assert hook_by("", "") is None
    assert files.hook is None


def test_an_operation_fails_at_its_turn_and_only_then() -> None:
    hook = hook_by(None, "fsync:2:EDQUOT")
    assert hook is not None
    here = (Path("a"),)
    hook("before", "fsync", here)
    hook("after", "fsync", here)
    hook("before", "write", here)
    with pytest.raises(OSError, match="quota") as error:
        hook("before", "fsync", here)
    assert error.value.errno == errno.EDQUOT
    hook("before", "fsync", here)
