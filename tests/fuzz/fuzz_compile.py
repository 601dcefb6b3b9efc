"""Feeds the compiler hostile storyboards: whatever the bytes are, findings or a plan come out, soon, and no exception.

    python tests/fuzz/fuzz_compile.py --runs 100000 --seed 1   own mutations, guided by findings
    python tests/fuzz/fuzz_compile.py --atheris -runs=100000   libFuzzer's, guided by coverage (pip install atheris)
    python tests/fuzz/fuzz_compile.py FILE ...                 what saved inputs do

An input that breaks a promise is written to `--save` under the name of what it broke, and the run goes on.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent


def _coverage() -> AbstractContextManager[Any]:
    """What is imported in this context reports its coverage to libFuzzer, where that is asked for."""
    if "--atheris" not in sys.argv[1:]:
        return nullcontext()
    import atheris  # type: ignore[import-untyped,unused-ignore]

    context: AbstractContextManager[Any] = atheris.instrument_imports(include=["anime_compiler"])
    return context


sys.path.insert(0, str(HERE.parents[1]))  # so that it runs from a checkout without an installation
with _coverage():
    from anime_compiler.catalogue.catalogue import shipped_catalogue
    from anime_compiler.diagnostics.diagnostic import Diagnostic, Level
    from anime_compiler.diagnostics.fixes import apply_fixes
    from anime_compiler.diagnostics.render_json import render_json
    from anime_compiler.diagnostics.render_text import render_text
    from anime_compiler.language import data_files, storyboard
    from anime_compiler.language.record import Record
    from anime_compiler.pipeline import compile_storyboard
    from anime_compiler.plan.keys import with_keys
    from anime_compiler.plan.plan_json import read_plan, write_plan
    from anime_compiler.plan.render_plan import RenderPlan
    from anime_compiler.plan.verify import verify
    from anime_compiler.resolve.context import Library

SLOWEST = 2.0  # seconds of processor time for one input
LARGEST = 64 << 10  # bytes of an input that was made here
PLAN = "(plan)"  # stands beside the codes of an input that became one
_POOL = 4_000
_VALUES = json.loads((HERE / "values.json").read_text(encoding="utf-8"))


# -- what must hold ---------------------------------------------------------------------------------------------------


class Broken(Exception):
    """A promise that an input broke, other than by an exception of the compiler's."""


class Failure(NamedTuple):
    """An input that broke a promise, and which."""

    what: str
    data: bytes


class Compiler:
    """Compiles inputs and looks at everything that comes of them."""

    def __init__(self) -> None:
        self.library = Library(shipped_catalogue(), (HERE / "corpus" / "templates",), 24.0)
        self.compile(_minimal())  # reads the catalogue, which is not the first input's fault

    def compile(self, data: bytes) -> tuple[str, ...]:
        """The codes that an input is given; raises `Broken`, or whatever the compiler raises."""
        began = time.process_time()
        found, _, plan = compile_storyboard("fuzz.yaml", data, self.library)
        self._look_at_findings(found)
        if plan is not None:
            self._look_at_plan(plan)
        elif not any(one.level is Level.ERROR for one in found):
            raise Broken("neither-error-nor-plan")
        if time.process_time() - began > SLOWEST:
            raise Broken("too-slow")
        return (*([PLAN] if plan else []), *sorted({one.code.name for one in found}))

    def failure(self, data: bytes) -> tuple[tuple[str, ...], Failure | None]:
        """The codes that an input is given, or what it broke."""
        try:
            return self.compile(data), None
        except Broken as broken:
            return (), Failure(str(broken), data)
        except Exception as error:
            place = error.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            where = f"{Path(place.tb_frame.f_code.co_filename).stem}-{place.tb_lineno}" if place else "nowhere"
            return (), Failure(f"{type(error).__name__}-{where}", data)

    @staticmethod
    def _look_at_findings(found: Sequence[Diagnostic]) -> None:
        """Each finding points into its text, is one line, can be shown, and mends what it says it mends."""
        for one in found:
            for span in (one.span, *(label.span for label in one.labels)):
                if not 0 <= span.start <= span.end <= len(span.source.text):
                    raise Broken(f"span-outside-text-of-{one.code.name}")
            if "\n" in one.message or len(one.message) > 1000:
                raise Broken(f"message-of-{one.code.name}")
        render_text(found, color=True)
        render_json(found).encode()
        if fixable := [one for one in found if one.fix]:
            apply_fixes(fixable[0].span.source, fixable, unsafe=True)

    @staticmethod
    def _look_at_plan(plan: RenderPlan) -> None:
        """A plan has a key for each node, and survives being written and read."""
        keyed = with_keys(plan)
        again = read_plan(write_plan(keyed).encode().decode())
        if again != keyed:
            raise Broken("plan-changed-by-writing")
        verify(again)


# -- making inputs ----------------------------------------------------------------------------------------------------


