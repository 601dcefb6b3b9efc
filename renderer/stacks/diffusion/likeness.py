"""Who is to be recognised: pictures that were generated before, held by an IP-Adapter."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from anime_compiler.plan import ops
from renderer.adapters.ip_adapter import attach, embed, load_image_encoder
from renderer.stacks.diffusion.models import Models
from renderer.values import Pictures


def likeness_of(
    models: Models, unet: Any, identity: ops.Identity, pictures: Sequence[Pictures], dtype: torch.dtype
) -> tuple[Tensor, Tensor] | None:
    """The likeness of generated pictures for both sides of guidance; nothing where nobody is to be recognised."""
    if not identity.model or not pictures:
        return None
    raise NotImplementedError((models, unet, dtype, attach, embed, load_image_encoder))
