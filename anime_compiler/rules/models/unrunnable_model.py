"""a model is asked for that animec has no code to run

The catalogue also lists models that are only worth knowing; `animec models show` says which of them animec cannot
run. Asking for one is refused: at present every model for frames in between, and every upscaler. The animatic stack
leaves boards as they are where an upscaler is asked for, so only there it passes.

## Why

Steps under `post` come last. A render that cannot do them would find out after hours of drawing what they were for.

## Instead

Interpolate without a model: frames in between are then found by optical flow, which needs no weights. Resample in
place of an upscaler; it adds no detail, and invents none.

```yaml
post:
  - {step: interpolate, fps: 24}
  - {step: scale, size: 1536x1536}
```
"""

from collections.abc import Iterator
from typing import Final

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT
_INSTEAD: Final = {
    "interpolation": "leave `model` out of the step: then frames in between are found by optical flow",
    "upscaler": "leave the step out, or resample with `{step: scale, size: 1536x1536}`",
}
_PASSED_BY: Final = ("upscaler",)  # kinds that a stack without models does without


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Refuse what would stop the render, wherever it was asked for."""
    for request in board.requests:
        model = request.model
        if model.runs or (model.kind in _PASSED_BY and not board.stack.has_models):
            continue
        cure = _INSTEAD.get(model.kind, f"`animec models list --kind {model.kind}` shows others")
        yield Finding(request.span, f"animec cannot run `{model.id}` yet", cure)
