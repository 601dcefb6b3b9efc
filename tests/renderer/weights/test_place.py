"""Where models are kept unless somebody says otherwise."""

from pathlib import Path

import pytest

from renderer.errors import ModelMissing
from renderer.weights.place import default_models_folder


def test_the_first_that_is_said_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMEC_MODELS", "/said")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    monkeypatch.setenv("HOME", "/home/me")
    assert default_models_folder() == Path("/said")
    monkeypatch.delenv("ANIMEC_MODELS")
    assert default_models_folder() == Path("/cache/animec/models")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert default_models_folder() == Path("/home/me/.cache/animec/models")


def test_a_relative_folder_is_taken_from_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANIMEC_MODELS", "weights")
    assert default_models_folder() == tmp_path / "weights"


def test_without_a_home_there_is_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANIMEC_MODELS", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelMissing) as refused:
        default_models_folder()
    assert refused.value.cure == "set HOME, or name another folder with --models or ANIMEC_MODELS"
