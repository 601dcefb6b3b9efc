"""What goes on inside is written where that is asked for; what breaks is named; otherwise nothing is hooked."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from anime_compiler.cli.main import main
from renderer.errors import BrokenPicture
from renderer.stacks.diffusion.attention_maps import middle_layer
from renderer.stacks.diffusion.denoise import denoise
from renderer.stacks.diffusion.diffusion import DiffusionStack
from renderer.stacks.diffusion.watch import Watch, hooked
from renderer.stacks.settings import Settings
from tests.renderer.stacks.diffusion.works import Quiet, denoising, embeds, keyframe, latents, plan_of_models, segment
from tests.renderer.tiny import models
from tests.renderer.tiny.shelf import models_folder

HURT = "up_blocks.1.attentions.0.transformer_blocks.0.ff.net.2"


def looked_into(folder: Path | None) -> DiffusionStack:
    torch.set_num_threads(1)
    stack = DiffusionStack("sdxl", Settings(models_folder(), "cpu", diagnose=folder))
    stack.bound(plan_of_models())
    return stack


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written of a segment with guidance, whose numbers are those of one that nobody looked into."""
    folder = tmp_path_factory.mktemp("inside")
    op = segment(denoising=denoising(guidance=3.0))
    made = looked_into(folder).segment(op, (embeds(negative="blurry"),), (), None, None, (), Quiet())
    free = latents(op, embeds(negative="blurry"))
    assert made.tensors["latents"].tobytes() == free.tensors["latents"].tobytes()
    return folder / "rooftop_still_0"


def test_each_step_leaves_a_picture_and_a_map_for_each_word(inside: Path) -> None:
    names = {file.name for file in inside.iterdir()}
    assert names == {"layers.txt"} | {f"{kind}_0{step}.png" for kind in ("step", "looks") for step in (1, 2, 3)}
    step = cv2.imread(str(inside / "step_03.png"))
    assert step is not None
    assert step.shape == (24, 32, 3)
    looks = cv2.imread(str(inside / "looks_03.png"))
    assert looks is not None
    maps = np.split(looks, 6, axis=1)
    assert all(one.max() > 200 for one in maps)
    assert any((maps[0] != one).any() for one in maps[1:])


def test_layers_are_listed_by_their_own_time(inside: Path) -> None:
    head, *rows = (inside / "layers.txt").read_text().splitlines()
    assert head.split() == ["own", "s", "whole", "s", "runs", "module"]
    own = [float(row.split()[0]) for row in rows]
    assert own == sorted(own, reverse=True)
    paths = {row.split()[3]: row.split() for row in rows}
    assert paths["unet"][2] == "3"
    assert float(paths["unet"][1]) >= sum(own) - 0.01
    assert any("motion_modules" in path for path in paths)


def breaks(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One weight of the network becomes NaN when so many steps are done."""

    def hurting(noise: Any, guess: Any, course: Any, on_step: Any, *known: Any) -> Any:
        def then(done: int, of: int, now: Any) -> None:
            on_step(done, of, now)
            if done == step:
                guess.unet.get_submodule(HURT).weight.data[0, 0] = torch.nan

        return denoise(noise, guess, course, then, *known)

    monkeypatch.setattr("renderer.stacks.diffusion.stills.denoise", hurting)


def test_the_first_module_that_breaks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = looked_into(tmp_path)
    breaks(1, monkeypatch)
    named = rf"^at step 2 `unet\.{HURT}` \(Linear\) gave numbers that are none"
    with pytest.raises(BrokenPicture, match=named.replace("blocks.", r"blocks\.")):
        stack.keyframe(keyframe(), embeds(), None, (), Quiet())
    assert HURT in (tmp_path / "rooftop_still_0" / "layers.txt").read_text()


def test_without_it_nothing_is_hooked(monkeypatch: pytest.MonkeyPatch) -> None:
    hooks: list[int] = []

    def counting(noise: Any, guess: Any, *rest: Any) -> Any:
        hooks.append(sum(len(one._forward_hooks) + len(one._forward_pre_hooks) for one in guess.unet.modules()))
        return denoise(noise, guess, *rest)

    monkeypatch.setattr("renderer.stacks.diffusion.stills.denoise", counting)
    looked_into(None).keyframe(keyframe(), embeds(), None, (), Quiet())
    assert hooks == [0]


def test_hooks_are_gone_afterwards_and_a_decoder_that_breaks_is_remarked(tmp_path: Path) -> None:
    stack = looked_into(tmp_path)
    stack.keyframe(keyframe(), embeds(), None, (), Quiet())
    networks = [stack._models.resident._held["unet"][1].unet, stack._models.resident._held["vae"][1]]
    assert not any(one._forward_hooks or one._forward_pre_hooks for net in networks for one in net.modules())
    assert (tmp_path / "rooftop_still_0" / "decoder.txt").is_file()
    networks[1].decoder.conv_in.weight.data[0, 0] = torch.nan
    heard = Quiet()
    with pytest.raises(BrokenPicture, match="the VAE gave numbers that are none"):
        stack.keyframe(keyframe(), embeds(), None, (), heard)
    assert heard.remarks == ["`vae.decoder.conv_in` (Conv2d) gave numbers that are none (NaN or infinite)"]


def test_a_module_that_was_given_none_is_not_blamed() -> None:
    class Halves(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(2, 2)

        def forward(self, given: torch.Tensor) -> torch.Tensor:
            out: torch.Tensor = self.layer(given / 0)
            return out

    told: list[str] = []
    network = Halves()
    with torch.no_grad(), hooked({"net": network}, Watch(told.append)):
        network(torch.ones(1, 2))
    assert told == ["`net.layer` (Linear) was given numbers that are none (NaN or infinite)"]


@pytest.mark.parametrize("unet", [models.sdxl_unet, models.sd2_unet])
def test_the_layer_that_is_shown_attends_to_text_in_the_middle(unet: Any) -> None:
    network = unet()
    (path,) = [path for path, module in network.named_modules() if module is middle_layer(network)]
    assert path == "up_blocks.1.attentions.0.transformer_blocks.0.attn2"


def test_boards_have_nothing_inside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["render", "specs/minimal.yaml", "--stack", "animatic", "--diagnose", str(tmp_path / "in")]
    assert main([*told, "--out", str(tmp_path / "out")]) == 2
    assert "`--diagnose` looks into models, and `animatic` has none" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
