"""What is in the folder of models: known models, your own, and files that nobody knows.

animec models where
animec models where --models DIR --json
"""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from anime_compiler.cli.models.facts import print_json
from anime_compiler.cli.models.folder import add_folder_argument, known_models, readable, shelf_of
from anime_compiler.diagnostics.render_text import counted, visible

if TYPE_CHECKING:
    from renderer.weights.shelf import Shelf
    from renderer.weights.survey import Standing, Survey


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    add_folder_argument(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: Namespace) -> int:
    """Look, and tell."""
    from renderer.weights.lock import read_lock
    from renderer.weights.survey import survey

    shelf = shelf_of(options)
    seen, locked = survey(shelf, known_models()), read_lock(shelf.root)
    rows = [_row(shelf, standing, standing.model.id in locked) for standing in seen.models]
    if options.json:
        facts = {"animec_models": 1, "folder": str(shelf.root), "models": rows, "others": seen.others}
        print_json({**facts, "locked_but_not_here": sorted(locked.keys() - {row["id"] for row in rows})})
    else:
        _print(shelf, seen, rows)
    return 0


def _row(shelf: "Shelf", standing: "Standing", is_locked: bool) -> dict[str, object]:
    return {
        "id": standing.model.id,
        "kind": standing.model.kind or "own",
        "family": standing.family,
        "size": standing.size,
        "path": standing.found.path.relative_to(shelf.root).as_posix() if standing.found else "",
        "locked": is_locked,
        "known": standing.is_known,
        "trouble": standing.trouble,
    }


def _print(shelf: "Shelf", seen: "Survey", rows: list[dict[str, object]]) -> None:
    print(visible(str(shelf.root)))
    if not rows:
        print("\nno models yet: `animec models fetch NAME` gets one, and your own files count, too")
    else:
        cells = [_cells(row) for row in rows]
        head = ("model", "kind", "family", "size", "locked", "path")
        widths = [max(len(line[column]) for line in (head, *cells)) for column in range(len(head) - 1)]
        print()
        for line, row in zip((head, *cells), ({}, *rows), strict=True):
            padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
            print("  " + "  ".join((*padded, line[-1])).rstrip())
            if row and row["trouble"]:
                print(f"    {visible(str(row['trouble']))}")
    if seen.others:
        print(f"\n{counted(len(seen.others), 'file')} that nobody knows: {visible(', '.join(seen.others))}")


def _cells(row: dict[str, object]) -> tuple[str, ...]:
    is_locked = "yes" if row["locked"] else "no"
    size = readable(float(str(row["size"])))
    return (visible(str(row["id"])), str(row["kind"]), str(row["family"]), size, is_locked, visible(str(row["path"])))
