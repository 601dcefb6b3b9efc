"""From run folders to a folder that `StableDiffusionXLPipeline.from_pretrained` loads, and back."""

import hashlib
from pathlib import Path

import torch
from diffusers import AutoencoderKL, StableDiffusionXLPipeline, UNet2DConditionModel
from torch import nn

from pocket.train import denoiser, tokenizer, vae
from pocket.train.denoiser import Shape
from pocket.train.lora import Lora
from pocket.train.optimiser import Vector
from pocket.train.run import Run, State


def with_average(network: dict[str, nn.Module], run: Run) -> None:
    """Give networks the averaged weights of a run."""
    state = run.load()
    if state is None:
        raise SystemExit(f"{run.folder} holds no trained weights yet")
    Vector(network, "cpu").values.data.copy_(state.tensors["average"])


def baked_vae(root: Path) -> AutoencoderKL:
    """The VAE of the run with its latents' statistics folded in."""
    network = vae.new_vae()
    with_average({"vae": network}, Run(root / "vae"))
    vae.bake(network)
    return network


def finished_vae(root: Path) -> AutoencoderKL:
    """The baked VAE, with the better decoder if one has been trained since."""
    network = vae.new_vae()  # and not the one that is read, which would tell for ever from where
    network.load_state_dict(AutoencoderKL.from_pretrained(root / "vae-baked").state_dict())
    decoder = Run(root / "vae-decoder")
    if decoder.state_file.exists():
        with_average(vae.decoding_part(network), decoder)
    return network


def export(root: Path, target: Path, shape: Shape) -> None:
    """Write the whole family in diffusers' layout, in fp16."""
    words = [tokenizer.read_tokenizer(root / name) for name in ("tokenizer", "tokenizer_2")]
    unet = denoiser.new_unet(shape)
    first, second = denoiser.new_text_encoders(shape, words[0])
    with_average({"unet": unet, "text_encoder": first, "text_encoder_2": second}, Run(root / "unet"))
    pipeline = StableDiffusionXLPipeline(
        vae=finished_vae(root),
        text_encoder=first,
        text_encoder_2=second,
        tokenizer=words[0],
        tokenizer_2=words[1],
        unet=unet,
        scheduler=denoiser.new_scheduler(),
        force_zeros_for_empty_prompt=True,
        add_watermarker=False,
    )
    pipeline.to(dtype=torch.float16).save_pretrained(target, safe_serialization=True)
    for file in target.glob("tokenizer*/tokenizer.json"):  # SDXL's layout has vocabulary and merges instead
        file.unlink()
    tokenizer.write_tokenizers(target)


def adopt(weights: Path, root: Path, shape: Shape) -> None:
    """Begin a run with the weights of an exported family, so that training can go on from them."""
    pipeline = StableDiffusionXLPipeline.from_pretrained(weights, dtype=torch.float32, local_files_only=True)
    tokenizer.write_tokenizers(root)
    pipeline.vae.save_pretrained(root / "vae-baked")
    networks = {
        "unet": denoiser.new_unet(shape),
        "text_encoder": denoiser.new_text_encoders(shape, pipeline.tokenizer)[0],
        "text_encoder_2": denoiser.new_text_encoders(shape, pipeline.tokenizer)[1],
    }
    for name, network in networks.items():
        network.load_state_dict(getattr(pipeline, name).state_dict())
    _begin(Run(root / "unet"), networks)
    network = vae.new_vae()
    network.load_state_dict(pipeline.vae.state_dict())
    _begin(Run(root / "vae"), {"vae": network})


def _begin(run: Run, networks: dict[str, nn.Module]) -> None:
    with run.locked():
        if run.load() is not None:
            raise SystemExit(f"{run.folder} holds a run already")
        run.save(new_state(Vector(networks, "cpu").values.detach()))


def new_state(values: torch.Tensor) -> State:
    """The state of a run that begins with some weights."""
    moments = {name: torch.zeros_like(values) for name in ("exp_avg", "exp_avg_sq")}
    numbers = dict.fromkeys(("step", "seconds", "loss_sum", "loss_count"), 0.0)
    return State({"values": values, "average": values.clone(), **moments}, {**numbers, "annealing_from": -1.0})


def style_lora(weights: Path, run: Run, style: str, strength: float) -> None:
    """Write the LoRA of a run beside the family that it was trained on, with what it belongs to.

    `strength` is what weight 1 stands for, in times of what was learned.
    """
    base = weights / "unet" / "diffusion_pytorch_model.safetensors"
    lora = Lora(UNet2DConditionModel.from_pretrained(weights / "unet"))
    with_average({"lora": lora}, run)
    lora.strength = strength
    facts = {"style": style, "base unet sha256": hashlib.sha256(base.read_bytes()).hexdigest()}
    lora.write(lora_beside(weights, style), facts)


def lora_beside(weights: Path, style: str) -> Path:
    """The file of a style's LoRA, beside the base that it was trained on."""
    return weights.parent / f"pocket-{style}.safetensors"
