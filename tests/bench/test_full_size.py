"""The networks that are run at full size are those that are published: as many weights, and one fits on the other."""

from bench.full_size import controlnet, motion_adapter, parameters, unet
from renderer.stacks.diffusion.unets import with_motion


def test_networks_have_as_many_weights_as_the_published_ones() -> None:
    flat, adapter = unet(), motion_adapter()
    assert parameters(flat) == 2_567_463_684
    assert round(parameters(adapter) / 1e6, 1) == 236.8
    assert parameters(with_motion(flat, adapter)) == parameters(flat) + parameters(adapter)
    assert round(parameters(controlnet()) / 1e9, 2) == 1.25
