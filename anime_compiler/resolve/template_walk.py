"""The value of a template, worked out by walking Jinja's syntax tree over a short list of node types.

There are two kinds of expression: texts, which are printed, and conditions, which `{% if %}` asks. Every
branch is walked, also one that is not taken, so that all mistakes are found.
"""

import re
from collections.abc import Callable, Mapping
from itertools import chain
from typing import NamedTuple

from jinja2 import TemplateSyntaxError, nodes

from anime_compiler.diagnostics.did_you_mean import closest, known_names
from anime_compiler.resolve import template_codes as codes
from anime_compiler.resolve.problem import quoted
from anime_compiler.resolve.template_layout import TemplateLayout
from anime_compiler.resolve.template_reading import TemplateReading
from anime_compiler.resolve.template_refusals import LANGUAGE, refusal_of


def fill_template(reading: TemplateReading) -> str:
    """The template with its names filled in; what is wrong goes into the reading's problems."""
    layout = TemplateLayout(reading.text)
    try:
        return _TemplateWalk(layout, reading).body(layout.parse().body)
    except TemplateSyntaxError as error:
        reading.report(codes.TEMPLATE_SYNTAX, *layout.explain(error), LANGUAGE)
    except RecursionError:
        message, cure = "the template nests too deeply", "take some of the brackets away"
        reading.report(codes.TEMPLATE_SYNTAX, message, 0, len(reading.text), cure)
    return ""


class _Filter(NamedTuple):
    """What a filter makes of a text, with how many arguments, and how it is written."""

    apply: Callable[..., str]
    arguments: int
    example: str


def _title(text: str) -> str:
    return re.sub(r"[^-\s({\[<]+", lambda word: word[0].capitalize(), text)


_FILTERS: Mapping[str, _Filter] = {
    "lower": _Filter(str.lower, 0, "lower"),
    "upper": _Filter(str.upper, 0, "upper"),
    "title": _Filter(_title, 0, "title"),
    "capitalize": _Filter(str.capitalize, 0, "capitalize"),
    "trim": _Filter(str.strip, 0, "trim"),
    "default": _Filter(lambda text, _: text, 1, 'default("otherwise")'),
    "replace": _Filter(str.replace, 2, 'replace("old", "new")'),
}


class _TemplateWalk:
    """Walks one tree; each method gives the value of one kind of node."""

    def __init__(self, layout: TemplateLayout, reading: TemplateReading) -> None:
        self.layout = layout
        self.reading = reading

    # -- statements

    def body(self, statements: list[nodes.Node]) -> str:
        return self.reading.join([self._statement(statement) for statement in statements])

    def _statement(self, node: nodes.Node) -> str:
        match node:
            case nodes.Output():
                return self.reading.join([self._text(part) for part in node.nodes])
            case nodes.If():
                return self._choice(node)
            case _:
                return self._refuse(node)

    def _choice(self, node: nodes.If) -> str:
        chosen: str | None = None
        for branch in (node, *node.elif_):
            holds, text = self._holds(branch.test), self.body(branch.body)
            if holds and chosen is None:
                chosen = text
        otherwise = self.body(node.else_)
        return otherwise if chosen is None else chosen

    # -- texts

    def _text(self, node: nodes.Node) -> str:
        match node:
            case nodes.TemplateData():
                return node.data
            case nodes.Const(value=str(text)):
                return text
            case nodes.Name():
                value = self.reading.value_of(node.name, node.lineno)
                return value if self.reading.fits(len(value)) else ""
            case nodes.Filter(node=nodes.Expr() as inner):
                return self._filtered(node, inner)
            case _:
                return self._refuse(node)

    def _filtered(self, node: nodes.Filter, inner: nodes.Expr) -> str:
        known = _FILTERS.get(node.name)
        if known is None:
            meant = closest(node.name, _FILTERS)
            cure = f"did you mean `{meant}`?" if meant else f"known: {known_names(_FILTERS)}"
            return self._refuse_filter(node, f"there is no filter {quoted(node.name)}", cure)
        if len(node.args) != known.arguments or node.kwargs or node.dyn_args or node.dyn_kwargs:
            takes = ("no argument", "one argument", "two arguments")[known.arguments]
            message = f"the filter `{node.name}` takes {takes}"
            return self._refuse_filter(node, message, f"write `{known.example}`")
        arguments = [self._text(argument) for argument in node.args]
        if node.name == "default" and isinstance(inner, nodes.Name) and inner.name not in self.reading.names:
            return arguments[0]
        return self._apply(known, self._text(inner), arguments)

    def _refuse_filter(self, node: nodes.Filter, message: str, cure: str) -> str:
        self.reading.report(codes.UNKNOWN_FILTER, message, *self.layout.token_at(node.lineno), cure)
        return ""

    def _apply(self, known: _Filter, text: str, arguments: list[str]) -> str:
        if known.apply is str.replace:
            # Measured before it is made: replacing again and again lets a text grow without bounds.
            old, new = arguments
            if not self.reading.fits(len(text) + text.count(old) * max(0, len(new) - len(old))):
                return ""
        return known.apply(text, *arguments)

    # -- conditions

    def _holds(self, node: nodes.Node) -> bool:
        match node:
            case nodes.Not():
                return not self._holds(node.node)
            case nodes.And():
                left, right = self._holds(node.left), self._holds(node.right)
                return left and right
            case nodes.Or():
                left, right = self._holds(node.left), self._holds(node.right)
                return left or right
            case nodes.Compare():
                return self._compares(node)
            case _:
                return bool(self._text(node))

    def _compares(self, node: nodes.Compare) -> bool:
        result, left = True, self._text(node.expr)
        for operand in node.ops:
            right = self._text(operand.expr)
            match operand.op:
                case "eq":
                    result &= left == right
                case "ne":
                    result &= left != right
                case "in":
                    result &= left in right
                case "notin":
                    result &= left not in right
                case _:
                    self._refuse(operand)
            left = right
        return result

    # -- everything else

    def _refuse(self, node: nodes.Node) -> str:
        """Report what the language does not have; what is inside of it is not looked at."""
        what, cure = refusal_of(node)
        # Jinja does not say of every node where it stands, but then it does of something inside.
        nodes_inside = chain((node,), node.find_all(nodes.Node))
        offset = next((part.lineno for part in nodes_inside if part.lineno in self.layout.ends), 0)
        is_word = isinstance(node, nodes.Const)
        place = self.layout.token_at(offset) if is_word else self.layout.tag_around(offset)
        message = f"{what} is not part of the template language"
        self.reading.report(codes.TEMPLATE_CONSTRUCT_REFUSED, message, *place, cure)
        return ""
