"""Bad inputs, each through the real program: a documented exit status, the right code, no traceback, and soon.

Every case runs in a process of its own with a limit of time and memory. The table says what is wrong with the file in
its ids; what is said of it in detail is tested where it is found.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

pytest.importorskip("resource", reason="limits of memory are a matter of POSIX")

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 5
MEMORY = 512 << 20
HEAD = "animec: 1\nclip: a\nruleset: open\nstack: sdxl\n"
SHOT = "shots: [{id: a, prompt: a roof, duration: 16f}]\n"
GOOD = HEAD + SHOT
CONTEST = "animec: 1\nclip: a\nprofile: 768_long\n"
FINE, USAGE, INVALID, RULE, TROUBLE = 0, 2, 3, 4, 7


# `python -m anime_compiler` under a limit that is set before anything else happens.
LIMITED = f"""
import resource, runpy
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
runpy.run_module("anime_compiler", run_name="__main__", alter_sys=True)
"""


class Run(NamedTuple):
    status: int
    out: str
    err: str


def animec(*arguments: str, cwd: Path, stdin: str = os.devnull) -> Run:
    """The program as a person starts it, but with limits."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with open(stdin, "rb") as given:  # noqa: PTH123 - it may be a device
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, *arguments],
            cwd=cwd,
            env=environment,
            stdin=given,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in run.out + run.err
    assert "this is a bug" not in run.err
    return run


def checked(data: str | bytes, folder: Path, *options: str) -> Run:
    (folder / "a.yaml").write_bytes(data if isinstance(data, bytes) else data.encode())
    return animec("check", "a.yaml", *options, cwd=folder)


class Bad(NamedTuple):
    """A file, the exit status it ends with, the codes that are named, and a piece of what is said."""

    data: str | bytes
    status: int
    code: str = ""
    says: str = ""


def shot(text: str) -> str:
    return f"{HEAD}shots: [{{id: a, {text}}}]\n"


