"""a checkpoint cannot be cited, because its source or its licence is not known

Every model that has a part in the clip needs a licence and a link or a paper. The catalogue has them for
most of its models; a model of your own declares them under `models`. The catalogue's stand-ins for LoRAs of
your own, such as `character-own`, cannot be cited before they are declared.

## Why

The write-up must cite every pretrained checkpoint with a link, and the contest gives no points at all where
one is missing. The list that animec writes for you can only hold what is known.

## Instead

```yaml
models:
  hana-lora:
    kind: lora_character
    family: sdxl
    data: synthetic
    licence: openrail++
    citation: https://example.org/hana-lora
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Model, Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Ask each used model for what a citation needs; one that does not exist has a rule of its own."""
    required = parameters.words("required")
    for request in board.used_models():
        model = request.model
        if model.status == "absent":
            continue
        missing = " and ".join(what for what in _missing(model) if what in required)
        if model.is_own and missing:
            span = board.place.at("models", model.id)
            message = f"`{model.id}` is declared without a {missing.replace('link', 'citation')}"
            yield Finding(span, message, help="declare both `licence` and `citation` under its name in `models`")
        elif model.licence == "own" and not model.is_own:
            message = f"`{model.id}` stands for a model of your own, which cannot be cited yet"
            yield Finding(
                request.span, message, help=f"declare `{model.id}` under `models`, with `licence` and `citation`"
            )
        elif missing:
            message = f"the {missing} of `{model.id}` is not known"
            yield Finding(request.span, message, help="use a model that can be cited")


def _missing(model: Model) -> Iterator[str]:
    if not model.licence or model.licence == "unknown":
        yield "licence"
    if not (model.link or model.citation):
        yield "link"
