"""Headers of safetensors files: read without trust, refused in one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from renderer.errors import BadModel
from renderer.weights.header import Tensor, read_header
from tests.renderer.weights.files import framed, write


def tensor(shape: Any = (2, 3), dtype: Any = "F16", offsets: Any = (0, 12)) -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def refusal(tmp_path: Path, content: bytes) -> str:
    file = tmp_path / "x.safetensors"
    file.write_bytes(content)
    with pytest.raises(BadModel) as refused:
        read_header(file)
    assert refused.value.exit_status == 5
    assert refused.value.cure == "fetch or copy it again, whole"
    return str(refused.value).removeprefix(f"`{file}` ")


def test_what_a_file_holds(tmp_path: Path) -> None:
    header = read_header(write(tmp_path / "x.safetensors", {"a": (2, 3), "empty": (0, 4), "number": ()}))
    assert header.tensors == {"a": Tensor("F16", (2, 3)), "empty": Tensor("F16", (0, 4)), "number": Tensor("F16", ())}
    assert header.metadata == {"format": "pt"}
    assert header.dtypes() == {"F16": 3}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no safetensors file: it is almost empty"),
        (b"PK\x03\x04" + b"\0" * 60, "header would be larger than that of any model"),
        ((1 << 60).to_bytes(8, "little") + b"{}", "header would be larger than that of any model"),
        (b"<!DOCTYPE html><html>" + b" " * 99, "header would be larger than that of any model"),
        (framed(b'{"a"')[:-2], "ends within its header"),
        (framed(b'{"a"'), "its header cannot be read"),
        (framed(b"\xff\xfe\xfd"), "its header cannot be read"),
        (framed(b"[" * 100_000), "its header cannot be read"),
        (framed(b"9" * 10_000), "its header cannot be read"),
        (framed(b"[]"), "its header is no map of tensors"),
        (framed(b'{"a": 3}'), "what it says of `a` cannot be understood"),
        (framed(b'{"a": {"dtype": [], "shape": [], "data_offsets": [0, 0]}}'), "cannot be understood"),
    ],
)
def test_what_is_no_header(content: bytes, says: str, tmp_path: Path) -> None:
    assert says in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("about", "says"),
    [
        (tensor(dtype="F17"), "what it says of `a` cannot be understood"),
        (tensor(offsets=(0,)), "what it says of `a` cannot be understood"),
        (tensor(shape=3), "has no shape that a tensor can have"),
        (tensor(shape=(-2, -3)), "has no shape that a tensor can have"),
        (tensor(shape=(True, 6)), "has no shape that a tensor can have"),
        (tensor(shape=(1e300,)), "has no shape that a tensor can have"),
        (tensor(shape=(1 << 60, 1 << 60)), "has no shape that a tensor can have"),
        (tensor(shape=[1] * 99), "has no shape that a tensor can have"),
        (tensor(shape=(1 << 40, 1 << 40)), "is not as large as its shape says"),
        (tensor(offsets=(0, 10)), "is not as large as its shape says"),
        (tensor(offsets=(12, 0)), "is not as large as its shape says"),
        (tensor(offsets=(4, 16)), "the place of `a` is not where the tensor before it ends"),
        (tensor(shape=(2, 3, 100), offsets=(0, 1200)), "is not whole: 1188 bytes are missing"),
        (tensor(shape=(2, 2), offsets=(0, 8)), "4 bytes at its end belong to nothing"),
    ],
)
def test_what_cannot_be_true_of_a_tensor(about: dict[str, Any], says: str, tmp_path: Path) -> None:
    assert says in refusal(tmp_path, framed(json.dumps({"a": about}).encode()) + bytes(12))


def test_tensors_may_not_share_their_numbers(tmp_path: Path) -> None:
    header = json.dumps({"a": tensor(), "b": tensor()}).encode()
    assert "the place of `b`" in refusal(tmp_path, framed(header) + bytes(12))


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="cannot be read: Is a directory"):
        read_header(tmp_path)


def test_of_every_cut_of_a_file_none_passes(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.safetensors", {"a": (2, 3), "b": (4,)}).read_bytes()
    for length in range(len(whole)):
        refusal(tmp_path, whole[:length])
