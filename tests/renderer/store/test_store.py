import os
import pickle
import stat
import time
from collections.abc import Callable
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path

import pytest

from renderer.store.errors import DamagedPart, StoreError
from renderer.store.rows import row_of
from renderer.store.store import Made, Part, Store
from tests.renderer.store.workload import key, open_files

KEY, DATA = key("one"), b"some bytes" * 30
HASH = sha256(DATA).hexdigest()


@pytest.fixture
def store(quick: Path) -> Store:
    return Store(quick / "store")


def blob(store: Store, digest: str = HASH) -> Path:
    return store.root / "blobs" / digest


def row(store: Store, name: str = "one") -> Path:
    return store.root / "rows" / key(name)


def make_files_and_fail(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "file").write_bytes(DATA)
    raise ZeroDivisionError


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def test_what_is_put_is_found_and_read_also_by_others(store: Store) -> None:
    made = store.put(KEY, {"value": DATA, "frames/00001.png": b"", "b": DATA}, {"op": "Segment"})
    parts = {"frames/00001.png": Part(sha256().hexdigest(), 0), "b": Part(HASH, 300), "value": Part(HASH, 300)}
    assert made == Made(KEY, parts, {"op": "Segment"})
    for each in (store, Store(store.root), pickle.loads(pickle.dumps(store))):  # noqa: S301
        assert each.find(KEY) == made
        assert each.read(made.parts["value"]) == DATA
        assert each.read(made.parts["frames/00001.png"]) == b""


def test_what_was_never_put_is_not_found(store: Store) -> None:
    assert store.find(KEY) is None
    with pytest.raises(DamagedPart) as error:
        store.read(Part(HASH, 300))
    assert error.value.sha256 == HASH
    assert (error.value.exit_status, bool(error.value.cure)) == (7, True)


@pytest.mark.parametrize("text", ["", "a" * 63, "A" * 64, "../" * 21 + "a", "a" * 64 + "\n", f"/{'a' * 63}"])
def test_only_a_key_is_a_key_and_only_a_hash_a_hash(store: Store, text: str) -> None:
    asked: list[Callable[[], object]] = [
        lambda: store.find(text),
        lambda: store.put(text, {"value": DATA}),
        lambda: store.drop(text),
        lambda: store.read(Part(text, 1)),
        lambda: store.copy_out(Part(text, 1), store.root.parent / "out"),
    ]
    for ask in asked:
        with pytest.raises(ValueError, match="is no "):
            ask()
    assert not [*(store.root / "blobs").iterdir()]


def test_who_was_first_wins(store: Store) -> None:
    first = store.put(KEY, {"value": DATA}, {"node": "a"})
    assert store.put(KEY, {"value": b"other"}, {"node": "b"}) == first
    assert store.find(KEY) == first
    assert [path.name for path in (store.root / "blobs").iterdir()] == [HASH]


@pytest.mark.parametrize("what", ["row", "blob", "no blob"])
def test_who_was_first_does_not_win_if_that_is_damaged(store: Store, what: str) -> None:
    store.put(KEY, {"value": DATA})
    if what == "row":
        overwrite(row(store), row(store).read_bytes()[:-2] + b"\n")
    elif what == "blob":
        overwrite(blob(store), DATA[:-1] + b"?")
    else:
        blob(store).unlink()
    made = store.put(KEY, {"value": b"other"})
    assert store.read(made.parts["value"]) == b"other"
    assert store.find(KEY) == made


def test_damaged_bytes_are_replaced_by_the_same_bytes(store: Store) -> None:
    store.put(KEY, {"value": DATA})
    overwrite(blob(store), b"?" * len(DATA))
    made = store.put(key("two"), {"value": DATA})
    assert store.read(made.parts["value"]) == DATA
    assert store.find(KEY) is not None


@pytest.mark.parametrize("place", ["rows", "blobs"])
@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_file_is_no_result_and_makes_way_for_one(
    store: Store, place: str, kind: str, tmp_path: Path
) -> None:
    (tmp_path / "theirs").write_bytes(DATA)
    path = row(store) if place == "rows" else blob(store)
    store.put(KEY, {"value": DATA})
    path.unlink()
    if kind == "folder":
        path.mkdir()
        (path / "inside").write_bytes(b"")
    elif kind == "link":
        path.symlink_to(tmp_path / "theirs")
    else:
        os.mkfifo(path)
    assert store.find(KEY) is None
    with pytest.raises(DamagedPart) if place == "blobs" else nullcontext():
        store.read(Part(HASH, len(DATA)))
    made = store.put(KEY, {"value": DATA})
    assert store.read(made.parts["value"]) == DATA
    assert stat.S_ISREG(path.lstat().st_mode)
    assert (tmp_path / "theirs").read_bytes() == DATA