def bomb() -> str:
    lines = [f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefghi")]
    return "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(lines)


THREE = "pastel-anime-xl: 0.8, flatline: 0.25, cool-flat-color: 0.2"
STYLE = f"style: {{loras: {{{THREE}}}}}\n"
CURVE = ", ".join(f"{{at: {frame}f, value: 0.{frame:011}}}" for frame in range(256))

YAML = {
    "an empty file": Bad("", INVALID, "empty-file"),
    "nothing but comments": Bad("# a\n\n  # b\n", INVALID, "empty-file"),
    "an alias bomb": Bad(bomb(), INVALID, "alias-refused", "`*a` is an alias"),
    "10,000 brackets": Bad(HEAD + "x: " + "[" * 10_000, INVALID, "too-deep"),
    "10,000 braces": Bad(HEAD + "x: " + "{a: " * 10_000, INVALID, "too-deep"),
    "a key twice": Bad(GOOD + "seed: 1\nseed: 2\n", INVALID, "duplicate-key", "a.yaml:7:1"),
    "a key twice, once in quotes": Bad(GOOD + 'seed: 1\n"seed": 2\n', INVALID, "duplicate-key", "first written here"),
    "words that YAML 1.1 takes for something else": Bad(GOOD + "title: NO\nvars: {a: on, b: 12:30:45, c: 1e3}\n", FINE),
    "a number with a leading zero": Bad(GOOD + "seed: 010\n", INVALID, "bad-value", "write `10`"),
    "a number of 5,000 digits": Bad(GOOD + f"seed: {'9' * 5000}\n", INVALID, "", "is outside 0 to"),
    "a hexadecimal number of 20,000 digits": Bad(GOOD + f"seed: 0x{'f' * 20_000}\n", INVALID, "bad-value"),
    "a seed of 2^64": Bad(GOOD + "seed: 18446744073709551616\n", INVALID, "", "is outside 0 to"),
    "a seed below zero": Bad(GOOD + "seed: -1\n", INVALID, "", "is outside 0 to"),
    "a seed with a point": Bad(GOOD + "seed: 1.0\n", INVALID, "bad-value"),
    **{
        f"the number {number}": Bad(GOOD + f"profile: {{guidance: {number}}}\n", INVALID, "bad-value", "finite number")
        for number in (".nan", ".inf", "-.inf", "1e-400", "1e400")
    },
    "minus nothing": Bad(GOOD + "profile: {guidance: -0.0, lcm: false}\n", FINE),
    **{
        f"the tag {tag}": Bad(GOOD + f"title: {tag} x\n", INVALID, "tag-refused")
        for tag in ("!!python/object/apply:os.system", "!!binary", "!!timestamp", "!!bool", "!own", "!<tag:x,2000:y>")
    },
    "an alias of itself": Bad("a: &a [*a]\n", INVALID, "alias-refused"),
    "a merge key": Bad(HEAD + "shots: [{<<: {id: a}, prompt: b}]\n", INVALID, "alias-refused"),
    "a NUL": Bad(GOOD + "title: a\0b\n", INVALID, "yaml-syntax", "a.yaml:6:9"),
    "an escaped NUL": Bad(GOOD + 'title: "a\\0b"\n', INVALID, "bad-value"),
    "a lone surrogate": Bad(GOOD.encode() + b"title: \xed\xa0\x80\n", INVALID, "not-utf8"),
    "an escaped lone surrogate": Bad(GOOD + 'title: "\\ud800"\n', INVALID, "yaml-syntax"),
    "a byte order mark": Bad("\ufeff" + GOOD, FINE),
    "UTF-16": Bad(GOOD.encode("utf-16"), INVALID, "not-utf8"),
    "UTF-16 without a mark": Bad(GOOD.encode("utf-16-le"), INVALID, "yaml-syntax"),
    "Latin-1": Bad((GOOD + "title: café\n").encode("latin-1"), INVALID, "not-utf8"),
    "an id that is written backwards": Bad(HEAD + "shots: [{id: a\u202eb, prompt: c}]\n", INVALID, "bad-name"),
    "an id with a letter that is not seen": Bad(HEAD + "shots: [{id: a\u200bb, prompt: c}]\n", INVALID, "bad-name"),
    "a tab in the indentation": Bad(HEAD + "shots:\n\t- id: a\n", INVALID, "yaml-syntax", "a.yaml:6:1"),
    "tabs behind colons": Bad(GOOD.replace(": ", ":\t"), FINE),
    "CRLF": Bad(GOOD.replace("\n", "\r\n"), FINE),
    "no final line end": Bad(GOOD[:-1], FINE),
    "two documents": Bad(GOOD + "---\n" + GOOD, INVALID, "second-document"),
    "a list": Bad("- animec: 1\n", INVALID, "not-a-map"),
    "keys of JavaScript": Bad(GOOD + "__proto__: 1\nconstructor: 2\n", INVALID, "unknown-key"),
    "a template without quotes": Bad(HEAD + "shots:\n- id: a\n  prompt: {{ b }} on a roof\n", INVALID, "complex-key"),
}
TEMPLATES_AND_PROMPTS = {
    "a way to the classes of Python": Bad(
        shot("prompt: \"{{ ''.__class__ }}\""), INVALID, "template-construct-refused"
    ),
    "a format string": Bad(shot("prompt: '{0.__class__} {x!r:>9999999999}'"), FINE),
    "a loop": Bad(shot("prompt: '{% for a in b %}x{% endfor %}'"), INVALID, "template-construct-refused"),
    "a large product": Bad(shot("prompt: '{{ \"a\" * 100000000 }}'"), INVALID, "template-construct-refused"),
    "a wide format": Bad(shot("prompt: '{{ \"x\" | center(500000000) }}'"), INVALID, "unknown-filter"),
    "a macro that calls itself": Bad(
        shot("prompt: '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'"), INVALID, "template-construct-refused"
    ),
    "brackets without end": Bad(shot(f"prompt: '{{{{ {'(' * 3000}a{')' * 3000} }}}}'"), INVALID, "template-syntax"),
    "replacements that multiply": Bad(
        shot("vars: {a: dddd}, prompt: '{{ a" + ' | replace("d", "dddddddd")' * 20 + " }}'"),
        INVALID,
        "template-too-long",
    ),
    "a name without a value": Bad(shot("vars: {time: x}, prompt: '{{ tiem }}'"), INVALID, "", "did you mean `time`?"),
    "a variable made of itself": Bad(shot("vars: {a: '{{ a }}'}, prompt: x"), INVALID, "variable-cycle", "`a` → `a`"),
    "a cycle of variables": Bad(
        shot("vars: {a: '{{ b }}', b: '{{ a }}'}, prompt: x"), INVALID, "variable-cycle", "`a` → `b` → `a`"
    ),
    "a prompt of 9,000 letters": Bad(shot(f"prompt: {'a ' * 4500}"), INVALID, "out-of-range"),
    "a prompt that does not fit the encoder": Bad(
        shot(f"prompt: {'word ' * 80}last"), FINE, "prompt-over-77-tokens", "`word`"
    ),
    "commands to a terminal": Bad(shot('prompt: "\\e[2J\\e]0;x\\a"'), INVALID, "control-character"),
    "shell text": Bad(shot("prompt: '-vf %s $(id) `id` \"; rm -rf / #'"), FINE),
    "10,000 brackets in a prompt": Bad(shot(f"prompt: '{'(' * 8000}'"), INVALID, "unbalanced-parenthesis"),
}
LANGUAGE_AND_RULES = {
    **{
        name: Bad(f"{CONTEST}style: {{loras: {{{THREE}{fourth}}}}}\n{SHOT}", RULE, "too-many-loras")
        for name, fourth in {
            "four LoRAs": ", flat-color-anime-xl: 0.2",
            "one LoRA under two names": ", Pastel Anime XL: 0.8",
            "a LoRA of weight nothing": ", flat-color-anime-xl: 0",
        }.items()
    },
    "a LoRA in the prompt": Bad(
        f"{CONTEST}style: {{loras: {{{THREE}}}}}\nshots: [{{id: a, prompt: 'x <lora:flat-color-anime-xl:0.2>'}}]\n",
        RULE,
        "too-many-loras",
    ),
    "a base that the contest does not know": Bad(
        CONTEST + STYLE + "base: animagine-xl-4.0\n" + SHOT, INVALID, "unknown-name"
    ),
    "the refiner as a base": Bad(CONTEST + STYLE + "base: sdxl-refiner-1.0\n" + SHOT, RULE, "refiner-used"),
    "a base of another family": Bad(CONTEST + STYLE + "base: sd2-768\n" + SHOT, INVALID, "family-mismatch"),
    **{
        f"a picture as {name}": Bad(shot(text), RULE, "external-visual-input")
        for name, text in {
            "image": "prompt: x, image: hana",
            "init_image": "prompt: x, init_image: hana",
            "reference": "prompt: x, reference: hana",
            "an address": "prompt: 'like https://example.org/hana.png'",
            "a data URI": "prompt: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB'",
            "base64": f"prompt: 'iVBORw0KGgo{'aB3/' * 40}'",
            "a source of maps": "prompt: x, control: [{kind: depth, from: ../depth.png}]",
            "a file in a name": "prompt: x, style: {template: ../../etc/passwd}",
        }.items()
    },
    "a picture as numbers": Bad(
        CONTEST
        + STYLE
        + f"shots: [{{id: a, prompt: x, duration: 64s, control: [{{kind: depth, weight: [{CURVE}]}}]}}]\n",
        RULE,
        "authored-geometry",
    ),
    **{
        f"a duration of {duration}": Bad(shot(f"prompt: x, duration: {duration}"), INVALID, code)
        for duration, code in {
            "0f": "empty-duration",
            "0s": "empty-duration",
            "999999f": "empty-duration",
            "1000000000f": "bad-value",
            "2.3s": "fraction-of-a-frame",
            "-1f": "bad-value",
        }.items()
    },
    **{f"a duration of {frames} frames": Bad(shot(f"prompt: x, duration: {frames}f"), FINE) for frames in (1, 15, 17)},
    **{
        f"a frame rate of {rate}": Bad(GOOD + f"fps: {rate}\n", INVALID, code)
        for rate, code in {"0": "out-of-range", "23.976": "bad-value", "1000000": "out-of-range"}.items()
    },
    **{
        f"a size of {size}": Bad(GOOD + f"profile: {{size: {size}}}\n", INVALID, code)
        for size, code in {"0x0": "bad-value", "7x7": "bad-value", "1023x1023": "", "16384x16384": ""}.items()
    },
    "more work than fits a plan": Bad(
        HEAD
        + "shots:\n"
        + "".join(f"- {{id: s{n}, prompt: x, duration: 14400f, chain: {{length: 5f}}}}\n" for n in range(9)),
        INVALID,
        "clip-too-large",
    ),
    "a shot that nobody has": Bad(
        shot("prompt: x, control: [{kind: depth, from: 'shot:b'}]"), INVALID, "unknown-name", "there is no shot `b`"
    ),
    "a character that nobody is": Bad(
        shot("prompt: x, control: [{kind: depth, from: 'character:b'}]"), INVALID, "unknown-name"
    ),
    "maps of the shot itself": Bad(
        shot("prompt: x, control: [{kind: depth, from: 'shot:a'}]"), INVALID, "control-from-later-shot"
    ),
    "maps of a later shot": Bad(
        HEAD + "shots: [{id: a, prompt: x, control: [{kind: depth, from: 'shot:b'}]}, {id: b, prompt: x}]\n",
        INVALID,
        "control-from-later-shot",
    ),
    "a version of the future": Bad(GOOD.replace("animec: 1", "animec: 2"), INVALID, "unsupported-version", "upgrade"),
    "no version": Bad(GOOD.replace("animec: 1\n", ""), INVALID, "missing-key", "`animec`"),
    "ids that differ in capitals": Bad(
        HEAD + "shots: [{id: a, prompt: x}, {id: A, prompt: x}]\n", FINE, "confusable-id"
    ),
    "ids that look alike": Bad(
        HEAD + "shots: [{id: roof1, prompt: x}, {id: roofl, prompt: x}]\n", FINE, "confusable-id"
    ),
    "an id of another script": Bad(HEAD + "shots: [{id: ro\u043ef, prompt: x}]\n", INVALID, "bad-name"),
    **{
        f"the id {name[:9]}": Bad(HEAD + f"shots: [{{id: {name}, prompt: x}}]\n", INVALID, "bad-name")
        for name in ("CON", "nul", "a.", "x" * 300)
    },
}
TABLE = {**YAML, **TEMPLATES_AND_PROMPTS, **LANGUAGE_AND_RULES}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[Run]]:
    """All files of the table, two at a time: most of a run is the start of Python."""
    pool = ThreadPoolExecutor(2)
    folders = {name: tmp_path_factory.mktemp(f"bad{number}") for number, name in enumerate(TABLE)}
    return {name: pool.submit(checked, bad.data, folders[name], "--all") for name, bad in TABLE.items()}


