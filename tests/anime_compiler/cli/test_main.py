"""The program as a whole: what it ends with, and what it does when the world outside is not as it should be."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anime_compiler import __version__
from anime_compiler.cli import explain_command
from anime_compiler.cli.main import COMMANDS, main
from anime_compiler.errors import AnimecError, UnreadablePlan, UsageError

ROOT = Path(__file__).parents[3]
SPEC = str(ROOT / "specs" / "image_set.yaml")  # its title is no ASCII
CLIP = str(ROOT / "specs" / "clip_001.yaml")
FULL = Path("/dev/full")
HEAVY = ["torch", "diffusers", "numpy", "av", "matplotlib", "PIL", "jsonschema", "pydantic", "rich", "typer"]


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """The program switches the collection of garbage off for the rest of its short life; a test session is longer."""
    yield
    gc.enable()


def run(*words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "anime_compiler", *words], cwd=ROOT, env={**os.environ, **env}, capture_output=True
    )


def shell(script: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """A line of shell in which `animec` is this program."""
    script = f'set -o pipefail; animec() {{ "{sys.executable}" -m anime_compiler "$@"; }}; {script}'
    return subprocess.run(["bash", "-c", script], cwd=ROOT, env={**os.environ, **env}, capture_output=True)


def test_without_a_command_it_shows_what_there_is_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out = capsys.readouterr().out
    for name, summary in COMMANDS.items():
        assert f"{name:8} {summary}" in out
    assert "exit status:" in out
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_asked_for_help_it_shows_the_same_and_ends_with_0(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 0
    helped = capsys.readouterr().out
    main([])
    assert capsys.readouterr().out == helped


@pytest.mark.parametrize("word", ["-V", "--version"])
def test_it_says_its_version(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 0
    assert capsys.readouterr() == (f"animec {__version__}\n", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps_in_two_ways(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    helped = capsys.readouterr()
    assert helped.out.startswith(f"usage: animec {name}")
    assert helped.err == ""
    assert main(["help", name]) == 0
    assert capsys.readouterr() == helped


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("chek", "did you mean `animec check`?"),
        ("PLAN", "did you mean `animec plan`?"),
        ("xyzzy", "see `animec --help`"),
        ("", "see `animec --help`"),
        ("--verbose", "see `animec --help`"),
        ("../check", ""),
    ],
)
def test_a_command_that_is_not_there(word: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word, "x"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"animec: there is no command `{word}`\n")
    assert said in err


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--bogus"],
        ["check", "--form", "json"],  # no abbreviations: a later option could make them mean something else
        ["check", "--format", "xml"],
        ["check", "--vram", "-1"],
        ["check", "--vram", "much"],
        ["check", "--max-bytes", "0"],
        ["check", "--max-nodes", "1e3"],
        ["plan"],
        ["plan", "a.yaml", "b.yaml"],
        ["plan", "a.yaml", "--json", "--explain"],
        ["plan", "a.yaml", "--graph", "png"],
        ["models"],
        ["models", "list", "--kind", "hat"],
    ],
    ids=" ".join,
)
def test_options_that_make_no_sense_end_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    command = "models list" if words[:2] == ["models", "list"] else words[0]
    assert f"animec {command}: error: " in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (UsageError("which one?", "this one"), 2, "animec: which one?\n  this one\n"),
        (UnreadablePlan("no plan"), 3, "animec: no plan\n"),
        (AnimecError("odd"), 9, "animec: odd\n"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 7, ""),
        (OSError(28, "No space left on device"), 7, "animec: cannot read or write: No space left on device\n"),
        (
            ZeroDivisionError("division by zero"),
            9,
            "animec: this is a bug in animec: ZeroDivisionError: division by zero\n"
            "  run it again with ANIMEC_DEBUG=1 and report what it prints, with the storyboard\n",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_every_failure_is_one_line_and_a_status(
    error: BaseException,
    status: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: object) -> int:
        raise error

    monkeypatch.setattr(explain_command, "run", fail)
    monkeypatch.delenv("ANIMEC_DEBUG", raising=False)
    assert main(["explain"]) == status
    assert capsys.readouterr() == ("", said)


def test_a_bug_shows_its_traceback_to_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(explain_command, "run", fail)
    monkeypatch.setenv("ANIMEC_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["explain"])


@pytest.mark.parametrize(
    "words",
    [["check", CLIP], ["plan", CLIP], ["plan", CLIP, "--json"], ["check", "--help"], ["--help"], ["--version"]],
    ids=" ".join,
)
def test_nothing_heavy_is_loaded(words: list[str]) -> None:
    program = (
        "import sys; from anime_compiler.cli.main import main; status = main(sys.argv[2:]); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & set(sys.argv[1].split())), file=sys.stderr); "
        "sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", program, " ".join(HEAVY), *words], cwd=ROOT, capture_output=True)
    assert done.returncode == 0
    assert done.stderr.decode().splitlines()[-1] == "[]"


def test_as_a_module_and_in_process_it_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    done = run("explain", "too-many-loras")
    assert main(["explain", "too-many-loras"]) == done.returncode == 0
    assert done.stdout.decode() == capsys.readouterr().out


@pytest.mark.parametrize("command", [f"plan {CLIP} --json", "models list", "explain", "--help", f"check {SPEC}"])
def test_a_reader_that_stops_is_met_with_silence(command: str) -> None:
    """`head -1` ends after the first line, however much is still to come."""
    done = shell(f"for _ in 1 2 3; do animec {command}; done | head -1")
    assert done.stdout.count(b"\n") == 1
    done = shell(f"animec {command} > >(exec 0<&-; sleep 0.1)")
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def gone_reader(*program: str) -> subprocess.CompletedProcess[bytes]:
    """A Python with a pipe for its output that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        return subprocess.run([sys.executable, *program], cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    "words", [["plan", CLIP, "--json"], ["check", CLIP], ["--help"], ["check", "--help"], ["--version"]], ids=" ".join
)
def test_a_reader_that_has_gone_already_is_too(words: list[str]) -> None:
    by_hand = "import sys; from anime_compiler.cli.main import main; sys.exit(main(sys.argv[1:]))"
    for program in (["-m", "anime_compiler"], ["-c", by_hand]):
        done = gone_reader(*program, *words)
        assert done.returncode in (0, 7)  # without buffers argparse sees it first, and does not mind
        assert done.stderr == b""


