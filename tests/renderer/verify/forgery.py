"""A forger who knows this program: changes a ledger, chains it again, and writes what stands beside it anew."""

import json
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from anime_compiler.plan.plan_json import write_plan
from renderer.errors import NotVerified
from renderer.evidence.ledger import evidence_of, read_ledger, root_of
from renderer.evidence.report_html import report_html
from renderer.outputs.configs import configs_of
from renderer.verify.recompile import recompiled
from tests.renderer.verify.renders import line, rows_of, write_rows

Row = dict[str, Any]
_PARTS = {".mp4": "delivery.mp4", ".mkv": "master.mkv"}


class Forger:
    """Holds the rows of a ledger; what is changed on the disk or in them is made to agree by `write`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        (self.ledger,) = out.rglob("ledger.jsonl")
        self.folder = self.ledger.parent
        self.rows: list[Row] = rows_of(self.ledger)

    def of(self, kind: str) -> list[Row]:
        """The rows of a kind."""
        return [row for row in self.rows if row["row"] == kind]

    def the(self, kind: str) -> Row:
        """The first row of a kind."""
        return self.of(kind)[0]

    def file(self, end: str) -> Path:
        """The first file of the output whose place ends so."""
        path: str = next(row["path"] for row in self.of("file") if row["path"].endswith(end))
        return self.out / path

    def relist(self, file: Path) -> None:
        """Take the bytes of a file as they are now for those that were always there, in every row that names them."""
        row = next(row for row in self.of("file") if self.out / row["path"] == file)
        data = file.read_bytes()
        new = {"sha256": sha256(data).hexdigest(), "size": len(data)}
        row.update(new)
        beside = file.relative_to(self.folder).as_posix() if file.is_relative_to(self.folder) else ""
        name = _PARTS.get(file.suffix) or beside
        for part in next(action for action in self.of("action") if action["node"] == row["node"])["parts"]:
            if part["name"] == name:
                part.update(new)

    def relist_frames(self) -> None:
        """Take the frames of the ledger for those that the film's action gave."""
        row = self.the("frames")
        facts = {name: row[name] for name in ("frames", "fps", "width", "height", "sha256")}
        data = (json.dumps(facts, indent=1) + "\n").encode()
        film = next(action for action in self.of("action") if action["op"] == "Assemble")
        part = next(part for part in film["parts"] if part["name"] == "frames.json")
        part.update({"sha256": sha256(data).hexdigest(), "size": len(data)})

    def write(self) -> None:
        """Chain the rows, and write plan, report and settings for them, as far as they make sense."""
        prev = "0" * 64
        for number, row in enumerate(self.rows):
            row["n"], row["prev"] = number, prev
            if row["row"] == "end":
                row["rows"] = len(self.rows)
            prev = sha256(line(row).encode()).hexdigest()
        write_rows(self.ledger, self.rows)
        self.adapt()

    def adapt(self) -> None:
        """Write plan, report and settings for the ledger as it is."""
        text = self.ledger.read_text()
        with suppress(NotVerified):
            ledger = read_ledger(text)
            plan = recompiled(ledger).plan
            (self.folder / "plan.json").write_text(write_plan(plan))
            (self.folder / "report.html").write_text(report_html(evidence_of(ledger, plan), root_of(text)))
            if not (self.out / "configs").is_dir():
                return  # that of a part writes none
            for name, config in configs_of(plan).items():
                page = json.dumps({"clips": {plan.clip: config}}, indent=2, ensure_ascii=False) + "\n"
                (self.out / "configs" / name).write_text(page)


def forged(out: Path, change: Callable[[Forger], None]) -> Path:
    """An output folder after a change that agrees with itself."""
    forger = Forger(out)
    change(forger)
    forger.write()
    return out
