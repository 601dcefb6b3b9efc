"""Whether a value is what its operation promised: a black frame out of broken numbers must never be kept."""

from collections.abc import Mapping

import numpy as np

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node
from renderer.errors import BrokenPicture
from renderer.values import Array, Embeds, Latents, Pictures, Value

_CURE = "give the same command again; if it comes back, the model's file or its precision is to blame"


def sound(node: Node, value: Value) -> Value:
    """The value, if all its numbers are numbers and it has as many pictures as the node says, of the size it says."""
    match value:
        case Embeds(tensors=tensors) | Latents(tensors=tensors):
            _check_numbers(node, tensors)
        case Pictures(pixels=pixels):
            wanted = _pictures_of(node.op)
            if pixels.dtype != np.uint8 or pixels.ndim != 4 or pixels.shape[3] != 3 or len(pixels) != wanted:
                raise BrokenPicture(f"`{node.id}` gave {pixels.dtype} of shape {pixels.shape}, not {wanted} pictures")
        case _:
            pass
    return value


def _check_numbers(node: Node, tensors: Mapping[str, Array]) -> None:
    for name, tensor in tensors.items():
        if tensor.dtype.kind == "f" and not np.isfinite(tensor).all():
            raise BrokenPicture(f"`{node.id}` gave `{name}` with values that are no numbers", _CURE)


def _pictures_of(op: ops.Op) -> int:
    match op:
        case ops.Turnaround(views=count) | ops.Decode(take=count):
            return count
        case ops.Keyframe(seeds=seeds):
            return len(seeds)
        case ops.Hold() | ops.CameraMove() | ops.Reframe() | ops.Upscale() | ops.Interpolate():
            return op.frames
        case _:
            return 1
