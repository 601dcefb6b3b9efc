"""Feeds the compiler hostile storyboards: whatever the bytes are, findings or a plan come out, soon, and no exception.

    python tests/fuzz/fuzz_compile.py --runs 100000 --seed 1     own mutations, no further package needed
    python tests/fuzz/fuzz_compile.py --atheris -- -runs=100000  guided by coverage, by libFuzzer (pip install atheris)
    python tests/fuzz/fuzz_compile.py FILE ...                   what a saved input does

An input that breaks a promise is written to `--save` under the name of what it broke, and the run goes on.
"""

import gc
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

_ROOT = Path(__file__).resolve().parents[2]
if str(_ROOT) not in sys.path:
    sys.path.insert(0, str(_ROOT))  # so that it runs from a checkout without an installation

CORPUS = Path(__file__).with_name("corpus")
SLOWEST = 2.0  # seconds of processor time for one input
LARGEST = 64 << 10  # of the mutated inputs; the corpus may hold larger ones
_POOL = 4_000
Check = Callable[[bytes], tuple[str, ...]]


class Broken(Exception):
    """A promise that an input broke, other than by an exception of the compiler's."""


def make_check() -> Check:
    """The check of one input, with everything imported and the catalogue read, so that neither counts as time."""
    from anime_compiler.catalogue.catalogue import shipped_catalogue
    from anime_compiler.diagnostics.diagnostic import Diagnostic, Level
    from anime_compiler.diagnostics.fixes import apply_fixes
    from anime_compiler.diagnostics.render_json import render_json
    from anime_compiler.diagnostics.render_text import render_text
    from anime_compiler.pipeline import Compilation, compile_storyboard
    from anime_compiler.plan.keys import with_keys
    from anime_compiler.plan.plan_json import read_plan, write_plan
    from anime_compiler.plan.render_plan import RenderPlan
    from anime_compiler.plan.verify import verify
    from anime_compiler.resolve.context import Library

    library = Library(shipped_catalogue(), (CORPUS / "templates",), 24.0)

    def look_at(found: Sequence[Diagnostic]) -> None:
        """Each finding points into its text, and can be shown."""
        for one in found:
            spans = [one.span, *(label.span for label in one.labels)]
            for span in spans:
                if not 0 <= span.start <= span.end <= len(span.source.text):
                    raise Broken(f"span-outside-text {one.code.name} {span.start} {span.end}")
            if "\n" in one.message or len(one.message) > 1000:
                raise Broken(f"message-not-a-line {one.code.name}")
        render_text(found, color=True)
        render_json(found).encode()

    def look_at_plan(plan: RenderPlan) -> None:
        """A plan is legal, has a key for each node, and survives being written and read."""
        keyed = with_keys(plan)
        text = write_plan(keyed)
        text.encode()
        again = read_plan(text)
        if again != keyed:
            raise Broken("plan-changed-by-writing")
        verify(again)

    def check(data: bytes) -> tuple[str, ...]:
        began = time.process_time()
        compiled: Compilation = compile_storyboard("fuzz.yaml", data, library)
        look_at(compiled.diagnostics)
        errors = [one for one in compiled.diagnostics if one.level is Level.ERROR]
        if compiled.plan is not None:
            look_at_plan(compiled.plan)
        elif not errors:
            raise Broken("neither-error-nor-plan")
        if any(one.fix for one in errors):
            apply_fixes(errors[0].span.source, errors, unsafe=True)
        if time.process_time() - began > SLOWEST:
            raise Broken("too-slow")
        return tuple(sorted({one.code.name for one in compiled.diagnostics}))

    return check


# -- making inputs ----------------------------------------------------------------------------------------------------


def _dictionary() -> list[bytes]:
    """Words of YAML and of the language that chance would hardly find."""
    from anime_compiler.language import data_files, storyboard
    from anime_compiler.language.record import Record

    words = set(_WORDS.split())
    for module in (storyboard, data_files):
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Record):
                for field in thing.fields.values():
                    words |= {f"{field.key}:", field.example or "~", field.default or "null"}
            elif isinstance(thing, dict):
                words.update(word for word in thing if isinstance(word, str))
    extra = ("\n", "\n  ", "\n    - ", "\r\n", "\t", " # ", ": ", ", ", "{{ ", " }}", "{% if ", " %}", "\ufeff")
    return sorted({word.encode() for word in (*words, *extra)})


