"""What Jinja's templates have and a prompt's do not, in words, and what to write instead."""

from collections.abc import Mapping
from typing import NamedTuple

from jinja2 import nodes

from anime_compiler.resolve.problem import quoted

LANGUAGE = "there are `{{ name }}`, `{{ name | filter }}`, `{% if name %} … {% endif %}` and `{# remark #}`"

_CHOOSE = "choose with `{% if name %} … {% else %} … {% endif %}`"
_WRITE_OUT = "write the text out, or give it a name under `vars`"
_NAME_IT = "give it a name under `vars`"
_NO_PARTS = "values are plain texts and have no parts; name the part under `vars`"
_SIDE_BY_SIDE = "put the names side by side: `{{ a }} {{ b }}`"


class Refusal(NamedTuple):
    """What a construct is called, and the cure."""

    what: str
    cure: str


_BY_NODE: Mapping[str, Refusal] = {
    "Getitem": Refusal("a subscript", _NO_PARTS),
    "Call": Refusal("a call", "there are no functions, only filters such as `{{ name | lower }}`"),
    "For": Refusal("a loop", "write each case out"),
    "CondExpr": Refusal("`… if … else …` in one expression", _CHOOSE),
    "And": Refusal("`and` outside of `{% if %}`", _CHOOSE),
    "Or": Refusal("`or` outside of `{% if %}`", 'use `{{ name | default("otherwise") }}`'),
    "Not": Refusal("`not` outside of `{% if %}`", _CHOOSE),
    "Compare": Refusal("a comparison outside of `{% if %}`", _CHOOSE),
    "Operand": Refusal("a comparison of size", "compare texts with `==`, `!=`, `in` or `not in`"),
    "Test": Refusal("a test with `is`", 'compare with `==`; what may be missing is `name | default("")`'),
    "Concat": Refusal("`~`", _SIDE_BY_SIDE),
    "Tuple": Refusal("a list", _SIDE_BY_SIDE),
    "List": Refusal("a list", 'compare with each text: `time == "dusk" or time == "dawn"`'),
    "Dict": Refusal("a map", _WRITE_OUT),
    "Assign": Refusal("`{% set %}`", _NAME_IT),
    "AssignBlock": Refusal("`{% set %}`", _NAME_IT),
    "With": Refusal("`{% with %}`", _NAME_IT),
    "Macro": Refusal("a macro", _WRITE_OUT),
    "CallBlock": Refusal("`{% call %}`", _WRITE_OUT),
    "FilterBlock": Refusal("`{% filter %}`", "use `{{ name | filter }}`"),
    "Block": Refusal("`{% block %}`", _WRITE_OUT),
    "Include": Refusal("`{% include %}`", _WRITE_OUT),
    "Import": Refusal("`{% import %}`", _WRITE_OUT),
    "FromImport": Refusal("`{% import %}`", _WRITE_OUT),
    "Extends": Refusal("`{% extends %}`", _WRITE_OUT),
    "Scope": Refusal("`{% autoescape %}`", "leave it out; nothing is escaped"),
}


def refusal_of(node: nodes.Node) -> Refusal:
    """What to say of a node that the language does not have."""
    match node:
        case nodes.Const():
            return Refusal(f"the value {quoted(str(node.value).lower())} without quotes", "put it in quotes")
        case nodes.Getattr():
            return Refusal(f"the attribute {quoted('.' + node.attr)}", _NO_PARTS)
        case nodes.BinExpr() | nodes.UnaryExpr() if type(node).__name__ not in _BY_NODE:
            return Refusal("arithmetic", _WRITE_OUT)
        case _:
            name = type(node).__name__
            return _BY_NODE.get(name, Refusal(f"`{name.lower()}`", LANGUAGE))
