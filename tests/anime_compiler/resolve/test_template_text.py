import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined

from anime_compiler.diagnostics.diagnostic import Code, Level
from anime_compiler.resolve import template_codes as codes
from anime_compiler.resolve.template_reading import MOST_AFTER, MOST_BEFORE, TemplateReading
from anime_compiler.resolve.template_text import Expanded, expand_text
from anime_compiler.resolve.template_walk import fill_template

NAMES = {
    "hana": "1girl, blue hair",
    "time": "dusk",
    "empty": "",
    "title_case": "Sci-Fi don't",
    "_x1": "{{ hana }}",
}


def filled(text: str) -> str:
    expanded = expand_text(text, NAMES)
    assert expanded.problems == ()
    return expanded.text


def complaints(text: str) -> list[tuple[Code, str]]:
    """What is wrong with a template: each code and the text it points at."""
    return [(problem.code, text[problem.start : problem.end]) for problem in expand_text(text, NAMES).problems]


def parsed(text: str) -> Expanded:
    """What parsing gives, also for a text that does not need it."""
    reading = TemplateReading(text, NAMES)
    return Expanded(fill_template(reading), frozenset(reading.used), tuple(reading.problems))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a roof", "a roof"),
        ("{{ hana }} on a roof", "1girl, blue hair on a roof"),
        ("{{hana}}{{  time\n}}", "1girl, blue hairdusk"),
        ("a { b {0.__class__} {} }} %} #}", "a { b {0.__class__} {} }} %} #}"),
        ("{{ time }}}", "dusk}"),
        ("{{ _x1 }} {{ empty }}!", "{{ hana }} !"),
        ("{{ time | upper }} {{ time|title }} {{ 'A' | lower }} {{ time | capitalize }}", "DUSK Dusk a Dusk"),
        ("{{ title_case | title }}", "Sci-Fi Don't"),
        ("{{ '  a ' | trim }}", "a"),
        ('{{ hana | replace("blue", "red") | replace("1", "") }}', "girl, red hair"),
        ('{{ weather | default("clear") }} {{ time | default("noon") }}', "clear dusk"),
        ('{{ empty | default("x") }}', ""),
        ("{% if time %}a{% else %}b{% endif %}", "a"),
        ("{% if empty %}a{% elif time == 'dusk' %}b{% else %}c{% endif %}", "b"),
        ("{% if empty %}a{% elif empty %}b{% endif %}", ""),
        ("{% if 'blue' in hana and not empty and (empty or time != 'noon') %}a{% endif %}", "a"),
        ("{% if 'red' not in hana %}{% if empty %}a{% else %}b{% endif %}{% endif %}", "b"),
        ("{% if weather | default('') %}a{% endif %}b", "b"),
        ("{% if 'a' == 'a' == 'b' %}a{% endif %}b", "b"),
        ("a {# {{ nothing }} #} b", "a  b"),
        ("{% raw %}{{ hana }}{% endraw %}", "{{ hana }}"),
        ("a\n  {{- time -}}  \nb\n", "aduskb\n"),
        ("a\r\n{{ time }}\r\n{% if time %}\r\n{{-\rtime }}{% endif %}\r", "a\r\ndusk\r\ndusk\r"),
    ],
)
def test_templates(text: str, expected: str) -> None:
    assert filled(text) == expected


def test_the_names_that_are_read_are_told_also_in_branches_not_taken() -> None:
    text = "{% if empty %}{{ hana }}{% elif empty == _x1 %}{% else %}{{ nothing | default(time) }}{% endif %}"
    assert expand_text(text, NAMES).used == {"empty", "hana", "_x1", "time"}
    assert expand_text("{{ time }} {{ nothing }}", NAMES).used == {"time"}
    assert expand_text("time", NAMES).used == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {{ tiem }}", [(codes.UNREADABLE_TEMPLATE_VARIABLE, "tiem")]),
        (
            "{{ tiem }} {{ hanna | lower }}",
            [(codes.UNREADABLE_TEMPLATE_VARIABLE, x) for x in ("tiem", "hanna")],
        ),
        ("{% if a %}{{ b }}{% endif %}", [(codes.UNREADABLE_TEMPLATE_VARIABLE, x) for x in ("a", "b")]),
        ("{{ time | lowre }}", [(codes.UNKNOWN_FILTER, "lowre")]),
        ("{{ time | center(500000000) }}", [(codes.UNKNOWN_FILTER, "center")]),
        ("{{ time | lower(1) }}", [(codes.UNKNOWN_FILTER, "lower")]),
        ("{{ time | default(value='x') }}", [(codes.UNKNOWN_FILTER, "default")]),
        ("{{ time | default(*hana) }}", [(codes.UNKNOWN_FILTER, "default")]),
        ("a {{ time", [(codes.TEMPLATE_SYNTAX, "{{")]),
        ("a {{", [(codes.TEMPLATE_SYNTAX, "{{")]),
        ("a {# b", [(codes.TEMPLATE_SYNTAX, "{#")]),
        ("a {% if time %} b {% if hana %}{% endif %}", [(codes.TEMPLATE_SYNTAX, "{% if time %}")]),
        ("{{ hana time }}", [(codes.TEMPLATE_SYNTAX, "time")]),
        ("{{ }}", [(codes.TEMPLATE_SYNTAX, "}}")]),
        ("a\r\nb {{ (time }}", [(codes.TEMPLATE_SYNTAX, "}")]),
        ("{{ time ? }}", [(codes.TEMPLATE_SYNTAX, "?")]),
        ("{{ x² }}", [(codes.TEMPLATE_SYNTAX, "x²")]),
        ("{% nonsense %}", [(codes.TEMPLATE_SYNTAX, "nonsense")]),
        ("{{ not }}", [(codes.TEMPLATE_SYNTAX, "}}")]),
        ("{{ " + "9" * 5000 + " }}", [(codes.TEMPLATE_SYNTAX, "9" * 5000)]),
    ],
)
def test_mistakes(text: str, expected: list[tuple[Code, str]]) -> None:
    assert complaints(text) == expected