_WORDS = """
& * &a *a <<: ! !! !!str !!python/object:x --- ... %YAML %TAG | > |- >+ |2 ? - : , [ ] { } [[ ]] {} [] '' "" ' " # @ `
~ null NO on yes 010 0o17 0x1F 1_000 .5 +1 -0.0 -1 0 1e3 1e400 .nan .inf 12:30 9223372036854775808 99999999999999999999
0f 1f 15f 16f 17f 32f 999999f 0s 0.001s 2.3s 4s 99999.999s 0% 33.333% 50% 99.999% 100% 100.001% 1x1 64x64 768x768
16384x16384 cut carry crossfade crossfade_1f keyframes shot:a shot:b character:hana (( )) (a:1.2) (a:nan) [a] [a:b:0.5]
BREAK AND <lora:pocket-pastel:0.8> <lora:x> <lora:x:1e9> <hypernet:x:1> \\( \\ | {{ {# #} %} {{hana}} {{prompt}} {{a.b}}
{{a|upper}} {{a|x}} {%if {%for {%raw%} {%endif%} __proto__ constructor image: init_image: ../a.png https://x.y/z
data:image/png;base64,iVBORw0KGgo \\0 \\e \\ud800 \\U0001F600 é 😀 \u202e \u200b \ue000 \u2028 \x85 ﻿ con nul pocket sdxl sd2
animatic open cs492c-2025 none auto crop motion_lora pocket-pastel pocket-motion pocket-base animatediff-sdxl-beta own
"""
_BYTES = (b"\x00", b"\x01", b"\x7f", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n", b" ", b"\t", b'"')
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

    def _word(self, data: bytes, other: bytes, random: Random) -> bytes:
        at = random.randrange(len(data) + 1)
        return data[:at] + random.choice(self.words) + data[at:]

    def _value(self, data: bytes, other: bytes, random: Random) -> bytes:
        """Another value for a key."""
        found = list(_VALUE.finditer(data))
        if not found:
            return self._word(data, other, random)
        start, end = random.choice(found).span()
        values = _VALUE.findall(other) or self.words
        return data[:start] + random.choice(random.choice((values, self.words))) + data[end:]

    def _byte(self, data: bytes, other: bytes, random: Random) -> bytes:
        at = random.randrange(len(data) + 1)
        return data[:at] + random.choice(_BYTES) + data[at + random.randrange(2) :]

    def _cut(self, data: bytes, other: bytes, random: Random) -> bytes:
        start = random.randrange(len(data) + 1)
        return data[:start] + data[start + random.randrange(1, 40) :]

    def _repeat(self, data: bytes, other: bytes, random: Random) -> bytes:
        start = random.randrange(len(data) + 1)
        piece = data[start : start + random.randrange(1, 60)]
        return data[:start] + piece * random.choice((2, 2, 3, 40)) + data[start:]

    def _lines(self, data: bytes, other: bytes, random: Random) -> bytes:
        """Lines dropped, doubled, moved, indented or taken from another input."""
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

    def _line_ends(self, data: bytes, other: bytes, random: Random) -> bytes:
        return data.replace(b"\r\n", b"\n").replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b" \n")))

    _CHANGES = (_word, _word, _value, _value, _value, _value, _lines, _lines, _lines, _byte, _cut, _repeat, _line_ends)


class Grammar:
    """Writes storyboards along the language itself: mostly right, so that they reach the last stages."""

    def __init__(self) -> None:
        from anime_compiler.language.record import RecordOf
        from anime_compiler.language.storyboard import Storyboard

        self.kind = RecordOf(Storyboard)

    def storyboard(self, random: Random) -> bytes:
        text = self._record(self.kind.record, random, {"animec", "clip", random.choice(("shots", "stills"))}, 0)
        return text.encode()

    def _record(self, record: Any, random: Random, always: set[str], depth: int) -> str:
        entries = []
        for key, field in record.fields.items():
            if key in always or (field.required and random.random() < 0.98) or random.random() < 0.25:
                entries.append((key, field, self._field(key, field, random, depth)))
        if depth:
            return "{" + ", ".join(f"{key}: {value}" for key, _, value in entries) + "}"
        return "".join(f"{key}: {value}\n" for key, _, value in entries)

    def _field(self, key: str, field: Any, random: Random, depth: int) -> str:
        if key in _LIKELY and random.random() < 0.9:
            return random.choice(_LIKELY[key])
        if field.example and random.random() < 0.5:
            return str(field.example)
        return self._kind(field.kind, random, depth)

    def _kind(self, kind: Any, random: Random, depth: int) -> str:
        match type(kind).__name__:
            case "Either":
                return self._kind(random.choice([form for form in kind.forms.values() if form]), random, depth)
            case "RecordOf":
                return self._record(kind.record, random, set(), depth + 1)
            case "ListOf":
                items = [self._kind(kind.kind, random, depth + 1) for _ in range(random.randrange(4))]
                return f"[{', '.join(items)}]"
            case "MapOf":
                names = random.sample(["hana", "time", "own", "pocket-pastel", "clip-length"], random.randrange(3))
                return "{" + ", ".join(f"{name}: {self._kind(kind.kind, random, depth + 1)}" for name in names) + "}"
            case "Choice":
                return random.choice([*kind.meanings, "nope"] if random.random() < 0.05 else list(kind.meanings))
            case "Whole":
                return str(random.choice((kind.least, kind.most, random.randint(kind.least, kind.most), 4, kind.most + 1)))
            case "Real":
                return f"{random.uniform(kind.least, kind.most):.{random.randrange(4)}f}"
            case other:
                return random.choice(_OF_KIND.get(other, ["x"]))


