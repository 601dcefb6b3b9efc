"""Whether everything in a store is what was stored."""

from typing import NamedTuple

from renderer.store.rows import Part
from renderer.store.store import Store
from renderer.store.survey import Survey, survey


class Verified(NamedTuple):
    """What was looked at, which blobs are damaged, which rows are, and which rows lack a part that they name."""

    seen: Survey
    blobs: tuple[str, ...]
    rows: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether there was nothing to find fault with."""
        return not (self.blobs or self.rows or self.lacking)


def verify(store: Store) -> Verified:
    """Hash every byte of a store again; nothing is changed."""
    with store.in_use():
        seen = survey(store, unreadable_is_damaged=True)
        blobs = [blob.sha256 for blob in seen.blobs.values() if not store.is_sound(Part(blob.sha256, blob.size))]
    bad = set(blobs)
    rows, lacking = [], []
    for row in seen.rows:
        if row.made is None:
            rows.append(row.key)
        elif not seen.is_whole(row) or row.needs & bad:
            lacking.append(row.key)
    return Verified(seen, tuple(blobs), tuple(rows), tuple(lacking))


def put_aside_damage(store: Store, verified: Verified) -> None:
    """Move damaged blobs away, and forget every row that is damaged or lacks a part."""
    with store.in_use():
        for name in verified.blobs:
            store.put_aside_if_damaged(Part(name, verified.seen.blobs[name].size))
        for key in (*verified.rows, *verified.lacking):
            store.drop_if_damaged(key)
