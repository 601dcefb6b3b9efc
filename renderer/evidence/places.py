"""Where evidence lies."""

from collections.abc import Iterable
from pathlib import PurePosixPath

PLAN_NAME = "plan.json"
LEDGER_NAME = "ledger.jsonl"
REPORT_NAME = "report.html"
SIGNATURE_NAME = "ledger.sig"


def film_folder(film: PurePosixPath) -> PurePosixPath:
    """The folder of what belongs to a film: its own, or where it is of some shots only one of its name beside it."""
    return film.with_suffix("") if film.parent.name == "parts" else film.parent


def evidence_folder(outputs: Iterable[str], clip: str) -> str:
    """The folder of plan, ledger and report, by the files of the output: beside the film, or a folder of its own."""
    paths = [PurePosixPath(path) for path in outputs]
    for path in paths:
        if path.suffix == ".mp4":
            return str(film_folder(path))
    if paths and paths[0].parts[0] == "video":  # a single still of a shot
        return f"video/{clip}/parts/{paths[0].stem}"
    return f"images/{clip}"
