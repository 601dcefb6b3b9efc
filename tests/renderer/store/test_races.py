"""Several processes at one store: no error, no half result, and everybody sees the same."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from renderer.store import files
from renderer.store.errors import StoreInUse
from renderer.store.gc import Limits, collect
from renderer.store.store import Made, Store
from renderer.store.verify import verify
from tests.renderer.store.workload import key

ROOT = Path(__file__).parents[3]
# Puts bytes of its own under keys that all use, in an order of its own; prints what the store then says it has.
_RACE = """
import json, random, sys
from pathlib import Path
from renderer.store.store import Store
from tests.renderer.store.workload import key
root, name, how = sys.argv[1:]
store, seen, made = Store(Path(root)), {}, 0
keys = [key(str(number)) for number in range(25)]
random.Random(name).shuffle(keys)
for each in keys:
    if how == "claim":
        with store.claim(each, lambda: None):
            if store.find(each) is None:
                made += 1
                store.put(each, {"value": (name + each).encode(), "same": each.encode()}, {"op": name})
    else:
        store.put(each, {"value": (name + each).encode(), "same": each.encode()}, {"op": name})
    found = store.find(each)
    assert store.read(found.parts["same"]) == each.encode()
    seen[each] = store.read(found.parts["value"]).decode()
print(json.dumps([made, seen]))
"""
# Renders over and over: what it has put has to stay as long as it uses the store.
_USE = """
import sys
import threading
from pathlib import Path
from renderer.store.store import Store
from tests.renderer.store.workload import RESULTS, key, put
store = Store(Path(sys.argv[1]))
print("started", flush=True)
for _ in range(25):
    with store.in_use():
        for name in RESULTS:
            put(store, name)
        for name in RESULTS:
            made = store.find(key(name))
            assert {part: store.read(made.parts[part]) for part in made.parts} == RESULTS[name]
"""


def started(script: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", script, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("how", ["claim", "no claim"])
def test_eight_processes_agree_on_one_result_for_each_key(quick: Path, how: str) -> None:
    racing = [started(_RACE, str(quick / "store"), str(number), how) for number in range(8)]
    told = [json.loads(each.communicate()[0]) for each in racing]
    assert [each.returncode for each in racing] == [0] * 8
    assert all(seen == told[0][1] for _, seen in told)
    if how == "claim":
        assert sum(made for made, _ in told) == 25  # each was made once
    store = Store(quick / "store")
    assert verify(store).is_sound
    assert not [*(store.root / "scratch").iterdir()]
    assert not [*(store.root / "damaged").iterdir()]
    assert len([*(store.root / "rows").iterdir()]) == 25


def test_nothing_that_is_in_use_is_removed(quick: Path) -> None:
    store = Store(quick / "store")
    using = [started(_USE, str(store.root)) for _ in range(3)]
    for each in using:
        assert each.stdout is not None
        each.stdout.readline()
    removed = refused = 0
    while any(each.poll() is None for each in using):
        try:
            removed += len(collect(store, Limits(0, 0, 0)).rows)
        except StoreInUse:
            refused += 1
    for each in using:
        each.communicate()
    assert [each.returncode for each in using] == [0, 0, 0]
    assert refused
    collect(store, Limits(0, 0, 0))
    assert not [*(store.root / "rows").iterdir()]
    assert not [*(store.root / "blobs").iterdir()]
    assert removed or refused > 1


@pytest.mark.parametrize("place", ["rows", "blobs"])
def test_who_comes_between_looking_and_writing_waits(quick: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last moment before a result can be seen: another one comes, and must neither overtake nor replace it."""
    store = Store(quick / "store")
    returned: list[Made] = []
    other = threading.Thread(target=lambda: returned.append(store.put(key("a"), {"value": b"mine", "b": b"shared"})))

    def hook(moment: str, operation: str, paths: tuple[Path, ...]) -> None:
        if moment == "before" and operation == "rename" and paths[-1].parent.name == place and not other.ident:
            other.start()
            other.join(0.3)
            assert other.is_alive()

    monkeypatch.setattr(files, "hook", hook)
    returned.append(store.put(key("a"), {"b": b"shared", "value": b"yours"}))
    other.join()
    assert returned[0] == returned[1] == store.find(key("a"))


def test_who_finds_damage_twice_does_not_undo_the_mending(quick: Path) -> None:
    """Two renders read the same damaged part; the slower one looks again before it forgets anything."""
    one, other = Store(quick / "store"), Store(quick / "store")
    made = one.put(key("a"), {"value": b"data"})
    path = one.root / "blobs" / made.parts["value"].sha256
    path.chmod(0o644)
    path.write_bytes(b"atad")
    assert one.drop_if_damaged(made.key)
    again = one.put(key("a"), {"value": b"data"})
    assert not other.drop_if_damaged(made.key)
    assert other.find(made.key) == again
    assert other.read(again.parts["value"]) == b"data"
