"""Look after the store, where results are kept so that nothing is rendered twice.

  animec store size                      what is kept, by kind of operation, and when it was used last
  animec store verify                    hash every byte again; what is damaged is put aside, and made again
  animec store gc                        remove what was not used for 30 days, and what no result needs
  animec store gc --max-size 20GB        remove the results that were not used for longest, until the rest fits
  animec store gc --keep 7d --dry-run    only tell what would be removed

Nothing is removed while a render uses the store, nor anything younger than a day (unless with --all).
"""

import re
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.errors import UsageError

if TYPE_CHECKING:  # the store is imported when something is done with it, not to show the help
    from renderer.store.gc import Removed
    from renderer.store.survey import Survey
    from renderer.store.verify import Verified

_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_BYTES = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_MOST_SHOWN = 20


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", choices=("size", "verify", "gc"), help="count, check, or make room")
    where = "the store; default: $ANIMEC_STORE, or animec/store in the cache folder"
    parser.add_argument("--store", type=Path, metavar="DIR", help=where)
    parser.add_argument("--keep", type=_duration, metavar="TIME", help="with gc: results used in that time stay: 30d")
    parser.add_argument("--max-size", type=_size, metavar="SIZE", help="with gc: remove until no more is left: 20GB")
    parser.add_argument("--all", action="store_true", help="with gc: also what is younger than a day")
    parser.add_argument("--dry-run", action="store_true", help="with gc: tell, and remove nothing")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: Namespace) -> int:
    """Count, check or make room."""
    if options.what != "gc" and (options.keep is not None or options.max_size is not None):
        raise UsageError("--keep and --max-size go with `gc`", "animec store gc --keep TIME --max-size SIZE")
    if options.what != "gc" and (options.all or options.dry_run):
        raise UsageError("--all and --dry-run go with `gc`", "animec store gc --all --dry-run")
    from renderer.store.place import default_store_folder

    root: Path = options.store.absolute() if options.store else default_store_folder()
    if not _is_there(root):
        return _nothing_there(root, options)
    return {"size": _count, "verify": _verify, "gc": _collect}[options.what](root, options)


def _is_there(root: Path) -> bool:
    from renderer.store.errors import told

    with told(root):
        try:
            root.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
    return True


def _nothing_there(root: Path, options: Namespace) -> int:
    """No store is no error, and none is made by looking for it."""
    if options.json:
        _print_json({"animec_store": 1, "store": str(root), "exists": False})
    else:
        print(f"there is no store in `{visible(str(root))}` yet; the first render makes it")
    return 0


def _count(root: Path, options: Namespace) -> int:
    from renderer.store.store import Store
    from renderer.store.survey import survey

    seen = survey(Store(root))
    if options.json:
        _print_json({"animec_store": 1, "store": str(root), "exists": True, **_size_facts(seen)})
    else:
        _print_size(root, seen)
    return 0


def _size_facts(seen: "Survey") -> dict[str, object]:
    from renderer.store.survey import kinds

    by_kind = [{**kind._asdict(), "used": _utc(kind.used)} for kind in kinds(seen)]
    return {
        "results": len(seen.rows),
        "blobs": len(seen.blobs),
        "bytes": seen.bytes_of(seen.blobs),
        "unneeded": seen.bytes_of(seen.blobs.keys() - seen.needed()),
        "damaged": seen.damaged,
        "left_behind": seen.left_behind,
        "kinds": by_kind,
    }


def _print_size(root: Path, seen: "Survey") -> None:
    from renderer.store.survey import kinds

    print(visible(str(root)))
    found = kinds(seen)
    if found:
        width = max(9, *(len(visible(kind.op)) for kind in found))
        print(f"\n  {'operation':{width}}  results       size  last used")
        for kind in found:
            used = time.strftime("%Y-%m-%d %H:%M", time.localtime(kind.used))
            print(f"  {visible(kind.op):{width}}  {kind.results:7}  {_readable(kind.bytes):>9}  {used}")
    print(f"\n{counted(len(seen.rows), 'result')}, {_readable(seen.bytes_of(seen.blobs))}")
    rest = {
        "no result needs": seen.bytes_of(seen.blobs.keys() - seen.needed()),
        "was damaged": seen.damaged,
        "was left behind": seen.left_behind,
    }
    told = [f"{_readable(size)} that {why}" for why, size in rest.items() if size]
    if told:
        print(f"and {', '.join(told)}; `animec store gc` removes that")


