"""Which files a render leaves behind, and which stored result each is made of."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node
from renderer.evidence.places import film_folder
from renderer.render import Rendered
from renderer.store.store import Made

# A film's files by their names in the store, beside its frames; what is not here is not copied out.
_BESIDE = ("contact_sheet.png", "preview.webp", "preview.gif")


class WantedFile(NamedTuple):
    """A file of the output: its place, the node whose result it shows, and which part of that; without one a picture
    is written out of the result, of which there may be several."""

    path: str
    node: Node
    made: Made
    part: str = ""
    picture: int = 0


def wanted_files(rendered: Rendered) -> Iterator[WantedFile]:
    """Every file but the evidence, in the order of the plan."""
    nodes = rendered.plan.by_id()
    for output in rendered.plan.outputs:
        node, made = nodes[output.node], rendered.results[output.node]
        if isinstance(node.op, ops.Assemble):
            yield from _of_film(PurePosixPath(output.path), node, made)
        else:
            yield WantedFile(output.path, node, made, picture=output.picture)


def _of_film(path: PurePosixPath, node: Node, made: Made) -> Iterator[WantedFile]:
    yield WantedFile(str(path), node, made, "delivery.mp4")
    yield WantedFile(str(path.with_suffix(".mkv")), node, made, "master.mkv")
    for part in sorted(made.parts):
        if part.startswith("frames/") or part in _BESIDE:
            yield WantedFile(str(film_folder(path) / part), node, made, part)
