"""Maps of every kind that the language knows, made of pixels; what cannot be made is never left out in silence."""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from anime_compiler.errors import CompilerBug
from anime_compiler.language.choices import CONTROL_KINDS
from renderer.control.canny import canny
from renderer.control.errors import AnnotatorMissing
from renderer.control.extract import KINDS, extract
from renderer.errors import BrokenPicture
from tests.renderer.control.asking import noisy_map
from tests.renderer.tiny.annotators import write_dpt
from tests.renderer.tiny.onnx_files import write_dot_finder

torch.set_num_threads(1)

CPU = torch.device("cpu")


def test_every_kind_that_the_language_knows_can_be_made_and_another_is_a_bug() -> None:
    assert {*CONTROL_KINDS} <= {*KINDS}
    with pytest.raises(CompilerBug, match="`mosaic`"):
        extract("mosaic", noisy_map(1), None, CPU)


def test_arithmetic_needs_no_weights() -> None:
    picture = noisy_map(1, 96, 64)
    assert np.array_equal(extract("canny", picture, None, CPU).pixels, canny(picture))
    tile = extract("tile", picture, None, CPU).pixels
    assert np.array_equal(tile, picture)
    assert tile is not picture


@pytest.mark.parametrize("kind", ["openpose", "depth", "lineart", "softedge", "scribble"])
def test_nothing_stands_in_for_weights_that_are_not_here(kind: str) -> None:
    with pytest.raises(AnnotatorMissing, match=f"there is nothing here that makes `{kind}` maps") as missing:
        extract(kind, noisy_map(1), None, CPU)
    assert missing.value.exit_status == 5


def test_networks_are_found_in_their_folders(tmp_path: Path) -> None:
    depth = extract("depth", noisy_map(1, 96, 64), write_dpt(tmp_path / "dpt"), CPU)
    assert depth.pixels.shape == (64, 96, 3)
    assert depth.remark == ""
    (tmp_path / "dwpose").mkdir()
    file = write_dot_finder(tmp_path / "dwpose" / "dw-ll_ucoco_384.onnx")
    (tmp_path / "dwpose" / "yolox_l.onnx").write_bytes(b"the finder of people, which is not used")
    picture = np.full((64, 96, 3), (124, 116, 104), np.uint8)
    for path in (file, tmp_path / "dwpose"):
        pose = extract("openpose", picture, path, CPU)
        assert not pose.pixels.any()
        assert "no pose was found" in pose.remark


def test_a_map_is_spoken_of_where_it_holds_nothing() -> None:
    assert "all but empty" in extract("canny", np.zeros((64, 64, 3), np.uint8), None, CPU).remark


def test_networks_are_kept_where_somebody_keeps_them(tmp_path: Path) -> None:
    kept: dict[str, tuple[Hashable, Any]] = {}

    def keep(slot: str, made_of: Hashable, load: Callable[[], Any]) -> Any:
        if slot not in kept:
            kept[slot] = (made_of, load())
        assert kept[slot][0] == made_of
        return kept[slot][1]

    folder = write_dpt(tmp_path)
    first = extract("depth", noisy_map(1), folder, CPU, keep)
    (folder / "model.safetensors").unlink()
    assert np.array_equal(extract("depth", noisy_map(1), folder, CPU, keep).pixels, first.pixels)
    assert [*kept] == ["annotator depth"]


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((64, 64), np.uint8),
        np.zeros((64, 64, 4), np.uint8),
        np.zeros((64, 64, 3)),
        np.zeros((0, 9, 3), np.uint8),
    ],
)
def test_what_is_no_picture_has_no_map(picture: Any) -> None:
    with pytest.raises(BrokenPicture, match="a `canny` map was to be made of what is no RGB picture"):
        extract("canny", picture, None, CPU)


def test_a_picture_that_is_a_view_of_a_larger_one_is_taken_as_it_looks() -> None:
    large = noisy_map(1, 128, 128)
    part = large[10:74, 10:74]
    assert np.array_equal(extract("canny", part, None, CPU).pixels, canny(part.copy()))
