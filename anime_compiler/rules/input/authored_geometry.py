"""a shot holds so many authored numbers that they could draw a picture

The numbers of a shot are counted in bytes as they were written: points of curves, positions, weights, and
texts that consist of nothing but numbers. What stands outside the shots is counted as a shot of its own. Up
to 4 KiB is allowed.

## Why

A pose or a depth map typed in as numbers is a picture from outside all the same. Honest curves need a few
dozen points; a map needs thousands.

## Instead

Keep the points where a curve turns, and let the model draw the poses:

```yaml
control:
  - kind: openpose
    from: keyframes
    weight: [{at: 0%, value: 0.9}, {at: 100%, value: 0.5}]
```
"""

from collections import Counter
from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Parameters
from anime_compiler.parse.spec_tree import Place, SpecTree, TextNode
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST
_SCENES = ("shots", "stills")
_SIGNS = frozenset("0123456789+-.,:;|%()[]{} \t\n")
_UNITS = "fs"


def check_tree(tree: SpecTree, parameters: Parameters) -> Iterator[Finding]:
    """Add up the numbers of each scene, and of what stands outside them."""
    most = parameters.integer("bytes")
    written: Counter[tuple[str, ...]] = Counter()
    for path, _, node in tree.walk():
        if isinstance(node, TextNode) and _is_numbers(node.text):
            written[path[:2] if path[0] in _SCENES else ()] += len(node.text)
    for scene, size in written.items():
        if size > most:
            where = f"a {scene[0].removesuffix('s')}" if scene else "what stands outside the shots"
            yield Finding(
                _head(tree, scene),
                f"{where} holds {size:,} bytes of numbers, but at most {most:,} are allowed",
                help="keep the points where curves turn; poses and maps come from what the model draws",
            )


def _is_numbers(text: str) -> bool:
    """Whether a text is a number, with its unit or without, or several of them."""
    return _SIGNS.issuperset(text.rstrip(_UNITS)) and any("0" <= sign <= "9" for sign in text)


def _head(tree: SpecTree, scene: tuple[str, ...]) -> Span:
    """The name of a scene, or the top of the storyboard."""
    place = Place(tree.source, tree.root)
    if not scene:
        return place.at()
    return place.at(scene[0], *(int(step) if step.isdecimal() else step for step in scene[1:]), "id")
