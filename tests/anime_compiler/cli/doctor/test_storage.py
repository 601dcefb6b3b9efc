"""What `animec doctor` says of the folder of models."""

from pathlib import Path

import pytest

from anime_compiler.cli.doctor.remark import Remark
from anime_compiler.cli.doctor.storage import models_remarks
from tests.renderer.weights.files import write


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANIMEC_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_a_folder_is_not_made_by_looking_for_it(root: Path) -> None:
    says = f"{root}, which the first `animec models fetch` makes"
    assert list(models_remarks()) == [Remark("note", "models", says)]
    assert not root.exists()


def test_how_much_there_is_and_what_is_wrong_with_it(root: Path) -> None:
    write(root / "good.safetensors")
    write(root / "cut.safetensors").write_bytes(b"cut")
    good, bad = models_remarks()
    assert good == Remark("ok", "models", f"{root}, 2 models, 0.0 GiB")
    assert (bad.level, bad.cure) == ("warning", "`animec models where` shows all that is there")
    assert "it is almost empty" in bad.says


def test_without_a_home_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANIMEC_MODELS", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    (remark,) = models_remarks()
    assert remark.level == "warning"
    assert "there is no home folder to look for models in" in remark.says
