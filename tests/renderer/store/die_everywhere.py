"""Kill a process at one point of its work after the other, and look at what it leaves: run by `test_crashes.py`.

Each process is forked from this small one, so that hundreds of them take seconds.
"""

import json
import os
import sys
from pathlib import Path

from renderer.store import files
from tests.renderer.store.workload import contents, in_small_steps, problems, problems_of_going_on, work


def main(folder: Path, first: int, step: int) -> None:
    in_small_steps()
    work(folder / f"whole{first}", lambda _: None)
    whole = contents(folder / f"whole{first}")
    died, found = 0, []
    for point in range(first, 1_000_000, step):
        root = folder / str(point)
        status, kept = _work_until(root, point)
        found += [f"point {point}: {problem}" for problem in problems(root, kept)]
        found += [f"point {point}: {problem}" for problem in problems_of_going_on(root, whole)]
        if status != 137:
            found += [f"point {point}: ended with {status}"] if status else []
            break
        died += 1
    json.dump({"died": died, "problems": found}, sys.stdout)


def _work_until(root: Path, point: int) -> tuple[int, set[str]]:
    """How a process ended that was to die at a point, and which results it had said to be kept."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        files.hook = files.hook_by(str(point), None)
        work(root, lambda name: _say(writing, name))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        words = said.read().split()
    _, status = os.waitpid(child, 0)
    kept: set[str] = set()
    for word in words:
        kept = kept - {word[1:]} if word.startswith("-") else kept | {word}
    return os.waitstatus_to_exitcode(status), kept


def _say(handle: int, name: str) -> None:
    os.write(handle, f"{name}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
