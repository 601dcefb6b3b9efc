"""A stack for tests: pictures are noise of the seed and of everything that an operation is given, so nothing is missed.

It does every operation honestly and in microseconds: whatever changes about an input changes the bytes that come out.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer.events import Tell
from renderer.stacks.stack import BurnIn, Steps
from renderer.values import Array, Embeds, Latents, Pictures


class NoiseStack:
    """Noise in the place of pictures."""

    name = "noise"
    edition = "1"
    is_deterministic = True
    works_in_phases = False

    def environment(self) -> Mapping[str, str]:
        return {"numpy": np.__version__}

    def peak_bytes(self) -> int:
        return 1 << 20

    def bound(self, plan: RenderPlan, tell: Tell | None = None) -> RenderPlan:
        return plan

    def encode(self, op: ops.EncodePrompt) -> Embeds:
        return Embeds({"words": _noise((4, 8), op)})

    def keyframe(
        self, op: ops.Keyframe, text: Embeds, first: Pictures | None, identity: Sequence[Pictures], steps: Steps
    ) -> Pictures:
        steps(1, 1)
        size = op.denoising.size
        return _pictures(len(op.seeds), size.width, size.height, op, text, first, *identity)

    def turnaround(self, op: ops.Turnaround, texts: Sequence[Embeds], steps: Steps) -> Pictures:
        return _pictures(op.views, 16, 16, op, *texts)

    def extract(self, op: ops.Extract, picture: Pictures, steps: Steps) -> Pictures:
        height, width = picture.pixels.shape[1:3]
        return _pictures(1, width, height, op, picture)

    def segment(
        self,
        op: ops.Segment,
        texts: Sequence[Embeds],
        maps: Sequence[Pictures],
        carried: Latents | None,
        anchor: Latents | None,
        identity: Sequence[Pictures],
        steps: Steps,
    ) -> Latents:
        size = op.denoising.size
        latents = _noise((op.frames, size.height // 8, size.width // 8), op, *texts, *maps, carried, anchor, *identity)
        if carried:
            latents[: op.overlap] = carried.tensors["latents"][op.carried_at :][: op.overlap]
        return Latents({"latents": latents})

    def decode(self, op: ops.Decode, latents: Latents, steps: Steps) -> Pictures:
        wanted = latents.tensors["latents"][op.skip : op.skip + op.take]
        grey = np.clip(wanted * 64 + 128, 0, 255).astype(np.uint8)
        return Pictures(np.repeat(np.repeat(grey, 8, 1), 8, 2)[..., None].repeat(3, -1))

    def upscale(self, op: ops.Upscale, frames: Pictures) -> Pictures:
        return frames

    def burn_in(self, plan: RenderPlan, film: Node) -> BurnIn | None:
        return None


def _noise(shape: tuple[int, ...], *given: object) -> Array:
    digest = sha256(repr([_told(one) for one in given]).encode()).digest()
    return np.random.default_rng(list(digest)).standard_normal(shape).astype(np.float32)


def _told(given: object) -> object:
    if isinstance(given, Pictures):
        return sha256(given.pixels.tobytes()).hexdigest()
    if isinstance(given, Embeds | Latents):
        return [(name, sha256(tensor.tobytes()).hexdigest()) for name, tensor in sorted(given.tensors.items())]
    return given


def _pictures(count: int, width: int, height: int, *given: object) -> Pictures:
    coarse = np.clip(_noise((count, -(-height // 8), -(-width // 8), 3), *given) * 64 + 128, 0, 255).astype(np.uint8)
    return Pictures(np.repeat(np.repeat(coarse, 8, 1), 8, 2)[:, :height, :width].copy())
