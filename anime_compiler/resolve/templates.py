"""Prompt templates: found beside the storyboard first, then among those that ship."""

from collections.abc import Mapping
from functools import cache
from pathlib import PurePath

from anime_compiler.catalogue.shipped import read_shipped, shipped_folder
from anime_compiler.diagnostics.source import Span
from anime_compiler.language.data_files import TemplateFile
from anime_compiler.model.catalogue import Template
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits, read_file
from anime_compiler.resolve import codes
from anime_compiler.resolve.context import LORA_KINDS, Context, Library
from anime_compiler.resolve.problem import quoted
from anime_compiler.resolve.prompt_codes import BAD_LORA_TAG, EMPTY_PROMPT
from anime_compiler.resolve.prompt_dialect import read_prompt
from anime_compiler.resolve.prompts import PROMPT_SLOT
from anime_compiler.resolve.template_codes import UNREADABLE_TEMPLATE_VARIABLE
from anime_compiler.resolve.template_text import expand_text
from anime_compiler.validate.validate import validate

DEFAULT_TEMPLATE = "anime_cel"


def find_template(name: str, span: Span, context: Context) -> Template:
    """The template of a name; an unknown one is reported, and the default stands in for it."""
    library = context.library
    if own := _own_file(name, library):
        if library.read is not None:
            library.read[name] = own[1]
        return _read_own(*own, context)
    if name in shipped_template_names():
        return _read_shipped(name)
    known = {*_own_names(library), *shipped_template_names()}
    context.unknown_name("prompt template", name, sorted(known), span)
    return _read_shipped(DEFAULT_TEMPLATE)


def templates_read(library: Library) -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of every template of the author's that a compilation has used, where `read` was there for them.

    A library that is given these as its `templates` makes the same compilation again, without any folder.
    """
    return tuple(sorted((library.read or {}).items()))


def _own_file(name: str, library: Library) -> tuple[str, bytes] | None:
    """The file of a template of the author's, as what it is called in findings and what is in it."""
    if library.templates is not None:
        data = library.templates.get(name)
        return None if data is None else (f"{name}.yaml", data)
    for folder in library.template_folders:
        # A link is not followed: it could lead out of the project, and a finding would quote from there.
        if (file := folder / f"{name}.yaml").is_file() and not file.is_symlink():
            return str(file), read_file(str(file), Limits().bytes)
    return None


def _own_names(library: Library) -> list[str]:
    if library.templates is not None:
        return list(library.templates)
    return [file.stem for folder in library.template_folders for file in folder.glob("*.yaml")]


@cache
def shipped_template_names() -> tuple[str, ...]:
    """The names of the templates that ship."""
    return tuple(sorted(file.stem for file in (shipped_folder("templates") / "prompts").glob("*.yaml")))


@cache
def _read_shipped(name: str) -> Template:
    written = read_shipped(shipped_folder("templates") / "prompts" / f"{name}.yaml", TemplateFile)
    return _template(written, name, written.loras or {})


def _read_own(file: str, data: bytes, context: Context) -> Template:
    """A template of the author's; its findings point into its own file."""
    tree = parse(file, data, Limits(), context.bag)
    name = PurePath(file).stem
    written = validate(tree, TemplateFile, context.bag) if tree else None
    if written is None or "positive" in written.invalid:
        return _read_shipped("plain")
    _check_positive(written, name, context)
    models = {
        lora: context.model(lora, LORA_KINDS, written.place.part_key("loras", lora)) for lora in written.loras or {}
    }
    known = {models[lora].id: weight for lora, weight in (written.loras or {}).items() if models[lora].is_known}
    return _template(written, name, known)


def _check_positive(written: TemplateFile, name: str, context: Context) -> None:
    """Report what would be wrong with the prompt of every scene: each half of it has to stand alone."""
    lacking = "vars" in written.doubtful
    expanded = expand_text(written.positive, {**(written.vars or {}), "prompt": PROMPT_SLOT})
    for problem in expanded.problems:
        if problem.code is not UNREADABLE_TEMPLATE_VARIABLE or not lacking:
            span = written.place.within(problem.start, problem.end, "positive")
            context.bag.add(problem.code, problem.message, span, problem.help)
    span = written.place.at("positive")
    if not expanded.problems and PROMPT_SLOT not in expanded.text:
        message = f"template `{name}` does not say where the prompt goes"
        context.bag.add(codes.TEMPLATE_WITHOUT_PROMPT, message, span, "write `{{ prompt }}` into it")
    halves = [read_prompt(half) for half in expanded.text.split(PROMPT_SLOT) if half.strip()]
    problems = [problem for half in halves for problem in half.problems if problem.code is not EMPTY_PROMPT]
    for problem in problems[:1]:  # of brackets around the prompt each half has one
        context.bag.add(problem.code, problem.message, span, problem.help)
    for half in halves:
        for tag in half.loras:
            message = f"the LoRA {quoted(tag.name)} of a template belongs under its `loras`"
            context.bag.add(BAD_LORA_TAG, message, span, f"write `loras: {{{tag.name}: {tag.weight:g}}}`")


def _template(written: TemplateFile, name: str, loras: Mapping[str, float]) -> Template:
    return Template(
        name=name,
        title=written.title or "",
        positive=written.positive,
        negative=written.negative or (),
        vars=written.vars or {},
        loras=loras,
    )
