import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from renderer.store.errors import StoreError
from renderer.store.store import Store
from tests.renderer.store.workload import key

ROOT = Path(__file__).parents[3]
KEY = key("one")
# Takes a lock, says so, and keeps it until its input ends.
_HOLD = """
import sys
from pathlib import Path
from renderer.store.store import Store
store = Store(Path(sys.argv[1]))
with store.claim(sys.argv[2], lambda: None) if sys.argv[2] else store.in_use():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def store(quick: Path) -> Store:
    return Store(quick / "store")


def holder(store: Store, what: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(store.root), what],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_who_finds_a_claim_free_does_not_wait(store: Store) -> None:
    waits: list[str] = []
    for name in ("one", "two", "one"):
        with store.claim(key(name), lambda: waits.append("wait")):
            pass
    assert waits == []
    assert sorted(path.name for path in (store.root / "locks").iterdir()) == ["use"]


def test_claims_of_other_keys_are_not_waited_for(store: Store) -> None:
    with store.claim(KEY, pytest.fail), store.claim(key("two"), pytest.fail):
        pass


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, None], ids=["killed", "terminated", "at its end"])
def test_a_claim_ends_with_the_process_that_has_it_however_that_ends(store: Store, end: signal.Signals | None) -> None:
    process = holder(store, KEY)
    waits: list[str] = []

    def waiting() -> None:
        waits.append("wait")
        if end is not None:
            process.send_signal(end)
        else:
            assert process.stdin is not None
            process.stdin.close()

    with store.claim(KEY, waiting):
        assert waits == ["wait"]
    process.communicate() if end is not None else process.wait()
    if process.stdout:
        process.stdout.close()
    assert (store.root / "locks" / KEY).exists() is False


def test_one_thread_at_a_time_has_a_claim(store: Store) -> None:
    inside, most, guard = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with store.claim(KEY, lambda: None):
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == (0, 1)
    assert [path.name for path in (store.root / "locks").iterdir()] == ["use"]


def test_a_claim_is_given_back_when_what_is_done_under_it_fails(store: Store) -> None:
    with pytest.raises(OSError, match="own"), store.claim(KEY, pytest.fail):
        raise OSError("my own")
    with store.claim(KEY, pytest.fail):
        pass


def test_who_waits_can_be_interrupted(store: Store) -> None:
    process = holder(store, KEY)

    def interrupt() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.02)

    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), store.claim(KEY, interrupt):
            pytest.fail("the claim is another's")
    finally:
        signal.signal(signal.SIGALRM, before)
        process.communicate()
    with store.claim(KEY, pytest.fail):
        pass


def test_the_lock_that_is_held_is_the_one_that_others_find(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who had it before removes its file, just when it was opened by the next one."""
    path, real = store.root / "locks" / KEY, fcntl.flock
    removed: list[int] = []

    def flock(handle: int, how: int) -> None:
        if how & fcntl.LOCK_EX and not removed:
            removed.append(path.stat().st_ino)
            path.unlink()
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with store.claim(KEY, pytest.fail), path.open() as other, pytest.raises(BlockingIOError):
        real(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert len(removed) == 1


def test_what_fails_while_telling_of_a_wait_is_not_taken_for_trouble_with_the_store(store: Store) -> None:
    def waiting() -> None:
        raise BrokenPipeError

    with store.claim(KEY, pytest.fail), pytest.raises(BrokenPipeError), store.claim(KEY, waiting):
        pass


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux says what a handle leads to")
def test_a_process_that_has_forked_gives_its_claim_back_all_the_same(store: Store) -> None:
    reading, writing = os.pipe()
    script = "import sys; sys.stdin.read()"
    with store.claim(KEY, pytest.fail):
        # a child that has inherited the handle, as one that is forked without exec would
        held = [int(handle.name) for handle in Path("/proc/self/fd").iterdir() if _leads_to(handle, KEY)]
        child = subprocess.Popen([sys.executable, "-c", script], stdin=reading, pass_fds=held)
    assert held
    with store.claim(KEY, pytest.fail):
        pass
    os.close(writing)
    os.close(reading)
    assert child.wait() == 0


def _leads_to(handle: Path, name: str) -> bool:
    try:
        return handle.readlink().name == name
    except FileNotFoundError:  # the handle by which the folder was listed
        return False


def test_a_link_in_place_of_a_lock_is_refused(store: Store, tmp_path: Path) -> None:
    (store.root / "locks" / KEY).symlink_to(tmp_path / "made")
    with pytest.raises(StoreError, match="link"), store.claim(KEY, pytest.fail):
        pass
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("text", ["", "../../evil", "A" * 64, "use"])
def test_only_a_key_can_be_claimed(store: Store, text: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        store.claim(text, pytest.fail)


def test_many_use_a_store_at_once(store: Store) -> None:
    process = holder(store, "")
    with store.in_use(), Store(store.root).in_use():
        pass
    process.communicate()
