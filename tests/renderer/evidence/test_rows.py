"""A row is written in one way and read in that way only."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from renderer.evidence.evidence import OutputFile
from renderer.evidence.rows import (
    KINDS,
    ActionRow,
    EnvironmentRow,
    InputKey,
    PartHash,
    Row,
    SourceRow,
    TemplateText,
    line_of,
    row_in,
)

HASH = "ab" * 32
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ROWS: st.SearchStrategy[Row] = st.one_of(
    st.builds(EnvironmentRow, st.dictionaries(TEXT, TEXT)),
    st.builds(OutputFile, TEXT, st.just(HASH), st.integers(0, 1 << 62), TEXT, st.just(HASH)),
    st.builds(
        SourceRow,
        TEXT,
        st.just(HASH),
        TEXT,
        st.lists(TEXT).map(tuple),
        st.lists(st.builds(TemplateText, TEXT, st.just(HASH), TEXT)).map(tuple),
        st.lists(TEXT).map(tuple),
    ),
    st.builds(
        ActionRow,
        TEXT,
        TEXT,
        st.just(HASH),
        st.lists(st.builds(InputKey, TEXT, st.just(HASH))).map(tuple),
        st.lists(st.builds(PartHash, TEXT, st.just(HASH), st.integers(0, 9))).map(tuple),
    ),
)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.integers(0, 1 << 40))
def test_what_is_written_is_read_back(row: Row, number: int) -> None:
    line = line_of(row, number, HASH)
    assert line.isascii()
    assert "\n" not in line
    assert row_in(line) == (row, number, HASH)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_line_that_differs_by_a_letter_says_the_same(data: st.DataObject) -> None:
    row = OutputFile("images/a.png", HASH, 12, "a/keyframe/0", HASH)
    line = line_of(row, 3, HASH)
    at = data.draw(st.integers(0, len(line) - 1))
    other = line[:at] + data.draw(st.characters(codec="ascii")) + line[at + data.draw(st.integers(0, 1)) :]
    try:
        said = row_in(other)
    except ValueError:
        return
    assert (said == (row, 3, HASH)) == (other == line)


FILE = {"row": "file", "n": 1, "prev": HASH, "path": "a", "sha256": HASH, "size": 1, "node": "b", "key": HASH}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"row": "picture"}, "no kind of row 'picture'"),
        ({"row": 1}, "no kind of row 1"),
        ({"n": -1, "size": -1}, "int belongs where -1 stands"),
        ({"n": "1"}, "lacks its number"),
        ({"n": True}, "lacks its number"),
        ({"prev": HASH.upper()}, "hash of the row before"),
        ({"sha256": HASH[:-1]}, "a hash belongs where"),
        ({"size": 1.0}, "int belongs where 1.0 stands"),
        ({"size": True}, "int belongs where True stands"),
        ({"size": 1 << 63}, "int belongs where"),
        ({"path": None}, "str belongs where None stands"),
        ({"more": 1}, "has the fields path"),
    ],
)
def test_what_is_no_row_is_refused_with_its_reason(change: dict[str, object], reason: str) -> None:
    line = json.dumps(FILE | change, sort_keys=True, separators=(",", ":"))
    with pytest.raises(ValueError, match=reason):
        row_in(line)


@pytest.mark.parametrize("line", ["", "1", "[]", "null", '"row"', "{}", "{", '{"a":1e999}', "nonsense", "[" * 100_000])
def test_what_is_no_object_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        row_in(line)


def test_a_version_of_the_future_is_named_before_its_fields_are_looked_at() -> None:
    line = json.dumps({"animec_ledger": 9, "n": 0, "new": 1, "prev": HASH, "row": "render"}, separators=(",", ":"))
    with pytest.raises(ValueError, match="its version is 9, and this program knows 1"):
        row_in(line)


def test_every_kind_has_a_meaning() -> None:
    assert all((kind.__doc__ or "").endswith(".") for kind, _, _ in KINDS.values())