REFUSED = [
    "{{ ''.__class__ }}",
    "{{ time.__class__.__mro__ }}",
    "{{ time['upper'] }}",
    "{{ time[0:2] }}",
    "{{ 'a' * 99999 }}",
    "{{ hana + time }}",
    "{{ -time }}",
    "{{ hana ~ time }}",
    "{{ lipsum() }}",
    "{{ range(9) }}",
    "{{ time.upper() }}",
    "{{ 'a' if time else 'b' }}",
    "{{ hana, time }}",
    "{{ [hana] }}",
    "{{ {'a': hana} }}",
    "{{ hana or time }}",
    "{{ not hana }}",
    "{{ hana == time }}",
    "{{ time is defined }}",
    "{% set x = 1 %}",
    "{% include 'x' %}",
    "{% extends 'x' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_language_does_not_have_is_refused_where_it_stands(text: str) -> None:
    assert complaints(f"a {text} b") == [(codes.TEMPLATE_CONSTRUCT_REFUSED, text)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{% for x in y %}{{ x }}{% endfor %}", "{% for x in y %}"),
        ("{% set x %}a{% endset %}", "{% set x %}"),
        ("{% macro f() %}a{% endmacro %}", "{% macro f() %}"),
        ("{% call f() %}a{% endcall %}", "{% call f() %}"),
        ("{% filter upper %}a{% endfilter %}", "{% filter upper %}"),
        ("{% block x %}a{% endblock %}", "{% block x %}"),
        ("{% with %}a{% endwith %}", "{% with %}"),
        ("{% autoescape true %}a{% endautoescape %}", "{% autoescape true %}"),
        ("{% if time < 'x' %}{% endif %}", "{% if time < 'x' %}"),
        ("{% if time is defined %}{% endif %}", "{% if time is defined %}"),
        ("{% if time in ['a'] %}{% endif %}", "{% if time in ['a'] %}"),
        ("{% if time == 4 %}{% endif %}", "4"),
        ("{{ true }}", "true"),
        ("{{ None }}", "None"),
        ("{{ 4.5 }}", "4.5"),
    ],
)
def test_blocks_and_values_are_refused_too(text: str, place: str) -> None:
    assert complaints(text) == [(codes.TEMPLATE_CONSTRUCT_REFUSED, place)]


def test_several_mistakes_are_found_at_once() -> None:
    text = "{{ a.b }} {{ tiem }} {% if empty %}{{ f() }}{% endif %}"
    assert [code.name for code, _ in complaints(text)] == [
        "template-construct-refused",
        "unreadable-template-variable",
        "template-construct-refused",
    ]


def test_a_misspelt_name_is_told_with_what_is_known() -> None:
    (problem,) = expand_text("{{ tiem }}", {"time": "", "hana": ""}).problems
    assert problem.message == "the name `tiem` has no value"
    assert problem.help == "did you mean `time`? known here: `time` and `hana`"
    (problem,) = expand_text("{{ tiem }}", {}).problems
    assert problem.help == "no names are known here"


@pytest.mark.parametrize(
    "text",
    [
        "{{ " + "(" * 3000 + "time" + ")" * 3000 + " }}",
        "{{ " + "not " * 2000 + "time }}",
        "{% if time %}" * 600,
        "{% if " + "time and " * 800 + "time %}a{% endif %}",
        "{{ time" + " | lower" * 1000 + " }}",
        "{{ " + "time + " * 1000 + "time }}",
        "{{ '" + "\\" * 3000,
        "{#" * 4000,
        "{{" * 4000,
        "{% raw %}" * 800,
        "{{-" + " " * 8000,
    ],
)
def test_deep_and_broken_nests_end_in_a_problem(text: str) -> None:
    start = time.perf_counter()
    expanded = expand_text(text, NAMES)
    assert time.perf_counter() - start < 1
    assert expanded.problems or expanded.text in ("a", "dusk")


