"""Notes in the folder of models that nobody wrote this way, and names that cannot be written down."""

import os
from pathlib import Path

import pytest

from renderer.errors import BadModel
from renderer.weights.lock import LOCK, read_lock
from renderer.weights.locking import lock_models, verify_models
from renderer.weights.shelf import Shelf, bound
from renderer.weights.survey import survey
from tests.renderer.weights.files import model, plan_of, write

BASE = model("base", "base")
NO_TEXT = os.fsdecode(b"\xff")


def put(root: Path) -> Shelf:
    write(root / "base" / "diffusion_pytorch_model.safetensors")
    (root / "base" / "config.json").write_text("{}")
    return Shelf(root)


def name_no_text(file: Path) -> None:
    try:
        write(file) if file.suffix == ".safetensors" else file.write_text("{}")
    except OSError:
        pytest.skip("names of files are text on this file system")


@pytest.mark.parametrize("size", ["1e999", "NaN", "[]", '"many"'])
def test_a_lock_with_a_size_that_is_none_is_damaged(size: str, tmp_path: Path) -> None:
    file = f'{{"sha256": "0", "size": {size}}}'
    (tmp_path / LOCK).write_text(f'{{"animec_models_lock": 1, "models": {{"base": {{"files": {{"x": {file}}}}}}}}}')
    with pytest.raises(BadModel, match="is no lock, or a damaged one"):
        read_lock(tmp_path)


def test_remembered_hashes_that_lie_too_deep_are_taken_anew(tmp_path: Path) -> None:
    shelf = put(tmp_path)
    identity = bound(plan_of(BASE), shelf).models[0].sha256
    (tmp_path / ".hashes.json").write_text("[" * 100_000)
    assert bound(plan_of(BASE), shelf).models[0].sha256 == identity


def test_where_nothing_can_be_remembered_nothing_is_left(tmp_path: Path) -> None:
    shelf = put(tmp_path)
    (tmp_path / ".hashes.json").mkdir()
    assert bound(plan_of(BASE), shelf).models[0].sha256
    assert sorted(file.name for file in tmp_path.iterdir()) == [".hashes.json", "base"]


def test_a_file_whose_name_is_no_text_is_told(tmp_path: Path) -> None:
    shelf = put(tmp_path)
    name_no_text(tmp_path / "base" / f"{NO_TEXT}.json")
    says = r"holds `\\udcff\.json`, whose name is not UTF-8"
    with pytest.raises(BadModel, match=says):
        bound(plan_of(BASE), shelf)
    with pytest.raises(BadModel, match=says):
        lock_models(shelf, [BASE])
    (verified,) = verify_models(shelf, [BASE])
    assert not verified.is_good
    assert not (tmp_path / LOCK).exists()


def test_a_model_whose_name_is_no_text_is_no_model(tmp_path: Path) -> None:
    name_no_text(tmp_path / f"{NO_TEXT}.safetensors")
    (standing,) = survey(Shelf(tmp_path), []).models
    assert "is no name for a file" in standing.trouble
    assert standing.found is None
