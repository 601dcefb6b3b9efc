"""Operations of the system that fail, each in its turn: the right exception, and a store in which nothing is broken."""

import errno
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from anime_compiler.errors import AnimecError
from renderer.store import files
from renderer.store.errors import StoreError, StoreFull, store_error
from renderer.store.files import Hook
from tests.renderer.store.workload import contents, open_files, problems, problems_of_going_on, work

OPERATIONS = ["open", "write", "fsync", "close", "rename", "mkdir", "remove"]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 64)


def work_with(hook: Hook, root: Path) -> tuple[BaseException | None, set[str]]:
    """What the work raised, and what it had kept until then."""
    kept: set[str] = set()

    def say(name: str) -> None:
        kept.discard(name[1:]) if name.startswith("-") else kept.add(name)

    files.hook = hook
    try:
        work(root, say)
    except (AnimecError, KeyboardInterrupt) as error:
        return error, kept
    finally:
        files.hook = None
    return None, kept


def failing(operation: str, number: int, at: int, for_ever: bool = False) -> tuple[Hook, Callable[[], bool]]:
    """A hook by which an operation fails at its turn, and whether it came to that."""
    seen: Counter[str] = Counter()

    def hook(moment: str, done: str, _: tuple[Path, ...]) -> None:
        seen[f"{moment} {done}"] += 1
        if moment == "before" and done == operation:
            turn = seen[f"before {operation}"]
            if turn == at or (for_ever and turn > at):
                raise OSError(number, os.strerror(number))

    return hook, lambda: seen[f"before {operation}"] >= at


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EMFILE], ids=errno.errorcode.get)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_may_fail_once(quick: Path, operation: str, number: int) -> None:
    work(quick / "whole", lambda _: None)
    whole = contents(quick / "whole")
    raised = 0
    before = open_files()
    for at in range(1, 1_000_000, 5 if operation in ("open", "close") else 1):
        root = quick / str(at)
        hook, has_failed = failing(operation, number, at)
        error, kept = work_with(hook, root)
        if not has_failed():
            break
        if error is not None:
            raised += 1
            assert type(error) is (StoreFull if number == errno.ENOSPC else StoreError)
            assert isinstance(error, StoreError)
            assert error.exit_status == (6 if number == errno.ENOSPC else 7)
            assert error.cure
        assert problems(root, kept) == [], f"{operation} {at}"
        assert problems_of_going_on(root, whole) == [], f"{operation} {at}"
        assert open_files() == before, f"{operation} {at}"
    assert at > 10 or operation in ("mkdir", "remove")
    assert raised or operation == "remove"


@pytest.mark.parametrize("operation", ["write", "fsync", "rename", "mkdir"])
def test_operations_may_fail_from_one_time_on(quick: Path, operation: str) -> None:
    for at in range(1, 1_000_000, 4):
        root = quick / str(at)
        hook, has_failed = failing(operation, errno.ENOSPC, at, for_ever=True)
        error, kept = work_with(hook, root)
        if not has_failed():
            break
        assert isinstance(error, StoreFull)
        assert problems(root, kept) == [], f"{operation} {at}"


def test_a_flush_that_fails_is_not_tried_again(quick: Path) -> None:
    flushed: list[str] = []

    def hook(moment: str, operation: str, paths: tuple[Path, ...]) -> None:
        if moment == "before" and operation == "fsync" and paths[0].parent.name == "scratch":
            flushed.append(paths[0].name)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    error, kept = work_with(hook, quick / "store")
    assert isinstance(error, StoreError)
    assert (len(flushed), kept) == (1, set())
    assert not [*(quick / "store" / "scratch").iterdir()]
    assert not [*(quick / "store" / "blobs").iterdir()]
    assert not [*(quick / "store" / "rows").iterdir()]


def test_it_may_be_interrupted_at_every_point(quick: Path) -> None:
    work(quick / "whole", lambda _: None)
    whole = contents(quick / "whole")
    before = open_files()
    for at in range(1, 1_000_000, 7):
        seen = 0

        def hook(_: str, __: str, ___: tuple[Path, ...], at: int = at) -> None:
            nonlocal seen
            seen += 1
            if seen == at:
                raise KeyboardInterrupt

        error, kept = work_with(hook, quick / str(at))
        if error is None:
            break
        assert problems(quick / str(at), kept) == [], at
        assert problems_of_going_on(quick / str(at), whole) == [], at
        assert open_files() <= before + 1, at  # a handle that was just opened may be lost
        before = open_files()
    assert at > 100


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StoreFull),
        (errno.EDQUOT, StoreFull),
        (errno.EFBIG, StoreFull),
        (errno.EIO, StoreError),
        (errno.EMFILE, StoreError),
        (errno.ENFILE, StoreError),
        (errno.EACCES, StoreError),
        (errno.EROFS, StoreError),
        (errno.ELOOP, StoreError),
        (errno.EOWNERDEAD, StoreError),
    ],
    ids=lambda value: errno.errorcode.get(value) if isinstance(value, int) else "",
)
def test_every_error_of_the_system_is_told_with_its_file_and_a_cure(number: int, kind: type[StoreError]) -> None:
    told = store_error(OSError(number, os.strerror(number), "/a/file"), "something else")
    assert type(told) is kind
    assert str(told).startswith("cannot read or write `/a/file`: ")
    assert told.cure
    assert "{" not in told.cure
    assert str(store_error(OSError(number, os.strerror(number)), "a file")).startswith("cannot read or write a file: ")


def test_where_there_is_no_room_it_is_said_how_much_is_needed() -> None:
    told = store_error(OSError(errno.ENOSPC, ""), "a file", 12_345_678)
    assert told.cure
    assert told.cure.startswith("make room for 12.3 MB: ")


def test_an_error_of_the_system_without_a_number_is_told_too() -> None:
    assert str(store_error(OSError("odd"), "a file")) == "cannot read or write a file: odd"
    assert "`/a\\xff`" in str(store_error(OSError(errno.EIO, "", b"/a\xff"), "a file"))
