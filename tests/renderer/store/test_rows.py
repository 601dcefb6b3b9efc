import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from renderer.store.rows import FORMAT, Made, Part, is_hash, made_in, row_of, sealed, unsealed

_KEY, _HASH = "a" * 64, "0123456789abcdef" * 4
_MADE = Made(_KEY, {"a/b.png": Part(_HASH, 12), "z": Part(_KEY, 0)}, {"op": "Segment", "node": "größe"})

_hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
_made = st.builds(
    Made,
    _hashes,
    st.dictionaries(st.text(), st.builds(Part, _hashes, st.integers(0, 2**63))),
    st.dictionaries(st.text(), st.text()),
)


def test_a_row_is_one_line_that_says_what_it_is() -> None:
    row = row_of(_MADE)
    assert row.endswith(b"\n")
    assert row.count(b"\n") == 1
    assert row.isascii()
    assert json.loads(row)["format"] == FORMAT == "animec store 1"


@given(_made)
@settings(deadline=None)
def test_what_is_written_down_is_read_back(made: Made) -> None:
    assert made_in(row_of(made), made.key) == made


def test_the_order_in_which_parts_are_named_does_not_matter() -> None:
    turned = _MADE._replace(
        parts={name: _MADE.parts[name] for name in reversed([*_MADE.parts])},
        facts={name: _MADE.facts[name] for name in reversed([*_MADE.facts])},
    )
    assert row_of(turned) == row_of(_MADE)


def test_no_bit_of_a_row_can_change() -> None:
    row = row_of(_MADE)
    for bit in range(len(row) * 8):
        changed = bytearray(row)
        changed[bit // 8] ^= 1 << bit % 8
        assert made_in(bytes(changed), _KEY) is None, bit


def test_no_row_can_be_cut_or_grow() -> None:
    row = row_of(_MADE)
    for length in range(len(row)):
        assert made_in(row[:length], _KEY) is None
    for more in (b"\n", b" ", b"\0", row):
        assert made_in(row + more, _KEY) is None
        assert made_in(more + row, _KEY) is None


def test_a_row_counts_for_its_own_key_only() -> None:
    assert made_in(row_of(_MADE), _HASH) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null\n",
        b"[]\n",
        b'"a"\n',
        b"NaN\n",
        b"{}\n",
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 10_000,
        b'{"a": 1e999}\n',
        b'{"a": NaN}\n',
        row_of(_MADE).replace(b",", b", "),
    ],
    ids=range(12),
)
def test_what_is_no_row_is_refused(data: bytes) -> None:
    assert unsealed(data) is None
    assert made_in(data, _KEY) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"key": _KEY, "parts": {}},
        {"key": _KEY, "parts": {}, "facts": {}, "more": 1},
        {"key": _KEY, "parts": [], "facts": {}},
        {"key": _KEY, "parts": {}, "facts": []},
        {"key": _KEY, "parts": {}, "facts": {"op": 1}},
        {"key": _KEY, "parts": {"a": None}, "facts": {}},
        {"key": _KEY, "parts": {"a": {"sha256": _HASH}}, "facts": {}},
        {"key": _KEY, "parts": {"a": {"sha256": "../../../etc/passwd", "size": 1}}, "facts": {}},
        {"key": _KEY, "parts": {"a": {"sha256": _HASH.upper(), "size": 1}}, "facts": {}},
        {"key": _KEY, "parts": {"a": {"sha256": _HASH, "size": -1}}, "facts": {}},
        {"key": _KEY, "parts": {"a": {"sha256": _HASH, "size": 1.0}}, "facts": {}},
        {"key": _KEY, "parts": {"a": {"sha256": _HASH, "size": True}}, "facts": {}},
    ],
    ids=range(12),
)
def test_a_row_that_is_whole_but_says_something_else_is_refused(fields: dict[str, object]) -> None:
    assert unsealed(sealed(fields)) == fields
    assert made_in(sealed(fields), _KEY) is None


def test_what_is_not_a_number_cannot_be_sealed() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        sealed({"a": float("nan")})


@pytest.mark.parametrize(
    "text", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 63 + "\n", "../" + "a" * 61, "١" * 64]
)
def test_only_64_hexadecimal_digits_are_a_hash(text: str) -> None:
    assert not is_hash(text)
    assert is_hash(_HASH)
