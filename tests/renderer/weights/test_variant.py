"""Which files of a network are read, where it is there twice."""

from pathlib import Path

import pytest

from renderer.weights.variant import weights_in

WHOLE, HALF = "model.safetensors", "model.fp16.safetensors"
PARTS, HALF_PARTS = "model.safetensors.index.json", "model.safetensors.index.fp16.json"


@pytest.mark.parametrize(
    ("there", "wants_half", "read"),
    [
        ((WHOLE, HALF), True, (".fp16", HALF)),
        ((WHOLE, HALF), False, ("", WHOLE)),
        ((WHOLE,), True, ("", WHOLE)),
        ((HALF,), False, (".fp16", HALF)),
        ((PARTS, "model-00001-of-00002.safetensors"), True, ("", PARTS)),
        ((HALF_PARTS, "model.fp16-00001-of-00002.safetensors"), False, (".fp16", HALF_PARTS)),
        ((PARTS, HALF), True, (".fp16", HALF)),
        (("other.safetensors",), True, None),
    ],
)
def test_half_is_read_where_it_is_wanted_and_there_or_alone(
    there: tuple[str, ...], wants_half: bool, read: tuple[str, str] | None, tmp_path: Path
) -> None:
    for name in there:
        (tmp_path / name).touch()
    found = weights_in(tmp_path, "model", wants_half)
    assert (found and (found[0], found[1].name)) == read
