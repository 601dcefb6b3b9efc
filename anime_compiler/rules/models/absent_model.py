"""a model is asked for that nobody has published

The catalogue holds some names that guides and lists pass on although no public file was found for them.
Asking for one is refused, except on the animatic stack, which loads nothing. Motion LoRAs have a rule of
their own. A model that is planned and does not ship yet is refused alike.

## Why

A name that sounds right costs a team hours of searching, and a file from an unknown corner in its place can
be neither trusted nor cited.

## Instead

Use one of the models that the message names. `animec models show` says what is known of each.

```yaml
style:
  loras: {flatline: 0.25}     # for Anime Flat Color XL, which has no public file
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Model, Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Refuse what the catalogue knows to be absent, and name what is there instead."""
    if not board.stack.has_models:
        return
    for request in board.requests:
        model = request.model
        if model.status == "absent" and model.kind != "motion_lora":
            yield Finding(request.span, f"there is no public file of `{model.id}`", _instead_of(model))
        elif model.status == "planned":
            yield Finding(request.span, f"`{model.id}` does not ship yet", "leave it out until it does")


def _instead_of(model: Model) -> str:
    if model.instead:
        return f"instead there is {known_names(model.instead)}"
    if model.kind == "motion_adapter":
        return "write `motion: none` for stills with camera moves, and interpolate them under `post`"
    return "nothing takes its place"
