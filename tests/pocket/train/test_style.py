"""Style LoRAs: they learn how drawings in two styles differ, and nothing else."""

from pathlib import Path

import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from safetensors import safe_open

from pocket.train import denoiser, export, latents, style, tokenizer, vae
from pocket.train.denoiser import Shape
from pocket.train.loop import Budget, Settings, Trainer, Turn
from pocket.train.run import Run
from pocket.train.style import StyleStage

TINY = Shape((8, 8, 12), 1, (1, 1, 1), 2, 2)
SIZE = (64, 64)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A family that has learnt nothing, with drawings in two styles beside it."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    root = tmp_path_factory.mktemp("family")
    tokenizer.write_tokenizers(root / "words")
    words = [tokenizer.read_tokenizer(root / "words" / name) for name in ("tokenizer", "tokenizer_2")]
    first, second = denoiser.new_text_encoders(TINY, words[0])
    network = vae.new_vae()
    vae.bake(network, 2)
    pipeline = StableDiffusionXLPipeline(
        vae=network,
        text_encoder=first,
        text_encoder_2=second,
        tokenizer=words[0],
        tokenizer_2=words[1],
        unet=denoiser.new_unet(TINY),
        scheduler=denoiser.new_scheduler(),
        force_zeros_for_empty_prompt=True,
        add_watermarker=False,
    )
    pipeline.save_pretrained(root / "weights", safe_serialization=True)
    style.encode(root / "weights", root / "drawn", "pastel", 1, 12, SIZE)
    return root / "weights"


@pytest.fixture
def stage(weights: Path) -> StyleStage:
    torch.manual_seed(0)
    return StyleStage(weights, weights.parent / "drawn", "pastel", batch=4, size=SIZE)


def test_the_same_scenes_are_drawn_in_both_styles(weights: Path) -> None:
    plain, styled = (latents.read(weights.parent / "drawn" / name, SIZE) for name in ("cel", "pastel"))
    assert plain.values.shape == styled.values.shape == (12, 4, 8, 8)
    assert plain.first_seed == styled.first_seed
    assert (plain.values != styled.values).any(axis=(1, 2, 3)).all()


def test_it_learns_within_seconds(stage: StyleStage, tmp_path: Path) -> None:
    before = [one.clone() for network in (stage.unet, stage.first, stage.second) for one in network.parameters()]
    trainer = Trainer(stage, Run(tmp_path), Settings(rate=2e-2, warmup=2), Budget(), rank=0)
    losses = [float(trainer.take_step()) for _ in range(24)]
    assert sum(losses[-6:]) < 0.8 * sum(losses[:6])
    after = [one for network in (stage.unet, stage.first, stage.second) for one in network.parameters()]
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))


def test_where_the_styles_do_not_differ_there_is_nothing_to_learn(stage: StyleStage) -> None:
    stage.styled = stage.plain
    assert float(stage.loss(Turn(0)).detach()) == 0
    assert float(stage.loss(Turn(1)).detach()) == 0


def test_a_step_depends_on_the_turn_alone(stage: StyleStage) -> None:
    one, again, other = (float(stage.loss(turn).detach()) for turn in (Turn(7), Turn(7), Turn(7, 1)))
    assert one == again != other


def test_it_is_written_with_what_it_belongs_to(stage: StyleStage, weights: Path, tmp_path: Path) -> None:
    run = Run(tmp_path / "run")
    with run.locked():
        Trainer(stage, run, Settings(), Budget(), rank=0).save()
    export.style_lora(weights, run, "pastel", 1.5)
    with safe_open(export.lora_beside(weights, "pastel"), framework="pt") as file:
        facts = file.metadata()
    assert facts["style"] == "pastel"
    assert float(facts["alpha"]) == 1.5 * float(facts["rank"])
    assert len(facts["base unet sha256"]) == 64
    assert str(tmp_path) not in str(facts)
