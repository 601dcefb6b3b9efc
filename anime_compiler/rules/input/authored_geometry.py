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

import re
from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.parse.spec_tree import ListNode, Node, Place, SpecTree, TextNode
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST
# A text that is nothing but numbers, with units or signs between them.
_NUMBERS = re.compile(r"(?=[^0-9]*[0-9])[-0-9+.,:;|%()\[\]{}\s]+[fs]?\Z").match


def check_tree(tree: SpecTree, parameters: Parameters) -> Iterator[Finding]:
    """Add up the numbers of each scene, and of what stands outside them."""
    most = parameters.integer("bytes")
    outside = sum(_bytes(entry.value, 0) for key, entry in tree.root.entries.items() if key not in ("shots", "stills"))
    root = Place(tree.source, tree.root)
    sizes = [("what stands outside the shots", outside, root)]
    for key in ("shots", "stills"):
        scenes = tree.root.get(key)
        if isinstance(scenes, ListNode):
            sizes += [(f"a {key[:-1]}", _bytes(scene, most), Place(tree.source, scene)) for scene in scenes.items]
    for where, size, place in sizes:
        if size > most:
            yield Finding(
                place.at("id"),
                f"{where} holds {size:,} bytes of numbers, but at most {most:,} are allowed",
                help="keep the points where curves turn; poses and maps come from what the model draws",
            )


def _bytes(node: Node, most: int) -> int:
    """Characters of all texts in a node that are nothing but numbers; a node that is written shortly needs no count."""
    if node.end - node.start <= most:
        return 0
    total = 0
    pending = [node]
    while pending:
        node = pending.pop()
        if isinstance(node, TextNode):
            total += len(node.text) if _NUMBERS(node.text) else 0
        elif isinstance(node, ListNode):
            pending += node.items
        else:
            pending += [entry.value for entry in node.entries.values()]
    return total
