"""a fine-tuned model was trained on data that is not known to be free

Style, character and utility LoRAs that are used, and every used model of your own, declare under `data`
what they were trained on. `free` and `synthetic` pass; `paid` is refused; where nothing is declared, or the
catalogue knows nothing, a warning asks for an answer, once for each model. LoRAs that the contest's own guide names are
taken as answered for.

## Why

The contest allows fine-tuning on free data only, and the team answers for the models it uses.

## Instead

Declare what your own models were trained on; for a model of somebody else's, find out and write the answer
down.

```yaml
models:
  hana-lora: {kind: lora_character, family: sdxl, data: synthetic}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Model, Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST
_FINE_TUNED = ("lora_style", "lora_character", "lora_slider", "lora_utility")


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Ask each fine-tuned model for its data."""
    for request in board.used_models():
        model = request.model
        data = model.data or "unknown"
        fine_tuned = model.is_own or model.kind in _FINE_TUNED
        accepted = data in parameters.words("allowed") or model.id in parameters.words("named_by_the_contest")
        if not fine_tuned or model.status == "absent" or accepted:
            continue
        span = board.place.at("models", model.id, "data") if model.is_own else request.span
        if data in parameters.words("warned"):
            message = f"nobody has declared what `{model.id}` was trained on"
            yield Finding(span, message, _where_to_say(model), level=Level.WARNING)
        else:
            yield Finding(
                span,
                f"`{model.id}` was trained on data that had to be paid for",
                help="use a model that was trained on free data",
            )


def _where_to_say(model: Model) -> str:
    if model.is_own:
        return f"write `data: free` or `data: synthetic` under `{model.id}` if that is so"
    return "find out whether its data was free, and say so in the write-up"
