"""Prompt templates: found beside the storyboard first, then among those that ship."""

from functools import cache
from pathlib import Path

from anime_compiler.catalogue.shipped import read_shipped, shipped_folder
from anime_compiler.diagnostics.source import Span
from anime_compiler.language.data_files import TemplateFile
from anime_compiler.model.catalogue import Template
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits, read_file
from anime_compiler.resolve import codes
from anime_compiler.resolve.context import Context
from anime_compiler.validate.validate import validate

DEFAULT_TEMPLATE = "anime_cel"


def find_template(name: str, span: Span, context: Context) -> Template:
    """The template of a name; an unknown one is reported, and the default stands in for it."""
    for folder in context.library.template_folders:
        if (file := folder / f"{name}.yaml").is_file():
            return _read_own(file, context)
    if name in shipped_template_names():
        return _read_shipped(name)
    own = [file.stem for folder in context.library.template_folders for file in folder.glob("*.yaml")]
    context.unknown_name("prompt template", name, sorted({*own, *shipped_template_names()}), span)
    return _read_shipped(DEFAULT_TEMPLATE)


@cache
def shipped_template_names() -> tuple[str, ...]:
    """The names of the templates that ship."""
    return tuple(sorted(file.stem for file in (shipped_folder("templates") / "prompts").glob("*.yaml")))


@cache
def _read_shipped(name: str) -> Template:
    return _template(read_shipped(shipped_folder("templates") / "prompts" / f"{name}.yaml", TemplateFile))


def _read_own(file: Path, context: Context) -> Template:
    """A template of the author's; its findings point into its own file."""
    limits = Limits()
    tree = parse(str(file), read_file(str(file), limits.bytes), limits, context.bag)
    written = validate(tree, TemplateFile, context.bag) if tree else None
    if written is None or "positive" in written.invalid:
        return _read_shipped("plain")
    if "prompt" not in written.positive:
        span = written.place.at("positive")
        message = f"template `{file.stem}` does not say where the prompt goes"
        context.bag.add(codes.TEMPLATE_WITHOUT_PROMPT, message, span, "write `{{ prompt }}` into it")
    return _template(written)


def _template(written: TemplateFile) -> Template:
    return Template(
        name=written.template or "",
        title=written.title or "",
        positive=written.positive,
        negative=written.negative or (),
        vars=written.vars or {},
        loras={name: weight for name, weight in (written.loras or {}).items() if isinstance(weight, float)},
    )
