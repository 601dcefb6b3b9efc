"""a LoRA works with a weight outside its range

The range is the contest's for that LoRA, or else the contest's for its kind, or else the catalogue's. Of a
curve, the least and the greatest value are looked at. A weight that is written once is reported once.

## Why

Below its range a style hardly shows; above it colours burn, lines thicken and faces repeat. A polish LoRA
is noticed as soon as it is stronger than a hint.

## Instead

```yaml
style:
  loras:
    pastel-anime-xl: 0.8      # 0.7 to 0.85
    flatline: 0.25            # 0.15 to 0.3, like all for flat colours
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Model, Parameters
from anime_compiler.model.storyboard import LoraUse, Storyboard
from anime_compiler.parse.spec_tree import ListNode, MapNode, TextNode
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.WARNING
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Compare the weights of all LoRAs at work with their ranges."""
    reported = set()
    for use in _uses(board):
        written = (use.model.id, use.place.node.start)
        bounds = _range(use.model, parameters)
        if bounds is None or written in reported or not use.model.is_known:
            continue
        low, high = bounds
        extreme = use.weight.most if use.weight.most > high else use.weight.least
        if not low <= extreme <= high:
            reported.add(written)
            yield Finding(
                _narrowest(use, extreme),
                f"`{use.model.id}` has a weight of {extreme:g}, but its range is {low:g} to {high:g}",
                help=f"the nearest weight in its range is {min(max(extreme, low), high):g}",
            )


def _uses(board: Storyboard) -> Iterator[LoraUse]:
    for scene in board.scenes:
        yield from scene.loras
    for shot in board.shots:
        yield from shot.motion.loras


def _range(model: Model, parameters: Parameters) -> tuple[float, float] | None:
    """The range of a LoRA; a model of one's own has only that of its kind, whatever it is called."""
    if not model.is_own and (named := parameters.spans("models").get(model.id)):
        return named
    if of_kind := parameters.spans("kinds").get(model.kind):
        return of_kind
    return (model.weight.low, model.weight.high) if model.weight else None


def _narrowest(use: LoraUse, weight: float) -> Span:
    """Where the weight was written; of a curve, the point that has it."""
    node = use.place.node
    for number, point in enumerate(node.items if isinstance(node, ListNode) else ()):
        value = point.get("value") if isinstance(point, MapNode) else None
        if isinstance(value, TextNode) and _is_number(value.text, weight):
            return use.place.at(number, "value")
    return use.place.at()


def _is_number(text: str, number: float) -> bool:
    try:
        return float(text) == number
    except ValueError:
        return False
