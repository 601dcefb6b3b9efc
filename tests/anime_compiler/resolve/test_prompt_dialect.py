import re
import time
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from anime_compiler.diagnostics.diagnostic import Code, Level
from anime_compiler.model.prompt import LoraTag, Phrase, Prompt
from anime_compiler.resolve import prompt_codes as codes
from anime_compiler.resolve.prompt_dialect import read_prompt


def phrases(text: str) -> list[tuple[str, float]]:
    """The phrases of a prompt with one section and nothing wrong."""
    read = read_prompt(text)
    assert read.problems == ()
    (section,) = read.prompt.sections
    return [(phrase.text, phrase.weight) for phrase in section]


def complaints(text: str) -> list[tuple[Code, str]]:
    """What is wrong with a prompt: each code and the text it points at."""
    return [(problem.code, text[problem.start : problem.end]) for problem in read_prompt(text).problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a girl on a roof", [("a girl on a roof", 1.0)]),
        ("  a\n  girl,\t wind \r\n", [("a girl, wind", 1.0)]),
        ("(a)", [("a", 1.1)]),
        ("((a))", [("a", 1.21)]),
        ("[a]", [("a", 0.909091)]),
        ("[(a)]", [("a", 1.0)]),
        ("(a:1.3)", [("a", 1.3)]),
        ("(a : .5 )", [("a", 0.5)]),
        ("(a:+1.)", [("a", 1.0)]),
        ("(mood: calm:1.2)", [("mood: calm", 1.2)]),
        ("(a (b) c:1.3)", [("a ", 1.3), ("b", 1.43), (" c", 1.3)]),
        ("a  (b )c  \n d", [("a ", 1.0), ("b ", 1.1), ("c d", 1.0)]),
        ("(a)(b)", [("ab", 1.1)]),
        ("(a) (b)", [("a b", 1.1)]),
        ("a ( ) b ()", [("a b", 1.0)]),
        ("a: b, :d | c", [("a: b, :d | c", 1.0)]),
        ("[mood: calm]", [("mood: calm", 0.909091)]),
        (r"saber \(fate\) \[x\] \\", [("saber (fate) [x] \\", 1.0)]),
        (r"\m/, (\(\)\\:1.2)", [("\\m/, ", 1.0), ("()\\", 1.2)]),
        (">_<, <3, a < b > c", [(">_<, <3, a < b > c", 1.0)]),
        ("BREAKING, LAND, break and AND-gate", [("BREAKING, LAND, break and AND-gate", 1.0)]),
    ],
)
def test_attention(text: str, expected: list[tuple[str, float]]) -> None:
    assert phrases(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a BREAK b", ["a", "b"]),
        ("a, BREAK\n(b)", ["a,", "b"]),
        ("BREAK a BREAK BREAK b BREAK", ["a", "b"]),
        ("(a BREAK b:1.2)", ["a", "b"]),
        ("(BREAK)a", ["a"]),
    ],
)
def test_break_starts_a_section(text: str, expected: list[str]) -> None:
    prompt = read_prompt(text).prompt
    assert ["".join(phrase.text for phrase in section) for section in prompt.sections] == expected
    assert prompt.text == " BREAK ".join(expected)


def test_a_group_reaches_over_break() -> None:
    assert read_prompt("(a BREAK b:1.2)").prompt == Prompt(((Phrase("a", 1.2),), (Phrase("b", 1.2),)))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a, <lora:x:0.8>, b", "a, b"),
        ("a, <lora:x:0.8>", "a"),
        ("a, b, <lora:x:0.8> \n", "a, b"),
        ("<lora:x:0.8>, a,", "a,"),
        ("<lora:x:0.8> a", "a"),
        ("a <lora:x:0.8> b", "a b"),
        ("a <lora:x:0.8>, b", "a, b"),
        ("a<lora:x:0.8>b", "ab"),
        ("a, (<lora:x:0.8>), b", "a, b"),
        ("a, < LORA : x : 0.8 >, b", "a, b"),
        ("a, <lora:x:0.8> BREAK <lora:x:0.8>, b", "a BREAK b"),
    ],
)
def test_a_lora_tag_is_lifted_out_without_a_trace(text: str, left: str) -> None:
    read = read_prompt(text)
    assert read.prompt.text == left
    assert {(tag.name, tag.weight) for tag in read.loras} == {("x", 0.8)}
    assert read.problems == ()