_LIKELY = {
    "animec": ["1"],
    "stack": ["pocket", "pocket", "pocket", "animatic", "sdxl", "sd2"],
    "ruleset": ["open", "open", "cs492c-2025"],
    "profile": ["256_lcm", "{size: 256x256}", "{size: 320x192, lcm: false, steps: 3}", "smoke"],
    "base": ["pocket-base"],
    "vae": ["pocket-vae"],
    "module": ["pocket-motion", "none"],
    "id": ["a", "b", "c", "roof", "street", "x1"],
    "clip": ["clip"],
    "from": ["keyframes", "keyframes", "shot:a", "shot:roof", "character:hana"],
    "model": ["pocket-depth", "pocket-openpose", "rife-4.26"],
    "lora": ["pocket-pan-left", "own", "pocket-flat"],
    "extends": ["256_lcm", "256_long", "768_lcm"],
    "template": ["plain", "anime_cel", "noir", "mine", "broken"],
    "characters": ["{hana: {looks: 1girl, sheet: {views: 4}}, ken: {looks: '1boy, {{ time }}'}}"],
}
_OF_KIND = {
    "Text": ["a roof", "'{{ hana }} runs'", "\"{{ time }} light, (wind:1.2)\"", "'{% if time %}x{% endif %} BREAK y'", "NO"],
    "Switch": ["true", "false"],
    "Duration": ["16f", "2s", "1f", "33f", "4s", "0f", "0.125s", "100f"],
    "Moment": ["0%", "50%", "100%", "1s", "15f", "40f", "33.333%"],
    "Share": ["10%", "0%", "100%", "12.5%"],
    "PictureSize": ["256x256", "320x192", "64x64", "768x768"],
    "Join": ["cut", "carry", "crossfade 4f", "crossfade 2f"],
    "Name": ["a", "b"],
    "Label": ["pocket-pastel", "own", "nobody"],
}


# -- runs -------------------------------------------------------------------------------------------------------------


class Failure(NamedTuple):
    """An input that broke a promise, and which."""

    what: str
    data: bytes


def failure_of(check: Check, data: bytes) -> tuple[tuple[str, ...], Failure | None]:
    """The codes that an input is given, or what it broke."""
    try:
        return check(data), None
    except Broken as broken:
        return (), Failure(str(broken).split()[0], data)
    except RecursionError:
        return (), Failure("RecursionError", data)
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{Path(place.tb_frame.f_code.co_filename).stem}-{place.tb_lineno}" if place else "nowhere"
        return (), Failure(f"{type(error).__name__}-{where}", data)


def run_own(runs: int, seed: int, seconds: float, report: Callable[[Failure], None]) -> dict[str, float]:
    """Mutations without coverage: an input that gets a new set of findings joins the pool. The same seed, the same run."""
    check, mutator, grammar, random = make_check(), Mutator(), Grammar(), Random(seed)
    pool = [file.read_bytes() for file in sorted(CORPUS.glob("*.yaml"))]
    seen: set[tuple[str, ...]] = set()
    began, slowest, plans, done = time.monotonic(), 0.0, 0, 0
    for done in range(1, runs + 1):
        if random.random() < 0.2:
            data = grammar.storyboard(random)
        else:
            data = random.choice(pool)
        if random.random() < 0.9:
            data = mutator.mutate(data, random.choice(pool), random)
        start = time.process_time()
        codes, failure = failure_of(check, data)
        slowest = max(slowest, time.process_time() - start)
        plans += not failure and not set(codes) & _ERRORS
        if failure:
            report(failure)
        elif codes not in seen:
            seen.add(codes)
            pool.append(data)
            if len(pool) > _POOL:
                del pool[random.randrange(len(pool))]
        if done % 500 == 0:
            gc.collect()
            if time.monotonic() - began > seconds:
                break
    spent = time.monotonic() - began
    return {"runs": done, "seconds": spent, "per_second": done / spent, "slowest": slowest, "kinds": len(seen)}


_ERRORS: frozenset[str] = frozenset()


def run_atheris(arguments: Sequence[str], report: Callable[[Failure], None]) -> None:
    """libFuzzer's loop; it ends the process itself."""
    import atheris

    with atheris.instrument_imports(include=["anime_compiler"]):
        check = make_check()
    mutator = Mutator()
    pool = [file.read_bytes() for file in sorted(CORPUS.glob("*.yaml"))]

    def one_input(data: bytes) -> None:
        _, failure = failure_of(check, data)
        if failure:
            report(failure)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.3:
            return bytes(atheris.Mutate(data, most))
        return mutator.mutate(data, random.choice(pool), random)[:most]

    atheris.Setup([sys.argv[0], *arguments], one_input, custom_mutator=mutate)
    atheris.Fuzz()
