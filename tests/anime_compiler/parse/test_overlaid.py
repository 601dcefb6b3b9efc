"""Texts behind a file's: one offset for each place, and findings brought back to where they were written."""

from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix, Label, Level
from anime_compiler.diagnostics.source import Source, Span
from anime_compiler.parse.overlaid import OverlaidSource, Piece, as_written, is_laid_over

FILE = Source("a.yaml", "a: 1\nb: {c: 2}\n")
SET = Source("--set a", "a=7")
OTHER = Source("--set b.d", "b.d=8")
CODE = Code("some-code", Level.ERROR, "something")
FIRST = len(FILE.text) + 1
SECOND = FIRST + len(SET.text) + 1
# The map of `b`, which starts at its brace, has been given a key from elsewhere.
OVER = OverlaidSource(FILE, [Piece(FIRST, SET, 3), Piece(SECOND, OTHER, 9)], {8: 14})


def test_the_texts_follow_each_other() -> None:
    assert OVER.name == "a.yaml"
    assert OVER.text[FIRST + 2 : FIRST + 3] == "7"
    assert OVER.text[SECOND:] == "b.d=8"


def test_a_position_is_always_one_in_the_file() -> None:
    assert OVER.position(5) == (2, 1)
    assert OVER.position(len(FILE.text)) == (3, 1)
    assert OVER.position(FIRST + 2) == (1, 4)
    assert OVER.position(SECOND + 4) == (2, 5)
    assert OVER.line_text(2) == "b: {c: 2}"


def test_a_place_is_told_in_the_text_that_was_written() -> None:
    for source, text, start in ((FILE, "b", 5), (SET, "7", FIRST + 2), (OTHER, "d", SECOND + 2)):
        span = OVER.written(Span(OVER, start, start + 1))
        assert (span.source, span.text) == (source, text)


def test_a_map_that_was_added_to_ends_where_it_was_written() -> None:
    assert OVER.written(Span(OVER, 8, len(OVER.text))) == Span(FILE, 8, 14)


def test_what_ends_elsewhere_and_is_not_known_is_cut_at_the_end_of_its_text() -> None:
    assert OVER.written(Span(OVER, 0, len(OVER.text))) == Span(FILE, 0, len(FILE.text))


def test_only_what_was_typed_is_laid_over() -> None:
    assert is_laid_over(Span(OVER, FIRST, FIRST + 1))
    assert not is_laid_over(Span(OVER, FIRST - 1, FIRST - 1))
    assert not is_laid_over(Span(FILE, 0, 1))


def test_findings_and_their_labels_and_fixes_are_brought_back() -> None:
    edit = Edit(Span(OVER, 0, 1), "x")
    label = Label(Span(OVER, FIRST, FIRST + 1), "here")
    found = Diagnostic(CODE, "m", Span(OVER, 5, 6), labels=(label,), fix=Fix("mend", (edit,), safe=True))
    (back,) = as_written([found], OVER)
    assert back.span == Span(FILE, 5, 6)
    assert back.labels == (Label(Span(SET, 0, 1), "here"),)
    assert back.fix == Fix("mend", (Edit(Span(FILE, 0, 1), "x"),), safe=True)


def test_a_fix_of_what_is_in_no_file_is_told_as_help_unless_the_help_says_it() -> None:
    fix = Fix("replace with `8`", (Edit(Span(OVER, FIRST + 2, FIRST + 3), "8"),), safe=True)
    found = Diagnostic(CODE, "m", Span(OVER, FIRST, FIRST + 1), fix=fix)
    helps = [None, "write a number", "did you mean `8`?"]
    back = as_written([found._replace(help=help) for help in helps], OVER)
    assert [one.fix for one in back] == [None, None, None]
    assert [one.help for one in back] == [
        "replace with `8`",
        "write a number; replace with `8`",
        "did you mean `8`?",
    ]


def test_findings_in_another_file_and_in_a_file_alone_stay_as_they_are() -> None:
    found = Diagnostic(CODE, "m", Span(Source("t.yaml", "x"), 0, 1))
    assert as_written([found], OVER) == [found]
    assert as_written([found], FILE) == [found]
