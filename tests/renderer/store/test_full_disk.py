"""Disks that are full, files that may not grow, and stores that can only be read, all of them real."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from renderer.store.store import Store
from tests.renderer.store.read_only import use
from tests.renderer.store.workload import key, put

ROOT = Path(__file__).parents[3]
_LIMITED = """
import resource, sys
from pathlib import Path
from renderer.store.errors import StoreFull
from renderer.store.store import Store
from renderer.store.verify import verify
from tests.renderer.store.read_only import use
from tests.renderer.store.workload import key
store = Store(Path(sys.argv[1]))
for most in range(0, 6000, 500):
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    name = key(str(most))
    try:
        store.put(name, {"value": b"x" * 5500 + name.encode()})
    except StoreFull as error:
        assert error.exit_status == 6 and "as large as that" in str(error) and "ulimit" in error.cure
        assert store.find(name) is None
        print("full")
    else:
        assert most > 5500
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert verify(store).is_sound and not [*(store.root / "scratch").iterdir()]
    store.put(name, {"value": b"x" * 5500 + name.encode()})
"""


@cache
def may_mount() -> bool:
    try:
        asked = ["unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


needs_mounts = pytest.mark.skipif(not may_mount(), reason="this machine lets nobody mount a disk of their own")


def run(*words: str | Path) -> str:
    return subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


@needs_mounts
@pytest.mark.parametrize("limit", ["size", "nr_inodes"])
def test_a_disk_may_be_full_at_any_size(quick: Path, limit: str) -> None:
    words = ["unshare", "-Urm", sys.executable, "-m", "tests.renderer.store.fill_a_disk"]
    assert run(*words, quick, limit).splitlines().count("went on") > 10


def test_files_may_not_grow_over_a_limit(quick: Path) -> None:
    assert run(sys.executable, "-c", _LIMITED, quick / "store") == "full\n" * 12


@needs_mounts
def test_a_store_on_a_disk_that_can_only_be_read_serves_what_it_has(quick: Path) -> None:
    put(Store(quick / "store"), "two")
    mounts = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$0" -m "$3" "$1" "$2" "read only"'
    words = ["sh", "-c", mounts, sys.executable, f"{quick}/store", f"{quick}/out", "tests.renderer.store.read_only"]
    assert run("unshare", "-Urm", *words) == "6\n"
    assert (quick / "out").read_bytes() == b"two" * 30


def test_a_store_that_one_may_not_change_serves_what_it_has(quick: Path) -> None:
    store = Store(quick / "store")
    put(store, "two")
    folders = [store.root, *(path for path in store.root.rglob("*") if path.is_dir())]
    for path, mode in [*((folder, 0o555) for folder in folders), *((lock, 0o444) for lock in locks_of(store))]:
        path.chmod(mode)
    quick.chmod(0o777)
    before = os.geteuid()
    try:
        if before == 0:  # who may do everything has to become somebody else
            os.seteuid(65534)
        assert use(store.root, quick / "out", "not allowed") == 6
    finally:
        os.seteuid(before)
        for folder in folders:
            folder.chmod(0o700)
    assert store.find(key("two")) is not None


def locks_of(store: Store) -> list[Path]:
    return [*(store.root / "locks").iterdir()]