def corpus() -> list[bytes]:
    """The inputs that ship, in an order that never changes."""
    return [file.read_bytes() for file in sorted((HERE / "corpus").glob("*.yaml"))]


def _minimal() -> bytes:
    return (HERE / "corpus" / "minimal.yaml").read_bytes()


def _dictionary() -> list[bytes]:
    """Words of YAML and of the language that chance would hardly find."""
    words = set(_VALUES["words"])
    for thing in (*vars(storyboard).values(), *vars(data_files).values()):
        if isinstance(thing, type) and issubclass(thing, Record):
            for field in thing.fields.values():
                words |= {f"{field.key}:", field.example or "~", field.default or "null"}
        elif isinstance(thing, dict):
            words.update(word for word in thing if isinstance(word, str))
    return sorted(word.encode() for word in words)


_BYTES = [
    b"\0",
    b"\1",
    b"\x7f",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\r",
    b"\n",
    b" ",
    b"\t",
    b'"',
]
_VALUE = re.compile(rb"(?<=: )[^\n,}\]]+|(?<=- )[^\n:]+")


class Mutator:
    """Changes inputs the way that tired people and hostile ones do."""

    def __init__(self) -> None:
        self.words = _dictionary()

    def mutate(self, data: bytes, other: bytes, random: Random) -> bytes:
        """The input after one to six changes; `other` lends pieces."""
        for _ in range(random.choice((1, 1, 2, 2, 3, 6))):
            change = random.choice(self._CHANGES)
            data = change(self, data, other, random)[:LARGEST]
        return data

    def _word(self, data: bytes, _: bytes, random: Random) -> bytes:
        at = random.randrange(len(data) + 1)
        return data[:at] + random.choice(self.words) + data[at:]

    def _value(self, data: bytes, other: bytes, random: Random) -> bytes:
        """Another value for a key."""
        found = [place.span() for place in _VALUE.finditer(data)]
        if not found:
            return self._word(data, other, random)
        start, end = random.choice(found)
        values: list[bytes] = _VALUE.findall(other) or self.words
        return data[:start] + random.choice(random.choice((values, self.words))) + data[end:]

    def _byte(self, data: bytes, _: bytes, random: Random) -> bytes:
        at = random.randrange(len(data) + 1)
        return data[:at] + random.choice(_BYTES) + data[at + random.randrange(2) :]

    def _cut(self, data: bytes, _: bytes, random: Random) -> bytes:
        start = random.randrange(len(data) + 1)
        return data[:start] + data[start + random.randrange(1, 40) :]

    def _repeat(self, data: bytes, _: bytes, random: Random) -> bytes:
        start = random.randrange(len(data) + 1)
        piece = data[start : start + random.randrange(1, 60)]
        return data[:start] + piece * random.choice((2, 2, 3, 40)) + data[start:]

    def _lines(self, data: bytes, other: bytes, random: Random) -> bytes:
        """Lines dropped, doubled, swapped, indented or taken from another input."""
        lines, others = data.split(b"\n"), other.split(b"\n")
        at, to = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(to, lines[at])
            case 2:
                lines[at], lines[to] = lines[to], lines[at]
            case 3:
                lines[at] = b"  " + lines[at]
            case 4:
                lines[at] = lines[at][random.randrange(3) :]
            case _:
                first = random.randrange(len(others))
                lines[at:at] = others[first : first + random.randrange(1, 12)]
        return b"\n".join(lines)

    def _line_ends(self, data: bytes, _: bytes, random: Random) -> bytes:
        return data.replace(b"\r\n", b"\n").replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b" \n")))

    _CHANGES = (
        *(_value, _value, _value, _value, _word, _word, _lines, _lines, _lines),
        *(_byte, _cut, _repeat, _line_ends),
    )


class Grammar:
    """Writes storyboards along the language itself: mostly right, so that they reach the last stages."""

    def storyboard(self, random: Random) -> bytes:
        """One storyboard."""
        always = {"animec", "clip", "stack", "vars", "characters", "models", random.choice(("shots", "stills"))}
        entries = self._entries(storyboard.Storyboard, random, always)
        return "".join(f"{key}: {value}\n" for key, value in entries).encode()

    def _entries(self, record: type[Record], random: Random, always: set[str]) -> list[tuple[str, str]]:
        return [
            (key, self._field(key, field, random))
            for key, field in record.fields.items()
            if key in always or random.random() < (0.98 if field.required else 0.25)
        ]

    def _field(self, key: str, field: Any, random: Random) -> str:
        if key in _VALUES["keys"] and random.random() < 0.9:
            return str(random.choice(_VALUES["keys"][key]))
        if field.example and random.random() < 0.5:
            return str(field.example)
        return self._kind(field.kind, random)

    def _kind(self, kind: Any, random: Random) -> str:
        match type(kind).__name__:
            case "Either":
                return self._kind(random.choice([form for form in kind.forms.values() if form]), random)
            case "RecordOf":
                entries = self._entries(kind.record, random, set())
                return "{" + ", ".join(f"{key}: {value}" for key, value in entries) + "}"
            case "ListOf":
                return f"[{', '.join(self._kind(kind.kind, random) for _ in range(random.randrange(4)))}]"
            case "MapOf":
                names = random.sample(["hana", "time", "own", "pocket-pastel", "clip-length"], random.randrange(3))
                return "{" + ", ".join(f"{name}: {self._kind(kind.kind, random)}" for name in names) + "}"
            case "Choice":
                return str(random.choice([*kind.meanings]))
            case "Whole":
                return str(random.choice((kind.least, kind.most, random.randint(kind.least, kind.most), 4)))
            case "Real":
                return f"{random.uniform(kind.least, kind.most):.{random.randrange(4)}f}"
            case other:
                return str(random.choice(_VALUES["kinds"].get(other, ["x"])))


