"""more than one character LoRA works at once

The character LoRAs of a shot or still are counted, wherever they come from: a character's `lora`, `style`
or a prompt. A character whom a scene's prompts do not name brings no LoRA along.

## Why

Each character LoRA pulls every face in the picture towards its own character, so that two of them blend
into one stranger. The pipeline guide allows one.

## Instead

Give each of the characters shots of their own, or describe one of them in words:

```yaml
characters:
  hana: {looks: "1girl, short blue hair", lora: character-cby-a, weight: 0.7}
  ren: {looks: "1boy, red scarf"}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Count the character LoRAs of each shot and still."""
    most = parameters.integer("most")
    reported = set()  # one set of LoRAs is one mistake, in however many shots it is at work
    for scene in board.scenes:
        counted = [use for use in scene.loras if use.model.kind == "lora_character"]
        names = known_names(use.model.id for use in counted)
        if len(counted) > most and names not in reported:
            reported.add(names)
            yield Finding(
                counted[most].place.at(),
                f"`{scene.id}` uses {len(counted)} character LoRAs at once, but at most {most} is allowed",
                help=f"{names} blend into one another; show their characters in shots of their own",
            )