def test_lora_tags_keep_their_order_and_place() -> None:
    text = "<lora:flat>, a, <lora:pastel xl:-.5>, b"
    assert read_prompt(text).loras == (LoraTag("flat", 1.0, 0, 11), LoraTag("pastel xl", -0.5, 16, 36))
    assert read_prompt(text).prompt.text == "a, b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a, (b", [(codes.UNBALANCED_PARENTHESIS, "(")]),
        ("a, [((b", [(codes.UNBALANCED_PARENTHESIS, "[((")]),
        ("a) b", [(codes.UNBALANCED_PARENTHESIS, ")")]),
        ("a:1.2)", [(codes.UNBALANCED_PARENTHESIS, ")")]),
        ("(a [b)", [(codes.UNBALANCED_PARENTHESIS, "[")]),
        ("(a]", [(codes.UNBALANCED_PARENTHESIS, "("), (codes.UNBALANCED_PARENTHESIS, "]")]),
        ("(a:high)", [(codes.BAD_ATTENTION_WEIGHT, ":high")]),
        ("(a:1,3)", [(codes.BAD_ATTENTION_WEIGHT, ":1,3")]),
        ("(a:1.3, b)", [(codes.BAD_ATTENTION_WEIGHT, ":1.3, b")]),
        ("(a:1.2.3)", [(codes.BAD_ATTENTION_WEIGHT, ":1.2.3")]),
        ("(a:１)", [(codes.BAD_ATTENTION_WEIGHT, ":１")]),
        ("(a:)", [(codes.BAD_ATTENTION_WEIGHT, ":")]),
        ("(a:10.1)", [(codes.BAD_ATTENTION_WEIGHT, ":10.1")]),
        ("(a:-1)", [(codes.BAD_ATTENTION_WEIGHT, ":-1")]),
        ("(a:" + "9" * 400 + ")", [(codes.BAD_ATTENTION_WEIGHT, ":" + "9" * 400)]),
        ("a, (:3)", [(codes.BAD_ATTENTION_WEIGHT, ":3")]),
        ("a (<lora:x>:1.2)", [(codes.BAD_ATTENTION_WEIGHT, ":1.2")]),
        ("((a:4):4)", [(codes.BAD_ATTENTION_WEIGHT, "a")]),
        ("((a:1.5):1.5), b", [(codes.ATTENTION_WEIGHT_EXTREME, "a")]),
        ("(a:0), b", [(codes.ATTENTION_WEIGHT_EXTREME, "a")]),
        ("(a:1.6), (b:0.4)", []),
        ("(a (b:1.1) c:1.7)", [(codes.ATTENTION_WEIGHT_EXTREME, piece) for piece in ("a ", "b", " c")]),
        ("[a:b:0.5]", [(codes.PROMPT_SCHEDULING_UNSUPPORTED, "[a:b:0.5]")]),
        ("[a::0.5]", [(codes.PROMPT_SCHEDULING_UNSUPPORTED, "[a::0.5]")]),
        ("x [a:1.3]", [(codes.PROMPT_SCHEDULING_UNSUPPORTED, "[a:1.3]")]),
        ("[a|b], c", [(codes.PROMPT_SCHEDULING_UNSUPPORTED, "[a|b]")]),
        ("[a|(b:1.2)]", [(codes.PROMPT_SCHEDULING_UNSUPPORTED, "[a|(b:1.2)]")]),
        ("a AND b", [(codes.COMPOSABLE_PROMPT_UNSUPPORTED, "AND")]),
        ("(mood: a AND b), c", [(codes.COMPOSABLE_PROMPT_UNSUPPORTED, "AND")]),
        ("a <lora:x:strong>", [(codes.BAD_LORA_TAG, "<lora:x:strong>")]),
        ("a <lora:x:0.8:0.6>", [(codes.BAD_LORA_TAG, "<lora:x:0.8:0.6>")]),
        ("a <lora:x:>", [(codes.BAD_LORA_TAG, "<lora:x:>")]),
        ("a <lora:x:" + "9" * 400 + ">", [(codes.BAD_LORA_TAG, "<lora:x:" + "9" * 400 + ">")]),
        ("a <lora:>", [(codes.BAD_LORA_TAG, "<lora:>")]),
        ("a <lora>", [(codes.BAD_LORA_TAG, "<lora>")]),
        ("a <lora:x:0.8, b", [(codes.BAD_LORA_TAG, "<lora:x:0.8")]),
        ("a <hypernet:x:0.8>", [(codes.BAD_LORA_TAG, "<hypernet:x:0.8>")]),
        ("", [(codes.EMPTY_PROMPT, "")]),
        (" \n", [(codes.EMPTY_PROMPT, " \n")]),
        ("<lora:x>, BREAK", [(codes.EMPTY_PROMPT, "<lora:x>, BREAK")]),
        ("a \x1b[31mb", [(codes.CONTROL_CHARACTER, "\x1b[31m")]),
        ("a\x00\x85b", [(codes.CONTROL_CHARACTER, "\x00\x85")]),
        ("a\ud800", [(codes.CONTROL_CHARACTER, "\ud800")]),
        ("(a: \x07b)", [(codes.CONTROL_CHARACTER, "\x07")]),
        ("a <lora:x\x07:1>", [(codes.BAD_LORA_TAG, "<lora:x"), (codes.CONTROL_CHARACTER, "\x07")]),
    ],
)
def test_mistakes(text: str, expected: list[tuple[Code, str]]) -> None:
    assert complaints(text) == expected


