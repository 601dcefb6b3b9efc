"""The UNet with its two text encoders, trained together on encoded pictures."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from pocket.train import latents, pictures, tokenizer
from pocket.train.latents import Size
from pocket.train.loop import Turn
from pocket.train.numerics import PlainAttention, autocast
from pocket.world import caption, sample, sheet
from pocket.world.scene import Scene

TEXT_WIDTH: Final = 64  # of each text encoder
TIME_WIDTH: Final = 16  # of each of the six numbers that tell the picture's size and crop
UNTOLD: Final = 0.1  # of the batch is trained without a prompt, as guidance needs it
UNTOLD_IN_WORDS: Final = 0.04  # likewise, with an empty or a negative prompt
# What people write into negative prompts. In training it stands for no prompt at all.
NEGATIVES: Final = (
    "bad anatomy", "extra limbs", "extra fingers", "two heads", "distorted face", "blurry", "low detail", "watermark",
    "worst quality", "low quality", "unstable shading", "lowres", "bad hands", "cropped", "signature", "flicker",
    "text", "",
)  # fmt: skip


class Shape(NamedTuple):
    """How large the networks are."""

    channels: tuple[int, int, int] = (64, 128, 192)
    layers: int = 1
    transformers: tuple[int, int, int] = (1, 1, 2)
    groups: int = 16
    text_layers: int = 3


class Mix(NamedTuple):
    """Which sizes are trained on, how often, and how many pictures are in a batch of each process."""

    sizes: tuple[tuple[Size, float], ...]
    batch: int  # of the smallest latents; larger ones come in smaller batches, so that steps take about as long


def new_unet(shape: Shape) -> UNet2DConditionModel:
    """A UNet of SDXL's layout: no attention at the first level, size and pooled text added to the time."""
    return UNet2DConditionModel(
        sample_size=32,
        block_out_channels=shape.channels,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        layers_per_block=shape.layers,
        transformer_layers_per_block=shape.transformers,
        attention_head_dim=(2, 4, 6),  # the number of heads, whatever its name says
        cross_attention_dim=2 * TEXT_WIDTH,
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=TIME_WIDTH,
        projection_class_embeddings_input_dim=TEXT_WIDTH + 6 * TIME_WIDTH,
        norm_num_groups=shape.groups,
    )


def new_text_encoders(shape: Shape, words: CLIPTokenizer) -> tuple[CLIPTextModel, CLIPTextModelWithProjection]:
    """Two small CLIP text encoders with the start, end and vocabulary of the tokenizer."""
    config = CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=TEXT_WIDTH,
        intermediate_size=4 * TEXT_WIDTH,
        projection_dim=TEXT_WIDTH,
        num_hidden_layers=shape.text_layers,
        num_attention_heads=2,
        max_position_embeddings=tokenizer.LENGTH,
        hidden_act="gelu",
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
    )
    first, second = CLIPTextModel(config), CLIPTextModelWithProjection(config)
    for encoder in (first, second):  # words have to differ from the first step on
        nn.init.normal_(encoder.get_input_embeddings().weight, std=0.5)
    return first, second


def new_scheduler() -> DDIMScheduler:
    """The noise: its last step is nothing but noise, so that night may be dark and snow white."""
    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )


class Prompts(NamedTuple):
    """Encoded prompts: a row for each token, and one for the whole."""

    tokens: Tensor
    pooled: Tensor


class Moments(NamedTuple):
    """Times on the way from noise to picture, and how much signal and noise there is at each."""

    times: Tensor
    signal: Tensor
    spread: Tensor


class Batch(NamedTuple):
    """What one step is trained on."""

    size: Size
    latents: Tensor
    captions: list[str | None]  # None stands for no prompt
    weights: Tensor


class Denoiser:
    """UNet and text encoders, spoken to as the stock pipeline does."""

    def __init__(
        self,
        words: CLIPTokenizer,
        unet: UNet2DConditionModel,
        encoders: tuple[CLIPTextModel, CLIPTextModelWithProjection],
        device: str = "cpu",
    ) -> None:
        self.words, self.device = words, device
        self.unet = unet.to(device)
        if device == "cpu":
            self.unet.set_attn_processor(PlainAttention())
        self.first, self.second = (encoder.to(device) for encoder in encoders)
        self.signal, self.noise = (levels.to(device) for levels in noise_levels(new_scheduler()))

    def moments(self, count: int, dice: torch.Generator) -> Moments:
        """One time in each of as many equal spans, so that every batch sees all of the way from noise to picture."""
        spans = (torch.randperm(count, generator=dice) + torch.rand(count, generator=dice)) / count
        times = (spans * len(self.signal)).long().to(self.device)
        return Moments(times, self.signal[times][:, None, None, None], self.noise[times][:, None, None, None])

    def encode(self, captions: Sequence[str | None]) -> Prompts:
        """Captions as SDXL has them: the second last layers side by side; no prompt is zeros."""
        texts = [text or "" for text in captions]
        hidden, pooled = [], torch.zeros(())
        for encoder, pad in ((self.first, self.words.eos_token_id), (self.second, 0)):
            tokens = token_ids(self.words, texts, pad).to(self.device)
            out = encoder(tokens, output_hidden_states=True)
            hidden.append(out.hidden_states[-2])
            pooled = out[0]
        told_at_all = torch.tensor([float(text is not None) for text in captions], device=self.device)
        return Prompts(torch.cat(hidden, dim=-1) * told_at_all[:, None, None], pooled * told_at_all[:, None])

    def denoise(self, noisy: Tensor, times: Tensor, prompts: Prompts, size: Size) -> Tensor:
        """What the UNet says of noisy latents."""
        width, height = size
        numbers = torch.tensor([[height, width, 0, 0, height, width]] * len(noisy), device=self.device)
        more = {"text_embeds": prompts.pooled, "time_ids": numbers}
        out: Tensor = self.unet(noisy, times, prompts.tokens, added_cond_kwargs=more, return_dict=False)[0]
        return out


