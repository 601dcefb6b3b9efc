"""Where models are found in a folder, what is refused there, and what stands for their content."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from anime_compiler.plan.render_plan import PlanModel
from renderer import events
from renderer.errors import BadModel, ModelMissing
from renderer.weights import shelf as shelf_module
from renderer.weights.hashes import Hashes
from renderer.weights.shelf import Shelf, bound, bound_by_cache, identity_of
from tests.renderer.weights.files import model, plan_of, write

STYLE = model("pastel", repo="somebody/pastel", file="nested/pastel-latest.safetensors")


def folder_in_layout(root: Path) -> Path:
    write(root / "pastel" / "unet" / "diffusion_pytorch_model.safetensors")
    (root / "pastel" / "model_index.json").write_text("{}")
    return root / "pastel"


@pytest.mark.parametrize(
    ("place", "is_folder"),
    [
        (folder_in_layout, True),
        (lambda root: write(root / "pastel" / "anything.safetensors"), False),
        (lambda root: write(root / "pastel.safetensors"), False),
        (lambda root: write(root / "pastel-latest.safetensors"), False),
    ],
)
def test_a_model_stands_under_its_name_or_that_of_its_published_file(
    place: Callable[[Path], Path], is_folder: bool, tmp_path: Path
) -> None:
    path = place(tmp_path)
    assert Shelf(tmp_path).find(STYLE)[:2] == (path, is_folder)
    assert Shelf(tmp_path).absent(plan_of(STYLE)) == []


def test_of_several_files_in_a_folder_the_published_one_counts(tmp_path: Path) -> None:
    write(tmp_path / "pastel" / "older.safetensors")
    named = write(tmp_path / "pastel" / "pastel-latest.safetensors")
    assert Shelf(tmp_path).find(STYLE).path == named


def test_a_network_with_its_settings_is_a_folder_even_if_its_file_is_named(tmp_path: Path) -> None:
    steers = model("cn", kind="controlnet", file="diffusion_pytorch_model.safetensors")
    write(tmp_path / "cn" / "diffusion_pytorch_model.safetensors")
    (tmp_path / "cn" / "config.json").write_text("{}")
    assert Shelf(tmp_path).find(steers)[:2] == (tmp_path / "cn", True)


def test_a_name_that_every_other_model_has_says_nothing(tmp_path: Path) -> None:
    write(tmp_path / "diffusion_pytorch_model.safetensors")
    assert not Shelf(tmp_path).has(model("cn", file="diffusion_pytorch_model.safetensors"))


def test_what_is_there_twice_is_refused_by_both_names(tmp_path: Path) -> None:
    write(tmp_path / "pastel" / "a.safetensors")
    write(tmp_path / "pastel.safetensors")
    with pytest.raises(BadModel) as refused:
        Shelf(tmp_path).find(STYLE)
    assert str(refused.value) == "`pastel` is there twice, as `pastel/a.safetensors` and `pastel.safetensors`"
    assert refused.value.cure == "remove one of them"


@pytest.mark.parametrize("name", ["pastel.ckpt", "pastel/pytorch_model.bin"])
def test_a_pickle_alone_is_refused_with_the_way_to_convert_it(name: str, tmp_path: Path) -> None:
    pickle = tmp_path / name
    pickle.parent.mkdir(exist_ok=True)
    pickle.write_bytes(b"pickle")
    with pytest.raises(BadModel) as refused:
        Shelf(tmp_path).find(STYLE)
    assert isinstance(refused.value, ModelMissing)  # as all that lack are told in one go
    assert "could run code when it is read" in str(refused.value)
    assert refused.value.cure == f"animec models convert {pickle} {tmp_path / 'pastel.safetensors'}"


@pytest.mark.parametrize("name", ["netG.pth", "lines/netG.pth"])
def test_a_published_pickle_gives_way_to_what_it_was_converted_to(name: str, tmp_path: Path) -> None:
    lines = model("lines", kind="annotator", family="any", repo="somebody/lines", file="netG.pth")
    pickle = tmp_path / name
    pickle.parent.mkdir(exist_ok=True)
    pickle.write_bytes(b"pickle")
    with pytest.raises(BadModel, match="could run code"):
        Shelf(tmp_path).find(lines)
    converted = write(pickle.with_suffix(".safetensors"))
    assert Shelf(tmp_path).find(lines).path == converted


@pytest.mark.parametrize("name", ["", ".", "..", "../up", "a/b", "a\\b", "a\0b"])
def test_a_name_cannot_lead_elsewhere(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="is no name for a file"):
        Shelf(tmp_path).find(model(name))


def test_a_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "pastel").mkdir()
    (tmp_path / "pastel" / "config.json").write_text("{}")
    with pytest.raises(ModelMissing):
        Shelf(tmp_path).find(STYLE)


def test_links_are_followed_to_files_and_folders(tmp_path: Path) -> None:
    away, here = tmp_path / "away", tmp_path / "here"
    here.mkdir()
    folder = folder_in_layout(away)
    (folder / "vae").symlink_to(write(tmp_path / "vae" / "model.safetensors", fill=1).parent)
    (folder / "vae" / "round").symlink_to(folder)  # and no link is followed for ever
    (here / "pastel").symlink_to(folder)
    (here / "flat.safetensors").symlink_to(write(tmp_path / "flat.safetensors"))
    assert Shelf(here).find(model("flat")).path == here / "flat.safetensors"
    found = Shelf(here).find(STYLE)
    assert list(found.named()) == [
        "model_index.json",
        "unet/diffusion_pytorch_model.safetensors",
        "vae/model.safetensors",
    ]
    before = identity_of(found, Hashes(here))
    write(tmp_path / "vae" / "model.safetensors", fill=2)
    assert identity_of(found, Hashes(here)) != before


def test_all_that_is_absent_is_named_at_once_with_how_each_is_got(tmp_path: Path) -> None:
    own, canny = model("own"), model("canny", kind="annotator", family="any")
    upscaler = model("sharp", kind="upscaler", repo="somebody/sharp")
    with pytest.raises(ModelMissing) as refused:
        bound(plan_of(STYLE, own, canny, upscaler), Shelf(tmp_path))
    assert str(refused.value) == f"3 models are not in `{tmp_path}`: pastel, own, sharp"
    assert refused.value.cure == (
        f"animec models fetch pastel; put its file there as `{tmp_path / 'own.safetensors'}`; animec models fetch sharp"
    )
    assert refused.value.exit_status == 5


def test_the_plan_gets_hashes_and_annotators_without_weights_are_left_alone(tmp_path: Path) -> None:
    file = write(tmp_path / "pastel.safetensors")
    folder = write(tmp_path / "wide" / "model.safetensors").parent
    (folder / "config.json").write_text("{}")
    canny = model("canny", kind="annotator", family="any")
    plan = bound(plan_of(STYLE, model("wide"), canny), Shelf(tmp_path))
    from hashlib import sha256

    pastel, wide, arithmetic = (one.sha256 for one in plan.models)
    assert pastel == sha256(file.read_bytes()).hexdigest()
    lines = "".join(
        f"{name} {sha256((folder / name).read_bytes()).hexdigest()}\n" for name in ("config.json", "model.safetensors")
    )
    assert wide == sha256(lines.encode()).hexdigest()
    assert arithmetic == ""


def test_what_takes_a_while_to_hash_is_told_before_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = write(tmp_path / "pastel.safetensors").stat().st_size
    more = write(tmp_path / "wide" / "wide.safetensors").stat().st_size
    told: list[events.Event] = []
    monkeypatch.setattr(shelf_module, "_A_WHILE", size + more)
    canny, shelf = model("canny", kind="annotator", family="any"), Shelf(tmp_path)
    plan = bound(plan_of(STYLE, model("wide"), canny), shelf, told.append)
    assert told == [events.Hashing(("pastel", "wide"), size + more)]
    assert bound(plan, shelf, told.append) == plan
    os.utime(tmp_path / "pastel.safetensors", ns=(0, 7))  # little is hashed anew, and nobody has to wait for it
    assert bound(plan, shelf, told.append) == plan
    assert len(told) == 1


def test_an_image_encoder_belongs_to_its_adapter(tmp_path: Path) -> None:
    likeness = model("ip", kind="ip_adapter", file="ip.safetensors")
    write(tmp_path / "ip" / "ip.safetensors")
    write(tmp_path / "ip" / "image_encoder" / "model.safetensors")
    shelf = Shelf(tmp_path)
    before = bound(plan_of(likeness), shelf).models[0].sha256
    assert list(shelf.find(likeness).named()) == ["ip.safetensors", "image_encoder/model.safetensors"]
    write(tmp_path / "ip" / "image_encoder" / "model.safetensors", fill=7)
    os.utime(tmp_path / "ip" / "image_encoder" / "model.safetensors", ns=(0, 7))
    assert bound(plan_of(likeness), shelf).models[0].sha256 != before


def test_a_comparison_takes_only_what_was_hashed_before(tmp_path: Path) -> None:
    write(tmp_path / "pastel.safetensors")
    shelf, plan = Shelf(tmp_path), plan_of(STYLE, model("gone"))
    assert bound_by_cache(plan, shelf) == plan
    hashed: PlanModel = bound(plan_of(STYLE), shelf).models[0]
    assert bound_by_cache(plan, shelf).models == (hashed, plan.models[1])


def test_a_base_in_one_file_is_found_under_the_name_it_is_published_with(tmp_path: Path) -> None:
    (tmp_path / "sd_xl_base_1.0.safetensors").write_bytes(b"")
    base = PlanModel("sdxl-base-1.0", "", "base", "sdxl", *[""] * 7)
    assert Shelf(tmp_path).find(base).path.name == "sd_xl_base_1.0.safetensors"
