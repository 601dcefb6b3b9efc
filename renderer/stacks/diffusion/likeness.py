"""Who is to be recognised: pictures that were generated before, held by an IP-Adapter."""

from collections.abc import Sequence

from torch import Tensor

from anime_compiler.plan import ops
from renderer.adapters.ip_adapter import embed, set_scale
from renderer.stacks.diffusion.models import Models, Network
from renderer.values import Pictures


def likeness_of(
    models: Models, network: Network, identity: ops.Identity, pictures: Sequence[Pictures], precision: str
) -> tuple[Tensor, Tensor] | None:
    """The likeness of generated pictures for both sides of guidance; nothing where nobody is to be recognised.

    All looks count as one, with the mean of their strengths: an adapter has one strength.
    """
    if network.looking is None:
        return None
    encoder = models.image_encoder(identity.model, precision)
    seen = embed(encoder, [pixels for one in pictures for pixels in one.pixels], network.looking)
    set_scale(network.unet, sum(identity.strengths) / len(identity.strengths))
    return seen.positive, seen.negative
