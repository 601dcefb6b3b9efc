"""The VAE: it begins sensibly, learns, and its latents can be made normal without a change to the pictures."""

import copy
from pathlib import Path
from random import Random

import torch

from pocket.train import pictures, vae
from pocket.train.loop import Budget, Settings, Trainer, Turn
from pocket.train.run import Run


def test_an_untrained_vae_is_a_blur() -> None:
    torch.manual_seed(0)
    images = pictures.held_out(2, (128, 128))
    assert vae.psnr(vae.restore(vae.new_vae(), images), images) > 8


def test_it_learns_within_a_few_steps(tmp_path: Path) -> None:
    torch.manual_seed(0)
    stage = vae.VaeStage()
    trainer = Trainer(stage, Run(tmp_path), Settings(rate=1.5e-3, warmup=5, beta=0.99), Budget(), rank=0)
    losses = [float(trainer.take_step()) for _ in range(24)]
    assert sum(losses[-6:]) < 0.75 * sum(losses[:6])


def test_a_batch_depends_on_the_turn_alone() -> None:
    torch.manual_seed(0)
    stage = vae.VaeStage()
    one, again, other = (float(stage.loss(Turn(*turn)).detach()) for turn in ((3, 0), (3, 0), (3, 1)))
    assert one == again != other


def test_only_the_decoder_is_trained_once_latents_are_fixed(tmp_path: Path) -> None:
    vae.new_vae().save_pretrained(tmp_path)
    stage = vae.VaeStage(baked=tmp_path)
    stage.loss(Turn(0)).backward()  # type: ignore[no-untyped-call]
    assert all(p.grad is None for p in stage.vae.encoder.parameters())
    assert all(p.grad is not None for p in stage.vae.decoder.parameters())


def test_half_of_the_latents_have_errors_and_none_are_strong() -> None:
    made = vae.errors(torch.Size((400, 4, 8, 8)), Random(1))
    spreads = made.std(dim=(1, 2, 3))
    assert 150 < int((spreads == 0).sum()) < 250
    assert 0.2 < float(spreads[spreads > 0].mean()) < 0.3
    assert float(spreads.max()) < vae.ERROR * 1.2
    assert torch.equal(made, vae.errors(torch.Size((400, 4, 8, 8)), Random(1)))


def test_baking_makes_latents_normal_and_keeps_pictures() -> None:
    torch.manual_seed(0)
    plain = vae.new_vae()
    baked = copy.deepcopy(plain)
    vae.bake(baked, 16)
    images = pictures.held_out(4)
    assert torch.allclose(vae.restore(plain, images), vae.restore(baked, images), atol=2e-3)
    with torch.no_grad():
        latents = baked.encode(pictures.held_out(12)).latent_dist.mode()
    assert latents.mean(dim=(0, 2, 3)).abs().max() < 0.2
    assert (latents.std(dim=(0, 2, 3)) - 1).abs().max() < 0.2


def test_worse_pictures_lose_more() -> None:
    images = pictures.held_out(2, (128, 128))
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(0))
    losses = [float(vae.restoration_loss(images + strength * noise, images)) for strength in (0.0, 0.1, 0.4)]
    assert losses[0] == 0
    assert losses[0] < losses[1] < losses[2]


def test_crops_are_squares_of_training_pictures() -> None:
    from random import Random

    dice = Random(5)
    shapes = {crop.shape for _ in range(6) for crop in pictures.training_crops(dice, 96)}
    assert shapes == {(96, 96, 3)}
    assert pictures.training_seed(dice) >= 10_000
