"""What the tests of crashes, failures and power cuts do to a store, and how they tell whether it is well."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from renderer.store import files
from renderer.store.gc import Limits, collect
from renderer.store.store import Made, Store
from renderer.store.verify import verify

RESULTS = {
    "one": {"value": b"one" * 50},
    "two": {"value": b"two" * 30, "shared": b"one" * 50, "empty": b""},
    "film": {"film.mp4": b"film" * 40, "frames/1.png": b"frame" * 3},
}
NOTE = "what was planned"
EVERYTHING_THAT_NO_ROW_NAMES = Limits(keep=None, most_bytes=None, spare=0)


def key(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def put(store: Store, name: str) -> Made:
    """As a render does it; files are handed over as files."""
    with store.claim(key(name), lambda: None), store.scratch() as folder:
        parts: dict[str, bytes | Path] = {}
        for number, (part, content) in enumerate(RESULTS[name].items()):
            parts[part] = content
            if name == "film":
                parts[part] = folder / str(number)
                (folder / str(number)).write_bytes(content)
        return store.put(key(name), parts, {"op": name})


def work(root: Path, say: Callable[[str], None]) -> None:
    """Everything that is done to a store; says the name of a result when it is kept, and `-name` before it goes."""
    store = Store(root)
    with store.in_use():
        for name in RESULTS:
            put(store, name)
            say(name)
        store.note("clip", NOTE)
        say("-one")
        store.drop(key("one"))
        put(store, "one")
        say("one")
    collect(store, EVERYTHING_THAT_NO_ROW_NAMES)


def in_small_steps() -> None:
    """Write little at once, so that there are moments in the middle of a file."""
    files.CHUNK = 64


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a store, by its path in it."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def problems(root: Path, kept: set[str]) -> list[str]:
    """What is wrong with a store in which these results have to be."""
    store = Store(root)
    found = [] if verify(store).is_sound else ["something that can be seen is not whole"]
    for name, parts in RESULTS.items():
        made = store.find(key(name))
        if made is None:
            found += [f"{name} was kept, and is gone"] if name in kept else []
        elif {part: store.read(made.parts[part]) for part in made.parts} != parts:
            found.append(f"{name} is not what was kept")
    if store.noted("clip") not in (None, NOTE):
        found.append("the note is not what was kept")
    return found


def problems_of_going_on(root: Path, whole: dict[str, bytes]) -> list[str]:
    """What is wrong after the same work is done once more: the store has to be as if nothing had happened."""
    work(root, lambda _: None)
    found = contents(root)
    return [
        f"{name} differs after going on" for name in found.keys() | whole.keys() if found.get(name) != whole.get(name)
    ]


def open_files() -> int:
    return len([*Path("/dev/fd").iterdir()])