class DenoiserStage(Denoiser):
    """Training of UNet and text encoders."""

    def __init__(self, root: Path, mix: Mix, shape: Shape, device: str = "cpu") -> None:
        words = tokenizer.read_tokenizer(root / "tokenizer")
        super().__init__(words, new_unet(shape), new_text_encoders(shape, words), device)
        self.root, self.mix = root, mix
        self.stores = {size: latents.read(root / "latents", size) for size, _ in mix.sizes}

    def networks(self) -> Mapping[str, nn.Module]:
        return {"unet": self.unet, "text_encoder": self.first, "text_encoder_2": self.second}

    def loss(self, turn: Turn) -> Tensor:
        batch = self.batch(turn)
        dice = torch.Generator().manual_seed(turn.step * 64 + turn.rank)
        clean = batch.latents.to(self.device)
        noise = torch.randn(clean.shape, generator=dice).to(self.device)
        times, signal, spread = self.moments(len(clean), dice)
        with autocast(self.device):
            prompts = self.encode(batch.captions)
            guess = self.denoise(signal * clean + spread * noise, times, prompts, batch.size).float()
        wanted = signal * noise - spread * clean
        return ((guess - wanted).square() * batch.weights.to(self.device)).mean()

    def batch(self, turn: Turn) -> Batch:
        """The pictures and captions of a step in a process."""
        dice = Random(f"size {turn.step}")
        size = dice.choices([size for size, _ in self.mix.sizes], [share for _, share in self.mix.sizes])[0]
        store = self.stores[size]
        smallest = min(width * height for (width, height), _ in self.mix.sizes)
        count = max(1, self.mix.batch * smallest // (size[0] * size[1]))
        dice = Random(f"batch {turn.step} {turn.rank}")
        chosen = [dice.randrange(len(store.values)) for _ in range(count)]
        scenes = [store.scene(index) for index in chosen]
        values = torch.stack([torch.from_numpy(store.values[index]).float() for index in chosen])
        return Batch(size, values, [told(scene, dice) for scene in scenes], latents.face_weights(scenes, size))

    def look(self, folder: Path, step: int) -> Mapping[str, float]:
        size = max((size for size, _ in self.mix.sizes), key=lambda size: (size[0] == size[1], size[0]))
        vae = AutoencoderKL.from_pretrained(self.root / "vae-baked").to(self.device)
        prompts = [caption.plain(sample.scene(seed)) for seed in LOOKED_AT]
        made = generate(self, prompts, size)
        with torch.no_grad():
            images = torch.cat([vae.decode(one[None]).sample for one in made]).cpu()
        sheet.save(sheet.grid(pictures.to_pixels(images), columns=6), folder / f"{step:07}.png")
        return {"pictures": float(len(images))}


LOOKED_AT: Final = tuple(range(12))


def told(scene: Scene, dice: Random) -> str | None:
    """The caption of a scene in training; now and then none."""
    luck = dice.random()
    if luck < UNTOLD:
        return None
    if luck < UNTOLD + UNTOLD_IN_WORDS:
        return ", ".join(dice.sample(NEGATIVES, dice.randint(1, 8)))
    return caption.caption(scene, dice)


def token_ids(words: CLIPTokenizer, texts: Sequence[str], pad: int) -> Tensor:
    """Token numbers, all rows of one length."""
    rows = words(list(texts), truncation=True, max_length=tokenizer.LENGTH).input_ids
    return torch.tensor([row + [pad] * (tokenizer.LENGTH - len(row)) for row in rows])


def noise_levels(scheduler: DDIMScheduler) -> tuple[Tensor, Tensor]:
    """How much of the signal and how much noise there is at each time."""
    kept = scheduler.alphas_cumprod.float()
    return kept.sqrt(), (1 - kept).sqrt()


def generate(
    stage: Denoiser, prompts: Sequence[str], size: Size, steps: int = 20, guidance: float = 4.0, seed: int = 0
) -> Tensor:
    """Latents for prompts, all from the same seed: what the stock pipeline does, for many at once."""
    scheduler = new_scheduler()
    scheduler.set_timesteps(steps)
    shape = (1, 4, size[1] // latents.SHRINK, size[0] // latents.SHRINK)
    now = torch.cat(
        [torch.randn(shape, generator=torch.Generator().manual_seed(seed + i)) for i in range(len(prompts))]
    )
    now = now.to(stage.device)
    with torch.no_grad(), autocast(stage.device):
        encoded = stage.encode([*prompts, *([None] * len(prompts))])
        for time in scheduler.timesteps:
            times = time.repeat(2 * len(now)).to(stage.device)
            with_prompt, without = stage.denoise(torch.cat([now, now]), times, encoded, size).float().chunk(2)
            guess = without + guidance * (with_prompt - without)
            share = with_prompt.std(dim=(1, 2, 3), keepdim=True) / guess.std(dim=(1, 2, 3), keepdim=True)
            guess = guess * (0.7 * share + 0.3)  # too much guidance would burn the colours
            now = scheduler.step(guess, time, now).prev_sample
    return now
