"""Authors' texts to prompts: names are replaced, the dialect is read, and the template is put around the result."""

from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Template
from anime_compiler.model.prompt import EMPTY_PROMPT, Prompt, joined
from anime_compiler.parse.spec_tree import Place, TextNode
from anime_compiler.resolve.problem import MOST_ADVISED
from anime_compiler.resolve.prompt_dialect import read_prompt
from anime_compiler.resolve.template_codes import UNREADABLE_TEMPLATE_VARIABLE
from anime_compiler.resolve.template_text import expand_text
from anime_compiler.resolve.variables import Names, Value
from anime_compiler.resolve.written_pieces import has_only_plain_names, written_span

_MOST_PROBLEMS = 50  # that are told of one text
PROMPT_SLOT = "\ue000"  # a private character, which stands in for the author's prompt


class Tag(NamedTuple):
    """A `<lora:…>` of a prompt, and where it stands."""

    name: str
    weight: float
    place: Place


class Wording(NamedTuple):
    """A text of the author's after reading."""

    prompt: Prompt
    tags: tuple[Tag, ...]
    names: frozenset[str]


NOTHING = Wording(EMPTY_PROMPT, (), frozenset())


def read_wording(text: str, place: Place, path: tuple[str, ...], names: Names, bag: Bag) -> Wording:
    """A prompt as its author wrote it. The findings point into the text under `path`."""
    written = Value(text, place, path)
    expanded = expand_text(text, names.texts, advise=len(bag) < MOST_ADVISED)
    for problem in expanded.problems[:_MOST_PROBLEMS]:
        if names.lacking and problem.code is UNREADABLE_TEMPLATE_VARIABLE:
            continue
        bag.add(problem.code, problem.message, place.within(problem.start, problem.end, *path), problem.help)
    if expanded.problems:
        _read_as_written(written, bag)
        return NOTHING._replace(names=expanded.used)
    read = read_prompt(expanded.text)
    for problem in read.problems[:_MOST_PROBLEMS]:
        span = written_span(written, names, expanded.text, problem.start, problem.end)
        bag.add(problem.code, problem.message, span, problem.help)
    tags = tuple(
        Tag(tag.name, tag.weight, _as_place(written_span(written, names, expanded.text, tag.start, tag.end)))
        for tag in read.loras
    )
    used = expanded.used
    if names.inside:
        used = used.union(*(names.inside.get(name, frozenset()) for name in used))
    return Wording(read.prompt, tags, used)


def _read_as_written(written: Value, bag: Bag) -> None:
    """Report what else is wrong with a prompt whose names could not be filled in: names do not change its brackets."""
    if has_only_plain_names(written.text):
        for problem in read_prompt(written.text).problems[:_MOST_PROBLEMS]:
            span = written.place.within(problem.start, problem.end, *written.path)
            bag.add(problem.code, problem.message, span, problem.help)


def _as_place(span: Span) -> Place:
    return Place(span.source, TextNode(span.start, span.end, span.text, plain=True))


class Frame:
    """What a template puts around every prompt of a scene."""

    def __init__(self, template: Template, names: Names) -> None:
        before, after = self._halves(template, names)
        self.before = before
        self.after = after
        self.separator = "" if after.sections and after.sections[0][0].text[:1] in (",", ".") else ", "

    @staticmethod
    def _halves(template: Template, names: Names) -> tuple[Prompt, Prompt]:
        """The prompt before and after the author's; expanded as a whole, so that conditions may span the slot."""
        expanded = expand_text(template.positive, {**names.texts, "prompt": PROMPT_SLOT}).text
        before, _, after = expanded.partition(PROMPT_SLOT)
        return (
            read_prompt(before).prompt if before.strip() else EMPTY_PROMPT,
            read_prompt(after).prompt if after.strip() else EMPTY_PROMPT,
        )

    def around(self, prompt: Prompt) -> Prompt:
        return joined(joined(self.before, prompt, " "), self.after, self.separator)


class Frames:
    """Frames by template and the values that its variables have; scenes mostly share one."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], Frame] = {}

    def of(self, template: Template, names: Names) -> Frame:
        key = (template.name, *(names.texts.get(name, "") for name in template.vars))
        frame = self._made.get(key)
        if frame is None:
            frame = self._made[key] = Frame(template, names)
        return frame
