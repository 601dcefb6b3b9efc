"""Run by tests and by `bench/crashes.py`: a render with its outputs, ended at every point where the disk is touched.

  python crash_script.py FOLDER points [FIRST STEP]     die at each point, go on, compare with a render without a break
  python crash_script.py FOLDER kills COUNT             killed from outside at random moments instead
  python crash_script.py FOLDER fails OPERATION ERRNO [STEP]   each operation of a kind fails once, then as above
  python crash_script.py FOLDER races COUNT PROCESSES   so many at once, into one store and one output folder

Each render is a process of its own, forked from one that has everything imported. Prints one JSON object.
"""

import errno
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import cv2

from anime_compiler.errors import AnimecError
from renderer import events
from renderer.engines.local import LocalEngine
from renderer.engines.stopping import Stopping
from renderer.evidence.evidence import Source
from renderer.outputs.outputs import write_outputs
from renderer.render import render
from renderer.store import files
from renderer.store.store import Store
from tests.renderer.films import TINY, plan_of
from tests.renderer.noise_stack import NoiseStack

cv2.setNumThreads(1)  # a fork takes no threads along
SOURCE = Source("small.yaml", TINY.encode(), (), (), ())


def one_render(folder: Path) -> None:
    """Into the folder's store and outputs; notes on the way which nodes it was told are finished."""
    stack, store = NoiseStack(), Store(folder / "store")
    finished = os.open(folder / "finished", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(event: events.Event) -> None:
        if isinstance(event, events.Finished):
            os.write(finished, f"{event.node}\n".encode())

    done = render(plan_of(TINY), stack, store, LocalEngine(1, Stopping()), tell)
    write_outputs(done, stack, store, SOURCE, folder / "out", tell)


def in_a_process(folder: Path, before: Callable[[], None] = lambda: None) -> int:
    """The exit status of a render in a process of its own; that of an error is its own, that of a bug 99."""
    child = os.fork()
    if child:
        return child
    status = 99
    try:
        os.dup2(os.open(folder / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
        before()
        one_render(folder)
        status = 0
    except AnimecError as error:
        print(error, file=sys.stderr)
        status = error.exit_status
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def ended(child: int) -> int:
    """How a process ended; killed ones by the negative number of the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def tree(out: Path) -> Mapping[str, str]:
    """Every file of an output folder, by the hash of its bytes."""
    return {
        str(file.relative_to(out)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(out.rglob("*"))
        if file.is_file()
    }


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def finished(folder: Path) -> list[str]:
    try:
        return (folder / "finished").read_text().split()
    except FileNotFoundError:
        return []


def go_on(folder: Path, whole: Mapping[str, str], found: list[str], what: str) -> None:
    """Render again without trouble; say what is not as it should be."""
    before = finished(folder)
    status = ended(in_a_process(folder))
    if status:
        found.append(f"{what}: going on ended with {status}: {(folder / 'said').read_text()[-2000:]}")
        return
    if tree(folder / "out") != whole:
        found.append(f"{what}: the resumed output differs from an unbroken one")
    again = set(before) & set(finished(folder)[len(before) :])
    if again:
        found.append(f"{what}: made again although it was finished: {sorted(again)}")


def unbroken(folder: Path) -> tuple[Mapping[str, str], int, dict[str, int]]:
    """An unbroken render: its output, how many points there are, and how many operations of each kind."""
    report = folder / "count"

    def count() -> None:
        seen: dict[str, int] = {"": 0}

        def hook(moment: str, operation: str, _: tuple[Path, ...]) -> None:
            seen[""] += 1
            if moment == "before":
                seen[operation] = seen.get(operation, 0) + 1
            report.write_text(json.dumps(seen))

        files.hook = hook

    assert ended(in_a_process(fresh(folder), count)) == 0, (folder / "said").read_text()
    seen = json.loads(report.read_text())
    points = seen.pop("")
    return tree(folder / "out"), points, seen


def points(work: Path, first: int, step: int) -> Any:
    whole, count, _ = unbroken(work / "whole")
    found: list[str] = []
    tried = 0
    for point in range(first, count + 1, step):
        folder = fresh(work / "broken")

        def die(at: int = point) -> None:
            files.hook = files.hook_by(str(at), None)

        status = ended(in_a_process(folder, die))
        tried += 1
        if status != 137:
            found.append(f"point {point}: ended with {status} and not by the crash")
        go_on(folder, whole, found, f"point {point}")
    return {"points": count, "tried": tried, "files": len(whole), "found": found}


def kills(work: Path, count: int) -> Any:
    whole, _, _ = unbroken(work / "whole")
    began = time.monotonic()
    assert ended(in_a_process(fresh(work / "timed"))) == 0
    length = time.monotonic() - began
    dice = random.Random(count)
    found: list[str] = []
    killed = 0
    for number in range(count):
        folder = fresh(work / "broken")
        child = in_a_process(folder)
        time.sleep(dice.random() * length * 1.05)
        os.kill(child, signal.SIGKILL)
        killed += ended(child) == -signal.SIGKILL
        go_on(folder, whole, found, f"kill {number}")
    return {"killed": killed, "tried": count, "found": found}


def fails(work: Path, operation: str, name: str, step: int) -> Any:
    whole, _, operations = unbroken(work / "whole")
    found: list[str] = []
    wanted = 6 if name in ("ENOSPC", "EDQUOT") else 7
    statuses: dict[int, int] = {}
    for number in range(1, operations.get(operation, 0) + 1, step):
        folder = fresh(work / "broken")

        def fail(at: int = number) -> None:
            files.hook = files.hook_by(None, f"{operation}:{at}:{name}")

        status = ended(in_a_process(folder, fail))
        statuses[status] = statuses.get(status, 0) + 1
        said = (folder / "said").read_text()
        if status not in (0, wanted) or "Traceback" in said:
            found.append(f"{operation} {number} {name}: ended with {status}: {said[-2000:]}")
        go_on(folder, whole, found, f"{operation} {number} {name}")
    return {"operations": operations.get(operation, 0), "statuses": statuses, "found": found}


def races(work: Path, count: int, processes: int) -> Any:
    whole, _, _ = unbroken(work / "whole")
    found: list[str] = []
    for number in range(count):
        folder = fresh(work / "raced")
        ends = [ended(child) for child in [in_a_process(folder) for _ in range(processes)]]
        if any(ends):
            found.append(f"race {number}: ended with {ends}: {(folder / 'said').read_text()[-2000:]}")
        if tree(folder / "out") != whole:
            found.append(f"race {number}: the output differs from that of one render alone")
        nodes = finished(folder)
        if len(nodes) != len(set(nodes)):
            found.append(f"race {number}: something was made more than once")
    return {"races": count, "processes": processes, "found": found}


if __name__ == "__main__":
    folder, what, *rest = sys.argv[1:]
    if what == "points":
        result = points(Path(folder), *(int(number) for number in rest or ("1", "1")))
    elif what == "kills":
        result = kills(Path(folder), int(rest[0]))
    elif what == "races":
        result = races(Path(folder), int(rest[0]), int(rest[1]))
    else:
        assert hasattr(errno, rest[1])
        result = fails(Path(folder), rest[0], rest[1], int(rest[2]) if rest[2:] else 1)
    print(json.dumps(result))
