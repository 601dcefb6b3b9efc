"""How long an animatic takes: the first render, one that changes nothing, and one with an edited beat.

python -m bench.engine                    the showcase, five rounds
python -m bench.engine specs/minimal.yaml --rounds 9
"""

import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from bench.measure import REPOSITORY, spread

_EDIT = ("turning her head", "turning her head slowly")


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("storyboard", nargs="?", default="specs/clip_001.yaml")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    text = (REPOSITORY / options.storyboard).read_text(encoding="utf-8")
    seconds: dict[str, list[float]] = {"first": [], "nothing changed": [], "one beat edited": []}
    made: dict[str, set[int]] = {name: set() for name in seconds}
    for number in range(options.rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            spec = Path(folder) / Path(options.storyboard).name
            for name in seconds:
                spec.write_text(text.replace(*_EDIT) if name == "one beat edited" else text, encoding="utf-8")
                took, nodes = _render(spec, Path(folder))
                if number:  # the first round fills the caches of files and bytecode
                    seconds[name].append(took)
                    made[name].add(nodes)
    for name, figures in seconds.items():
        middle, least, most = spread(figures)
        print(f"{name:16} {middle:6.2f} s ({least:.2f} to {most:.2f}), nodes made: {sorted(made[name])}")
    share = [again / first for again, first in zip(seconds["nothing changed"], seconds["first"], strict=True)]
    print(
        "nothing changed, as a share of the first: {:.1%} ({:.1%} to {:.1%}); goal: under 10 %".format(*spread(share))
    )


def _render(spec: Path, folder: Path) -> tuple[float, int]:
    """One process from its start to its end, and how many nodes it made."""
    words = [sys.executable, "-m", "anime_compiler", "render", str(spec), "--stack", "animatic", "--json"]
    words += ["--out", str(folder / "out"), "--store", str(folder / "store")]
    began = time.perf_counter()
    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True)
    took = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}\nends with {done.returncode}: {done.stderr}")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return took, sum(event["event"] == "finished" for event in events)


if __name__ == "__main__":
    main()