def _verify(root: Path, options: Namespace) -> int:
    from renderer.store.store import Store
    from renderer.store.verify import put_aside_damage, verify

    store = Store(root)
    verified = verify(store)
    if options.json:
        _print_json({"animec_store": 1, "store": str(root), "exists": True, **_verify_facts(verified)})
    else:
        _print_verified(verified)
    if verified.is_sound:
        return 0
    put_aside_damage(store, verified)
    return 8


def _verify_facts(verified: "Verified") -> dict[str, object]:
    return {
        "results": len(verified.seen.rows),
        "blobs": len(verified.seen.blobs),
        "bytes": verified.seen.bytes_of(verified.seen.blobs),
        "damaged_blobs": verified.blobs,
        "damaged_rows": verified.rows,
        "lacking_rows": verified.lacking,
    }


def _print_verified(verified: "Verified") -> None:
    seen = verified.seen
    looked = f"{counted(len(seen.rows), 'result')}, {_readable(seen.bytes_of(seen.blobs))}"
    if verified.is_sound:
        print(f"all good: {looked}")
        return
    ops = {row.key: row.made.facts.get("op", "") for row in seen.rows if row.made}
    lines = [f"damaged   blob {name}" for name in verified.blobs]
    lines += [f"damaged   row  {key}" for key in verified.rows]
    lines += [f"lost      row  {key}  {visible(ops[key])}".rstrip() for key in verified.lacking]
    for line in lines[:_MOST_SHOWN]:
        print(f"  {line}")
    if len(lines) > _MOST_SHOWN:
        print(f"  … and {len(lines) - _MOST_SHOWN} more (--json names them all)")
    gone = len(verified.rows) + len(verified.lacking)
    print(f"\n{counted(gone, 'result')} of {looked} will be made again when needed; what is damaged is put aside")


def _collect(root: Path, options: Namespace) -> int:
    from renderer.store.gc import DAY, Limits, collect
    from renderer.store.store import Store

    keep = options.keep if options.keep is not None or options.max_size is not None else 30 * DAY
    limits = Limits(keep, options.max_size, 0 if options.all else DAY)
    removed = collect(Store(root), limits, options.dry_run)
    if options.json:
        facts = {"animec_store": 1, "store": str(root), "exists": True, "dry_run": options.dry_run}
        _print_json({**facts, **_removed_facts(removed)})
        return 0
    verb = "would remove" if options.dry_run else "removed"
    print(f"{verb} {counted(len(removed.rows), 'result')}, {_readable(removed.bytes)}")
    print(f"{counted(removed.kept_rows, 'result')}, {_readable(removed.kept_bytes)} {'would ' * options.dry_run}stay")
    return 0


def _removed_facts(removed: "Removed") -> dict[str, object]:
    return {
        "removed": [row.key for row in removed.rows],
        "removed_blobs": len(removed.blobs),
        "removed_bytes": removed.bytes,
        "kept": removed.kept_rows,
        "kept_bytes": removed.kept_bytes,
    }


def _duration(text: str) -> float:
    """Seconds; weeks, days, hours and minutes are what one letter can tell."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)([mhdw])", text.strip().lower(), re.ASCII)
    if found is None:
        raise ArgumentTypeError(f"`{visible(text)}` is no time: write 30d, 12h or 2w")
    return float(found[1]) * _SECONDS[found[2]]


def _size(text: str) -> int:
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?) ?([kmgt]?b|[kmg]ib)", text.strip().lower(), re.ASCII)
    if found is None:
        raise ArgumentTypeError(f"`{visible(text)}` is no size: write 20GB, 500MB or 1.5GiB")
    return int(float(found[1]) * _BYTES[found[2]])


def _readable(size: int) -> str:
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"


def _utc(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _print_json(value: object) -> None:
    from json import dumps

    print(dumps(value, indent=2, ensure_ascii=False))
