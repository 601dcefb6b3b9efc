"""What each kind of value accepts, what it refuses, and what it says."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.language.forms import ControlSource, Join, WrittenJoin, WrittenSource
from anime_compiler.language.holders import Anything, Either, ListOf, MapOf
from anime_compiler.language.kinds import (
    Choice,
    Duration,
    Kind,
    Label,
    Line,
    Moment,
    Name,
    PictureSize,
    Real,
    Share,
    Switch,
    Text,
    Whole,
)
from anime_compiler.language.reader import Invalid, Reader
from anime_compiler.language.storyboard import curve
from anime_compiler.model.timecode import Size, Timing
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits

COLOR = Choice("colour", {"red": "Like blood.", "dark_blue": "Like the sea at night."})
SECONDS, FRAMES, SHARE = "s", "f", "%"


def read(kind: Kind[Any], written: str) -> tuple[Any, list[Diagnostic]]:
    """What a kind makes of a value as it is written, and what it says."""
    bag = Bag()
    tree = parse("test.yaml", f"value: {written}\n".encode(), Limits(), bag)
    assert tree is not None
    return kind.read(tree.root.entries["value"].value, Reader(tree.source, bag)), bag.in_order()


def complaint(kind: Kind[Any], written: str) -> tuple[str, str, str | None, str | None]:
    """The one finding about a value: code, message, help, and what its fix would put there."""
    value, (found,) = read(kind, written)
    assert isinstance(value, Invalid)
    assert found.span.text == written
    return found.code.name, found.message, found.help, found.fix.edits[0].replacement if found.fix else None


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        pytest.param(Text(), "NO", "NO", id="a country is not false"),
        pytest.param(Text(), "on", "on", id="a word is not true"),
        pytest.param(Text(), "010", "010", id="digits are text where text belongs"),
        pytest.param(Text(), "12:30:45", "12:30:45", id="a time of day is text"),
        pytest.param(Text(), "2024-13-45", "2024-13-45", id="no date is made of text"),
        pytest.param(Text(), "'null'", "null", id="null in quotes is a word"),
        pytest.param(Text(), "|\n  a\n  b", "a\nb\n", id="several lines"),
        pytest.param(Line(), "桜の屋上 🌸", "桜の屋上 🌸", id="any script"),
        pytest.param(Line(), ">\n  one\n  line", "one line", id="one line in folded text"),
        pytest.param(Name(), "a", "a", id="one letter"),
        pytest.param(Name(), "Clip_001-b", "Clip_001-b", id="letters, digits and signs"),
        pytest.param(Name(), "x" * 64, "x" * 64, id="64 letters"),
        pytest.param(Name(), "NO", "NO", id="a name is not false"),
        pytest.param(Label(), "Pastel Anime XL", "Pastel Anime XL", id="a name with spaces"),
        pytest.param(Label(), "owner/name-1.0", "owner/name-1.0", id="a repository"),
        pytest.param(Switch(), "true", True, id="true"),
        pytest.param(Switch(), "False", False, id="false with a capital"),
        pytest.param(Whole(0, 10), "0", 0, id="least"),
        pytest.param(Whole(0, 10), "10", 10, id="most"),
        pytest.param(Whole(-5, 10), "-5", -5, id="below zero"),
        pytest.param(Whole(0, 10), "+7", 7, id="with a plus"),
        pytest.param(Whole(0, 10), "-0", 0, id="minus zero is zero"),
        pytest.param(Whole(0, (1 << 63) - 1), "9223372036854775807", (1 << 63) - 1, id="the greatest seed"),
        pytest.param(Real(-2, 2), "0.8", 0.8, id="a decimal"),
        pytest.param(Real(-2, 2), "1", 1.0, id="a whole number is a number too"),
        pytest.param(Real(-2, 2), "-2", -2.0, id="least of a range"),
        pytest.param(Real(-2, 2), "+0.5", 0.5, id="a decimal with a plus"),
        pytest.param(COLOR, "red", "red", id="one of the words"),
        pytest.param(COLOR, "'dark_blue'", "dark_blue", id="one of the words in quotes"),
        pytest.param(Duration(), "4s", Timing(4000, SECONDS), id="seconds"),
        pytest.param(Duration(), "0.125s", Timing(125, SECONDS), id="thousandths of a second"),
        pytest.param(Duration(), "32f", Timing(32_000, FRAMES), id="frames"),
        pytest.param(Duration(), "0f", Timing(0, FRAMES), id="no frames, which resolve refuses"),
        pytest.param(Moment(), "0%", Timing(0, SHARE), id="the start"),
        pytest.param(Moment(), "33.333%", Timing(33_333, SHARE), id="a third"),
        pytest.param(Moment(), "100.0%", Timing(100_000, SHARE), id="the end"),
        pytest.param(Moment(), "1.5s", Timing(1500, SECONDS), id="a second and a half"),
        pytest.param(Moment(), "16f", Timing(16_000, FRAMES), id="a frame"),
        pytest.param(Share(), "80%", 0.8, id="a share"),
        pytest.param(Share(), "12.5%", 0.125, id="a fine share"),
        pytest.param(Share(), "100%", 1.0, id="all of it"),
        pytest.param(PictureSize(), "768x512", Size(768, 512), id="a size"),
        pytest.param(ControlSource(), "keyframes", WrittenSource("keyframes", ""), id="own keyframes"),
        pytest.param(ControlSource(), "shot:roof-1", WrittenSource("shot", "roof-1"), id="another shot"),
        pytest.param(ControlSource(), "character:hana", WrittenSource("character", "hana"), id="a character"),
        pytest.param(Join(), "cut", WrittenJoin("cut", Timing(0, FRAMES)), id="a cut"),
        pytest.param(Join(), "carry", WrittenJoin("carry", Timing(0, FRAMES)), id="a carry"),
        pytest.param(Join(), "crossfade 4f", WrittenJoin("crossfade", Timing(4000, FRAMES)), id="a cross-fade"),
        pytest.param(ListOf(Whole(0, 9)), "[1, 2]", (1, 2), id="a list"),
        pytest.param(ListOf(Whole(0, 9)), "[]", (), id="an empty list"),
        pytest.param(MapOf(Name(), Whole(0, 9)), "{a: 1, b: 2}", {"a": 1, "b": 2}, id="a map"),
        pytest.param(MapOf(Name(), Whole(0, 9)), "{}", {}, id="an empty map"),
        pytest.param(Either(text=Text(), list=ListOf(Text())), "a", "a", id="either, as a text"),
        pytest.param(Either(text=Text(), list=ListOf(Text())), "[a, b]", ("a", "b"), id="either, as a list"),
    ],
)
def test_what_is_accepted_means_what_it_says(kind: Kind[Any], written: str, value: object) -> None:
    assert read(kind, written) == (value, [])


@pytest.mark.parametrize("written", ["-0.0", "-0", "0.0", "+0"])
def test_zero_has_no_sign(written: str) -> None:
    assert math.copysign(1, read(Real(-1, 1), written)[0]) == 1


A_NUMBER = "a finite number from -2 to 2 belongs here, such as `0.8`"
A_WHOLE_NUMBER = "a whole number from 0 to 10 belongs here"
A_NAME = "a name is 1 to 64 letters, digits, `-` and `_`, and starts with a letter"
A_DURATION = "write a duration such as `4s` or `32f`"
A_SOURCE = "write a source such as `keyframes`, `shot:rooftop` or `character:hana`"
PADDED = "readers disagree on what a leading zero means"


REFUSED: list[tuple[Kind[Any], str, str, str, str | None, str | None]] = [
    (Text(5), "''", "out-of-range", "the text is empty, but 1 to 5 are possible", None, None),
    (Text(5), "'  '", "out-of-range", "the text is empty, but 1 to 5 are possible", None, None),
    (Text(5), "abcdef", "out-of-range", "the text has 6 characters, but 1 to 5 are possible", None, None),
    *(
        (
            Line(),
            written,
            "bad-value",
            "the text holds a line break or a control character",
            "write it on one line, in letters that can be seen",
            None,
        )
        for written in ('"a\\nb"', '"a\\e[31mb"', '"a\\0b"', '"a\\u202eb"', '"a\\u2028b"', '"\\x07"')
    ),
    (Name(), "1a", "bad-name", "`1a` cannot be a name", A_NAME, None),
    (Name(), "a b", "bad-name", "`a b` cannot be a name", A_NAME, None),
    (Name(), "a.", "bad-name", "`a.` cannot be a name", A_NAME, None),
    (Name(), "''", "bad-name", "`` cannot be a name", A_NAME, None),
    (Name(), "x" * 65, "bad-name", f"`{'x' * 60}…` cannot be a name", A_NAME, None),
    (Name(), "é", "bad-name", "`é` cannot be a name", A_NAME, None),
    (Name(), "a\u200bb", "bad-name", "`a\ufffdb` cannot be a name", A_NAME, None),
    (Name(), '"a\\n"', "bad-name", "`a\ufffd` cannot be a name", A_NAME, None),
    (Name(), "CON", "bad-name", "`CON` is a name that some file systems reserve", None, None),
    (Name(), "lpt9", "bad-name", "`lpt9` is a name that some file systems reserve", None, None),
    (
        Name(dashes=False),
        "a-b",
        "bad-name",
        "`a-b` cannot be a name",
        "a name is 1 to 64 letters, digits and `_`, and starts with a letter",
        None,
    ),
    (Label(), "a:b", "bad-name", "`a:b` cannot be a name", "`animec models list` shows the names", None),
    *(
        (
            Switch(),
            written,
            "bad-value",
            f"`{written}` is neither `true` nor `false`",
            "write `true` or `false`",
            instead,
        )
        for written, instead in [
            ("yes", "true"),
            ("on", "true"),
            ("No", "false"),
            ("off", "false"),
            ("tRUE", "true"),
            ("'true'", "true"),
            ("1", None),
            ("maybe", None),
        ]
    ),
    (Whole(0, 10), "11", "out-of-range", "11 is outside 0 to 10", None, None),
    (Whole(0, 10), "-1", "out-of-range", "-1 is outside 0 to 10", None, None),
    (Whole(0, 10), "18446744073709551616", "out-of-range", "18446744073709551616 is outside 0 to 10", None, None),
    (Whole(0, 10), "9" * 5000, "out-of-range", f"{'9' * 60}… is outside 0 to 10", None, None),
    (Whole(0, 10), "010", "bad-value", "`010` has a leading zero", f"write `10`; {PADDED}", None),
    (Whole(0, 10), "-07", "bad-value", "`-07` has a leading zero", f"write `-7`; {PADDED}", None),
    (Whole(0, 10), "00", "bad-value", "`00` has a leading zero", f"write `0`; {PADDED}", None),
    (Whole(0, 10), "'7'", "bad-value", "`'7'` is not a whole number", A_WHOLE_NUMBER, "7"),
    *(
        (Whole(0, 10), written, "bad-value", f"`{written}` is not a whole number", A_WHOLE_NUMBER, None)
        for written in ["1.0", "0x1F", "0o17", "1_000", "1e3", "12:30", "NO", "8fps", "٣", "½", "--5", "1 000"]
    ),
    (
        Whole(0, 10),
        "0x" + "f" * 20_000,
        "bad-value",
        f"`0x{'f' * 58}…` is not a whole number",
        A_WHOLE_NUMBER,
        None,
    ),
    (Real(-2, 2), "3", "out-of-range", "3 is outside -2 to 2", None, None),
    (Real(-2, 2), "-2.001", "out-of-range", "-2.001 is outside -2 to 2", None, None),
    (Real(-2, 2), ".5", "bad-value", "`.5` is not a plain decimal number", A_NUMBER, "0.5"),
    (Real(-2, 2), "'0.5'", "bad-value", "`'0.5'` is not a plain decimal number", A_NUMBER, "0.5"),
    *(
        (Real(-2, 2), written, "bad-value", f"`{written}` is not a plain decimal number", A_NUMBER, None)
        for written in [".nan", ".inf", "-.inf", "nan", "1e0", "1e-400", "1e400", "1.", "007", "1_0", "0,5", "80%"]
    ),
    (COLOR, "dark-blue", "unknown-choice", "there is no colour `dark-blue`", "did you mean `dark_blue`?", "dark_blue"),
    (COLOR, "Red", "unknown-choice", "there is no colour `Red`", "did you mean `red`?", "red"),
    (COLOR, "green", "unknown-choice", "there is no colour `green`", "known: `red`, `dark_blue`", None),
    *(
        (Duration(), written, "bad-value", f"`{written}` is not a duration", A_DURATION, instead)
        for written, instead in [
            ("4", "4s"),
            ("4 sec", "4s"),
            ("2.5 Seconds", "2.5s"),
            ("32 frames", "32f"),
            ("12:30", None),
            ("1.5f", None),
            ("-4s", None),
            ("0.0001s", None),
            ("999999s", None),
            ("4m", None),
        ]
    ),
    *(
        (
            Moment(),
            written,
            "bad-value",
            f"`{written}` is not a position",
            "write a position such as `50%`, `2s` or `16f`",
            instead,
        )
        for written, instead in [
            ("50", "50%"),
            ("100", "100%"),
            ("101", None),
            ("101%", None),
            ("-1%", None),
            ("end", None),
        ]
    ),
    (Share(), "0.8", "bad-value", "`0.8` is not a share", "write a share such as `80%`", None),
    (Share(), "101%", "bad-value", "`101%` is not a share", "write a share such as `80%`", None),
    *(
        (
            PictureSize(),
            written,
            "bad-value",
            f"`{written}` is not a size",
            "write a size such as `768x768`",
            instead,
        )
        for written, instead in [
            ("768X768", "768x768"),
            ("768 x 512", "768x512"),
            ("768×512", "768x512"),
            ("768*512", "768x512"),
            ("768", None),
            ("7x7", None),
            ("0x0", None),
            ("100000x1", None),
        ]
    ),
    (ControlSource(), "keyframe", "bad-value", "`keyframe` is not a source", A_SOURCE, "keyframes"),
    (ControlSource(), "shot:1", "bad-value", "`shot:1` is not a source", A_SOURCE, None),
    (Join(), "crossfade 1f", "out-of-range", "a cross-fade of one frame is a cut", "write `cut`", "cut"),
    *(
        (
            Join(),
            written,
            "bad-value",
            f"`{written}` is not a join",
            "write a join such as `cut`, `carry` or `crossfade 4f`",
            instead,
        )
        for written, instead in [
            ("dissolve", "crossfade 4f"),
            ("cross-fade 8", "crossfade 8f"),
            ("crossfade", "crossfade 4f"),
            ("fade", None),
            ("crossfade 0f", None),
        ]
    ),
]


@pytest.mark.parametrize(
    ("kind", "written", "code", "message", "help", "instead"),
    REFUSED,
    ids=[f"{type(row[0]).__name__} {row[1][:20]}" for row in REFUSED],
)
def test_what_is_refused_is_told_with_a_cure(
    kind: Kind[Any], written: str, code: str, message: str, help: str | None, instead: str | None
) -> None:
    assert complaint(kind, written) == (code, message, help, instead)


ALL_KINDS: list[Kind[Any]] = [
    *(Text(), Line(), Name(), Label(), Switch(), Whole(0, 9), Real(0, 9), COLOR, Duration(), Moment(), Share()),
    *(PictureSize(), ControlSource(), Join()),
]


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: type(kind).__name__)
@pytest.mark.parametrize(
    ("written", "what"), [("~", "nothing"), ("null", "nothing"), ("[a]", "a list"), ("{a: b}", "a map")]
)
def test_what_is_no_text_is_told_by_what_it_is(kind: Kind[Any], written: str, what: str) -> None:
    assert complaint(kind, written)[:2] == ("wrong-type", f"{what} stands here, but {kind.expects} belongs here")


@pytest.mark.parametrize(
    ("kind", "written", "message"),
    [
        (ListOf(Text()), "a", "text stands here, but a list belongs here"),
        (ListOf(Text()), "{a: b}", "a map stands here, but a list belongs here"),
        (ListOf(Text()), "~", "nothing stands here, but a list belongs here"),
        (MapOf(Name(), Text()), "[a]", "a list stands here, but a map belongs here"),
        (Either(text=Text(), list=ListOf(Text())), "{a: b}", "a map stands here, but text or a list belongs here"),
    ],
)
def test_what_is_no_list_or_map_is_told_too(kind: Kind[Any], written: str, message: str) -> None:
    assert complaint(kind, written)[:2] == ("wrong-type", message)


def test_a_list_keeps_what_can_be_read_and_reports_each_of_the_rest() -> None:
    value, found = read(ListOf(Whole(0, 9)), "[1, x, 3, [], 99]")
    assert value == (1, 3)
    assert [one.span.text for one in found] == ["x", "[]", "99"]


def test_a_list_that_is_too_short_or_too_long_is_told_once_and_still_read() -> None:
    value, (found,) = read(ListOf(Whole(0, 9), most=2), "[1, 2, 3]")
    assert (found.code.name, found.message) == ("out-of-range", "the list has 3 items, but 0 to 2 are possible")
    assert value == (1, 2, 3)
    assert read(ListOf(Whole(0, 9), least=1), "[]")[1][0].message == "the list is empty"


def test_a_map_keeps_what_can_be_read_and_reports_bad_names_and_values() -> None:
    value, found = read(MapOf(Name(), Whole(0, 9)), "{a: 1, 1b: 2, c: x}")
    assert value == {"a": 1}
    assert [(one.code.name, one.span.text) for one in found] == [("bad-name", "1b"), ("bad-value", "x")]


def test_a_map_that_is_too_large_is_told() -> None:
    _, (found,) = read(MapOf(Name(), Whole(0, 9), most=1), "{a: 1, b: 2}")
    assert found.message == "the map has 2 keys, but at most 1 are possible"


def test_a_number_over_time_may_be_a_list_of_points() -> None:
    value, found = read(curve(0, 2), "[{at: 0%, value: 0.5}, {at: 16f, value: 1, ease: hold}]")
    assert found == []
    assert [(point.at.text, point.value, point.ease) for point in value] == [("0%", 0.5, None), ("16f", 1.0, "hold")]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ("true", True),
        ("~", None),
        ("'1'", "1"),
        ("NO", "NO"),
        ("[a, {b: 2}]", ["a", {"b": 2}]),
    ],
)
def test_data_files_may_hold_values_without_a_form_in_the_sense_of_yaml_1_2(written: str, value: object) -> None:
    assert read(Anything(), written) == (value, [])


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: type(kind).__name__)
@pytest.mark.parametrize("written", ["./hana.png", "https://example.org/hana", "../refs"])
def test_a_picture_is_never_a_value_that_was_merely_written_badly(kind: Kind[Any], written: str) -> None:
    """The rule against external visual input says which it is, so that nothing else has to."""
    value, found = read(kind, written)
    assert found == []
    assert isinstance(value, Invalid) or isinstance(kind, Text)


@given(st.sampled_from(ALL_KINDS), st.text(max_size=40))
def test_no_text_makes_a_kind_fail(kind: Kind[Any], text: str) -> None:
    written = "'" + "".join(sign for sign in text if sign.isprintable()).replace("'", "''") + "'"
    value, found = read(kind, written)
    assert isinstance(value, Invalid) or not found
