"""Where evidence lies."""

from collections.abc import Iterable
from pathlib import PurePosixPath

PLAN_NAME = "plan.json"
LEDGER_NAME = "ledger.jsonl"
REPORT_NAME = "report.html"
SIGNATURE_NAME = "ledger.sig"


def evidence_folder(outputs: Iterable[str], clip: str) -> str:
    """The folder of plan, ledger and report, by the files of the output: beside the film, or a folder of its own."""
    paths = [PurePosixPath(path) for path in outputs]
    for path in paths:
        if path.suffix == ".mp4":  # a film of some shots only lies among other such films
            return str(path.with_suffix("") if path.parent.name == "parts" else path.parent)
    if paths and paths[0].parts[0] == "video":  # a single still of a shot
        return f"video/{clip}/parts/{paths[0].stem}"
    return f"images/{clip}"
