"""pictures have a size that neither the contest names nor the stack was trained on

The contest guide names 768x768 and 1024x1024. The sizes that the stack was trained on pass too: for SDXL, the
buckets of about a megapixel such as 1216x832. Any other size is warned of.

## Why

Models draw best at the sizes they have seen. Away from them figures double, heads are cut off, and LoRAs and
ControlNets lose their hold. A small size is fine for drafts, which is why this is a warning.

## Instead

```yaml
profile: {extends: 768_lcm, size: 768x768}
```

A finished clip may be cropped and scaled to another size under `post`.
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.WARNING
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Look the size up among those of the contest and of the stack."""
    size, stack = board.sampling.size, board.stack
    named = parameters.words("sizes")
    native = [known.text for known in stack.sizes] if parameters.flag("native") else []
    if size.text not in (*named, *native):
        others = [text for text in native if text not in named]
        yield Finding(
            board.place.at("profile", "size"),
            f"pictures of {size.text} are outside the sizes that the contest names",
            help=f"named are {known_names(named)}"
            + (f"; stack `{stack.name}` was also trained on {known_names(others, 4)}" if others else ""),
        )
