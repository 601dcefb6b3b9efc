import os
import time
from pathlib import Path

import pytest

from renderer.store import files
from renderer.store.errors import StoreError, StoreInUse
from renderer.store.gc import DAY, Limits, collect
from renderer.store.store import Store
from renderer.store.survey import kinds, survey
from tests.renderer.store.workload import RESULTS, key, put

ALL = Limits(keep=0, spare=0)


@pytest.fixture
def store(quick: Path) -> Store:
    return Store(quick / "store")


def filled(store: Store, **days: float) -> None:
    """Results of a thousand bytes each that were used so many days ago."""
    for name, age in days.items():
        made = store.put(key(name), {"value": name.encode() * 1000}, {"op": name})
        used(store, name, age)
        blob = store.root / "blobs" / made.parts["value"].sha256
        os.utime(blob, (time.time() - age * DAY,) * 2)


def used(store: Store, name: str, days: float) -> None:
    os.utime(store.root / "rows" / key(name), (time.time() - days * DAY,) * 2)


def left(store: Store) -> str:
    """What is kept, looked at without using it."""
    assert {row.key for row in survey(store).rows} <= {key(name) for name in "abcdefgh"}
    return "".join(name for name in "abcdefgh" if (store.root / "rows" / key(name)).exists())


def test_what_was_not_used_for_long_goes_with_its_bytes(store: Store) -> None:
    filled(store, a=31, b=29, c=0)
    removed = collect(store, Limits())
    assert left(store) == "bc"
    assert len([*(store.root / "blobs").iterdir()]) == 2
    assert [row.key for row in removed.rows] == [key("a")]
    assert (len(removed.blobs), removed.kept_rows, removed.kept_bytes) == (1, 2, 2000)
    assert removed.bytes > 1000


def test_a_result_that_is_read_counts_as_used(store: Store) -> None:
    filled(store, a=31, b=31)
    store.find(key("a"))
    collect(store, Limits())
    assert left(store) == "a"


def test_up_to_a_size_the_results_used_last_stay(store: Store) -> None:
    filled(store, a=5, b=3, c=4, d=2)
    assert not collect(store, Limits(None, 4000)).rows
    collect(store, Limits(None, 2500))
    assert left(store) == "bd"
    collect(store, Limits(None, 0))
    assert left(store) == ""
    assert not [*(store.root / "blobs").iterdir()]


def test_both_limits_hold_together(store: Store) -> None:
    filled(store, a=50, b=3, c=4, d=2)
    removed = collect(store, Limits(40 * DAY, 2000))
    assert left(store) == "bd"
    assert len(removed.rows) == 2


def test_bytes_that_two_results_share_go_with_the_last_of_them(store: Store) -> None:
    filled(store, a=50)
    store.put(key("b"), {"value": b"a" * 1000})
    os.utime(store.root / "blobs" / survey(store).rows[0].needs.pop(), (0, 0))
    removed = collect(store, Limits())
    assert (len(removed.rows), len(removed.blobs)) == (1, 0)
    assert store.find(key("b")) is not None
    used(store, "b", 50)
    assert len(collect(store, Limits()).blobs) == 1


def test_a_size_is_reached_by_what_makes_room_only(store: Store) -> None:
    filled(store, a=9, b=8, c=7)
    store.put(key("d"), {"value": b"a" * 1000})  # what `a` needs is needed by this one, too
    collect(store, Limits(None, 2000))
    assert left(store) == "cd"


@pytest.mark.parametrize("limits", [Limits(keep=0), Limits(None, 0), Limits(0, 0)])
def test_what_is_younger_than_a_day_stays_whatever_the_limits(store: Store, limits: Limits) -> None:
    filled(store, a=0.9, b=1.1)
    (store.root / "blobs" / ("0" * 64)).write_bytes(b"fresh")
    (store.root / "blobs" / ("1" * 64)).write_bytes(b"stale")
    os.utime(store.root / "blobs" / ("1" * 64), (0, 0))
    collect(store, limits)
    assert left(store) == "a"
    assert (store.root / "blobs" / ("0" * 64)).exists()
    assert not (store.root / "blobs" / ("1" * 64)).exists()


def test_everything_goes_if_that_is_asked_for(store: Store) -> None:
    for name in RESULTS:
        put(store, name)
    removed = collect(store, ALL)
    assert (removed.kept_rows, removed.kept_bytes) == (0, 0)
    assert not [*(store.root / "rows").iterdir(), *(store.root / "blobs").iterdir()]
    put(store, "one")
    assert store.find(key("one")) is not None


