"""Making room in a store: results that were not used for long go first, then bytes that no result names.

Nothing goes while anybody works with the store, nor what is younger than a day unless that is asked for. What goes can
be made again; so a clock that is wrong costs time at worst.
"""

import time
from collections import Counter
from typing import NamedTuple

from renderer.store import locks
from renderer.store.errors import StoreInUse, told
from renderer.store.files import is_unfinished, open_folder
from renderer.store.place import IN_USE, SETTLING, open_in
from renderer.store.store import Store
from renderer.store.survey import StoredBlob, StoredRow, Survey, survey

DAY = 86400.0


class Limits(NamedTuple):
    """What may stay: results used in so many seconds, and the most recent of them up to so many bytes; `spare` seconds
    is how long everything stays in any case."""

    keep: float | None = 30 * DAY
    most_bytes: int | None = None
    spare: float = DAY


class Removed(NamedTuple):
    """What is gone, or would go: results, bytes that no result needs, bytes that were damaged or left behind."""

    rows: tuple[StoredRow, ...]
    blobs: tuple[StoredBlob, ...]
    left_over: int
    kept_rows: int
    kept_bytes: int

    @property
    def bytes(self) -> int:
        """How much room there is more."""
        return sum(blob.size for blob in self.blobs) + sum(row.size for row in self.rows) + self.left_over


def collect(store: Store, limits: Limits, is_trial: bool = False) -> Removed:
    """Remove what may not stay. A trial removes nothing, and so may look while the store is in use."""
    if is_trial:
        return _choose(survey(store), limits)
    with locks.alone_if_free(store.root, IN_USE) as is_free:
        if not is_free:
            raise StoreInUse(f"a render is using the store `{store.root}`", "wait until it is over")
        removed = _choose(survey(store), limits)
        with told(store.root):
            _remove(store, removed)
            _remove_leftovers(store)
            _mend_times(store)
        return removed


def _choose(seen: Survey, limits: Limits) -> Removed:
    """What has to go, oldest first; what is from the future counts as new."""
    now = time.time()
    going = {row.key for row in seen.rows if not seen.is_whole(row)}
    old = sorted((row for row in seen.rows if row.key not in going), key=lambda row: (row.used, row.key))
    old = [row for row in old if _age(row.used, now) >= limits.spare]
    if limits.keep is not None:
        going.update(row.key for row in old if _age(row.used, now) >= limits.keep)
    if limits.most_bytes is not None:
        going.update(_over(seen, going, old, limits.most_bytes))
    stays = seen._replace(rows=tuple(row for row in seen.rows if row.key not in going))
    unneeded = [seen.blobs[name] for name in sorted(seen.blobs.keys() - stays.needed())]
    blobs = [blob for blob in unneeded if _age(blob.since, now) >= limits.spare]
    kept = seen.bytes_of(seen.blobs.keys() - {blob.sha256 for blob in blobs})
    rows = tuple(row for row in seen.rows if row.key in going)
    return Removed(rows, tuple(blobs), seen.damaged + seen.left_behind, len(stays.rows), kept)


def _over(seen: Survey, going: set[str], old: list[StoredRow], most: int) -> list[str]:
    """The rows that have to go, oldest first, until what the others need is no more than that."""
    uses = Counter(each for row in seen.rows if row.key not in going for each in row.needs)
    total = seen.bytes_of(uses)
    more = []
    for row in old:
        if total <= most:
            break
        if row.key not in going:
            more.append(row.key)
            uses.subtract(row.needs)
            total -= seen.bytes_of(each for each in row.needs if not uses[each])
    return more


def _age(since: float, now: float) -> float:
    return max(0.0, now - since)


def _remove(store: Store, removed: Removed) -> None:
    """Rows first, and on the disk, so that none is left that names what is gone."""
    with open_in(store.root, "rows") as rows:
        for row in removed.rows:
            rows.remove_tree(row.key)
        rows.sync()
    with open_in(store.root, "blobs") as blobs:
        for blob in removed.blobs:
            blobs.remove_tree(blob.sha256)
        blobs.sync()


def _remove_leftovers(store: Store) -> None:
    """What was damaged, and what dead processes left behind; the lock says that all that could be writing are dead."""
    for name in ("scratch", "damaged"):
        with open_in(store.root, name) as folder:
            for each in folder.names():
                folder.remove_tree(each)
    with open_folder(store.root, may_be_link=False) as root:
        for each in filter(is_unfinished, root.names()):
            root.remove(each)
    with open_in(store.root, "locks") as folder:
        idle = [name for name in folder.names() if name not in (IN_USE, SETTLING)]
        for name in idle:
            with locks.alone_if_free(store.root, name) as is_free:
                if is_free:
                    folder.remove(name)


def _mend_times(store: Store) -> None:
    """What is from the future would stay for ever; it is from now instead."""
    for name in ("rows", "blobs"):
        with open_in(store.root, name) as folder:
            for each in folder.names():
                about = folder.stat(each)
                if about is not None and about.st_mtime > time.time():
                    folder.touch(each)