def test_neither_output_nor_errors_can_be_written() -> None:
    done = shell("animec plan nothere.yaml > >(exec 0<&-) 2>&1")
    assert done.returncode in (2, 7)
    assert done.stderr == b""


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("command", [f"plan {CLIP}", f"check {CLIP}", "--help", "models list --json"])
def test_a_full_disk_is_told_in_a_line(command: str) -> None:
    done = shell(f"animec {command} > /dev/full")
    assert done.returncode == 7
    assert done.stderr.decode().splitlines()[-1] == "animec: cannot read or write: No space left on device"
    assert b"bug" not in done.stderr


@pytest.mark.parametrize(("command", "status"), [(f"plan {CLIP}", 0), ("plan nothere.yaml", 2), ("--help", 0)])
def test_streams_that_are_closed_are_no_trouble(command: str, status: int) -> None:
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        done = shell(f"animec {command} {closed}")
        assert done.returncode == status, closed
        assert b"Traceback" not in done.stderr


def test_an_error_never_lands_in_the_output_when_there_is_nowhere_else_to_go() -> None:
    assert shell("animec plan nothere.yaml 2>&-").stdout == b""


def test_a_closed_input_is_an_empty_storyboard() -> None:
    done = shell("animec check - <&-")
    assert done.returncode == 3
    assert b"the file is empty" in done.stdout


LETTERS = [
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "utf-8"},
]


@pytest.mark.parametrize("env", LETTERS, ids=lambda env: ",".join(map("=".join, env.items())))
def test_a_terminal_that_knows_few_letters_gets_the_others_spelt_out(env: dict[str, str]) -> None:
    done = run("plan", SPEC, **env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(
        (b"image_set: The caf\\u00e9 by", "image_set: The café by".encode(), b"image_set: The caf\xe9 by")
    )


@pytest.mark.parametrize("env", LETTERS, ids=lambda env: ",".join(map("=".join, env.items())))
def test_json_stays_json_whatever_letters_there_are(env: dict[str, str]) -> None:
    done = run("plan", SPEC, "--json", **env)
    text = done.stdout.decode("latin-1" if env.get("PYTHONIOENCODING") == "latin-1" else "utf-8")
    assert json.loads(text)["title"] == "The café by the canal"


def test_letters_beyond_the_first_plane_are_spelt_as_json_does(tmp_path: Path) -> None:
    storyboard = tmp_path / "fox.yaml"
    storyboard.write_text(
        "animec: 1\nclip: fox\ntitle: 🦊\nruleset: open\nstills: [{id: a, prompt: a}]\n", encoding="utf-8"
    )
    done = run("plan", str(storyboard), "--json", PYTHONIOENCODING="ascii")
    assert b'"\\ud83e\\udd8a"' in done.stdout
    assert json.loads(done.stdout)["title"] == "🦊"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not text")
def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    storyboard = os.fsencode(tmp_path) + b"/caf\xe9.yaml"
    Path(os.fsdecode(storyboard)).write_bytes(b"animec: 1\nclip: cafe\nruleset: open\nstills: [{id: a, promt: a}]\n")
    for command in ("check", "plan"):
        done = subprocess.run(
            [sys.executable, "-m", "anime_compiler", command, storyboard], cwd=ROOT, capture_output=True
        )
        assert done.returncode == 3
        assert b"there is no key `promt` here" in done.stdout + done.stderr
        assert b"Traceback" not in done.stderr


def test_it_can_be_interrupted() -> None:
    program = (
        # Started in the background, Python would leave interrupts ignored.
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from anime_compiler.cli import explain_command; "
        "explain_command.run = lambda _: os.kill(os.getpid(), signal.SIGINT) or 0; "
        "from anime_compiler.cli.main import main; sys.exit(main(['explain']))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True)
    assert (done.returncode, done.stderr) == (130, b"")
