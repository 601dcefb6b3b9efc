"""Fetching models: which files of a repository are taken, mirrors, interruptions, and what ends up in the folder."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from renderer.errors import BadModel
from renderer.weights.alone import NoRoom
from renderer.weights.fetch import fetch, insist_on_room_for, offer_of
from renderer.weights.hub import HubFile, Listing, NoConnection
from renderer.weights.lock import read_lock
from renderer.weights.shelf import Shelf, bound
from renderer.weights.wanted import Wish, wanted_files
from tests.renderer.weights.files import model, plan_of, write
from tests.renderer.weights.local_hub import LocalHub

BASE_FILES = """
.gitattributes README.md model_index.json sd_xl_base_1.0.safetensors
scheduler/scheduler_config.json
text_encoder/config.json text_encoder/model.safetensors text_encoder/model.fp16.safetensors text_encoder/model.onnx
text_encoder_2/config.json text_encoder_2/model.safetensors
tokenizer/merges.txt tokenizer/vocab.json tokenizer/tokenizer_config.json tokenizer/special_tokens_map.json
unet/config.json unet/diffusion_pytorch_model.safetensors unet/diffusion_pytorch_model.fp16.safetensors
unet/diffusion_pytorch_model.non_ema.safetensors unet/diffusion_pytorch_model.bin unet/openvino_model.xml
vae/config.json vae/diffusion_pytorch_model.safetensors vae_1_0/config.json vae_1_0/diffusion_pytorch_model.safetensors
vae_decoder/config.json safety_checker/model.safetensors
"""
BASE = model("base", "base", repo="maker/base")
STYLE = model("style", repo="maker/style", file="style.safetensors")


def places(files: str, wish: Wish) -> dict[str, str]:
    """Where files of a repository would go."""
    listing = Listing("maker/x", "1", tuple(HubFile(name, 1) for name in files.split()))
    return {wanted.place: wanted.file.path for wanted in wanted_files(listing, wish)}


@pytest.mark.parametrize("variant", ["", "fp16"])
def test_of_a_base_each_part_is_taken_once(variant: str) -> None:
    ending = ".fp16" if variant else ""
    found = places(BASE_FILES, Wish(BASE, variant=variant))
    assert sorted(found) == sorted(
        [
            "model_index.json",
            "scheduler/scheduler_config.json",
            "text_encoder/config.json",
            f"text_encoder/model{ending}.safetensors",
            "text_encoder_2/config.json",
            "text_encoder_2/model.safetensors",
            "tokenizer/merges.txt",
            "tokenizer/vocab.json",
            "tokenizer/tokenizer_config.json",
            "tokenizer/special_tokens_map.json",
            "unet/config.json",
            f"unet/diffusion_pytorch_model{ending}.safetensors",
            "vae/config.json",
            "vae/diffusion_pytorch_model.safetensors",
        ]
    )
    assert all(place == path for place, path in found.items())


SHARDS = """
config.json diffusion_pytorch_model.safetensors.index.json diffusion_pytorch_model.safetensors.index.fp16.json
diffusion_pytorch_model-00001-of-00002.safetensors diffusion_pytorch_model-00002-of-00002.safetensors
diffusion_pytorch_model.fp16-00001-of-00002.safetensors diffusion_pytorch_model.fp16-00002-of-00002.safetensors
"""


@pytest.mark.parametrize("variant", ["", "fp16"])
def test_shards_come_with_their_index(variant: str) -> None:
    ending, index = (".fp16", ".index.fp16") if variant else ("", ".index")
    assert sorted(places(SHARDS, Wish(model("cn", "controlnet", repo="a/b"), variant=variant))) == sorted(
        [
            "config.json",
            f"diffusion_pytorch_model{ending}-00001-of-00002.safetensors",
            f"diffusion_pytorch_model{ending}-00002-of-00002.safetensors",
            f"diffusion_pytorch_model.safetensors{index}.json",
        ]
    )


class Named(NamedTuple):
    kind: str
    file: str
    holds: str
    places: dict[str, str]


@pytest.mark.parametrize(
    "case",
    [
        Named(
            "lora_style", "a.safetensors", "a.safetensors b.safetensors config.json", {"a.safetensors": "a.safetensors"}
        ),
        Named("lora_style", "a.safetensors", "deep/a.safetensors", {"a.safetensors": "deep/a.safetensors"}),
        Named("lora_style", "gone.safetensors", "other.safetensors", {"other.safetensors": "other.safetensors"}),
        Named("annotator", "netG.pth", "netG.pth config.json", {"netG.pth": "netG.pth"}),
        Named(
            "controlnet",
            "diffusion_pytorch_model.safetensors",
            "config.json diffusion_pytorch_model.safetensors diffusion_pytorch_model_V2.safetensors",
            {
                "config.json": "config.json",
                "diffusion_pytorch_model.safetensors": "diffusion_pytorch_model.safetensors",
            },
        ),
        Named(
            "controlnet_union",
            "diffusion_pytorch_model_promax.safetensors",
            "config.json config_promax.json diffusion_pytorch_model_promax.safetensors",
            {
                "config.json": "config_promax.json",
                "diffusion_pytorch_model.safetensors": "diffusion_pytorch_model_promax.safetensors",
            },
        ),
        Named(
            "controlnet",
            "OpenPoseXL2.safetensors",
            "config.json OpenPoseXL2.safetensors",
            {"config.json": "config.json", "diffusion_pytorch_model.safetensors": "OpenPoseXL2.safetensors"},
        ),
    ],
)
def test_of_a_named_file_no_other_is_taken_but_its_settings(case: Named) -> None:
    wish = Wish(model("x", case.kind, repo="a/b", file=case.file), alternatives=("other.safetensors",))
    assert places(case.holds, wish) == case.places


def test_an_image_encoder_lies_beside_its_adapter() -> None:
    wish = Wish(
        model("ip", "ip_adapter", repo="a/b", file="ip.safetensors"),
        subfolder="sdxl_models",
        image_encoder="models/image_encoder",
    )
    holds = """
        sdxl_models/ip.safetensors models/ip.safetensors sdxl_models/image_encoder/model.safetensors
        models/image_encoder/config.json models/image_encoder/model.safetensors models/image_encoder/pytorch_model.bin
    """
    assert places(holds, wish) == {
        "ip.safetensors": "sdxl_models/ip.safetensors",
        "image_encoder/config.json": "models/image_encoder/config.json",
        "image_encoder/model.safetensors": "models/image_encoder/model.safetensors",
    }
    with pytest.raises(BadModel, match="has no image encoder in `models/image_encoder`"):
        places("sdxl_models/ip.safetensors", wish)


@pytest.mark.parametrize("file", ["", "gone.safetensors"])
def test_a_repository_without_what_is_wanted(file: str) -> None:
    with pytest.raises(BadModel, match=r"has no file `gone|holds no safetensors"):
        places("config.json diffusion_pytorch_model.bin", Wish(model("x", "vae", repo="a/b", file=file)))


def test_a_form_that_nobody_reads_is_refused_before_it_is_downloaded() -> None:
    wish = Wish(model("flow", "interpolation", repo="a/b", file="flow.zip")._replace(link="https://example.org"))
    with pytest.raises(
        BadModel, match=r"`flow` is published as `flow\.zip`, and animec reads no such files"
    ) as refused:
        places("flow.zip", wish)
    assert refused.value.cure == "https://example.org"


def put_base(root: Path, repo: str = "maker/base") -> Path:
    for name in BASE_FILES.split():
        if name.endswith(".safetensors"):
            write(root / repo / name, {"weight": (50, 3)})
        else:
            (root / repo / name).parent.mkdir(parents=True, exist_ok=True)
            (root / repo / name).write_text("{}")
    return root / repo


def quiet(line: str) -> None:
    assert line


def test_a_model_is_put_in_place_and_locked_with_its_commit(tmp_path: Path) -> None:
    put_base(tmp_path / "hub")
    shelf, hub = Shelf(tmp_path / "models"), LocalHub(tmp_path / "hub")
    offer = offer_of(hub, Wish(BASE, variant="fp16"))
    assert offer.size == sum(wanted.file.size for wanted in offer.files) > 1000
    locked = fetch(hub, shelf, offer, quiet)
    assert (locked.repo, locked.revision) == ("maker/base", "c0ffee42" * 5)
    assert read_lock(shelf.root) == {"base": locked}
    assert set(locked.files) == {wanted.place for wanted in offer.files}
    assert sorted(file.name for file in shelf.root.iterdir()) == [".hashes.json", "base", "models.lock.json"]
    assert bound(plan_of(BASE), shelf).models[0].sha256


def test_a_pinned_commit_is_the_one_that_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "maker" / "style" / "style.safetensors")
    hub = LocalHub(tmp_path)
    assert offer_of(hub, Wish(STYLE._replace(revision="abc1" * 10))).listing.revision == "abc1" * 10
    assert hub.asked == [("maker/style", "abc1" * 10)]


def test_an_interrupted_download_goes_on_where_it_was(tmp_path: Path) -> None:
    put_base(tmp_path / "hub")
    shelf, hub = Shelf(tmp_path / "models"), LocalHub(tmp_path / "hub", cut_after=100)
    offer = offer_of(hub, Wish(BASE))
    with pytest.raises(NoConnection):
        fetch(hub, shelf, offer, quiet)
    assert not shelf.has(BASE)
    assert not (shelf.root / "base").exists()
    hub.cut_after = 150
    with pytest.raises(NoConnection):
        fetch(hub, shelf, offer, quiet)
    fetch(hub, shelf, offer, quiet)
    assert hub.sent == {wanted.file.path: wanted.file.size for wanted in offer.files}  # no byte came twice
    assert shelf.has(BASE)


def test_a_mirror_is_taken_where_a_repository_is_gone(tmp_path: Path) -> None:
    put_base(tmp_path, "second/mirror")
    hub = LocalHub(tmp_path)
    pinned = BASE._replace(revision="abc1" * 10)
    offer = offer_of(hub, Wish(pinned, mirrors=("first/mirror", "second/mirror")))
    assert hub.asked == [("maker/base", "abc1" * 10), ("first/mirror", ""), ("second/mirror", "")]
    assert offer.remarks == (
        "there is no repository `maker/base`, or not for everybody",
        "there is no repository `first/mirror`, or not for everybody",
        "`second/mirror` is a mirror; nobody has compared it byte for byte",
    )
    locked = fetch(hub, Shelf(tmp_path / "models"), offer, quiet)
    assert locked.repo == "second/mirror"


def test_a_model_that_is_nowhere(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=r"`base` cannot be had: there is no .*`maker/base`.*; there is no .*`a/mirror`"):
        offer_of(LocalHub(tmp_path), Wish(BASE, mirrors=("a/mirror",)))


@pytest.mark.parametrize("repo", ["", "github:maker/x"])
def test_a_model_without_a_repository_says_where_to_look(repo: str, tmp_path: Path) -> None:
    with pytest.raises(BadModel) as refused:
        offer_of(LocalHub(tmp_path), Wish(model("x", repo=repo)._replace(link="https://example.org/x")))
    assert refused.value.cure == "https://example.org/x"


def test_what_is_not_what_was_promised_is_not_kept(tmp_path: Path) -> None:
    file = write(tmp_path / "hub" / "maker" / "style" / "style.safetensors")
    shelf, hub = Shelf(tmp_path / "models"), LocalHub(tmp_path / "hub")
    offer = offer_of(hub, Wish(STYLE))
    write(file, fill=1)
    with pytest.raises(BadModel, match=r"`style\.safetensors` did not arrive as it was sent"):
        fetch(hub, shelf, offer, quiet)
    write(file)
    fetch(hub, shelf, offer, quiet)
    assert shelf.has(STYLE)


def test_another_file_than_the_one_whose_hash_the_catalogue_knows(tmp_path: Path) -> None:
    write(tmp_path / "hub" / "maker" / "style" / "style.safetensors")
    shelf, hub = Shelf(tmp_path / "models"), LocalHub(tmp_path / "hub")
    with pytest.raises(BadModel, match="is not the file that the catalogue names by its hash"):
        fetch(hub, shelf, offer_of(hub, Wish(STYLE._replace(sha256="0" * 64))), quiet)
    assert not shelf.has(STYLE)


def test_what_is_in_the_way_stays(tmp_path: Path) -> None:
    write(tmp_path / "hub" / "maker" / "style" / "style.safetensors")
    shelf, hub = Shelf(tmp_path / "models"), LocalHub(tmp_path / "hub")
    mine = shelf.root / "style" / "mine.psd"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(BadModel, match="is in the way"):
        fetch(hub, shelf, offer_of(hub, Wish(STYLE)), quiet)
    assert mine.read_text() == "mine"


def test_room_is_asked_for_before_and_only_for_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_base(tmp_path / "hub")
    shelf, hub = Shelf(tmp_path / "models"), LocalHub(tmp_path / "hub", cut_after=10**6)
    offer = offer_of(hub, Wish(BASE))
    free = offer.size - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    with pytest.raises(NoRoom) as refused:
        insist_on_room_for(shelf, [offer])
    assert refused.value.exit_status == 6
    hub.cut_after = None
    hub.download(offer.listing, offer.files[0].file, shelf.root / ".fetching" / f"base@{('c0ffee42' * 5)[:12]}")
    insist_on_room_for(shelf, [offer])
