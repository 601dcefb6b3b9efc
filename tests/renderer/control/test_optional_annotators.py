"""Annotators of the optional package: made of weights alone, and what keeps them from working is said by its name."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from renderer.control.errors import AnnotatorMissing
from renderer.control.extract import extract
from renderer.control.optional_annotators import load_annotator
from renderer.errors import BadModel
from tests.renderer.control.asking import noisy_map
from tests.renderer.tiny import aux_package

torch.set_num_threads(1)

CPU = torch.device("cpu")
TORCH = torch.__version__.replace("+", r"\+").replace(".", r"\.")


def weights(kind: str, folder: Path) -> Path:
    """A file of weights under the name that the models folder gives it."""
    file = folder / f"an-annotator-for-{kind}.safetensors"
    save_file(aux_package.weights_of(kind), file)
    return file


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    aux_package.put_in_place(monkeypatch)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("kind", ["softedge", "scribble", "lineart", "openpose"])
def test_maps_have_the_size_of_their_picture(kind: str, tmp_path: Path) -> None:
    made = extract(kind, noisy_map(1, 200, 136), weights(kind, tmp_path), CPU)
    assert made.pixels.shape == (136, 200, 3)
    assert made.pixels.dtype == np.uint8


@pytest.mark.usefixtures("installed")
def test_a_scribble_is_the_edge_annotators_other_way(tmp_path: Path) -> None:
    file = weights("softedge", tmp_path)
    soft, rough = (extract(kind, noisy_map(1), file, CPU).pixels for kind in ("softedge", "scribble"))
    assert 100 <= soft.min() == soft.max() < 110
    assert 200 <= rough.min() == rough.max() < 210


@pytest.mark.usefixtures("installed")
def test_a_pose_in_another_size_has_no_new_colour_and_is_made_without_a_pickle(tmp_path: Path) -> None:
    pose = extract("openpose", noisy_map(1, 200, 136), weights("openpose", tmp_path), CPU)
    colours = {tuple(map(int, colour)) for colour in np.unique(pose.pixels.reshape(-1, 3), axis=0)}
    assert colours == {(0, 0, 0), (255, 0, 85)}
    assert pose.remark == ""


@pytest.mark.usefixtures("installed")
def test_an_annotator_in_a_folder_by_itself_is_found(tmp_path: Path) -> None:
    weights("softedge", tmp_path)
    assert extract("softedge", noisy_map(1), tmp_path, CPU).pixels.any()


@pytest.mark.usefixtures("installed")
def test_weights_are_all_used_and_all_there(tmp_path: Path) -> None:
    file = tmp_path / "hed.safetensors"
    told = aux_package.weights_of("softedge")
    network = load_annotator("softedge", weights("softedge", tmp_path), CPU).network
    assert torch.equal(network.block1["projection"].weight, told["block1.projection.weight"])
    assert not network.block1["projection"].weight.requires_grad
    save_file({"block1.projection.weight": told["block1.projection.weight"]}, file)
    with pytest.raises(BadModel, match=r"`hed\.safetensors` is not all of HED: Missing key.*block1\.projection\.bias"):
        load_annotator("softedge", file, CPU)
    save_file({**told, "more": torch.zeros(1)}, file)
    with pytest.raises(BadModel, match=r"`hed\.safetensors` is not all of HED: Unexpected key.*more"):
        load_annotator("softedge", file, CPU)


def test_weights_of_something_else_and_for_other_maps_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "unknown.safetensors"
    save_file({"more": torch.zeros(1)}, file)
    with pytest.raises(BadModel, match=r"`unknown\.safetensors` is no annotator that animec knows"):
        load_annotator("lineart", file, CPU)
    with pytest.raises(BadModel, match="is HED, and makes no `lineart` maps") as refused:
        load_annotator("lineart", weights("softedge", tmp_path), CPU)
    assert refused.value.cure == "it makes `softedge` maps"
    pickle = tmp_path / "netG.pth"
    pickle.write_bytes(b"PK\x03\x04")
    with pytest.raises(BadModel, match=r"`netG\.pth` cannot be read as safetensors") as refused:
        load_annotator("lineart", pickle, CPU)
    assert refused.value.cure == f"animec models convert {pickle} {tmp_path / 'netG.safetensors'}"


def test_a_package_that_is_not_installed_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if not (Path(entry) / "controlnet_aux").exists()])
    with pytest.raises(AnnotatorMissing, match="by the package `controlnet_aux`, which is not installed") as missing:
        extract("lineart", noisy_map(1), weights("lineart", tmp_path), CPU)
    assert missing.value.exit_status == 5
    assert missing.value.cure is not None
    assert "pip install 'animec[aux]'" in missing.value.cure
    assert f"torchvision, which has to be the build that matches torch {torch.__version__}" in missing.value.cure


class _Packages:
    """Packages on the disk for the time of a test."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._monkeypatch = folder, monkeypatch
        for name in [name for name in sys.modules if name.split(".")[0] in ("torchvision", "controlnet_aux")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.syspath_prepend(folder)

    def write(self, name: str, content: str) -> None:
        (self._folder / name).mkdir()
        (self._folder / name / "__init__.py").write_text(content)

    def forget(self) -> None:
        for name in ("torchvision", "controlnet_aux"):
            self._monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Packages:
    folder = tmp_path / "packages"
    folder.mkdir()
    return _Packages(folder, monkeypatch)


def failure(kind: str, folder: Path, packages: _Packages) -> AnnotatorMissing:
    with pytest.raises(AnnotatorMissing) as missing:
        extract(kind, noisy_map(1), weights(kind, folder), CPU)
    packages.forget()
    return missing.value


def test_a_torchvision_for_another_torch_is_named_as_the_cause(packages: _Packages, tmp_path: Path) -> None:
    packages.write("torchvision", "raise RuntimeError('operator torchvision::nms does not exist')")
    packages.write("controlnet_aux", "import torchvision")
    failed = failure("softedge", tmp_path, packages)
    assert str(failed) == (
        f"torchvision does not match torch {torch.__version__}, which breaks `controlnet_aux`: "
        "operator torchvision::nms does not exist"
    )
    assert failed.cure == "install the build of torchvision that matches it, or remove torchvision"


def test_so_it_is_where_the_package_hides_it_behind_another_error(packages: _Packages, tmp_path: Path) -> None:
    packages.write("torchvision", "raise RuntimeError('operator torchvision::nms does not exist')")
    hidden = "try:\n    import torchvision\nexcept RuntimeError:\n    raise ImportError('no module CLIPImageProcessor')"
    packages.write("controlnet_aux", hidden)
    assert "torchvision does not match torch" in str(failure("softedge", tmp_path, packages))


def test_a_torchvision_that_is_not_installed_is_named(
    packages: _Packages, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "torchvision", None)
    packages.write("controlnet_aux", "import torchvision")
    failed = failure("lineart", tmp_path, packages)
    assert str(failed) == "the package `controlnet_aux` needs torchvision, which is not installed"
    assert failed.cure == f"install the build of torchvision that matches torch {torch.__version__}"


def test_any_other_fault_of_the_package_is_told_as_it_is(packages: _Packages, tmp_path: Path) -> None:
    packages.write("torchvision", "")
    packages.write("controlnet_aux", "import einops_of_long_ago")
    failed = failure("lineart", tmp_path, packages)
    told = "the package `controlnet_aux` cannot be imported: No module named 'einops_of_long_ago'"
    assert str(failed) == told
