"""a motion LoRA is asked for where none can work

A motion LoRA needs a motion module of its own family. Refused are motion LoRAs of another family, those
that were never published, `via: motion_lora` for a camera move that the stack has no motion LoRA for, and
any motion LoRA in a shot without a motion module. The animatic stack loads nothing and is not asked.

## Why

The public motion LoRAs were made for Stable Diffusion 1.5. None has been published for SDXL or for Stable
Diffusion 2, whatever lists on the web say.

## Instead

Let `camera` make the move. It crops a window out of frames that are rendered larger, which is exact and
free of flicker:

```yaml
shots:
  - id: rooftop
    prompt: a school rooftop at dusk
    camera: {move: pan_left, amount: 15%}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import LoraUse, Shot, Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT
_HELP = "let `camera` make the move, such as `camera: {move: pan_left, amount: 15%}`"


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Look at the motion LoRAs of each shot, and at camera moves that insist on one."""
    if not board.stack.has_models:
        return
    for shot in board.shots:
        if "motion" in shot.doubtful:
            continue
        for use in shot.motion.loras:
            if use.model.is_known and (message := _why_not(use, shot, board)):
                yield Finding(use.place.at(), message, _HELP)
        yield from _check_camera(shot, board)


def _why_not(use: LoraUse, shot: Shot, board: Storyboard) -> str | None:
    """Why a motion LoRA cannot work in a shot."""
    model = use.model
    if model.status == "absent":
        return f"there is no public file of `{model.id}`"
    if model.family not in (*board.stack.families, "any"):
        return f"the motion LoRA `{model.id}` is made for `{model.family}`, not for `{board.stack.name}`"
    if shot.motion.module is None:
        return f"the motion LoRA `{model.id}` has no motion module to work in"
    return None


def _check_camera(shot: Shot, board: Storyboard) -> Iterator[Finding]:
    camera = shot.camera
    if camera.via != "motion_lora" or "camera" in shot.doubtful:
        return
    if camera.motion_lora is None:
        message = f"the stack `{board.stack.name}` has no motion LoRA for `{camera.move}`"
    elif shot.motion.module is None:
        message = f"the motion LoRA for `{camera.move}` has no motion module to work in"
    else:
        return
    yield Finding(camera.place.at("via"), message, help="write `via: crop`, or leave `via` out")
