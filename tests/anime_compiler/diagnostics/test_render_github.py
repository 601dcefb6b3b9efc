import pytest

from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Level
from anime_compiler.diagnostics.render_github import render_github
from anime_compiler.diagnostics.source import Source, Span

SOURCE = Source("specs/clip_001.yaml", "seed: 1\ndurations: 4s\nseed: 2\n")
UNKNOWN_KEY = Code("unknown-key", Level.ERROR, "a page")
ERROR, WARNING, NOTE = (Code(f"a-{level.value}", level, "a page") for level in Level)


def one(message: str, code: Code = ERROR, source: Source = SOURCE, help: str | None = None) -> Diagnostic:
    return Diagnostic(code, message, Span(source, 0, 4), help)


def test_a_finding_is_one_command() -> None:
    found = Diagnostic(UNKNOWN_KEY, "there is no key `durations`", Span(SOURCE, 8, 17), "did you mean `duration`?")
    assert render_github([found]) == (
        "::error file=specs/clip_001.yaml,line=2,col=1,endLine=2,endColumn=10,title=unknown-key"
        "::there is no key `durations`%0Ahelp: did you mean `duration`?"
    )


def test_nothing_found_is_nothing_said() -> None:
    assert render_github([]) == ""


def test_columns_are_left_out_where_a_span_covers_several_lines() -> None:
    found = Diagnostic(ERROR, "too long", Span(SOURCE, 8, 26))
    assert render_github([found]) == ("::error file=specs/clip_001.yaml,line=2,endLine=3,title=a-error::too long")


def test_errors_come_first_and_notes_are_notices() -> None:
    lines = render_github([one("n", NOTE), one("w", WARNING), one("e"), one("f")]).split("\n")
    assert [line.split(" ")[0] + line[-1] for line in lines] == [
        "::errore",
        "::errorf",
        "::warningw",
        "::noticen",
    ]


@pytest.mark.parametrize(
    ("message", "escaped"),
    [
        ("100% of it", "100%25 of it"),
        ("%0A is no line end", "%250A is no line end"),
        ("a: b, c", "a: b, c"),
        ("evil\n::error::injected", "evil␊::error::injected"),
        ("evil\r\x1b[2J", "evil␍␛[2J"),
        ("gnp\u202e", "gnp<U+202E>"),
    ],
)
def test_a_message_cannot_break_out(message: str, escaped: str) -> None:
    text = render_github([one(message)])
    assert text.endswith(f",title=a-error::{escaped}")
    assert "\n" not in text


def test_a_help_text_may_have_several_lines() -> None:
    assert render_github([one("no", help="do this\nor 50% of that")]).endswith(
        "::no%0Ahelp: do this%0Aor 50%25 of that"
    )


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("./specs//a.yaml", "specs/a.yaml"),
        ("a,line=9::b 50%.yaml", "a%2Cline=9%3A%3Ab 50%25.yaml"),
        ("하나.yaml", "하나.yaml"),
        ("a\nb.yaml", "a␊b.yaml"),
    ],
)
def test_a_file_name_cannot_break_out(name: str, escaped: str) -> None:
    assert render_github([one("no", source=Source(name, "seed: 1"))]).startswith(f"::error file={escaped},line=1,")


def test_ten_of_a_kind_are_shown_and_the_rest_is_counted() -> None:
    found = [one(f"w{n}", WARNING) for n in range(11)] + [one(f"e{n}") for n in range(13)]
    found += [one(f"n{n}", NOTE) for n in range(10)]
    lines = render_github(found).split("\n")
    assert len(lines) == 10 + 1 + 10 + 1 + 10
    assert lines[9].endswith("::e9")
    assert lines[10] == "3 more errors not shown"
    assert lines[20].endswith("::w9")
    assert lines[21] == "1 more warning not shown"
    assert lines[31].endswith("::n9")
