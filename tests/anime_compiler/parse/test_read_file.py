"""Files that somebody else has made: only regular ones, never more than the limit, and never a wait."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anime_compiler.errors import UnreadableFile, UsageError
from anime_compiler.parse.read_file import Limits, read_file

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files on Windows")


@pytest.fixture
def alarm() -> Iterator[None]:
    """Ends a test that waits for ever."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(5)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_a_file_is_read_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: b\r\n\0\xff")
    assert read_file(str(file), 100) == b"\xef\xbb\xbfa: b\r\n\0\xff"


def test_of_a_large_file_one_byte_more_than_the_limit_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    with file.open("wb") as made:
        made.truncate(1 << 40)  # a hole: nothing of it is on the disk
    assert len(read_file(str(file), 10)) == 11


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: b")
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    assert read_file(str(tmp_path / "link.yaml"), 100) == b"a: b"


def test_a_file_that_is_not_there_is_a_mistake_on_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file `.*a\.yaml`"):
        read_file(str(tmp_path / "a.yaml"), 100)


def test_a_link_to_nothing_is_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(UsageError, match="there is no file"):
        read_file(str(tmp_path / "link.yaml"), 100)


def test_a_link_to_itself_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("link.yaml")
    with pytest.raises(UnreadableFile, match=r"cannot read `.*link\.yaml`: "):
        read_file(str(tmp_path / "link.yaml"), 100)


@posix
@pytest.mark.usefixtures("alarm")
def test_a_fifo_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(UsageError, match="is not a regular file"):
        read_file(str(tmp_path / "a.yaml"), 100)


@posix
@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/tty"])
def test_a_device_is_refused(device: str) -> None:
    with pytest.raises((UsageError, UnreadableFile)):
        read_file(device, 100)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises((UsageError, UnreadableFile)) as refused:
        read_file(str(tmp_path), 100)
    assert str(tmp_path) in str(refused.value)


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch(mode=0)
    with pytest.raises(UnreadableFile, match="Permission denied"):
        read_file(str(tmp_path / "a.yaml"), 100)


def test_a_disk_that_fails_in_the_middle_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: b")

    class Broken:
        def __enter__(self) -> "Broken":
            return self

        def __exit__(self, *_: object) -> None: ...

        def read(self, _: int) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fdopen", lambda *_: Broken())
    with pytest.raises(UnreadableFile, match="Input/output error"):
        read_file(str(tmp_path / "a.yaml"), 100)


@pytest.mark.parametrize("name", ["a\0b.yaml", "x" * 5000, ""])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises((UsageError, UnreadableFile)):
        read_file(name, 100)


def test_the_limits_are_those_that_the_documentation_gives() -> None:
    assert Limits() == (1 << 20, 50_000, 32)
