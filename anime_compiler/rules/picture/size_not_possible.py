"""pictures have a size that the stack cannot make

Width and height are multiples of what the stack's models need (8 for SDXL and SD 2, 32 for `pocket`), at
least 64, and at most what the stack can hold: 2048 for SDXL, 1536 for SD 2, 512 for `pocket`.

## Why

A VAE shrinks pictures by a whole factor, so other sizes have no latents. Below 64 nothing is left of them to
work on, and above the limit models repeat themselves and memory runs out.

## Instead

The finding names the nearest sizes that are possible. For a size in between, crop or scale the finished
frames:

```yaml
profile: {size: 1024x1024}
post: [{step: crop, size: 1000x1000}]
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Parameters, StackFacts
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.model.timecode import Size
from anime_compiler.rules.rewrite import rewrite
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT

_LEAST = 64


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Compare the size with what the stack can make."""
    size, stack = board.sampling.size, board.stack
    if max(size) > stack.max_size:
        reason = f"no side may be longer than {stack.max_size}"
    elif min(size) < _LEAST:
        reason = f"no side may be shorter than {_LEAST}"
    elif any(side % stack.multiple for side in size):
        reason = f"both sides must be multiples of {stack.multiple}"
    else:
        return
    nearest = _nearest_sizes(size, stack)
    yield Finding(
        board.place.at("profile", "size"),
        f"stack `{stack.name}` cannot make pictures of {size.text}: {reason}",
        help=f"the nearest that it can make: {known_names(near.text for near in nearest)}",
        fix=rewrite(board.place, nearest[0].text, "profile", "size"),
    )


def _nearest_sizes(size: Size, stack: StackFacts) -> list[Size]:
    """The possible size of the same shape or nearly; where it lies between two, the larger one too."""
    step = stack.multiple
    least, most = -(-_LEAST // step) * step, stack.max_size // step * step
    share = min(1.0, most / max(size))
    smaller = [min(max(int(side * share) // step * step, least), most) for side in size]
    larger = [min(max(-int(-side * share // step) * step, least), most) for side in size]
    return list(dict.fromkeys([Size(*smaller), Size(*larger)]))
