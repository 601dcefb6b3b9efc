"""Storyboards that a command was given: files, folders, or standard input, and values in place of theirs."""

import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.parse.read_file import Limits, read_file
from anime_compiler.pipeline import Compilation, compile_storyboard
from anime_compiler.resolve.context import Library

_IS_STORYBOARD = re.compile(rb"^(?:\xef\xbb\xbf)?animec[ \t]*:", re.MULTILINE)
_DEFAULTS = Limits()
_SHORT_FORMS = {
    "seed": "seed={}",
    "fps": "fps={}",
    "num_frames": "shots.*.duration={}f",
    "segment_length": "shots.*.chain.length={}f",
    "motion_lora": "shots.*.motion.lora={}",
}
# A name that means itself as a value; anything else is put in quotes.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9](?:[\w./+-]| (?=[\w./+-]))*\Z", re.ASCII)


class StoryboardFile(NamedTuple):
    """A storyboard as bytes, and the name that findings are reported under."""

    name: str
    data: bytes


def add_input_arguments(parser: ArgumentParser, several: bool) -> None:
    """The storyboards, and how much they may ask of the compiler."""
    if several:
        parser.add_argument(
            "paths",
            nargs="*",
            default=["."],
            metavar="PATH",
            help="files, folders to search, or - (default: this folder)",
        )
    else:
        parser.add_argument("path", metavar="STORYBOARD", help="a file, or - for standard input")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="overrides",
        metavar="PATH=VALUE",
        help="a value in place of the written one, such as `shots.rooftop.duration=4s`; may be given again",
    )
    parser.add_argument("--vram", type=_gigabytes, metavar="GB", help="memory of the card that it will be rendered on")
    parser.add_argument(
        "--max-bytes",
        type=whole_number,
        default=_DEFAULTS.bytes,
        metavar="N",
        help="size limit of a file (%(default)s)",
    )
    parser.add_argument(
        "--max-nodes",
        type=whole_number,
        default=_DEFAULTS.nodes,
        metavar="N",
        help="limit of values in a file (%(default)s)",
    )


def add_short_forms(parser: ArgumentParser) -> None:
    """Options that say shortly what `--set` says; each can be spelled with `-` or `_`."""
    group = parser.add_argument_group("short forms of --set")
    group.add_argument("--seed", metavar="N", help="the storyboard's seed")
    group.add_argument("--fps", metavar="N", help="frames a second")
    group.add_argument(
        "--num-frames", "--num_frames", type=whole_number, metavar="N", help="the length of every shot, in frames"
    )
    group.add_argument(
        "--segment-length", "--segment_length", type=whole_number, metavar="N", help="frames of one segment"
    )
    group.add_argument("--motion-lora", "--motion_lora", metavar="NAME", help="the motion LoRA of every shot")
    group.add_argument(
        "--internal-controlnet-only",
        "--internal_controlnet_only",
        action="store_true",
        help="always on: control maps come from generated pictures alone, and nothing can turn that off",
    )


def as_overrides(options: Namespace) -> list[str]:
    """The short forms that were given, as `--set` has them; none where a command does not have them."""
    given = {name: getattr(options, name, None) for name in _SHORT_FORMS}
    if (lora := given["motion_lora"]) is not None and not _PLAIN_NAME.match(lora):
        from json import dumps  # YAML reads what JSON puts in quotes

        given["motion_lora"] = dumps(lora, ensure_ascii=False)
    return [form.format(given[name]) for name, form in _SHORT_FORMS.items() if given[name] is not None]


def limits_of(options: Namespace) -> Limits:
    """The budgets that were asked for."""
    return Limits(options.max_bytes, options.max_nodes)


def read_storyboard(path: str, limits: Limits) -> StoryboardFile:
    """One storyboard by the path that a person gave."""
    if path == "-":
        return StoryboardFile("<stdin>", sys.stdin.buffer.read(limits.bytes + 1))
    return StoryboardFile(path, read_file(path, limits.bytes))


def named_files(paths: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Every file under the paths, and whether it was named itself; in a folder that is every YAML file."""
    for path in paths:
        if path != "-" and os.path.isdir(path):  # noqa: PTH112 - unlike Path's it says no to names that cannot be
            yield from ((file, False) for file in _yaml_files(path))
        else:
            yield path, True


def is_storyboard(file: StoryboardFile) -> bool:
    """Whether a file has the key that every storyboard has."""
    return _IS_STORYBOARD.search(file.data) is not None


def library_beside(file: StoryboardFile, options: Namespace) -> Library:
    """What a storyboard may draw on: the catalogue, and the templates that lie beside it, noted as they are read."""
    folder = Path() if file.name == "<stdin>" else Path(file.name).parent
    folders = tuple(dict.fromkeys((folder / "templates" / "prompts", Path("templates") / "prompts")))
    return Library(shipped_catalogue(), folders, options.vram, read={})


def compile_file(file: StoryboardFile, options: Namespace, library: Library | None = None) -> Compilation:
    """Compile one storyboard with what lies beside it, and with the values that were given in place of its own."""
    library = library or library_beside(file, options)
    return compile_storyboard(file.name, file.data, library, limits_of(options), overrides_of(options))


def overrides_of(options: Namespace) -> tuple[str, ...]:
    """Every value that was given in place of a written one: short forms first, so that `--set` has the last word."""
    return (*as_overrides(options), *options.overrides)


def without_overrides(options: Namespace) -> Namespace:
    """The options without any value in place of a written one."""
    return Namespace(**{**vars(options), **dict.fromkeys(_SHORT_FORMS), "overrides": []})


def _yaml_files(folder: str) -> Iterator[str]:
    """Depth first and sorted, without hidden folders; links to folders are not followed."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in sorted(files):
            if name.endswith((".yaml", ".yml")):
                path = os.path.join(root, name)  # noqa: PTH118 - keeps the path as short as the folder was given
                if Path(path).is_file():
                    yield path.removeprefix("./") if folder == "." else path


def whole_number(text: str) -> int:
    """A whole number above 0, for an option."""
    if not text.isdecimal() or not 0 < int(text) < 1 << 40:
        raise ArgumentTypeError(f"`{text}` is not a whole number above 0")
    return int(text)


def _gigabytes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 10_000:
        raise ArgumentTypeError(f"`{text}` is not an amount of memory in GB")
    return value
