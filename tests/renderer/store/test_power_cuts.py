"""Power that goes at any moment: on a disk that loses all it may lose, what can be seen is whole, and what was kept is
there. That the model would notice is shown by leaving out what makes it so."""

import shutil
from pathlib import Path
from random import Random

import pytest

from anime_compiler.errors import AnimecError
from renderer.store import files
from renderer.store.gc import Limits, collect
from renderer.store.store import Store
from tests.renderer.store.power import Disk, lay_out
from tests.renderer.store.workload import problems, work

_CUTS = 16  # at each moment


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 64)


def after_cuts(disk: Disk, cuts: int, monkeypatch: pytest.MonkeyPatch) -> dict[frozenset[tuple[str, bytes]], set[str]]:
    """Every state in which the power may leave the disk while the work is done, with what was kept by then."""
    dice = Random(17)
    states: dict[frozenset[tuple[str, bytes]], set[str]] = {}
    kept: set[str] = set()

    def hook(moment: str, operation: str, paths: tuple[Path, ...]) -> None:
        if disk.follow(moment, operation, paths):
            for _ in range(cuts):
                state = frozenset(disk.after_a_cut(dice).items())
                states[state] = states.get(state, set()) | kept

    monkeypatch.setattr(files, "hook", hook)
    work(disk.base / "store", lambda name: kept.discard(name[1:]) if name.startswith("-") else kept.add(name))
    kept.clear()
    collect(Store(disk.base / "store"), Limits(keep=0, spare=0))
    monkeypatch.setattr(files, "hook", None)
    return states


def problems_in(state: frozenset[tuple[str, bytes]], kept: set[str], folder: Path) -> list[str]:
    folder.mkdir()
    try:
        lay_out(dict(state), folder)
        return problems(folder / "store", kept)
    except AnimecError as error:
        return [str(error)]
    finally:
        shutil.rmtree(folder)


def test_the_power_may_go_at_any_moment(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (quick / "made").mkdir()
    states = after_cuts(Disk(quick / "made"), _CUTS, monkeypatch)
    assert len(states) > 500
    found = {problem for state, kept in states.items() for problem in problems_in(state, kept, quick / "found")}
    assert found == set()


@pytest.mark.parametrize(("flushes_files", "flushes_folders"), [(False, True), (True, False)])
def test_it_would_be_noticed_if_something_were_not_flushed(
    flushes_files: bool, flushes_folders: bool, quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (quick / "made").mkdir()
    states = after_cuts(Disk(quick / "made", flushes_files, flushes_folders), 2, monkeypatch)
    found = {problem for state, kept in states.items() for problem in problems_in(state, kept, quick / "found")}
    assert any("not whole" in problem or "was kept" in problem for problem in found)


def test_a_file_is_flushed_before_it_moves_and_its_folder_after(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, tuple[Path, ...]]] = []
    monkeypatch.setattr(files, "hook", lambda moment, *rest: done.append(rest) if moment == "after" else None)
    root = quick / "store"
    work(root, lambda _: None)
    moved = [(at, paths) for at, (operation, paths) in enumerate(done) if operation == "rename"]
    assert len(moved) > 10
    rows = {}
    for at, (old, new) in moved:
        assert ("fsync", (old,)) in done[:at]
        assert ("write", (old,)) not in done[done.index(("fsync", (old,))) :]
        assert ("fsync", (new.parent,)) in done[at:]
        if new.parent == root / "rows":
            rows[at] = new
    for at in rows:  # by the time that a row can be seen, the folder of its parts has been flushed since they came
        came = max((before for before, (_, new) in moved if before < at and new.parent == root / "blobs"), default=0)
        assert ("fsync", (root / "blobs",)) in done[came:at]
