"""The denoiser: it speaks to the networks as the stock pipeline does, and learns."""

from pathlib import Path
from random import Random

import pytest
import torch
from diffusers import StableDiffusionXLPipeline

from pocket.train import denoiser, export, latents, tokenizer, vae
from pocket.train.denoiser import DenoiserStage, Mix, Shape
from pocket.train.loop import Budget, Settings, Trainer, Turn
from pocket.train.run import Run
from pocket.world import sample

TINY = Shape(channels=(32, 32, 64), transformers=(1, 1, 1), text_layers=2)
SIZE = (128, 128)
MIX = Mix(((SIZE, 1.0),), batch=8)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder as the stages before leave it, with an untrained VAE and few pictures."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("run")
    tokenizer.write_tokenizers(folder)
    network = vae.new_vae()
    vae.bake(network, 4)
    network.save_pretrained(folder / "vae-baked")
    latents.encode(folder / "vae-baked", folder / "latents", SIZE, 48, workers=1)
    return folder


@pytest.fixture
def stage(root: Path) -> DenoiserStage:
    torch.manual_seed(0)
    return DenoiserStage(root, MIX, TINY)


@pytest.fixture
def pipeline(root: Path, stage: DenoiserStage, tmp_path: Path) -> StableDiffusionXLPipeline:
    """The stage's networks, written as a run and exported, as a user loads them."""
    run = Run(root / "unet")
    with run.locked():
        Trainer(stage, run, Settings(), Budget(), rank=0).save()
    export.export(root, tmp_path / "weights", TINY)
    loaded: StableDiffusionXLPipeline = StableDiffusionXLPipeline.from_pretrained(
        tmp_path / "weights", dtype=torch.float32
    )
    return loaded


def test_it_learns_within_seconds(stage: DenoiserStage, tmp_path: Path) -> None:
    trainer = Trainer(stage, Run(tmp_path), Settings(rate=2e-3, warmup=5), Budget(), rank=0)
    losses = [float(trainer.take_step()) for _ in range(60)]
    assert sum(losses[-10:]) < 0.8 * sum(losses[:10])


def test_prompts_are_encoded_as_the_stock_pipeline_does(
    stage: DenoiserStage, pipeline: StableDiffusionXLPipeline
) -> None:
    prompt = "1girl, short blue hair, on a rooftop at dusk, zebra"
    tokens, _, pooled, _ = pipeline.encode_prompt(prompt, do_classifier_free_guidance=False)
    with torch.no_grad():
        ours = stage.encode([prompt, None])
    assert torch.allclose(ours.tokens[0], tokens[0], atol=2e-2)  # the weights went through fp16
    assert torch.allclose(ours.pooled[0], pooled[0], atol=2e-2)
    assert not ours.tokens[1].any()
    assert not ours.pooled[1].any()


def test_generating_is_what_the_stock_pipeline_does(stage: DenoiserStage, pipeline: StableDiffusionXLPipeline) -> None:
    prompt = "1girl, red ponytail, beach, day"
    ours = denoiser.generate(stage, [prompt], SIZE, steps=6)
    stock = pipeline(
        prompt,
        height=SIZE[1],
        width=SIZE[0],
        num_inference_steps=6,
        guidance_scale=4.0,
        guidance_rescale=0.7,
        generator=torch.Generator().manual_seed(0),
        output_type="latent",
    ).images
    assert float((ours - stock).abs().mean() / stock.abs().mean()) < 0.05


def test_a_family_can_be_adopted_and_exported_again(pipeline: StableDiffusionXLPipeline, tmp_path: Path) -> None:
    pipeline.save_pretrained(tmp_path / "weights")
    export.adopt(tmp_path / "weights", tmp_path / "run", TINY)
    begun = Run(tmp_path / "run" / "vae").load()
    assert begun is not None
    weights = torch.cat([one.detach().flatten().float() for one in pipeline.vae.parameters()])
    assert torch.allclose(begun.tensors["values"], weights, atol=2e-3)  # of half precision, and to be trained on
    export.export(tmp_path / "run", tmp_path / "again", TINY)
    again = StableDiffusionXLPipeline.from_pretrained(tmp_path / "again", dtype=torch.float32)
    for name in ("unet", "text_encoder", "text_encoder_2", "vae"):
        before, after = getattr(pipeline, name).state_dict(), getattr(again, name).state_dict()
        assert all(torch.equal(before[key], after[key]) for key in before), name
    with pytest.raises(SystemExit):
        export.adopt(tmp_path / "weights", tmp_path / "run", TINY)


def test_a_batch_depends_on_the_turn_alone(stage: DenoiserStage) -> None:
    one, again, other = (stage.batch(Turn(*turn)) for turn in ((7, 0), (7, 0), (7, 1)))
    assert one.captions == again.captions != other.captions
    assert torch.equal(one.latents, again.latents)
    assert float(stage.loss(Turn(7, 0)).detach()) == float(stage.loss(Turn(7, 0)).detach())


def test_larger_pictures_come_in_smaller_batches(root: Path) -> None:
    latents.encode(root / "vae-baked", root / "latents", (256, 256), 8, workers=1)
    both = DenoiserStage(root, Mix(((SIZE, 1.0), ((256, 256), 1.0)), batch=8), TINY)
    counts = {batch.size: len(batch.latents) for batch in (both.batch(Turn(step)) for step in range(12))}
    assert counts == {SIZE: 8, (256, 256): 2}


def test_the_last_time_is_nothing_but_noise() -> None:
    signal, noise = denoiser.noise_levels(denoiser.new_scheduler())
    assert signal[-1] < 1e-3
    assert noise[-1] > 0.999
    assert signal[0] > 0.99


def test_some_captions_are_left_out() -> None:
    dice = Random(0)
    told = [denoiser.told(sample.scene(20_000), dice) for _ in range(400)]
    assert 20 < told.count(None) < 70


def test_faces_count_more() -> None:
    scenes = [next(scene for scene in map(sample.scene, range(99)) if scene.character), sample.scene(2)]
    assert scenes[1].character is None
    weights = latents.face_weights(scenes, (256, 256))
    assert torch.allclose(weights.mean(dim=(1, 2, 3)), torch.ones(2))
    assert weights[0].max() / weights[0].min() == pytest.approx(latents.FACE_WEIGHT)
    assert weights[1].max() == weights[1].min() == 1
