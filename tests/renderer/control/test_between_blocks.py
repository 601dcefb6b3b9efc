"""T2I-Adapters in networks of motion: at the same places as diffusers adds them in its picture network."""

from typing import Any

import torch
from diffusers import UNetMotionModel
from torch import Tensor

from renderer.control.between_blocks import adapter_features
from renderer.control.steer import Residuals
from tests.renderer.control.asking import FRAMES, asked, predicted, residuals, spec
from tests.renderer.tiny import models
from tests.renderer.tiny.annotators import deep_t2i_adapter

torch.set_num_threads(1)


def still_motion(flat: Any) -> Any:
    """A network of motion whose motion does nothing, so that each frame is a picture by itself."""
    adapter = models.motion()
    for name, parameter in adapter.named_parameters():
        if "proj_out" in name:
            parameter.data.zero_()
    moving = UNetMotionModel.from_unet2d(flat, adapter)
    if flat.config.addition_embed_type:
        moving.add_embedding.load_state_dict(flat.add_embedding.state_dict())
    return moving.eval()


@torch.no_grad()
def moved(unet: Any, is_xl: bool, features: list[Tensor] | None) -> Tensor:
    """What the network of motion makes of the rows as frames of one film."""
    given = asked(is_xl=is_xl)
    first = None
    if given.pooled is not None and given.sizes is not None:
        first = {"text_embeds": given.pooled[:1], "time_ids": given.sizes[:1]}
    frames = given.sample.permute(1, 0, 2, 3)[None]
    with adapter_features(unet, features):
        out = unet(frames, given.time, given.text, added_cond_kwargs=first, return_dict=False)[0]
    rows: Tensor = out[0].permute(1, 0, 2, 3)
    return rows


def flat_rows(unet: Any, is_xl: bool, features: list[Tensor] | None) -> Tensor:
    """What the picture network makes of the same, with diffusers' own way in."""
    given = asked(is_xl=is_xl)
    if given.pooled is not None:  # a film has one for all of its frames
        given = given._replace(pooled=given.pooled[:1].expand(FRAMES, -1))
    return predicted(unet, given, Residuals(None, None, None if features is None else [*features]))


def test_features_are_added_where_diffusers_adds_them() -> None:
    for is_xl, flat in ((True, models.sdxl_unet()), (False, models.sd2_unet())):
        network = deep_t2i_adapter("full_adapter_xl" if is_xl else "full_adapter")
        features = residuals(spec(network, "t2i_adapter", weight=torch.linspace(1, 0.2, FRAMES)), is_xl=is_xl).adapter
        assert features is not None
        unet = still_motion(flat)
        assert torch.allclose(moved(unet, is_xl, None), flat_rows(flat, is_xl, None), atol=1e-5)
        steered = moved(unet, is_xl, features)
        assert torch.allclose(steered, flat_rows(flat, is_xl, features), atol=1e-5)
        assert not torch.allclose(steered, moved(unet, is_xl, None), atol=1e-3)


def test_every_feature_counts_and_none_leaves_a_trace() -> None:
    unet = still_motion(models.sdxl_unet())
    features = residuals(spec(deep_t2i_adapter(), "t2i_adapter")).adapter
    assert features is not None
    before, full = moved(unet, True, None), moved(unet, True, features)
    for number in range(len(features)):
        without = [*features]
        without[number] = torch.zeros_like(without[number])
        assert not torch.allclose(moved(unet, True, without), full, atol=1e-6)
    assert torch.equal(moved(unet, True, None), before)


def test_the_picture_network_takes_them_this_way_as_well() -> None:
    flat, given = models.sdxl_unet(), asked()
    features = residuals(spec(deep_t2i_adapter(), "t2i_adapter")).adapter
    with adapter_features(flat, features):
        out = predicted(flat, given)
    assert features is not None
    assert torch.equal(out, predicted(flat, given, Residuals(None, None, [*features])))
