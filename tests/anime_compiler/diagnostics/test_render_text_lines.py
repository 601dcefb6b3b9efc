"""How `render_text` draws one line: its characters, the piece of it that fits, and the marks below it."""

from unicodedata import category, east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Label, Level
from anime_compiler.diagnostics.render_text import render_text, visible
from anime_compiler.diagnostics.source import Source, Span

ERROR = Code("a-code", Level.ERROR, "a page")


def framed(text: str, marked: str, *labels: tuple[str, str], width: int = 100) -> str:
    """Only the rows below the place: the lines and what is written under them."""
    start = text.index(marked)
    return under(text, start, start + len(marked), *labels, width=width)


def under(text: str, start: int, end: int, *labels: tuple[str, str], width: int = 100) -> str:
    source = Source("a.yaml", text)
    places = [(text.index(place), place, label) for place, label in labels]
    made = tuple(Label(Span(source, at, at + len(place)), label) for at, place, label in places)
    found = Diagnostic(ERROR, "no", Span(source, start, end), labels=made)
    return "\n".join(render_text([found], color=False, width=width).split("\n")[3:])


def rows(text: str) -> str:
    """What is drawn here with a line of its own for the quotes."""
    return text.strip("\n")


def test_labels_that_are_not_last_hang_below() -> None:
    assert framed("one two three four", "three", ("one", "1"), ("two", "2"), ("four", "4")) == rows("""
 1 | one two three four
   | --- --- ^^^^^ ---- 4
   | |   |
   | |   2
   | 1
""")
    assert framed("one two", "two", ("one", "1")) == rows("""
 1 | one two
   | --- ^^^
   | |
   | 1
""")


def test_the_finding_is_drawn_over_a_label_at_the_same_place() -> None:
    assert framed("one two", "one two", ("one", "1")) == rows("""
 1 | one two
   | ^^^^^^^
   | |
   | 1
""")
    assert framed("one two", "two", ("one two", "both")) == rows("""
 1 | one two
   | ----^^^ both
""")
    assert framed("one two", "two", ("two", "2"), ("two", "two")) == rows("""
 1 | one two
   |     ^^^ two
   |     |
   |     2
""")


def test_a_label_may_have_no_text() -> None:
    assert framed("one two", "two", ("one", "")) == rows("""
 1 | one two
   | --- ^^^
""")


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_an_empty_span_shows_one_caret_also_at_the_end_of_a_line(end: str) -> None:
    assert under(f"seed: 1{end}", 0, 0) == " 1 | seed: 1\n   | ^"
    assert under(f"seed: 1{end}", 3, 3) == " 1 | seed: 1\n   |    ^"
    assert under(f"seed: 1{end}", 7, 7) == " 1 | seed: 1\n   |        ^"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_end_is_not_underlined(end: str) -> None:
    assert under(f"seed: 1{end}", 6, 7 + len(end)) == " 1 | seed: 1\n   |       ^"
    assert under(f"seed: 1{end}", 7, 7 + len(end)) == " 1 | seed: 1\n   |        ^"


def test_a_span_of_several_lines_is_underlined_to_the_end_of_the_first() -> None:
    assert framed("shots:\n  - id: roof\n", "ots:\n  - id") == rows("""
 1 | shots:
   |   ^^^^
""")
    assert framed("shots:\n  - id: roof\n", "ots:\n  - id", ("sh", "they begin")) == rows("""
 1 | shots:
   | --^^^^
   | |
   | they begin
""")


# The next ones are drawn in the cells of a terminal: an editor with another font may show them askew.
def test_wide_characters_take_two_cells_and_accents_none() -> None:
    assert framed('"하나가 옥상에" x', "옥상", ("x", "夜")) == rows("""
 1 | "하나가 옥상에" x
   |         ^^^^    - 夜
""")
    assert framed("🌸🌸 ＡＢ 、x", "ＡＢ", ("x", "x")) == rows("""
 1 | 🌸🌸 ＡＢ 、x
   |      ^^^^   - x
""")
    assert framed("e\u0301te\u0301 x", "te\u0301", ("x", "x")) == rows("""
 1 | e\u0301te\u0301 x
   |  ^^ - x
""")
    assert framed("e\u0301te\u0301 x", "\u0301", ("x", "x")) == rows("""
 1 | e\u0301te\u0301 x
   | ^   - x
""")
    assert framed("\u1112\u1161\u11ab x", "x") == rows("""
 1 | \u1112\u1161\u11ab x
   |    ^
""")


def test_tabs_are_four_cells_wide() -> None:
    assert framed("\tid:\troof", "id:\t", ("roof", "x")) == rows("""
 1 |     id:    roof
   |     ^^^^^^^---- x
""")