# -- runs -------------------------------------------------------------------------------------------------------------


class Figures(NamedTuple):
    """What came of a run."""

    runs: int
    seconds: float
    slowest: float  # seconds of processor time of one input
    plans: int  # inputs that became a plan
    kinds: int  # different sets of findings

    @property
    def text(self) -> str:
        return (
            f"{self.runs:,} inputs in {self.seconds:.0f} s ({self.runs / max(self.seconds, 1e-3):.0f} a second), "
            f"{self.plans:,} plans, {self.kinds:,} different sets of findings, slowest {self.slowest:.2f} s"
        )


def run_own(runs: int, seed: int, seconds: float, report: Callable[[Failure], None]) -> Figures:
    """An input that gets a new set of findings joins the pool that others are made from. One seed, one run."""
    compiler, mutator, grammar, random = Compiler(), Mutator(), Grammar(), Random(seed)
    pool, good, seen = corpus(), [_minimal()], set[tuple[str, ...]]()
    began, slowest, plans, done = time.monotonic(), 0.0, 0, 0
    while done < runs and time.monotonic() - began < seconds:
        data = grammar.storyboard(random) if random.random() < 0.2 else random.choice(random.choice((pool, good)))
        if random.random() < 0.9:
            data = mutator.mutate(data, random.choice(pool), random)
        start = time.process_time()
        codes, failure = compiler.failure(data)
        slowest = max(slowest, time.process_time() - start)
        plans += PLAN in codes
        if failure:
            report(failure)
        elif codes not in seen:
            seen.add(codes)
            kept = good if PLAN in codes else pool
            kept.append(data)
            if len(kept) > _POOL:
                del kept[random.randrange(len(kept))]
        done += 1
    return Figures(done, time.monotonic() - began, slowest, plans, len(seen))


def run_atheris(arguments: Sequence[str], report: Callable[[Failure], None]) -> None:
    """libFuzzer's loop, which ends the process itself; the arguments are its own."""
    import atheris

    compiler, mutator, pool = Compiler(), Mutator(), corpus()

    def one_input(data: bytes) -> None:
        _, failure = compiler.failure(data)
        if failure:
            report(failure)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.3:
            return bytes(atheris.Mutate(data, most))
        return mutator.mutate(data, random.choice(pool), random)[:most]

    atheris.Setup([sys.argv[0], *arguments], one_input, custom_mutator=mutate)
    atheris.Fuzz()


class Keeper:
    """Keeps the smallest input of each way to break a promise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broken: dict[str, bytes] = {}

    def keep(self, failure: Failure) -> None:
        known = self.broken.get(failure.what)
        if known is None or len(failure.data) < len(known):
            self.broken[failure.what] = failure.data
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{failure.what[:80]}.yaml").write_bytes(failure.data)
            sys.stderr.write(f"broken: {failure.what} ({len(failure.data)} bytes)\n")


def main() -> int:
    """Run what the command line asks for; the exit status tells whether a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="inputs to try instead of making some")
    parser.add_argument("--runs", type=int, default=10_000, help="how many inputs to make (%(default)s)")
    parser.add_argument("--seconds", type=float, default=3600.0, help="when to stop at the latest (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="where chance starts (%(default)s)")
    parser.add_argument("--save", type=Path, default=Path("fuzz-failures"), help="folder for what breaks a promise")
    parser.add_argument("--atheris", nargs=argparse.REMAINDER, help="use libFuzzer, with the options that follow")
    options = parser.parse_args()
    keeper = Keeper(options.save)
    if options.files:
        compiler = Compiler()
        for file in options.files:
            codes, failure = compiler.failure(file.read_bytes())
            sys.stdout.write(f"{file}: {failure.what if failure else ', '.join(codes) or 'nothing'}\n")
            if failure:
                keeper.keep(failure)
    elif options.atheris is not None:
        run_atheris(options.atheris, keeper.keep)
    else:
        sys.stdout.write(run_own(options.runs, options.seed, options.seconds, keeper.keep).text + "\n")
    return 1 if keeper.broken else 0


if __name__ == "__main__":
    sys.exit(main())