def test_each_problem_says_what_to_do() -> None:
    text = "(a:x) [b|c] d AND e <hypernet:f> <lora:g:h> (i:9) \x1b[1m ((j"
    problems = read_prompt(text).problems
    assert {problem.code.name for problem in problems} >= {"unbalanced-parenthesis", "control-character"}
    for problem in problems:
        assert problem.help
        assert problem.message[-1] != "."
        assert problem.message.isprintable()


def test_a_message_does_not_repeat_an_endless_text() -> None:
    (problem,) = read_prompt(f"[{'a' * 5000}|b]").problems
    assert len(problem.message) < 120


def test_every_code_has_a_page_with_a_wrong_and_a_right_example() -> None:
    found = [code for code in vars(codes).values() if isinstance(code, Code)]
    assert len(found) == 8
    assert [code.name for code in found if code.level is Level.WARNING] == ["attention-weight-extreme"]
    for code in found:
        assert code.summary[-1] != "."
        assert "# w" in code.page
        assert "# right" in code.page


HOSTILE = [
    "(" * 100_000,
    "(" * 50_000 + "a" + ")" * 50_000,
    "(" * 50_000 + "]" * 50_000,
    "([" * 30_000 + ")" * 30_000,
    "(" * 20_000 + "a" + ":1.1)" * 20_000,
    "[|" * 30_000 + "]" * 30_000,
    "<a:" * 30_000,
    "<" + " " * 100_000 + "<" + "w" * 100_000,
    "(:" + " " * 100_000 + "x" + ":  " * 30_000,
    "a, <lora:x:1>, " * 10_000,
    "\\" * 100_000,
    "(a " * 30_000 + " " * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_prompt_takes_no_longer_than_its_length(text: str) -> None:
    start = time.perf_counter()
    read_prompt(text)
    assert time.perf_counter() - start < 3


MARKUP = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        ":",
        "1.2",
        "\\",
        "|",
        ",",
        "<lora:x:1>",
        "<lora:",
        ">",
        "BREAK",
        "AND",
        " ",
        "\x1b",
        "\n",
    ]
)
WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=5)


@given(st.one_of(st.text(), st.lists(st.one_of(MARKUP, WORDS)).map("".join)))
@example("(" * 2000)
def test_whatever_is_written_gives_a_sound_prompt(text: str) -> None:
    read = read_prompt(text)
    for section in read.prompt.sections:
        assert section
        assert all(0 <= phrase.weight <= 10 and phrase.text.strip() for phrase in section)
        assert all(one.weight != two.weight or one.weight == 10 for one, two in pairwise(section))
        joined = "".join(phrase.text for phrase in section)
        assert joined == " ".join(joined.split())
        joined.encode()
    places = [(problem.start, problem.end) for problem in read.problems]
    places += [(tag.start, tag.end) for tag in read.loras]
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert [problem.start for problem in read.problems] == sorted(problem.start for problem in read.problems)
    assert read.prompt.sections or read.problems


@given(st.lists(st.one_of(st.sampled_from(["(", ")", "[", "]", ":1.2)", ":x)", "|", "\\", ",", "BREAK"]), WORDS)))
def test_no_word_is_lost_or_moved(parts: list[str]) -> None:
    words = [part for part in parts if part.isalpha() and part != "BREAK"]
    read = re.findall("[a-z]+", read_prompt(" ".join(parts)).prompt.text)
    if ":x)" in parts:
        read, words = [word for word in read if word != "x"], [word for word in words if word != "x"]
    assert read == words


@given(st.text())
def test_an_escaped_text_is_read_as_it_was(text: str) -> None:
    plain = " ".join(text.split())
    assume(plain and not re.search(r"BREAK|AND|<|[\x00-\x1f\x7f-\x9f\ud800-\udfff]", text))
    escaped = re.sub(r"([()\[\]\\])", r"\\\1", text)
    assert phrases(escaped) == [(plain, 1.0)]


@given(st.lists(WORDS, min_size=1))
def test_markup_that_changes_nothing_gives_what_plain_text_gives(words: list[str]) -> None:
    plain = read_prompt(" ".join(words))
    assert plain == read_prompt(f"({' '.join(words)}:1)") == read_prompt(" () ".join(words))
