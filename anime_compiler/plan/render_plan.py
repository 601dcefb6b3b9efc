"""The plan: a graph of operations in an order in which they can be done, with everything the renderer needs to know."""

from typing import NamedTuple

from anime_compiler.diagnostics.source import Position
from anime_compiler.model.timecode import Size
from anime_compiler.plan.ops import Op

PLAN_VERSION = 1


class Input(NamedTuple):
    """An edge: another node's output, in a slot of this one."""

    slot: str
    node: str


class Node(NamedTuple):
    """An operation with its inputs. `at` is the place in the storyboard that it came from; `key` names its result."""

    id: str
    op: Op
    inputs: tuple[Input, ...]
    scene: str
    at: Position
    key: str = ""

    def inputs_of(self, slot: str) -> list[str]:
        return [given.node for given in self.inputs if given.slot == slot]


class PlanModel(NamedTuple):
    """A checkpoint of the plan, with what it takes to find, check and cite it."""

    id: str
    title: str
    kind: str
    family: str
    repo: str
    file: str
    revision: str
    sha256: str
    licence: str
    citation: str
    link: str

    @property
    def identity(self) -> str:
        """What the key of a result holds for this model: its hash, or the best name there is for its bytes."""
        return self.sha256 or f"{self.repo or self.id}@{self.revision or 'unpinned'}:{self.file}"


class PlanOutput(NamedTuple):
    """What the render leaves behind, relative to the output folder."""

    path: str
    node: str
    picture: int = 0  # which of the node's pictures, where it makes several together


class RenderPlan(NamedTuple):
    """A plan. Nodes stand after everything they need."""

    source: str  # name of the storyboard
    clip: str
    title: str
    ruleset: str
    suppressed: tuple[str, ...]  # rules whose severity the storyboard changed, as `rule=severity`
    stack: str
    fps: int
    size: Size
    frames: int
    models: tuple[PlanModel, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[PlanOutput, ...]
    draft_of: str = ""  # the storyboard's own stack, where this is its draft for another; else nothing

    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}
