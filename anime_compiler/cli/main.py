"""Entry point: finds the command, runs it, and turns failures into one line and an exit status.

A command is a module of this package with a docstring (its help), `add_arguments(parser)` and `run(options)`. Only the
command that is asked for is imported, because people and editors start this program many times an hour.
"""

import codecs
import gc
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from types import ModuleType
from typing import NoReturn

from anime_compiler import __version__
from anime_compiler.errors import AnimecError

# command -> what it does, for `animec --help`; the order is the order of a working day
COMMANDS = {
    "new": "write a commented storyboard to start from, or make one from a shot list",
    "check": "say everything that is wrong with storyboards, and everything that breaks the rules",
    "explain": "explain a finding: what it means, why it matters, what to do instead",
    "plan": "show what a render would do: stills, maps, segments, time and memory",
    "render": "make the film; only what changed is made again, and no crash loses finished work",
    "sweep": "one picture under many settings, in a grid with labelled axes",
    "verify": "prove from what a render left behind where its pictures came from",
    "export": "the timeline for other programs: OpenTimelineIO, EDL, chapters",
    "store": "what is kept of renders: how much, whether it is sound, and clearing up",
    "models": "the checkpoints of the catalogue, and those on this machine: fetch, lock, verify, convert",
    "schema": "print or write the JSON Schemas that editors use",
    "doctor": "look at this machine: what is installed, and what would stand in the way of a render",
}
EXIT_STATUSES = """\
exit status:
  0 all good                   5 a model is missing or bad
  1 `check --fix` has mended   6 out of memory or disk
  2 usage                      7 environment, or a file that cannot be read or written
  3 storyboard not valid       8 evidence that does not hold
  4 contest rule broken        9 a bug in animec; please report it
                               130 interrupted
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is what the process ends with."""
    # One command makes a graph of values that lives as long as the process: collecting it is work for nothing.
    gc.disable()
    _open_streams()
    try:
        status = _guarded(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return status
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # whoever has stopped reading needs no telling
            with suppress(OSError):
                print(f"animec: cannot read or write: {error.strerror}", file=sys.stderr)
        _drop_output()
        return 7


def entry() -> NoReturn:
    """The installed program. It ends without taking its values apart one by one, which can cost more than a check."""
    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _open_streams() -> None:
    """Streams that can take any text: also those that were closed, and those that know a few letters only."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    if isinstance(sys.stdout, TextIOWrapper):
        codecs.register_error("animec", _escaped)
        sys.stdout.reconfigure(errors="animec")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What a stream cannot show, as JSON spells it, so that JSON stays JSON."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


def _drop_output() -> None:
    """What is left in the buffer has nowhere to go, and must not be tried again at the end of the process."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _guarded(words: Sequence[str]) -> int:
    """The status of a command, whatever becomes of it; only trouble with input and output is left to the caller."""
    try:
        if words[:1] in (["--version"], ["-V"]):
            print(f"animec {__version__}")
            return 0
        return _run(words)
    except AnimecError as error:
        from anime_compiler.cli.terminal import report_error

        if error.exit_status == 9 and error.__cause__ and os.environ.get("ANIMEC_DEBUG"):
            raise
        return report_error(error)
    except SystemExit as error:  # help, or options that argparse does not understand
        return error.code if isinstance(error.code, int) else 2
    except KeyboardInterrupt:
        return 130
    except OSError:
        raise
    except Exception as error:
        return _report_bug(error)


def _run(words: Sequence[str]) -> int:
    if words and words[0] in COMMANDS:
        command = import_module(f"anime_compiler.cli.{words[0]}_command")
        parser = _command_parser(words[0], command)
        options = parser.parse_args(words[1:])
        status: int = command.run(options)
        return status
    return _no_command(words)


def _command_parser(name: str, command: ModuleType) -> ArgumentParser:
    parser = ArgumentParser(
        prog=f"animec {name}",
        description=command.__doc__,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    return parser


def _no_command(words: Sequence[str]) -> int:
    """The overview, or what was probably meant."""
    if words and words[0] not in ("-h", "--help", "help"):
        from anime_compiler.diagnostics.did_you_mean import closest

        meant = closest(words[0], COMMANDS)
        print(f"animec: there is no command `{ascii(words[0])[1:-1]}`", file=sys.stderr)
        print(f"did you mean `animec {meant}`?" if meant else "see `animec --help`", file=sys.stderr)
        return 2
    if words[:1] == ["help"] and words[1:2] and words[1] in COMMANDS:
        return _run([words[1], "--help"])
    width = max(map(len, COMMANDS))
    print("animec: a compiler for anime shots, from a storyboard in YAML to a film and the evidence for it\n")
    print("usage: animec COMMAND [options]\n")
    for name, summary in COMMANDS.items():
        print(f"  {name:{width}}  {summary}")
    print("\n`animec COMMAND --help` says more. Start with: animec new my_clip.yaml\n")
    print(EXIT_STATUSES, end="")
    return 0 if words else 2


def _report_bug(error: Exception) -> int:
    """A traceback helps nobody at a deadline; who wants it asks with ANIMEC_DEBUG."""
    if os.environ.get("ANIMEC_DEBUG"):
        raise error
    print(f"animec: this is a bug in animec: {type(error).__name__}: {error}", file=sys.stderr)
    print("  run it again with ANIMEC_DEBUG=1 and report what it prints, with the storyboard", file=sys.stderr)
    return 9


if __name__ == "__main__":
    entry()
