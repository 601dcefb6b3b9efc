"""Make safetensors of a pickle, or a folder in diffusers' layout of a whole checkpoint in one file.

animec models convert old.ckpt new.safetensors
animec models convert sd_xl_base_1.0.safetensors DIR/sdxl-base-1.0/ --tokenizers TOKENIZERS

A pickle is a program. It is read in a process of its own that runs none of it, has no network and little else.
A single file lacks the words of the tokenizers: `tokenizer/`, and for SDXL `tokenizer_2/`, have to lie in the folder
that --tokenizers names, or beside the file.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.models.folder import add_folder_argument, readable, shelf_of
from anime_compiler.diagnostics.render_text import counted, visible

if TYPE_CHECKING:
    from renderer.weights.header import Header

_PREDICTIONS = ("epsilon", "v_prediction")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "old", type=Path, metavar="OLD", help="a .ckpt, .bin, .pt or .pth, or a base in one .safetensors"
    )
    parser.add_argument("new", type=Path, nargs="?", metavar="NEW", help="default: beside the old one, under its name")
    parser.add_argument("--tokenizers", type=Path, metavar="DIR", help="for a base: where its tokenizers are")
    parser.add_argument("--prediction", choices=_PREDICTIONS, help="for a base: what it predicts, if that is not known")
    add_folder_argument(parser)


def run(options: Namespace) -> int:
    """Convert."""
    from renderer.weights.shelf import WEIGHTS

    old: Path = options.old
    if not old.exists() and not old.is_absolute():
        there = shelf_of(options).root / old
        old = there if there.is_file() else old
    if old.suffix == WEIGHTS:
        return _base(old, options.new or old.with_suffix(""), options)
    return _pickle(old, options.new or old.with_suffix(WEIGHTS))


def _pickle(old: Path, new: Path) -> int:
    from renderer.weights.convert import convert

    made = convert(old, new)
    print(f"{visible(str(new))}: {_summary(made.header)}, family {made.family}")
    for what, number in made.dropped.items():
        print(f"  left out: {number} × {visible(what)}")
    return 0


def _base(old: Path, new: Path, options: Namespace) -> int:
    from renderer.weights.convert_base import convert_base

    known = shipped_catalogue().find(new.name)
    prediction = options.prediction or (known.prediction if known else "")
    made = convert_base(old, new, prediction, options.tokenizers)
    print(f"{visible(str(new))}: {made.family}, {counted(made.tensors, 'tensor')}, {readable(made.size)}")
    for what, number in made.left_out.items():
        print(f"  left out: {number} × {visible(what)}")
    print(f"  the folder takes the place of `{visible(old.name)}`, which may go")
    return 0


def _summary(header: "Header") -> str:
    formats = ", ".join(f"{number} in {dtype}" for dtype, number in header.dtypes().items())
    return f"{counted(len(header.tensors), 'tensor')} ({formats})"