@pytest.mark.parametrize("name", TABLE)
def test_a_bad_file_ends_with_its_status_and_says_what_is_wrong(name: str, runs: dict[str, Future[Run]]) -> None:
    bad, run = TABLE[name], runs[name].result()
    assert run.status == bad.status, run.out
    assert run.err == ""
    assert bad.code in run.out
    assert bad.says in run.out
    assert all(sign.isprintable() or sign == "\n" for sign in run.out)


def test_100_000_unknown_keys_are_twenty_findings_and_a_count(tmp_path: Path) -> None:
    many = checked(GOOD + "".join(f"k{number}: 1\n" for number in range(100_000)), tmp_path, "--max-nodes", "300000")
    assert many.status == INVALID
    assert many.out.count("error[") == 20
    assert "99,980 more" in many.out or "99980 more" in many.out


def test_a_flood_of_values_ends_at_the_limit(tmp_path: Path) -> None:
    run = checked(HEAD + f"x: [{'1,' * 60_000}]\n", tmp_path)
    assert (run.status, "more than 50,000 values" in run.out) == (INVALID, True)


# -- what is no ordinary file


def a_large_file(path: Path) -> None:
    with path.open("wb") as made:
        made.truncate(1 << 30)


def a_link(path: Path) -> None:
    path.with_name("real").write_text(GOOD)
    path.symlink_to("real")


