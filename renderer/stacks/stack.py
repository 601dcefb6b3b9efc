"""What every stack can do: the operations that need models, or what stands in for them.

All else (camera, crop, interpolation, assembly) is the same for every stack and is no concern of this interface. A
stack gets the operation and the values of its inputs, and gives a value; it reads no files of the author's and keeps
nothing between calls but its models. It may hold text and seeds only, and what is generated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer.events import Tell

if TYPE_CHECKING:  # values are arrays; who finds all in the store needs none
    from renderer.values import Embeds, Latents, Pictures, Pixels


class Steps(Protocol):
    """Whom a long operation tells how it goes."""

    @property
    def node(self) -> str:
        """Which node of the plan it is, where it is one."""
        ...

    def __call__(self, done: int, of: int, /) -> None:
        """So many steps are done, of so many."""
        ...

    def remark(self, text: str, /) -> None:
        """Something that was not as planned, and belongs into the evidence: memory that did not suffice, say."""
        ...

    def preview(self, draw: Callable[[], Pixels], /) -> None:
        """What it looks like by now; drawn only where somebody looks."""
        ...


class BurnIn(Protocol):
    """Draws on a finished frame of the film what is not part of the picture."""

    def __call__(self, frame: int, picture: Pixels) -> Pixels: ...


class Drawer(Protocol):
    """Who makes results, as far as their keys tell."""

    @property
    def name(self) -> str: ...

    @property
    def edition(self) -> str:
        """Changes whenever the same operation would give another result."""
        ...


class Stack(Drawer, Protocol):
    """A family of models, or boards drawn instead."""

    is_deterministic: bool  # the same operation gives the same bytes on the same kind of machine

    works_in_phases: bool  # it is quicker to do all nodes of a kind before the next kind

    def environment(self) -> Mapping[str, str]:
        """What the bytes of results depend on beside the plan: versions, devices, settings."""
        ...

    def peak_bytes(self) -> int:
        """The most memory that was in use since this was last asked: of the card, or else of the process."""
        ...

    def bound(self, plan: RenderPlan, tell: Tell | None = None) -> RenderPlan:
        """The plan with the hashes of the weights that are here; refused where some lack. Nothing is loaded yet.

        Hashing files for the first time takes a while, so it is told.
        """
        ...

    def encode(self, op: ops.EncodePrompt) -> Embeds: ...

    def keyframe(
        self, op: ops.Keyframe, text: Embeds, first: Pictures | None, identity: Sequence[Pictures], steps: Steps
    ) -> Pictures: ...

    def turnaround(self, op: ops.Turnaround, texts: Sequence[Embeds], steps: Steps) -> Pictures: ...

    def extract(self, op: ops.Extract, picture: Pictures, steps: Steps) -> Pictures: ...

    def segment(
        self,
        op: ops.Segment,
        texts: Sequence[Embeds],
        maps: Sequence[Pictures],
        carried: Latents | None,
        anchor: Latents | None,
        identity: Sequence[Pictures],
        steps: Steps,
    ) -> Latents: ...

    def decode(self, op: ops.Decode, latents: Latents, steps: Steps) -> Pictures: ...

    def upscale(self, op: ops.Upscale, frames: Pictures) -> Pictures: ...

    def burn_in(self, plan: RenderPlan, film: Node) -> BurnIn | None:
        """What is drawn over the finished frames; a function of the film's ancestors alone, as its key is."""
        ...
