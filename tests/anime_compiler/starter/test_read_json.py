import pytest

from anime_compiler.errors import UsageError
from anime_compiler.starter.read_json import parse_shot_list


def test_json_with_a_byte_order_mark() -> None:
    assert parse_shot_list("a.json", b'\xef\xbb\xbf["a girl"]', 100) == ["a girl"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"a": 1,\n "b" 2}', "`a.json` is not valid JSON: expecting ':' delimiter at line 2, column 6"),
        (b"", "`a.json` is not valid JSON: expecting value at line 1, column 1"),
        (b"\xff", "byte 1 of `a.json` is not UTF-8 text"),
        (b"[" * 90, "`a.json` is larger than 80 bytes"),
        (b'{"a": 1, "a": 2}', "`a.json` is not valid JSON: the key `a` stands twice in one object"),
        (b'{"a": NaN}', "`a.json` is not valid JSON: `NaN` is no number"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_shot_list("a.json", data, 80)
    assert str(refused.value) == message
    assert refused.value.exit_status == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[" * 100_000, "`a.json` nests lists and objects too deeply"),
        (b'{"a":' * 100_000, "`a.json` nests lists and objects too deeply"),
        (b"1" * 5000, "`a.json` is not valid JSON: a number has more than 300 digits"),
    ],
)
def test_hostile_json_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_shot_list("a.json", data, 1 << 20)
    assert str(refused.value) == message