def a_link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


NO_FILES: dict[str, tuple[Callable[[Path], object], int]] = {
    "FIFO": (os.mkfifo, USAGE),
    "folder": (Path.mkdir, USAGE),
    "1 GiB": (a_large_file, INVALID),
    "link": (a_link, FINE),
    "link to nothing": (a_link_to("nothing"), USAGE),
    "link to itself": (a_link_to("a.yaml"), TROUBLE),
    "/dev/zero": (a_link_to("/dev/zero"), USAGE),
    "/dev/null": (a_link_to("/dev/null"), USAGE),
    "nothing": (str, USAGE),
}


@pytest.mark.parametrize(("make", "status"), NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(
    make: Callable[[Path], object], status: int, tmp_path: Path
) -> None:
    make(tmp_path / "a.yaml")
    assert animec("check", "a.yaml", cwd=tmp_path).status == status


def test_an_endless_standard_input_is_refused(tmp_path: Path) -> None:
    run = animec("check", "-", cwd=tmp_path, stdin="/dev/zero")
    assert (run.status, "file-too-large" in run.out) == (INVALID, True)


def test_a_prompt_of_10_mb_is_refused_by_size_and_by_length(tmp_path: Path) -> None:
    text = shot(f"prompt: {'a ' * 5_000_000}")
    assert "file-too-large" in checked(text, tmp_path).out
    longer = checked(text, tmp_path, "--max-bytes", "20000000")
    assert (longer.status, "out-of-range" in longer.out) == (INVALID, True)


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(GOOD + "seed: 010\n")
    run = animec("check", "nowhere.yaml", "bad.yaml", "good.yaml", cwd=tmp_path)
    assert run.status == USAGE
    assert "nowhere.yaml" in run.err
    assert "bad.yaml:6:7" in run.out


# -- plans


def test_line_ends_do_not_change_what_is_made(tmp_path: Path) -> None:
    keys = []
    for text in (GOOD, GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, GOOD[:-1]):
        (tmp_path / "a.yaml").write_bytes(text.encode())
        plan = json.loads(animec("plan", "a.yaml", "--json", cwd=tmp_path).out)
        keys.append([node["key"] for node in plan["nodes"]])
    assert keys == [keys[0]] * 4


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ("", "not JSON"),
        ("{}", "lacks `animec_plan`"),
        ('{"animec_plan": 999}', "its version is 999"),
        ("[" * 100_000, "not JSON"),
        ('{"animec_plan": 1}', "not a plan"),
        ("\0", "not JSON"),
    ],
    ids=["nothing", "no version", "a version of the future", "100,000 brackets", "nothing but a version", "NUL"],
)
def test_what_is_no_plan_is_refused(plan: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "other.json").write_text(plan)
    run = animec("plan", "a.yaml", "--diff", "other.json", cwd=tmp_path)
    assert (run.status, says in run.err) == (INVALID, True)


@pytest.mark.parametrize("output", ["nowhere/a.json", ".", "a.yaml/a.json"])
def test_where_nothing_can_be_written_is_told(output: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    run = animec("plan", "a.yaml", "--json", "-o", output, cwd=tmp_path)
    assert (run.status, run.err.startswith("animec: cannot write")) == (TROUBLE, True)
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "seed: .5\ntitel: x\n")
    (tmp_path / "precious").write_text("untouched")
    (tmp_path / "a.json").symlink_to("precious")
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    (tmp_path / "good.yaml").write_text(GOOD)
    assert animec("plan", "good.yaml", "--json", "-o", "a.json", cwd=tmp_path).status == TROUBLE
    assert (tmp_path / "precious").read_text() == "untouched"
    assert animec("check", "link.yaml", "--fix", cwd=tmp_path).status == TROUBLE
    assert "titel" in (tmp_path / "a.yaml").read_text()
