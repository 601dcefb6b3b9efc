"""The report: a table for people, a JSON file for machines, and a sheet of the pictures."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import diffusers
import torch

from pocket.measure import statistic
from pocket.measure.fidelity import Fidelity
from pocket.measure.paint import RESCALE
from pocket.measure.questions import QUESTIONS
from pocket.measure.referee import AXES, DRAWN, PROMPTED, REFERENCE, RESTORED, Bench, Findings, Line
from pocket.train import pictures
from pocket.world import sheet

SHEET: Final = 48  # pictures
COLUMNS: Final = 8
HEADINGS: Final = ("attribute", "n", "chance", "drawn", "drawn, VAE", "generated", "95 % interval")
WIDTHS: Final = (23, 6, 8, 8, 12, 11, 16)
MEAN: Final = "mean of all attributes"
NOTE: Final = """\
chance      right by always giving the most frequent answer
drawn       the judge on {drawings} held-out drawings, where every answer is right: its own errors
drawn, VAE  the same drawings after a passage through the VAE: its errors on perfect latents
generated   the judge on the pictures, against what their prompts say"""


def share(counts: tuple[int, int]) -> float | None:
    """Hits as a share, where anything was counted."""
    return counts[0] / counts[1] if counts[1] else None


def means(lines: Sequence[Line]) -> dict[str, float | None]:
    """The mean share over all attributes, not counting the lines that single out a framing."""
    whole = {question.name for question in QUESTIONS}
    counted = [line for line in lines if line.label in whole]

    def mean(values: Sequence[float | None]) -> float | None:
        known = [value for value in values if value is not None and value == value]
        return sum(known) / len(known) if known else None

    return {
        "chance": mean([line.chance for line in counted]),
        "drawn": mean([share(line.drawn) for line in counted]),
        "restored": mean([share(line.restored) for line in counted]),
        "generated": mean([share(line.made) for line in counted]),
    }


def table(findings: Findings) -> str:
    """All figures as text."""
    rows = [_row(HEADINGS)]
    for line in findings.lines:
        low, high = statistic.wilson(*line.made)
        interval = f"{100 * low:.1f} to {100 * high:.1f}" if line.made[1] else "-"
        shares = (line.chance if line.chance == line.chance else None, share(line.drawn), share(line.restored))
        rows.append(_row((line.label, str(line.made[1]), *map(_percent, shares), _percent(share(line.made)), interval)))
    rows.append(_row((MEAN, "", *map(_percent, means(findings.lines).values()), "")))
    drawings = max(line.drawn[1] for line in findings.lines)
    parts = ["\n".join(rows), NOTE.format(drawings=drawings), _about_vae(findings.fidelity), _about_sets(findings)]
    return "\n\n".join(parts)


def _row(cells: Sequence[str]) -> str:
    first = f"{cells[0]:<{WIDTHS[0]}}"
    return (first + "".join(f"{cell:>{width}}" for cell, width in zip(cells[1:], WIDTHS[1:], strict=True))).rstrip()


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _about_vae(fidelity: Sequence[Fidelity]) -> str:
    lines = ["VAE            n      PSNR   of faces   edges off by"]
    for one in fidelity:
        size = f"{one.size[0]}x{one.size[1]}"
        values = f"{one.psnr:>7.2f} dB{one.face_psnr:>8.2f} dB{100 * one.edge_error:>13.1f} %"
        lines.append(f"{size:<12}{one.drawings:>4}{values}")
    return "\n".join(lines)


def _about_sets(findings: Findings) -> str:
    spread, far = findings.diversity, findings.distances
    return (
        f"Diversity of {spread.seeds} seeds for each of {spread.prompts} prompts; drawings of one caption have 1:\n"
        f"  {spread.features:.2f} in the judge's features, {spread.thumbnails:.2f} in thumbnails\n"
        f"Frechet distance of {far.pictures} pictures to {far.reference} held-out drawings, "
        f"in {AXES} axes of the judge's features:\n"
        f"  drawings {far.drawn:.2f}, drawings through the VAE {far.restored:.2f}, generated {far.made:.2f}"
    )


def as_json(findings: Findings, bench: Bench, origin: Mapping[str, Any]) -> dict[str, Any]:
    """All figures with where they come from."""
    manner, amounts = bench.manner, bench.amounts
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        **origin,
        "versions": {"torch": torch.__version__, "diffusers": diffusers.__version__},
        "manner": {**manner._asdict(), "guidance_rescale": RESCALE, "precision": "fp32"},
        "seeds": {
            "prompts": [PROMPTED, PROMPTED + amounts.pictures - 1],
            "drawings": [DRAWN, DRAWN + amounts.drawings - 1],
            "reference": [REFERENCE, REFERENCE + findings.distances.reference - 1],
            "vae": [RESTORED, RESTORED + amounts.restored - 1],
        },
        "means": means(findings.lines),
        "attributes": {line.label: _line_as_json(line) for line in findings.lines},
        "vae": [one._asdict() for one in findings.fidelity],
        "diversity": findings.diversity._asdict(),
        "frechet": findings.distances._asdict(),
        "prompts": findings.prompts,
    }


def _line_as_json(line: Line) -> dict[str, Any]:
    return {
        "chance": line.chance if line.chance == line.chance else None,
        "drawn": {"right": line.drawn[0], "of": line.drawn[1]},
        "restored": {"right": line.restored[0], "of": line.restored[1]},
        "generated": {"right": line.made[0], "of": line.made[1], "interval": statistic.wilson(*line.made)},
    }


def hashes(folder: Path) -> dict[str, str]:
    """The sha256 of every file of a folder, by its path in it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): sha256(file) for file in files}


def sha256(file: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def write(folder: Path, findings: Findings, facts: Mapping[str, Any]) -> None:
    """Write the sheet, the table and the JSON file."""
    folder.mkdir(parents=True, exist_ok=True)
    sheet.save(sheet.grid(pictures.to_pixels(findings.made[:SHEET]), COLUMNS), folder / "pictures.png")
    (folder / "report.txt").write_text(table(findings) + "\n", encoding="utf-8")
    (folder / "report.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
