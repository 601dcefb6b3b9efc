"""Write a commented storyboard to start from, or make one from a shot list.

The starter is short and complete: it passes `animec check` as it is, and its lines say what they are for.
Change it, check it, and look at the plan.

  animec new                                a clip in storyboard.yaml
  animec new specs/duel.yaml --template noir --stack pocket
  animec new portraits.yaml --still         pictures instead of a clip
  animec new specs/duel.yaml --from shots.json

A shot list is JSON as other tools and language models write it: shots or scenes with a prompt or a
description, a duration, a camera, a style, characters. What was left out, changed or guessed is told at the
top of the new file. With --still it becomes one picture for each shot.
"""

import re
import shlex
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from anime_compiler.cli.inputs import read_storyboard
from anime_compiler.cli.write_file import write_file
from anime_compiler.diagnostics.did_you_mean import closest, known_names
from anime_compiler.errors import UsageError
from anime_compiler.language.choices import STACKS
from anime_compiler.parse.read_file import Limits
from anime_compiler.resolve.templates import DEFAULT_TEMPLATE, shipped_template_names
from anime_compiler.starter.names import legal_name
from anime_compiler.starter.starter import starter_storyboard

_UNNAMED = "my_clip"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "path",
        nargs="?",
        default="storyboard.yaml",
        metavar="PATH",
        help="the file to write, or - for standard output (%(default)s)",
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar="SHOTLIST",
        help="make it from a shot list in JSON; - for standard input",
    )
    parser.add_argument("--template", metavar="NAME", help="the style of all pictures, such as noir or pastel")
    parser.add_argument("--stack", choices=STACKS, default="sdxl", help="the models that render it (%(default)s)")
    parser.add_argument("--still", action="store_true", help="stills instead of the shots of a clip")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def run(options: Namespace) -> int:
    """Write the storyboard, and say what comes next."""
    _check_template(options.template, options.path)
    if options.path == "-":
        print(_text(options, _UNNAMED)[0], end="")
        return 0
    _check_target(Path(options.path), options.path, options.force)
    name = legal_name(Path(options.path).stem, _UNNAMED)
    text, remarks = _text(options, name)
    write_file(options.path, text.encode())
    for remark in remarks:
        print(f"animec: {remark}", file=sys.stderr)
    shown = shlex.quote(options.path.encode("utf-8", "replace").decode())
    print(f"{shown} is written; next:\n")
    print(f"animec check {shown}    says what is wrong with it, and what breaks the rules")
    print(f"animec plan {shown}     shows what a render would do")
    return 0


def _text(options: Namespace, name: str) -> tuple[str, tuple[str, ...]]:
    """The storyboard, and what there is to remark on."""
    if options.source is None:
        template = options.template or DEFAULT_TEMPLATE
        return starter_storyboard(name, options.stack, template, options.still), ()
    # Only who imports a shot list waits for what that needs.
    from anime_compiler.starter.read_json import parse_shot_list
    from anime_compiler.starter.shot_list import storyboard_from_shot_list

    limits = Limits()
    file = read_storyboard(options.source, limits)
    data = parse_shot_list(file.name, file.data, limits.bytes)
    return storyboard_from_shot_list(data, name, options.stack, options.template, options.still)


def _check_template(name: str | None, path: str) -> None:
    """A style that ships, or one of the author's that the new storyboard will find."""
    shipped = shipped_template_names()
    if name is None or name in shipped:
        return
    folders = {Path(path).parent, Path()} if path != "-" else {Path()}
    is_own = re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,63}", name) and any(
        (folder / "templates" / "prompts" / f"{name}.yaml").is_file() for folder in folders
    )
    if not is_own:
        meant = closest(name, shipped)
        cure = f"did you mean `{meant}`?" if meant else f"known: {known_names(shipped, len(shipped))}"
        raise UsageError(f"there is no prompt template `{name}`", cure)


def _check_target(target: Path, path: str, force: bool) -> None:
    """Refuse before anything is read what would fail, or do harm, when the file is written."""
    if not target.parent.is_dir():
        raise UsageError(
            f"there is no folder `{target.parent}`",
            f"make it first: mkdir -p {shlex.quote(str(target.parent))}",
        )
    if target.is_dir():
        raise UsageError(f"`{path}` is a folder", f"name a file in it: {shlex.quote(str(target / 'storyboard.yaml'))}")
    # A link is refused by whoever writes the file, with or without --force.
    if target.exists() and not target.is_symlink() and not force:
        raise UsageError(f"`{path}` is there already", "overwrite it with --force, or choose another name")
