"""`python -m pocket.measure`: measure a folder of weights; with `style`, a style LoRA; `train-judge` teaches the judge.

Measured are: how often pictures show what their prompts say, how well the VAE keeps drawings, how much pictures of one
prompt differ, and how far the pictures as a whole are from drawings. The same weights give the same figures again.
Of a style LoRA, how far it moves pictures at several weights; 1 is as far as drawings in both styles are apart.
"""

import argparse
import contextlib
import json
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from pocket.measure import judge, paint, referee, report, style, teach
from pocket.measure.paint import Manner
from pocket.measure.questions import INDEX
from pocket.measure.referee import Amounts, Bench
from pocket.train.export import lora_beside
from pocket.train.lora import Lora
from pocket.train.style import STYLES

WEIGHTS = Path("pocket/weights/pocket-base")
MOST_PICTURES = referee.DRAWN - referee.PROMPTED
MOST_DRAWINGS = referee.REFERENCE - referee.DRAWN


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line; teach or measure."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = _parser().parse_args(given)
    with contextlib.suppress(OSError):
        os.nice(19)
    torch.set_num_threads(asked.threads)
    if asked.task == "train-judge":
        teach.teach(asked.judge, asked.minutes, asked.teach_steps, _tell)
    elif asked.task == "style":
        _measure_style(asked)
    else:
        _measure(asked, "python -m pocket.measure " + shlex.join(given))


def _measure(asked: argparse.Namespace, command: str) -> None:
    weights: Path = asked.weights
    network, facts = judge.load(asked.judge)
    bench = Bench(
        paint.load(weights),
        network,
        Manner(asked.size, asked.steps, asked.guidance),
        Amounts(asked.pictures, asked.drawings, asked.restored, asked.prompts, asked.seeds),
        _tell,
    )
    findings = referee.measure(bench)
    origin = {
        "command": command.strip(),
        "weights": {"folder": str(weights), "sha256": report.hashes(weights)},
        "judge": {
            "sha256": report.sha256(asked.judge),
            **{name: told for name, told in facts.items() if name not in INDEX},
        },
    }
    whole = report.as_json(findings, bench, origin)
    report.write(asked.out, findings, whole)
    sys.stdout.write((json.dumps(whole, indent=2) if asked.json else report.table(findings)) + "\n")


def _measure_style(asked: argparse.Namespace) -> None:
    pipeline = paint.load(asked.weights)
    lora = Lora(pipeline.unet)
    facts = lora.read(asked.lora or lora_beside(asked.weights, asked.style))
    manner = Manner(asked.size, asked.steps, asked.guidance)
    found = style.measure(pipeline, lora, asked.style, manner, asked.prompts, asked.scenes)
    asked.out.mkdir(parents=True, exist_ok=True)
    style.save_sheet(found, asked.out / "style.png")
    whole = json.dumps(style.as_json(found, facts), indent=2) + "\n"
    (asked.out / "style.json").write_text(whole, encoding="utf-8")
    sys.stdout.write(whole if asked.json else style.table(found) + "\n")


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pocket.measure", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("task", nargs="?", choices=["measure", "style", "train-judge"], default="measure")
    add("--weights", type=Path, default=WEIGHTS, help="a family in diffusers' layout")
    add("--pictures", type=_up_to(MOST_PICTURES), default=200, help="how many are made and judged")
    add("--drawings", type=_up_to(MOST_DRAWINGS), default=1000, help="how many the judge itself is tried on")
    add("--restored", type=_up_to(1000), default=64, help="drawings of each size that the VAE is measured with")
    add("--prompts", type=_up_to(1000), default=8, help="for diversity")
    add("--seeds", type=_up_to(1000), default=8, help="pictures of each of these prompts")
    add("--size", type=_size, default=(256, 256), help="WIDTHxHEIGHT")
    add("--steps", type=int, default=20)
    add("--guidance", type=float, default=4.0)
    add("--out", type=Path, default=Path("pocket-report"), help="the folder for the sheet, the table and the JSON file")
    add("--json", action="store_true", help="print JSON in place of the table")
    add("--judge", type=Path, default=judge.FILE, help="the judge's weights, read or written")
    add("--minutes", type=float, default=9.0, help="of one core, to teach the judge in")
    add("--teach-steps", type=int, help="teach so many steps in place of minutes: the same number gives the same judge")
    add("--style", choices=list(STYLES), default="pastel", help="for `style`, which")
    add("--lora", type=Path, help="for `style`, a file that is not among the weights")
    add("--scenes", type=_up_to(style.MOST), default=48, help="for `style`, drawings that it is compared with")
    add("--threads", type=int, default=1)
    return parser


def _size(text: str) -> tuple[int, int]:
    """`256x256` as a size."""
    width, _, height = text.partition("x")
    return int(width), int(height)


def _up_to(most: int) -> Callable[[str], int]:
    """Reads a number: at least 2, and no more than there are seeds for."""

    def number(text: str) -> int:
        value = int(text)
        if not 2 <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not between 2 and {most}")
        return value

    return number


if __name__ == "__main__":
    main()
