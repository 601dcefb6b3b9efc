"""T2I-Adapters in networks of motion: diffusers has a door for their features in its picture network alone.

They are added at the same places here: in a block with attention before it shrinks, after one without, and in the
middle where one is left of the right size.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from torch import Tensor, nn


@contextmanager
def adapter_features(unet: Any, features: Sequence[Tensor] | None) -> Iterator[None]:
    """Add features behind the blocks on the way down, for as long as a context lasts."""
    with ExitStack() as hooks:
        left = list(features or ())
        for block in unet.down_blocks:
            if left:
                hooks.callback(_hooked(block, left.pop(0)).remove)
        if left and unet.mid_block is not None:
            hooks.callback(unet.mid_block.register_forward_hook(_after_middle(left[0])).remove)
        yield


def _hooked(block: nn.Module, feature: Tensor) -> Any:
    if getattr(block, "has_cross_attention", False):

        def before(_: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
            return args, {**named, "additional_residuals": feature}

        return block.register_forward_pre_hook(before, with_kwargs=True)

    def after(_: nn.Module, __: Any, out: tuple[Tensor, Any]) -> None:
        out[0].add_(feature)  # in place: the skip that comes last is the same tensor, and has it, too

    return block.register_forward_hook(after)


def _after_middle(feature: Tensor) -> Any:
    def after(_: nn.Module, __: Any, out: Tensor) -> Tensor:
        return out + feature if out.shape == feature.shape else out

    return after
