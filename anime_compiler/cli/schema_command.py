"""Print or write the JSON Schemas that editors use.

  animec schema                      the storyboard's, on standard output
  animec schema --kind template      another one
  animec schema --write schemas      all of them, into a folder
  animec schema --check schemas      exit with 3 where that folder is not up to date

An editor that knows YAML finds the schema by the first line of a storyboard:

  # yaml-language-server: $schema=../schemas/storyboard.json
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from anime_compiler.cli.write_file import write_file
from anime_compiler.errors import UnreadableFile, UnwritableFile
from anime_compiler.language.json_schema import SCHEMA_FILES, schema_text, schemas
from anime_compiler.plan.plan_schema import plan_schema
from renderer.evidence.ledger_schema import ledger_schema

_KINDS = [*(name.removesuffix(".json") for name in SCHEMA_FILES), "plan", "ledger"]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    what = parser.add_mutually_exclusive_group()
    kinds = ", ".join(_KINDS)
    what.add_argument("--kind", choices=_KINDS, metavar="KIND", default="storyboard", help=f"one of {kinds}")
    what.add_argument("--write", metavar="DIR", help="write all of them into a folder")
    what.add_argument("--check", metavar="DIR", help="compare a folder with what would be written")


def run(options: Namespace) -> int:
    """Print, write or compare."""
    all_schemas = {**schemas(), "plan.json": plan_schema(), "ledger.json": ledger_schema()}
    texts = {name: schema_text(schema) for name, schema in all_schemas.items()}
    if options.write:
        return _write(Path(options.write), texts)
    if options.check:
        return _check(Path(options.check), texts)
    print(texts[f"{options.kind}.json"], end="")
    return 0


def _write(folder: Path, texts: dict[str, str]) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(f"cannot make the folder `{folder}`: {error.strerror}") from None
    for name, text in texts.items():
        write_file(str(folder / name), text.encode())
    return 0


def _check(folder: Path, texts: dict[str, str]) -> int:
    stale = [folder / name for name, text in texts.items() if _read(folder / name) != text.encode()]
    for file in stale:
        print(f"{file} is not what the language says")
    if stale:
        print(f"`animec schema --write {folder}` puts it right", file=sys.stderr)
    return 3 if stale else 0


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableFile(f"cannot read `{file}`: {error.strerror}") from None