def test_files_are_taken_over_from_scratch(store: Store) -> None:
    with store.scratch() as folder:
        (folder / "deep").mkdir()
        (folder / "deep" / "film").write_bytes(DATA)
        (folder / "copy").write_bytes(DATA)
        inode = (folder / "deep" / "film").stat().st_ino
        made = store.put(KEY, {"a": folder / "deep" / "film", "b": folder / "copy"})
        assert not (folder / "deep" / "film").exists()
    assert made.parts == {"a": Part(HASH, 300), "b": Part(HASH, 300)}
    assert blob(store).stat().st_ino == inode
    assert stat.S_IMODE(blob(store).stat().st_mode) == 0o444
    assert not [*(store.root / "scratch").iterdir()]


def test_a_file_that_can_be_changed_under_another_name_is_not_taken_over(store: Store) -> None:
    with store.scratch() as folder:
        (folder / "film").write_bytes(DATA)
        (folder / "other name").hardlink_to(folder / "film")
        with pytest.raises(ValueError, match="second name"):
            store.put(KEY, {"film": folder / "film"})
        (folder / "link").symlink_to(folder / "film")
        with pytest.raises(StoreError, match="symbolic link"):
            store.put(KEY, {"film": folder / "link"})
        with pytest.raises(StoreError, match="not there"):
            store.put(KEY, {"film": folder / "missing"})
    assert store.find(KEY) is None


def test_scratch_is_new_each_time_and_goes_also_after_a_failure(store: Store) -> None:
    with store.scratch() as one, store.scratch() as two:
        assert one != two
        assert not [*one.iterdir()]
    with pytest.raises(ZeroDivisionError), store.scratch() as folder:
        make_files_and_fail(folder)
    assert not [*(store.root / "scratch").iterdir()]
    with pytest.raises(OSError, match="mine"), store.scratch():
        raise OSError("mine")  # not taken for trouble with the store


def test_what_dead_processes_left_long_ago_goes_when_the_store_is_opened_unless_it_is_in_use(store: Store) -> None:
    scratch = store.root / "scratch"
    for name, age in (("old", 2 * 86400), ("young", 3600), ("of the future", -(10**8))):
        (scratch / name).mkdir()
        (scratch / name / "file").write_bytes(b"")
        os.utime(scratch / name, (time.time() - age,) * 2)
    with store.in_use():
        Store(store.root)
        assert len([*scratch.iterdir()]) == 3
    Store(store.root)
    assert sorted(path.name for path in scratch.iterdir()) == ["of the future", "young"]


def test_a_part_is_copied_out_as_a_file_of_its_own(store: Store, tmp_path: Path) -> None:
    made = store.put(KEY, {"value": DATA})
    target = tmp_path / "film.mp4"
    target.write_bytes(b"the one before")
    store.copy_out(made.parts["value"], target)
    assert target.read_bytes() == DATA
    assert target.stat().st_ino != blob(store).stat().st_ino
    assert target.stat().st_nlink == 1
    target.write_bytes(b"edited")
    assert store.read(made.parts["value"]) == DATA


def test_what_is_damaged_is_not_copied_out(store: Store, tmp_path: Path) -> None:
    made = store.put(KEY, {"value": DATA})
    overwrite(blob(store), DATA[:-1] + b"?")
    target = tmp_path / "film.mp4"
    target.write_bytes(b"the one before")
    with pytest.raises(DamagedPart):
        store.copy_out(made.parts["value"], target)
    assert target.read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_it_is_told_where_nothing_can_be_copied_to(store: Store, tmp_path: Path) -> None:
    part = store.put(KEY, {"value": DATA}).parts["value"]
    (tmp_path / "link").symlink_to(tmp_path / "film.mp4")
    (tmp_path / "folder").mkdir()
    for name, reason in (("link", "symbolic link"), ("folder", "a folder stands"), ("missing/film.mp4", "not there")):
        with pytest.raises(StoreError, match=reason) as error:
            store.copy_out(part, tmp_path / name)
        assert error.value.cure
    assert not (tmp_path / "film.mp4").exists()


