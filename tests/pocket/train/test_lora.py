"""A LoRA beside a network: nothing at first and at weight 0, and in its file as it is."""

from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from torch import Tensor

from pocket.train import denoiser
from pocket.train.denoiser import Shape
from pocket.train.lora import STYLED, Lora

TINY = Shape((4, 8, 12), 1, (1, 1, 1), 2, 2)


@pytest.fixture
def pair() -> tuple[torch.nn.Module, Lora]:
    """A network, and a LoRA on it that changes something."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    unet = denoiser.new_unet(TINY)
    lora = Lora(unet)
    for one in lora.parameters():
        torch.nn.init.normal_(one, std=0.1)
    return unet, lora


def seen(unet: torch.nn.Module) -> Tensor:
    dice = torch.Generator().manual_seed(1)
    width = 2 * denoiser.TEXT_WIDTH
    noisy, told = torch.randn(1, 4, 8, 8, generator=dice), torch.randn(1, 5, width, generator=dice)
    more = {"text_embeds": torch.ones(1, denoiser.TEXT_WIDTH), "time_ids": torch.zeros(1, 6)}
    with torch.no_grad():
        out: Tensor = unet(noisy, torch.tensor([500]), told, added_cond_kwargs=more, return_dict=False)[0]
    return out


def test_it_begins_as_nothing_and_trains_alone() -> None:
    torch.manual_seed(0)
    unet = denoiser.new_unet(TINY)
    plain = seen(unet)
    lora = Lora(unet)
    assert torch.equal(seen(unet), plain)
    assert not any(one.requires_grad for one in unet.parameters())
    assert all(one.requires_grad for one in lora.parameters())


def test_its_weight_sets_how_much_it_changes(pair: tuple[torch.nn.Module, Lora]) -> None:
    unet, lora = pair
    full = seen(unet)
    with lora.at(0.0):
        plain = seen(unet)
    with lora.at(0.1):
        little = seen(unet)
    assert torch.equal(seen(unet), full)
    assert 0 < (little - plain).norm() < 0.5 * (full - plain).norm()


def test_a_file_gives_it_again(pair: tuple[torch.nn.Module, Lora], tmp_path: Path) -> None:
    unet, lora = pair
    lora.strength = 1.5
    lora.write(tmp_path / "new" / "x.safetensors", {"style": "flat"})
    other = denoiser.new_unet(TINY)
    other.load_state_dict(unet.state_dict())
    again = Lora(other)
    facts = again.read(tmp_path / "new" / "x.safetensors")
    assert torch.allclose(seen(other), seen(unet), atol=1e-3)
    assert facts["style"] == "flat"
    assert again.strength == 1.5
    assert (facts["rank"], facts["alpha"]) == ("4", "6.0")
    with safe_open(tmp_path / "new" / "x.safetensors", framework="pt") as file:
        names = list(file.keys())
        assert {file.get_tensor(name).dtype for name in names} == {torch.float16}
    assert len(names) == 2 * sum(path.split(".")[-1] in STYLED for path, _ in unet.named_modules())


def test_the_layers_of_another_family_are_refused(pair: tuple[torch.nn.Module, Lora], tmp_path: Path) -> None:
    pair[1].write(tmp_path / "x.safetensors", {})
    with pytest.raises(SystemExit, match="other layers"):
        Lora(denoiser.new_unet(Shape((8, 8, 12), 1, (1, 1, 1), 2, 2))).read(tmp_path / "x.safetensors")


def test_on_the_shipped_shape_it_is_small(tmp_path: Path) -> None:
    Lora(denoiser.new_unet(Shape())).write(tmp_path / "x.safetensors", {"style": "pastel"})
    assert (tmp_path / "x.safetensors").stat().st_size < 400_000
