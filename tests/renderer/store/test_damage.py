"""Disks that forget: every change of what is stored is noticed, and what is made anew is as it was."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from renderer.store.errors import DamagedPart
from renderer.store.store import Store
from renderer.store.verify import put_aside_damage, verify
from tests.renderer.store.workload import RESULTS, contents, key, put

Change = Callable[[bytes, random.Random], bytes]


@pytest.fixture
def store(quick: Path) -> Store:
    store = Store(quick / "store")
    for name in RESULTS:
        put(store, name)
    return store


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def stored(store: Store) -> list[Path]:
    return [path for folder in ("rows", "blobs") for path in sorted((store.root / folder).iterdir())]


def read_all(store: Store) -> tuple[set[str], set[str]]:
    """The names of results that are found and right, and of those that are gone or refused. None may be wrong."""
    right, gone = set(), set()
    for name, parts in RESULTS.items():
        made = store.find(key(name))
        try:
            read = {part: store.read(made.parts[part]) for part in made.parts} if made else None
        except DamagedPart:
            read = None
        if read is None:
            gone.add(name)
        else:
            assert read == parts
            right.add(name)
    return right, gone


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    bit = dice.randrange(len(data) * 8)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_thousand_single_bits_that_change_are_all_noticed(store: Store) -> None:
    dice = random.Random(1)
    paths = [path for path in stored(store) if path.stat().st_size]
    for number in range(1000):
        path = paths[number % len(paths)]
        before = path.read_bytes()
        overwrite(path, flipped(before, dice))
        right, gone = read_all(store)
        assert gone, path
        assert right | gone == {*RESULTS}
        overwrite(path, before)
    assert read_all(store) == ({*RESULTS}, set())


CHANGES: dict[str, Change] = {
    "cut in the middle": lambda data, _: data[: len(data) // 2],
    "cut by one": lambda data, _: data[:-1],
    "longer by one": lambda data, _: data + b"\0",
    "zeros": lambda data, _: bytes(len(data)),
    "empty": lambda *_: b"",
    "one bit": flipped,
    "half zeros": lambda data, _: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
    "noise": lambda data, dice: dice.randbytes(len(data)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_file_may_be_damaged_and_is_made_anew_as_it_was(store: Store, change: Change) -> None:
    dice = random.Random(2)
    whole = contents(store.root)
    for path in [path for path in stored(store) if path.stat().st_size]:
        overwrite(path, change(path.read_bytes(), dice))
        _, gone = read_all(store)
        assert gone, path
        for name in gone:
            store.drop(key(name))
            put(store, name)
        assert read_all(store) == ({*RESULTS}, set())
        assert rows_and_blobs(store) == {name: data for name, data in whole.items() if name[:4] in ("rows", "blob")}


def rows_and_blobs(store: Store) -> dict[str, bytes]:
    return {name: data for name, data in contents(store.root).items() if name[:4] in ("rows", "blob")}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_verify_finds_every_file_that_is_damaged_and_puts_it_aside(store: Store, change: Change) -> None:
    dice = random.Random(3)
    for path in [path for path in stored(store) if path.stat().st_size]:
        overwrite(path, change(path.read_bytes(), dice))
        found = verify(store)
        assert path.name in (found.blobs if path.parent.name == "blobs" else found.rows)
        put_aside_damage(store, found)
        assert verify(store).is_sound
        for name in RESULTS:
            put(store, name)
    assert read_all(store) == ({*RESULTS}, set())


def test_two_blobs_that_change_places_are_noticed(store: Store) -> None:
    store.put(key("a"), {"value": b"aaaa"})
    store.put(key("b"), {"value": b"bbbb"})
    made = [store.find(key(name)) for name in "ab"]
    a, b = (store.root / "blobs" / each.parts["value"].sha256 for each in made if each)
    swap(a, b)
    for each in made:
        assert each is not None
        with pytest.raises(DamagedPart):
            store.read(each.parts["value"])
    assert len(verify(store).blobs) == 2


def test_two_rows_that_change_places_are_noticed(store: Store) -> None:
    swap(store.root / "rows" / key("one"), store.root / "rows" / key("two"))
    assert store.find(key("one")) is None
    assert store.find(key("two")) is None
    assert {*verify(store).rows} == {key("one"), key("two")}


def test_an_empty_file_in_place_of_an_empty_result_is_no_damage(store: Store) -> None:
    made = store.find(key("two"))
    assert made is not None
    assert store.read(made.parts["empty"]) == b""


def swap(one: Path, other: Path) -> None:
    one.rename(one.with_suffix(".moved"))
    other.rename(one)
    one.with_suffix(".moved").rename(other)


@pytest.mark.parametrize("folder", ["rows", "blobs"])
def test_what_the_disk_does_not_give_counts_as_damaged(
    store: Store, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = sorted((store.root / folder).iterdir())[0]
    real = os.open

    def failing(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == bad.name:
            raise OSError(5, "Input/output error")
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", failing)
    assert read_all(store)[1]
    found = verify(store)
    assert bad.name in (found.blobs if folder == "blobs" else found.rows)
    put_aside_damage(store, found)
    monkeypatch.undo()
    assert verify(store).is_sound
