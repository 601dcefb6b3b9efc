"""A UNet that looks at pictures does so exactly as in the stock pipeline, without any pipeline."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import CLIPVisionModelWithProjection
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from renderer.adapters.errors import BadAdapter
from renderer.adapters.ip_adapter import Kind, Seen, attach, embed, set_scale
from renderer.values import Pixels
from tests.renderer.adapters.networks import motion_unet, seen
from tests.renderer.tiny.ip_adapters import SEEN, SIDE, SUMMED, image_encoder, write_ip_adapter
from tests.renderer.tiny.models import sd2_unet, sdxl_unet, write_sdxl

KINDS = ["plain", "plus"]
NEAR = 1e-5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_sdxl(tmp_path_factory.mktemp("sdxl"))
    image_encoder().save_pretrained(folder / "image_encoder")
    for kind in KINDS:
        write_ip_adapter(folder / f"{kind}.safetensors", sdxl_unet(), kind)
    return folder


def pictures(*sizes: tuple[int, int]) -> list[Pixels]:
    """Smooth noise of these heights and widths."""
    dice = np.random.default_rng(6)
    small = [dice.integers(0, 256, (9, 9, 3), dtype=np.uint8) for _ in sizes]
    return [
        np.asarray(Image.fromarray(one).resize((width, height), Image.Resampling.BICUBIC))
        for one, (height, width) in zip(small, sizes, strict=True)
    ]


def encoder(folder: Path) -> Any:
    return CLIPVisionModelWithProjection.from_pretrained(folder / "image_encoder", local_files_only=True).eval()


def rows(looks: Seen) -> list[Tensor]:
    return [torch.cat([looks.negative, looks.positive])]


def pipeline(folder: Path, unet: Any) -> Any:
    parts = {"unet": unet, "image_encoder": encoder(folder)}
    processor = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    stock = StableDiffusionXLPipeline.from_pretrained(
        folder, **parts, feature_extractor=processor, local_files_only=True
    )
    stock.set_progress_bar_config(disable=True)
    return stock


def latents(stock: Any, **more: Any) -> Tensor:
    dice = torch.Generator().manual_seed(1)
    settings = {"num_inference_steps": 3, "guidance_scale": 5.0, "output_type": "latent", "height": 64, "width": 64}
    made: Tensor = stock("a girl on a roof", generator=dice, **settings, **more).images
    return made


@pytest.mark.parametrize("sizes", [[(96, 64)], [(64, 64), (50, 90), (32, 32)]], ids=["one", "several"])
@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_looked_at_as_in_the_stock_pipeline(kind: str, sizes: list[tuple[int, int]], folder: Path) -> None:
    shown = pictures(*sizes)
    stock = pipeline(folder, sdxl_unet())
    stock.load_ip_adapter(str(folder), subfolder="", weight_name=f"{kind}.safetensors", local_files_only=True)
    stock.set_ip_adapter_scale(0.6)
    theirs = latents(stock, ip_adapter_image=[[Image.fromarray(one) for one in shown]])
    ours = sdxl_unet()
    adapter = attach(ours, folder / f"{kind}.safetensors", "looks")
    assert adapter == ("looks", Kind(kind), SUMMED if kind == "plain" else SEEN)
    set_scale(ours, 0.6)
    looks = embed(encoder(folder), shown, adapter)
    assert looks.positive.shape[:2] == (1, len(sizes))
    mine = latents(pipeline(folder, ours), ip_adapter_image_embeds=rows(looks))
    assert (mine - theirs).abs().max() < NEAR
    assert (latents(pipeline(folder, sdxl_unet())) - theirs).abs().max() > 100 * NEAR


@pytest.mark.parametrize("kind", KINDS)
def test_a_unet_with_motion_looks_as_it_does_when_diffusers_loads_it(kind: str, folder: Path) -> None:
    ours, theirs = motion_unet(), motion_unet()
    adapter = attach(ours, folder / f"{kind}.safetensors", "looks")
    tensors = load_file(folder / f"{kind}.safetensors")
    theirs._load_ip_adapter_weights([nested(tensors)], low_cpu_mem_usage=False)
    looks = rows(embed(encoder(folder), pictures((64, 64), (32, 48)), adapter))
    assert seen(ours, 2, image_embeds=looks).equal(seen(theirs, 2, image_embeds=looks))
    assert not seen(ours, 2, image_embeds=looks).equal(seen(motion_unet(), 2))


@pytest.mark.parametrize("make", [sdxl_unet, motion_unet])
@pytest.mark.parametrize("kind", KINDS)
def test_scale_zero_changes_no_bit(kind: str, make: Any, folder: Path) -> None:
    unet = make()
    adapter = attach(unet, folder / f"{kind}.safetensors", "looks")
    looks = rows(embed(encoder(folder), pictures((64, 64)), adapter))
    set_scale(unet, 0.0)
    assert seen(unet, 2, image_embeds=looks).equal(seen(make(), 2))
    set_scale(unet, 1.0)
    assert not seen(unet, 2, image_embeds=looks).equal(seen(make(), 2))


def test_it_is_attached_without_accelerate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diffusers.loaders.unet.is_accelerate_available", lambda: False)
    attach(sdxl_unet(), folder / "plus.safetensors", "looks")


def test_it_takes_the_numbers_of_the_unet_and_is_never_trained(folder: Path) -> None:
    unet = sdxl_unet().to(torch.bfloat16).requires_grad_(False)
    adapter = attach(unet, folder / "plain.safetensors", "looks")
    assert {parameter.dtype for parameter in unet.parameters()} == {torch.bfloat16}
    assert not any(parameter.requires_grad for parameter in unet.parameters())
    looks = embed(encoder(folder).to(torch.bfloat16), pictures((64, 64)), adapter)
    assert looks.positive.dtype is torch.bfloat16


def nested(tensors: Mapping[str, Tensor]) -> dict[str, dict[str, Tensor]]:
    parts: dict[str, dict[str, Tensor]] = {"image_proj": {}, "ip_adapter": {}}
    for key, tensor in tensors.items():
        part, name = key.split(".", 1)
        parts[part][name] = tensor
    return parts


def changed(folder: Path, target: Path, without: str = "", **more: Tensor) -> Path:
    tensors = {key: one for key, one in load_file(folder / "plain.safetensors").items() if key != without}
    save_file(tensors | {key.replace("__", "."): one for key, one in more.items()}, target)
    return target


def refused(path: Path, unet: Any) -> BadAdapter:
    with pytest.raises(BadAdapter) as caught:
        attach(unet, path, "looks")
    assert caught.value.exit_status == 5
    assert caught.value.cure
    return caught.value


def test_what_does_not_fit_is_refused_with_counts(folder: Path, tmp_path: Path) -> None:
    unet, file = sdxl_unet(), tmp_path / "x.safetensors"
    told = str(refused(changed(folder, file, without="ip_adapter.3.to_k_ip.weight"), unet))
    assert (
        told == "the IP-Adapter `looks` was made for another model: it holds 21 of the 22 tensors that this one wants"
    )
    told = str(refused(changed(folder, file, ip_adapter__99__to_k_ip__weight=torch.ones(1)), unet))
    assert told.endswith("it holds 22 of the 22 tensors that this one wants, and 1 others")
    assert "and 1 others" in str(refused(changed(folder, file, stranger=torch.ones(1)), unet))
    told = str(refused(changed(folder, file, ip_adapter__1__to_v_ip__weight=torch.ones(32, 16)), unet))
    assert "21 of the 22" in told
    assert "gives 32 numbers at a time, and this model reads 16" in str(
        refused(folder / "plain.safetensors", sd2_unet())
    )
    assert seen(unet).equal(seen(sdxl_unet()))  # what is refused has changed nothing


def test_what_is_no_ip_adapter_or_of_another_kind_is_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.safetensors"
    assert "is no IP-Adapter, or of a kind" in str(
        refused(changed(folder, file, "image_proj.proj.weight"), sdxl_unet())
    )
    assert "is no .safetensors file" in str(refused(tmp_path / "x.bin", sdxl_unet()))
    assert "cannot be read" in str(refused(tmp_path / "none.safetensors", sdxl_unet()))
    assert "is not whole" in str(refused(changed(folder, file, "image_proj.norm.bias"), sdxl_unet()))


def test_an_image_encoder_of_another_width_is_refused(folder: Path) -> None:
    adapter = attach(sdxl_unet(), folder / "plain.safetensors", "looks")._replace(kind=Kind.PLUS)
    with pytest.raises(
        BadAdapter, match="the image encoder gives 16 numbers at a time, and the IP-Adapter `looks` wants 12"
    ):
        embed(encoder(folder), pictures((64, 64)), adapter)
