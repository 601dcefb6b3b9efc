"""Style LoRAs: the same prompts, drawn in another of the world's shading styles.

Each scene is drawn twice, in the style that the family was trained on and in the other one. The LoRA is to change what
the UNet says of the one picture by just as much as the two pictures differ. So it is told nothing of what the UNet does
wrong, which would drown the little that it has to learn: a few minutes are enough.
"""

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTextModelWithProjection

from pocket.train import latents, pictures, tokenizer
from pocket.train.denoiser import Denoiser, generate, told
from pocket.train.latents import Size
from pocket.train.loop import Turn
from pocket.train.lora import Lora
from pocket.train.numerics import autocast
from pocket.world import caption, sample, sheet

BASE: Final = "cel"
# What weight 1 stands for, so that it moves pictures as far as drawings: as learned, it moves them about half as far.
STYLES: Final[Mapping[str, float]] = {"pastel": 1.8, "flat": 2.4}
LOOKED_AT: Final = (0, 1, 3, 4)
WEIGHTS: Final = (0.0, 0.5, 1.0)  # that are looked at
STEPS: Final = 10  # of the pictures that are looked at: enough to see a style


def encode(weights: Path, folder: Path, style: str, workers: int, count: int, size: Size) -> None:
    """Draw and encode the scenes in both styles; what an earlier call has made stays."""
    for name in (BASE, style):
        latents.encode(weights / "vae", folder / name, size, count, workers, name)


class StyleStage(Denoiser):
    """Training of a LoRA on the frozen networks of a family."""

    def __init__(
        self, weights: Path, drawn: Path, style: str, batch: int, device: str = "cpu", size: Size = (256, 256)
    ) -> None:
        unet = UNet2DConditionModel.from_pretrained(weights / "unet", torch_dtype=torch.float32)
        first = CLIPTextModel.from_pretrained(weights / "text_encoder", dtype=torch.float32)
        second = CLIPTextModelWithProjection.from_pretrained(weights / "text_encoder_2", dtype=torch.float32)
        super().__init__(tokenizer.read_tokenizer(weights / "tokenizer"), unet, (first, second), device)
        self.weights, self.count, self.size = weights, batch, size
        for encoder in (first, second):
            encoder.requires_grad_(False)
        self.lora = Lora(unet).to(device)
        self.plain, self.styled = (latents.read(drawn / name, size) for name in (BASE, style))

    def networks(self) -> Mapping[str, nn.Module]:
        return {"lora": self.lora}

    def loss(self, turn: Turn) -> Tensor:
        dice = Random(f"style {turn.step} {turn.rank}")
        chosen = [dice.randrange(len(self.plain.values)) for _ in range(self.count)]
        scenes = [self.plain.scene(index) for index in chosen]
        plain, styled = (
            torch.stack([torch.from_numpy(store.values[index]).float() for index in chosen]).to(self.device)
            for store in (self.plain, self.styled)
        )
        luck = torch.Generator().manual_seed(turn.step * 64 + turn.rank)
        noise = torch.randn(plain.shape, generator=luck).to(self.device)
        times, signal, spread = self.moments(len(plain), luck)
        with autocast(self.device):
            prompts = self.encode([told(scene, dice) for scene in scenes])
            with torch.no_grad(), self.lora.at(0.0):
                before = self.denoise(signal * plain + spread * noise, times, prompts, self.size).float()
            after = self.denoise(signal * styled + spread * noise, times, prompts, self.size).float()
        wanted = before - spread * (styled - plain)
        counting = latents.face_weights(scenes, self.size).to(self.device)
        return ((after - wanted).square() * counting).mean()

    def look(self, folder: Path, step: int) -> Mapping[str, float]:
        vae = AutoencoderKL.from_pretrained(self.weights / "vae").to(self.device)
        prompts = [caption.plain(sample.scene(seed)) for seed in LOOKED_AT]
        rows = []
        for weight in WEIGHTS:
            with self.lora.at(weight):
                made = generate(self, prompts, self.size, STEPS)
            with torch.no_grad():
                rows.append(torch.cat([vae.decode(one[None]).sample for one in made]).cpu())
        sheet.save(sheet.grid(pictures.to_pixels(torch.cat(rows)), columns=len(prompts)), folder / f"{step:07}.png")
        moves = [float((row - rows[0]).abs().mean()) for row in rows]
        return {f"moved at {weight}": move for weight, move in zip(WEIGHTS, moves, strict=True)}