def test_a_row_that_is_forgotten_takes_with_it_what_is_damaged_and_nothing_else(store: Store) -> None:
    store.put(KEY, {"a": DATA, "b": b"other"})
    other = store.put(key("two"), {"b": b"other"})
    overwrite(blob(store), b"?" * len(DATA))
    store.drop(KEY)
    assert store.find(KEY) is None
    assert store.find(key("two")) == other
    assert not blob(store).exists()
    assert [path.name.split(".")[0] for path in (store.root / "damaged").iterdir()] == [HASH]
    store.drop(KEY)
    store.drop(key("never put"))
    row(store).mkdir()
    store.drop(KEY)
    assert not row(store).exists()


def test_a_result_that_somebody_has_mended_is_not_forgotten_again(store: Store) -> None:
    made = store.put(KEY, {"value": DATA})
    assert not store.drop_if_damaged(KEY)
    assert store.find(KEY) == made
    overwrite(blob(store), b"?" * len(DATA))
    assert store.find(KEY) == made
    assert store.drop_if_damaged(KEY)
    assert store.find(KEY) is None
    assert not blob(store).exists()
    store.put(KEY, {"value": DATA})
    assert not store.drop_if_damaged(KEY)
    overwrite(row(store), b"")
    assert store.drop_if_damaged(KEY)
    assert not row(store).exists()
    assert store.drop_if_damaged(KEY)


def test_a_note_is_kept_and_replaced(store: Store) -> None:
    assert store.noted("clip_001") is None
    for text in ("", "größe\n\0", "x" * 3_000_000):
        store.note("clip_001", text)
        assert Store(store.root).noted("clip_001") == text
    assert store.noted("clip_002") is None
    assert not [*(store.root / "scratch").iterdir()]


def test_a_note_that_is_damaged_or_anothers_is_none(store: Store) -> None:
    store.note("one", "text")
    store.note("two", "text")
    (store.root / "notes" / "two").rename(store.root / "notes" / "one")
    assert store.noted("one") is None
    store.note("one", "text")
    data = (store.root / "notes" / "one").read_bytes()
    for at in range(len(data)):
        overwrite(store.root / "notes" / "one", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert store.noted("one") is None
    store.note("one", "again")
    assert store.noted("one") == "again"


@pytest.mark.parametrize("name", ["", "../a", "A", "a.b", "a" * 65, "a\n", "é"])
def test_names_of_notes_are_plain(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        store.note(name, "text")
    with pytest.raises(ValueError, match="no name"):
        store.noted(name)


@pytest.mark.parametrize("ahead", [-20 * 365 * 86400, -3601, 3601, 10 * 365 * 86400])
def test_a_clock_that_is_wrong_does_no_harm(store: Store, ahead: float) -> None:
    made = store.put(KEY, {"value": DATA})
    for path in (row(store), blob(store)):
        os.utime(path, (time.time() + ahead,) * 2)
    assert store.find(KEY) == made
    assert abs(row(store).stat().st_mtime - time.time()) < 60
    assert store.put(KEY, {"value": b"other"}) == made
    store.drop(KEY)
    store.put(KEY, {"value": DATA})
    assert abs(blob(store).stat().st_mtime - time.time()) < 60


def test_a_row_is_said_to_be_used_once_in_an_hour_only(store: Store) -> None:
    store.put(KEY, {"value": DATA})
    minutes_ago = time.time() - 600
    os.utime(row(store), (minutes_ago,) * 2)
    store.find(KEY)
    assert abs(row(store).stat().st_mtime - minutes_ago) < 1


def test_a_row_that_names_another_is_none(store: Store) -> None:
    made = store.put(KEY, {"value": DATA})
    row(store, "two").write_bytes(row_of(made))
    assert store.find(key("two")) is None


def test_no_handle_is_left_open(store: Store, tmp_path: Path) -> None:
    before = open_files()
    made = store.put(KEY, {"value": DATA})
    store.find(KEY)
    store.copy_out(made.parts["value"], tmp_path / "out")
    overwrite(blob(store), b"longer than what was stored" * 100)
    with pytest.raises(DamagedPart):
        store.read(made.parts["value"])
    store.drop(KEY)
    with store.in_use(), store.scratch(), store.claim(KEY, pytest.fail):
        pass
    store.note("a", "b")
    store.noted("a")
    assert open_files() == before
