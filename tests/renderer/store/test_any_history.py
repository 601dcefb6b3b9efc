"""Any history of a store, through two handles: it gives what was put, or nothing, and never anything else."""

import os
import shutil
import tempfile
from pathlib import Path
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from renderer.store import files
from renderer.store.errors import DamagedPart, StoreError
from renderer.store.gc import Limits, collect
from renderer.store.store import Made, Store
from renderer.store.verify import put_aside_damage, verify
from tests.renderer.store.workload import key

_names = st.sampled_from("abcde")
_contents = st.sampled_from([b"", b"x", b"shared", b"shared too", bytes(300), b"long" * 100])
_parts = st.dictionaries(st.sampled_from(["value", "more"]), _contents)
_handles = st.integers(0, 1)
_limits = st.sampled_from([Limits(), Limits(spare=0), Limits(None, 300, 0), Limits(0, None, 0), Limits(None, None, 0)])
_ages = st.sampled_from([-1000.0, 0.0, 0.5, 2.0, 40.0])


class History(RuleBasedStateMachine):
    """`kept` says what may be found; unless a name is `doubtful`, something has to be, and only one thing may."""

    @initialize()
    def begin(self) -> None:
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own is made in it
        self.folder = Path(tempfile.mkdtemp(dir=memory))
        self.stores = [Store(self.folder / "store"), Store(self.folder / "store")]
        self.kept: dict[str, list[dict[str, bytes]]] = {}
        self.doubtful: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    @rule(handle=_handles, name=_names, parts=_parts)
    def put(self, handle: int, name: str, parts: dict[str, bytes]) -> None:
        store = self.stores[handle]
        self._is_what_was_put(store, name, store.put(key(name), parts, {"op": name}), parts)

    @rule(handle=_handles, name=_names, content=_contents)
    def put_a_file(self, handle: int, name: str, content: bytes) -> None:
        store = self.stores[handle]
        with store.scratch() as folder:
            (folder / "film").write_bytes(content)
            self._is_what_was_put(store, name, store.put(key(name), {"film": folder / "film"}), {"film": content})

    @rule(handle=_handles, name=_names, parts=_parts, at=st.integers(1, 100))
    def put_and_fail(self, handle: int, name: str, parts: dict[str, bytes], at: int) -> None:
        """An operation of the system fails on the way; what was kept before is kept."""
        files.hook = files.hook_by(None, f"{['fsync', 'rename', 'write', 'close', 'open'][at % 5]}:{at // 5 + 1}:EIO")
        try:
            made = self.stores[handle].put(key(name), parts)
        except StoreError:
            files.hook = None
            if name not in self.kept or name in self.doubtful:
                self.doubtful.add(name)  # it may be there, whole, or not
                self.kept.setdefault(name, []).append(parts)
        else:
            files.hook = None
            self._is_what_was_put(self.stores[handle], name, made, parts)
        finally:
            files.hook = None

    @rule(handle=_handles, name=_names)
    def drop(self, handle: int, name: str) -> None:
        self.stores[handle].drop(key(name))
        assert self.stores[handle].find(key(name)) is None
        self.kept.pop(name, None)
        self.doubtful.discard(name)

    @rule(name=_names, age=_ages)
    def grow_old(self, name: str, age: float) -> None:
        row = self.folder / "store" / "rows" / key(name)
        if row.is_file():
            then = row.stat().st_mtime - age * 86400
            os.utime(row, (then, then))

    @rule(limits=_limits)
    def make_room(self, limits: Limits) -> None:
        removed = {row.key for row in collect(self.stores[0], limits).rows}
        for name in [name for name in self.kept if key(name) in removed]:
            del self.kept[name]
            self.doubtful.discard(name)

    @rule(dice=st.randoms(use_true_random=False), how=st.sampled_from(["bit", "cut", "empty", "gone", "grown"]))
    @precondition(lambda self: self.kept)
    def corrupt(self, dice: Random, how: str) -> None:
        found = [path for name in ("rows", "blobs") for path in sorted((self.folder / "store" / name).iterdir())]
        if not found:
            return
        path = found[dice.randrange(len(found))]
        data = path.read_bytes()
        path.chmod(0o644)
        if how == "gone":
            path.unlink()
        elif how == "bit" and data:
            at = dice.randrange(len(data))
            path.write_bytes(data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :])
        else:
            path.write_bytes({"cut": data[:-1], "grown": data + b"\0"}.get(how, b""))
        self.doubtful.update(self.kept)

    @rule()
    def verify(self) -> None:
        put_aside_damage(self.stores[0], verify(self.stores[0]))
        assert verify(self.stores[1]).is_sound
        for name in sorted(self.doubtful):
            made = self.stores[0].find(key(name))
            self.kept.pop(name, None) if made is None else self._is_what_was_put(self.stores[0], name, made)
        self.doubtful.clear()

    @rule(handle=_handles)
    def open_again(self, handle: int) -> None:
        self.stores[handle] = Store(self.folder / "store")

    @invariant()
    def what_is_found_is_what_was_put(self) -> None:
        if not hasattr(self, "stores"):
            return
        for name in "abcde":
            made = self.stores[0].find(key(name))
            if made is None:
                assert name not in self.kept or name in self.doubtful
                continue
            try:
                read = {part: self.stores[1].read(made.parts[part]) for part in made.parts}
            except DamagedPart:
                assert name in self.doubtful
            else:
                assert read in self.kept[name]

    @invariant()
    def nothing_is_left_in_scratch(self) -> None:
        if hasattr(self, "folder"):
            assert not [*(self.folder / "store" / "scratch").iterdir()]

    def _is_what_was_put(self, store: Store, name: str, made: Made, *parts: dict[str, bytes]) -> None:
        """The first one, if that is whole; otherwise this one."""
        read = {part: store.read(made.parts[part]) for part in made.parts}
        if name in self.kept and name not in self.doubtful:
            assert [read] == self.kept[name]
        else:
            assert read in [*parts, *self.kept.get(name, [])]
        self.kept[name] = [read]
        self.doubtful.discard(name)


TestAnyHistory = History.TestCase
TestAnyHistory.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
