"""a model was made for another base than the stack loads

Base, VAE, LoRAs, ControlNets and motion modules belong to a family, such as `sdxl` or `sd2`, and a stack
loads the families that it names. Models of the family `any`, and the animatic stack, which loads nothing,
are not asked. Motion LoRAs have a rule of their own.

## Why

The layers of another base have other shapes. At best loading fails; at worst a few layers fit by chance,
the rest are dropped in silence, and the picture is spoilt for a reason that nobody sees.

## Instead

Choose a model of the stack's family, or the stack of the model's family.

```yaml
stack: sdxl
style:
  loras: {pastel-anime-xl: 0.8}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.language.choices import STACKS
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT
_AFTER = "interpolate them under `post`"


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Compare each model's family with the stack's."""
    stack = board.stack
    if not stack.has_models:
        return
    families = known_names(stack.families)
    for request in board.requests:
        model = request.model
        if model.family in (*stack.families, "any") or model.kind == "motion_lora" or model.status == "absent":
            continue
        cure = f"choose a model for {families}; `animec models list` shows the family of each"
        if model.kind == "base" and model.family in STACKS:
            cure = f"write `stack: {model.family}`, or leave `base` out"
        elif model.kind == "motion_adapter" and not stack.motion:
            cure = f"none is published for {families}: write `motion: none` for stills with camera moves, and {_AFTER}"
        message = f"`{model.id}` is made for `{model.family}`, but the stack `{stack.name}` loads {families}"
        yield Finding(request.span, message, cure)
