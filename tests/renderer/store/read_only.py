"""What can be done with a store that can only be read; its own program, because a read-only disk needs one."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from renderer.store.errors import StoreError
from renderer.store.store import Store
from renderer.store.verify import verify
from tests.renderer.store.workload import RESULTS, key


def use(root: Path, target: Path, reason: str) -> int:
    """Read what there is, and try to change it in every way; gives how many of those were refused for this reason."""
    store = Store(root)
    with store.in_use():
        made = store.find(key("two"))
        assert made is not None
        assert {part: store.read(made.parts[part]) for part in made.parts} == RESULTS["two"]
        store.copy_out(made.parts["value"], target)
    assert verify(store).is_sound
    assert store.find(key("one")) is None
    changes: list[Callable[[], object]] = [
        lambda: store.put(key("one"), {"value": b"1"}),
        lambda: store.drop(key("two")),
        lambda: store.note("a", "b"),
        lambda: entered(store.claim(key("one"), lambda: None)),
        lambda: entered(store.scratch()),
        lambda: Store(root / "deeper" / "store"),
    ]
    return sum(is_refused(change, reason) for change in changes)


def entered(context: AbstractContextManager[object]) -> None:
    with context:
        pass


def is_refused(change: Callable[[], object], reason: str) -> bool:
    try:
        change()
    except StoreError as error:
        return error.exit_status == 7 and reason in str(error) and "--store" in (error.cure or "")
    return False


if __name__ == "__main__":
    sys.stdout.write(f"{use(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])}\n")
