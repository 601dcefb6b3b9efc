"""How fast the compiler is, as ratios to other programs that run beside it. `bench/README.md` says what each row means.

python -m bench.compiler               measure and print
python -m bench.compiler --quick       fewer rounds, for a look; such figures are not for keeping
python -m bench.compiler --write       also put the table into bench/README.md
"""

import os
import platform
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import NamedTuple

from anime_compiler import __version__
from bench.measure import Costs, Program, Spread, measure, ratios, spread
from bench.storyboards import write_storyboards

FEWEST_TO_KEEP = 7  # rounds of the short programs; of the long ones 3
README = Path(__file__).with_name("README.md")
_LIBRARIES = ("PyYAML", "Jinja2", "check-jsonschema", "jsonschema", "ruamel.yaml")
_LOAD = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb').read(), yaml.CSafeLoader)"
_NO_LIMITS = ("--max-bytes", "1000000000", "--max-nodes", "1000000000")


class Row(NamedTuple):
    """One comparison: the first program should take at most `goal` times as much processor time as the second."""

    name: str
    against: str
    goal: float | None = None
    stretch: float | None = None


SHORT_ROWS = (
    Row("check, 10 shots", "check-jsonschema, 10 shots", 0.75, 0.35),
    Row("--version", "check-jsonschema, 10 shots", 0.4),
    Row("--version", "check-jsonschema --version"),
    Row("check, 10 shots", "python -c pass"),
)
LONG_ROWS = (
    Row("check, 10,000 shots", "CSafeLoader, 10,000 shots", 1.0, 0.3),
    Row("check, 10,000 shots with mistakes", "CSafeLoader, 10,000 shots", 1.0, 0.3),
    Row("plan, 10,000 shots", "check, 10,000 shots", 2.0),
    Row("check, 10,000 shots", "check, 1,000 shots", 11.0),
    Row("plan, 10,000 shots", "plan, 1,000 shots", 11.0),
    Row("check, 1,000 shots", "check-jsonschema, 1,000 shots"),
)


def short_programs(folder: Path) -> list[Program]:
    """What is started many times an hour, where starting is most of it."""
    ten, _ = write_storyboards(folder, 10)
    peer, schema = _peer(), ("--schemafile", "schemas/storyboard.json")
    return [
        Program("check-jsonschema, 10 shots", (peer, *schema, str(ten))),
        Program("check, 10 shots", (*_animec(), "check", str(ten))),
        Program("check-jsonschema --version", (peer, "--version")),
        Program("--version", (*_animec(), "--version")),
        Program("python -c pass", (sys.executable, "-c", "pass")),
    ]


def long_programs(folder: Path) -> list[Program]:
    """What takes its time in the compiler itself."""
    thousand, _ = write_storyboards(folder, 1_000)
    clean, faulty = write_storyboards(folder, 10_000)
    check, plan = (*_animec(), "check", *_NO_LIMITS), (*_animec(), "plan", *_NO_LIMITS)
    schema = ("--schemafile", "schemas/storyboard.json")
    return [
        Program("CSafeLoader, 10,000 shots", (sys.executable, "-c", _LOAD, str(clean))),
        Program("check, 10,000 shots", (*check, str(clean))),
        Program("plan, 10,000 shots", (*plan, str(clean))),
        Program("check, 10,000 shots with mistakes", (*check, str(faulty)), status=3),
        Program("check, 1,000 shots", (*check, str(thousand))),
        Program("plan, 1,000 shots", (*plan, str(thousand))),
        Program("check-jsonschema, 1,000 shots", (_peer(), *schema, str(thousand))),
    ]


def _animec() -> tuple[str, ...]:
    """The installed program beside this Python, or else the checkout."""
    installed = which("animec", path=str(Path(sys.executable).parent))
    return (installed,) if installed else (sys.executable, "-m", "anime_compiler")


def _peer() -> str:
    found = which("check-jsonschema", path=str(Path(sys.executable).parent))
    if found is None:
        raise SystemExit("check-jsonschema is not installed beside this Python: pip install -e '.[dev]'")
    return found


def report(rows: tuple[Row, ...], costs: Costs) -> Iterator[str]:
    """One table of ratios, as Markdown."""
    yield "| animec | against | processor time: median (range) | clock: median (range) | goal | |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        cpu, wall = (ratios(costs, row.name, row.against, figure) for figure in ("cpu", "wall"))
        goal = "" if row.goal is None else f"≤ {row.goal:g}"
        if row.stretch:
            goal += f", better ≤ {row.stretch:g}"
        yield f"| {row.name} | {row.against} | {_range(cpu)} | {_range(wall)} | {goal} | {_verdict(row, cpu)} |"


def costs_table(costs: Costs) -> Iterator[str]:
    """What stands behind the ratios."""
    yield "| program | processor time, s | clock, s | memory, MiB |"
    yield "| --- | --- | --- | --- |"
    for name, runs in costs.items():
        cpu, wall = spread([run.cpu for run in runs]), spread([run.wall for run in runs])
        mib = max(run.mib for run in runs)
        shown = name if name.startswith(("check-jsonschema", "python", "CSafeLoader")) else f"animec {name}"
        yield f"| {shown} | {_range(cpu)} | {_range(wall)} | {mib:.0f} |"


def _range(figures: Spread) -> str:
    return f"{figures.median:.3g} ({figures.least:.3g}–{figures.most:.3g})"


def _verdict(row: Row, cpu: Spread) -> str:
    if row.goal is None:
        return ""
    if cpu.median > row.goal:
        return "**missed**"
    met = "better" if row.stretch and cpu.median <= row.stretch else "met"
    return met if cpu.most <= row.goal else f"{met}, but not in every round"


def circumstances(options: Namespace) -> Iterator[str]:
    """When, on what and with what it was measured."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    origin = "from the checkout" if "-m" in _animec() else "as installed"
    yield f"{datetime.now(UTC):%Y-%m-%d}, animec {__version__} {origin}, {python}, {libraries}."
    yield f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; load before: {os.getloadavg()[0]:.1f}."
    yield f"{options.runs} rounds of the short programs, {_long_rounds(options)} of the long ones."


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text(encoding="utf-8") if cpuinfo.is_file() else ""
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1] if found else platform.processor() or platform.machine()


def _long_rounds(options: Namespace) -> int:
    return 1 if options.quick else max(3, options.runs // 3)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m bench.compiler", description="How fast the compiler is, beside its peers.")
    parser.add_argument("--runs", type=int, metavar="N", help="rounds of the short programs (9)")
    parser.add_argument("--quick", action="store_true", help="3 rounds, and 1 of the long programs")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    options.runs = options.runs or (3 if options.quick else 9)
    if options.write and (options.quick or options.runs < FEWEST_TO_KEEP):
        parser.error(f"figures for keeping take {FEWEST_TO_KEEP} rounds and more, and not --quick")
    return options


def main() -> None:
    """Measure, print, and write where that was asked for."""
    options = _options()
    lines = list(circumstances(options))
    with TemporaryDirectory() as folder:
        short = measure(short_programs(Path(folder)), options.runs)
        long = measure(long_programs(Path(folder)), _long_rounds(options))
    for part in (report(SHORT_ROWS, short), report(LONG_ROWS, long), costs_table(short | long)):
        lines += ["", *part]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        _write(text)


def _write(text: str) -> None:
    """Put new figures where the old ones stand."""
    before, start, rest = README.read_text(encoding="utf-8").partition("<!-- figures -->\n")
    _, end, after = rest.partition("<!-- end of figures -->")
    if not end:
        raise SystemExit(f"{README.name} has lost the marks between which figures stand")
    README.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