@pytest.mark.parametrize(
    "text",
    [
        "{{ hana" + " | replace('a', 'aaaaaaaaaaaaaaaaaaaa')" * 100 + " }}",
        "{{ hana" + " | replace('', 'aaaaaaaaaaaaaaaaaaaa')" * 100 + " }}",
        "{{ hana }}" * 700 + "{{ long }}" * 8,
        "{% if time %}{{ long }}{{ long }}{% endif %}{{ long | upper }}",
    ],
)
def test_a_text_that_grows_too_long_is_not_made(text: str) -> None:
    start = time.perf_counter()
    expanded = expand_text(text, {**NAMES, "long": "a" * 10_000})
    assert time.perf_counter() - start < 1
    assert [problem.code for problem in expanded.problems] == [codes.TEMPLATE_TOO_LONG]
    assert len(expanded.text) <= MOST_AFTER


def test_a_template_that_is_too_long_is_not_read() -> None:
    (problem,) = expand_text("a" * (MOST_BEFORE + 1), {}).problems
    assert (problem.code, problem.start, problem.end) == (
        codes.TEMPLATE_TOO_LONG,
        MOST_BEFORE,
        MOST_BEFORE + 1,
    )
    assert expand_text("a" * MOST_BEFORE, {}).problems == ()


def test_every_code_has_a_page_with_a_wrong_and_a_right_example() -> None:
    found = [code for code in vars(codes).values() if isinstance(code, Code)]
    assert len(found) == 5
    for code in found:
        assert code.level is Level.ERROR
        assert code.summary[-1] != "."
        assert "# wrong" in code.page
        assert "# right" in code.page


def test_jinja_is_not_imported_for_texts_with_nothing_but_names() -> None:
    program = (
        "import sys; from anime_compiler.resolve.template_text import expand_text;"
        "assert expand_text('{{ a }} {{b}}', {'a': 'x', 'b': 'y'}).text == 'x y';"
        "assert expand_text('{{ c }}', {'a': 'x'}).problems; assert 'jinja2' not in sys.modules;"
        "assert expand_text('{{ a | upper }}', {'a': 'x'}).text == 'X'; assert 'jinja2' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


PIECES = st.one_of(
    st.sampled_from(["{{ hana }}", "{{time}}", "{{ tiem }}", "{{ _x1\r\n}}", "{{ é }}", "{{ empty }}", "a roof"]),
    st.sampled_from(["{{ true }}", "{{ not }}", "{{ if }}", "{{ hana", "{{", "}}"]),
    st.sampled_from(["{", "}", "\r\n", "\n", "\r", " ", "-", "%", "#"]),
)


@given(st.one_of(st.lists(PIECES).map("".join), st.text("{}ab %#-\r\n", max_size=20)))
def test_both_ways_of_reading_agree(text: str) -> None:
    assert expand_text(text, NAMES) == parsed(text)


@given(st.one_of(st.text(), st.text("{}%#|'\"()[].,~-+ \\\r\nabx1=!<", max_size=60).map("{{ hana {}".join)))
def test_whatever_is_written_ends_in_a_text_or_in_problems(text: str) -> None:
    expanded = expand_text(text, NAMES)
    for problem in expanded.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.message.isprintable()
        assert problem.help


TEXTS = st.recursive(
    st.sampled_from(["hana", "time", "empty", "'dusk'", '"Blue Hair "', "''"]),
    lambda inner: st.one_of(
        st.builds("{} | {}".format, inner, st.sampled_from(["lower", "upper", "title", "capitalize", "trim"])),
        st.builds("({} | replace({}, {}))".format, inner, inner, inner),
        st.builds("(nothing | default({}))".format, inner),
    ),
    max_leaves=4,
)
CONDITIONS = st.recursive(
    st.one_of(TEXTS, st.builds("({}) {} ({})".format, TEXTS, st.sampled_from(["==", "!=", "in", "not in"]), TEXTS)),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or"]), inner),
    ),
    max_leaves=4,
)
TEMPLATES = st.recursive(
    st.one_of(st.sampled_from(["a roof", " \n", "{# x #}", "{ ", "} "]), TEXTS.map("{{{{ {} }}}}".format)),
    lambda inner: st.one_of(
        st.builds("{} {}".format, inner, inner),
        st.builds(
            "{{% if {} %}}{}{{% elif {} -%}} {}{{% else %}}{}{{% endif %}}".format,
            *[CONDITIONS, inner] * 2,
            inner,
        ),
    ),
    max_leaves=6,
)


@settings(deadline=None)  # Jinja compiles each template anew
@given(TEMPLATES)
def test_the_meaning_is_that_of_jinja(text: str) -> None:
    jinja = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701
    assert filled(text) == jinja.from_string(text).render(NAMES)
