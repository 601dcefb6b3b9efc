"""more than one motion LoRA works at once

The motion LoRAs under `motion` are counted together with the one that `via: motion_lora` brings in for a
camera move.

## Why

Two moves at once tear at the same layers: the picture shakes instead of doing both. The contest guide sets
the limit at one.

## Instead

Make one of the moves with the camera, which crops and needs no LoRA:

```yaml
motion: {lora: hana-drift}
camera: {move: zoom_in, via: crop}
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
    """Count the motion LoRAs of each shot."""
    most = parameters.integer("most")
    for shot in board.shots:
        places = [(use.model, use.place.at()) for use in shot.motion.loras if use.model.is_known]
        if shot.camera.motion_lora is not None:
            places.append((shot.camera.motion_lora, shot.camera.place.at("via")))
        if len(places) > most:
            names = known_names(model.id for model, _ in places)
            yield Finding(
                places[most][1],
                f"`{shot.id}` uses {len(places)} motion LoRAs at once, but at most {most} is allowed",
                help=f"keep one of {names}; `camera` can make other moves",
            )
