"""A folder of small models, as a user's folder of models would be: written once for all tests of a process."""

import tempfile
from functools import cache
from pathlib import Path

import torch

from renderer.stacks.diffusion.text import load_text_encoders
from tests.renderer.tiny import loras, models
from tests.renderer.tiny.annotators import deep_t2i_adapter, union, written
from tests.renderer.tiny.ip_adapters import image_encoder, write_ip_adapter


@cache
def models_folder() -> Path:
    """Small models under the names of the catalogue; nobody writes into it."""
    torch.set_num_threads(1)
    folder = Path(tempfile.mkdtemp(prefix="animec-tiny-"))
    models.write_sdxl(folder / "sdxl-base-1.0")
    models.write_sd2(folder / "sd2-768")
    models.write_sd2(folder / "sd2-base", prediction="epsilon")
    models.vae(seed=8, upcast=False).save_pretrained(folder / "sdxl-vae-fp16-fix")
    models.write_motion(folder / "animatediff-sdxl-beta")
    models.write_controlnet(folder / "cn-openpose-xinsir", models.sdxl_unet(), seed=11)
    models.write_controlnet(folder / "cn-depth-xinsir", models.sdxl_unet(), seed=12)
    models.write_controlnet(folder / "cn-canny-xinsir", models.sdxl_unet(), seed=13)
    _write_adapters(folder)
    return folder


def _write_adapters(folder: Path) -> None:
    """LoRAs for every part, one of few steps, one for motion, an IP-Adapter, a union and a T2I-Adapter."""
    unet, motion = models.sdxl_unet(), models.motion()
    text = load_text_encoders(folder / "sdxl-base-1.0", True, torch.float32, torch.device("cpu")).encoders[0].network
    style = {**loras.kohya(loras.sums(unet, seed=21)), **loras.kohya(loras.sums(text, seed=22), "text_encoder")}
    loras.write(folder / "pastel-anime-xl.safetensors", style)
    loras.write(folder / "flatline.safetensors", loras.peft(loras.sums(unet, "attentions", seed=23)))
    loras.write(folder / "lcm-lora-sdxl.safetensors", loras.kohya(loras.sums(unet, seed=24)))
    loras.write(folder / "own-motion.safetensors", loras.peft(loras.sums(motion, seed=25)))
    likeness = folder / "ip-adapter-plus-sdxl"
    likeness.mkdir()
    write_ip_adapter(likeness / "ip-adapter-plus_sdxl_vit-h.safetensors", unet, "plus")
    image_encoder().save_pretrained(likeness / "image_encoder")
    written(union(), folder / "cn-union-xinsir")
    written(deep_t2i_adapter(), folder / "t2i-lineart-sdxl")