def test_a_trial_tells_the_same_and_removes_nothing(store: Store) -> None:
    filled(store, a=50, b=3)
    (store.root / "scratch" / "left").write_bytes(b"1234")
    with store.in_use():
        told = collect(store, Limits(), is_trial=True)
    assert left(store) == "ab"
    assert (store.root / "scratch" / "left").exists()
    assert told.left_over == 4
    assert collect(store, Limits()) == told
    assert left(store) == "b"


def test_nothing_goes_while_the_store_is_in_use(store: Store) -> None:
    filled(store, a=50)
    with store.in_use(), pytest.raises(StoreInUse, match="a render is using") as error:
        collect(store, ALL)
    assert (error.value.exit_status, error.value.cure) == (7, "wait until it is over")
    with store.scratch(), pytest.raises(StoreInUse):
        collect(store, ALL)
    assert left(store) == "a"
    collect(store, ALL)


@pytest.mark.parametrize("place", ["rows", "blobs"])
def test_nothing_goes_in_the_middle_of_a_put(store: Store, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []

    def hook(moment: str, operation: str, paths: tuple[Path, ...]) -> None:
        if (operation, paths[-1].parent.name) == ("rename", place):
            with pytest.raises(StoreInUse):
                collect(store, ALL)
            refused.append(moment)

    monkeypatch.setattr(files, "hook", hook)
    store.put(key("a"), {"value": b"data"})
    assert refused == ["before", "after"]


def test_leftovers_go_and_locks_that_nobody_holds(store: Store) -> None:
    root = store.root
    (root / "scratch" / "dead").mkdir()
    (root / "scratch" / "dead" / "film").write_bytes(b"12345")
    (root / "scratch" / "part").write_bytes(b"123")
    (root / "damaged" / "blob").write_bytes(b"12")
    (root / ("0" * 16 + ".animec-new")).write_bytes(b"")
    (root / "locks" / key("dead")).write_bytes(b"")
    with store.claim(key("alive"), pytest.fail):
        assert collect(store, Limits()).left_over == 10
        assert sorted(path.name for path in (root / "locks").iterdir()) == sorted([key("alive"), "use"])
    assert sorted(path.name for path in root.rglob("*") if path.is_file()) == ["use", "version"]


def test_rows_that_are_not_whole_go_however_young(store: Store) -> None:
    filled(store, a=0, b=0, c=0)
    row = store.root / "rows" / key("a")
    row.chmod(0o644)
    row.write_bytes(row.read_bytes()[1:])
    (store.root / "blobs" / next(iter(survey(store).rows[0].needs or survey(store).rows[1].needs))).unlink()
    collect(store, Limits())
    assert len(left(store)) == 1


def test_a_row_that_the_disk_does_not_give_ends_it_before_anything_goes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, a=50, b=50)
    real = os.open

    def failing(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == key("a"):
            raise OSError(5, "Input/output error")
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", failing)
    with pytest.raises(StoreError, match="the disk gave an error"):
        collect(store, ALL)
    monkeypatch.undo()
    assert left(store) == "ab"


def test_what_is_from_the_future_is_new_and_does_not_stay_so_for_ever(store: Store) -> None:
    filled(store, a=-3650, b=-0.5)
    collect(store, Limits(0, 0))
    assert left(store) == "ab"
    assert all(abs(row.used - time.time()) < 60 for row in survey(store).rows)
    assert all(abs(blob.since - time.time()) < 60 for blob in survey(store).blobs.values())


def test_a_clock_that_is_far_ahead_loses_nothing_that_cannot_be_made_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, a=0)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 10 * 365 * DAY)
    collect(store, Limits())
    monkeypatch.undo()
    assert left(store) == ""
    filled(store, a=0)
    assert store.find(key("a")) is not None


def test_what_is_none_of_the_stores_is_left_alone(store: Store) -> None:
    for folder in ("rows", "blobs"):
        (store.root / folder / ".DS_Store").write_bytes(b"x")
    collect(store, ALL)
    assert (store.root / "rows" / ".DS_Store").exists()
    assert (store.root / "blobs" / ".DS_Store").exists()


def test_results_are_counted_by_kind_of_operation(store: Store) -> None:
    store.put(key("a"), {"value": b"1234", "more": b"12"}, {"op": "Segment"})
    store.put(key("b"), {"value": b"1234"}, {"op": "Segment"})
    store.put(key("c"), {"value": b"123456789"}, {"op": "Assemble"})
    store.put(key("d"), {"value": b"1"})
    os.utime(store.root / "rows" / key("a"), (1000, 1000))
    os.utime(store.root / "rows" / key("b"), (2000, 2000))
    found = [(kind.op, kind.results, kind.bytes) for kind in kinds(survey(store))]
    assert found == [("Assemble", 1, 9), ("Segment", 2, 6), ("other", 1, 1)]
    assert kinds(survey(store))[1].used == 2000