def test_what_a_terminal_would_obey_is_spelled_out() -> None:
    assert framed("id: \x1b[31mred\x07\x00\x7f\x9b x", "red", ("x", "\x1b[0m")) == rows("""
 1 | id: ␛[31mred␇␀␡<U+009B> x
   |          ^^^            - ␛[0m
""")


def test_what_nobody_would_see_is_spelled_out() -> None:
    assert framed("id: ha\u200bna \u202egnp\u2066 \u00a0x", "ha\u200bna", ("x", "x")) == rows("""
 1 | id: ha<U+200B>na <U+202E>gnp<U+2066> <U+00A0>x
   |     ^^^^^^^^^^^^                             - x
""")


def test_emoji_are_taken_apart_because_terminals_do_not_agree_on_their_width() -> None:
    assert framed("👩\u200d👧 ❤\ufe0f x", "❤\ufe0f", ("x", "x")) == rows("""
 1 | 👩<U+200D>👧 ❤ x
   |              ^ - x
""")


def test_the_ideographic_space_is_shown_as_it_is() -> None:
    assert framed("夜\u3000x", "x") == rows("""
 1 | 夜\u3000x
   |     ^
""")


WORDS = " ".join(f"word{number}" for number in range(100, 200))


def test_a_long_line_is_shown_around_the_span() -> None:
    assert framed(WORDS, "word100", width=50) == rows("""
 1 | word100 word101 word102 word103 word104 wor…
   | ^^^^^^^
""")
    assert framed(WORDS, "word150", width=50) == rows("""
 1 | …7 word148 word149 word150 word151 word152 w…
   |                    ^^^^^^^
""")
    assert framed(WORDS, "word199", width=50) == rows("""
 1 | …194 word195 word196 word197 word198 word199
   |                                      ^^^^^^^
""")


def test_a_span_that_does_not_fit_is_underlined_up_to_the_ellipsis() -> None:
    assert framed(WORDS, WORDS[64:], width=50) == rows("""
 1 | …d107 word108 word109 word110 word111 word11…
   |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
""")
    assert framed("夜の街を歩く" * 40, "街を歩く夜の街を歩く", width=40) == rows("""
 1 | 夜の街を歩く夜の街を歩く夜の街を…
   |     ^^^^^^^^^^^^^^^^^^^^
""")


def test_a_label_too_far_away_on_a_long_line_gets_a_view_of_its_own() -> None:
    assert framed(WORDS, "word150", ("word110", "far"), ("word152", "near"), width=50) == rows("""
 1 | …8 word149 word150 word151 word152 word153 w…
   |            ^^^^^^^         ------- near
   |
 1 | …7 word108 word109 word110 word111 word112 w…
   |                    ------- far
""")


def test_a_very_narrow_terminal_still_gets_something() -> None:
    assert framed(WORDS, "word150", width=1) == rows("""
 1 | …d149 word150 word1…
   |       ^^^^^^^
""")


def test_a_line_of_a_megabyte_costs_no_more_than_another() -> None:
    source = Source("a.yaml", "\u0301夜a" * 400_000)
    found = [Diagnostic(ERROR, "no", Span(source, place, place + 500)) for place in range(0, 1_200_000, 6_000)]
    assert len(render_text(found, color=True, most=None)) < 200 * 2_000


# Letters of all widths, what combines, what commands, what hides, and white space.
TRICKY = st.text(
    st.sampled_from("ab夜\u0301🌸\u200d\u202e\x1b\t\u3000\ufe0f가ｱ\x85\xa0\r") | st.characters(), max_size=150
)


def cells(shown: str) -> int:
    wide = sum(east_asian_width(char) in "WF" for char in shown)
    none = sum(category(char) in ("Mn", "Me") or 0x1160 <= ord(char) <= 0x11FF for char in shown)
    return len(shown) + wide - none - sum(0xD7B0 <= ord(char) <= 0xD7FF for char in shown)


@given(TRICKY)
def test_what_is_visible_can_be_seen_and_encoded(text: str) -> None:
    shown = visible(text)
    assert all(char.isprintable() or char == "\u3000" for char in shown)
    shown.encode()


@given(TRICKY, st.data())
def test_the_carets_stand_below_the_span_and_no_row_is_too_wide(text: str, data: st.DataObject) -> None:
    line = text.replace("\n", "").rstrip("\r") + "."
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    width = data.draw(st.integers(25, 700))
    span = Span(Source("a.yaml", f"{line}\nmore"), start, end)
    *_, shown, carets = render_text([Diagnostic(ERROR, "no", span)], color=False, width=width).split("\n")
    assert cells(shown) <= width
    assert cells(carets) <= width + 1
    if "…" in shown:
        return
    assert shown.rstrip() == f" 1 | {visible(line)}".rstrip()
    before, below = cells(visible(line[:start])), cells(visible(line[start:end]))
    if below:
        assert carets == f"   | {' ' * before}{'^' * below}"
    else:
        assert carets.count("^") == 1
