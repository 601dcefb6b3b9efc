"""Everything that a render can say for itself, before it is written down."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Annotated, NamedTuple, TypeAlias

from anime_compiler.plan.render_plan import RenderPlan
from renderer.store.rows import Made

Sha256: TypeAlias = Annotated[str, "sha256"]


class OutputFile(NamedTuple):
    """A file of the output, by its place in the output folder, and the result that it was made of."""

    path: str
    sha256: Sha256
    size: int
    node: str
    key: Sha256


class Source(NamedTuple):
    """What an author gave: the storyboard as it was, values put in its place, templates beside it, what was chosen."""

    name: str
    data: bytes
    overrides: tuple[str, ...]
    templates: tuple[tuple[str, bytes], ...]
    selection: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """The last step of the storyboard's name: what folders are called is nobody's business."""
        return PurePath(self.name).name.encode(errors="replace").decode()


class Evidence(NamedTuple):
    """A render with everything it stands on."""

    plan: RenderPlan
    source: Source
    stack: str
    edition: str
    is_draft: bool
    is_deterministic: bool
    environment: Mapping[str, str]
    results: Mapping[str, Made]
    files: tuple[OutputFile, ...]
    frames: Mapping[str, object]
