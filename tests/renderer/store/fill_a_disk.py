"""Fill small disks with a store, one of each size, and look at what is left: run by `test_full_disk.py`."""

import subprocess
import sys
from pathlib import Path

import pytest

from renderer.store.errors import StoreFull
from renderer.store.gc import Limits, collect
from renderer.store.place import prepare
from renderer.store.store import Store
from renderer.store.verify import verify
from tests.renderer.store.workload import key


def main(folder: Path, limit: str) -> None:
    """`limit` is of bytes (`size`) or of files (`nr_inodes`)."""
    for number in range(20):
        place = folder / str(number)
        place.mkdir()
        size = f"{64 + 12 * number}k" if limit == "size" else str(13 + number)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"{limit}={size}", "tmpfs", place], check=True)
        _fill(place / "store")


def _fill(root: Path) -> None:
    try:
        prepare(root)
    except StoreFull:
        return  # too small for anything; the other sizes are not
    store = Store(root)
    kept: list[int] = []
    with pytest.raises(StoreFull) as full:
        _put_on_and_on(store, kept)
    assert full.value.exit_status == 6
    assert (full.value.cure or "").startswith("make room for ")
    assert not [*(root / "scratch").iterdir()]
    assert verify(store).is_sound
    for name in kept:
        made = store.find(key(str(name)))
        assert made is not None
        assert store.read(made.parts["value"]) == str(name).encode() * 1000
    collect(store, Limits(keep=0, spare=0))
    if kept:
        store.put(key("0"), {"value": b"0" * 1000, "more": b"0"})
        sys.stdout.write("went on\n")


def _put_on_and_on(store: Store, kept: list[int]) -> None:
    for name in range(1000):
        store.put(key(str(name)), {"value": str(name).encode() * 1000, "more": str(-name).encode()})
        kept.append(name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
