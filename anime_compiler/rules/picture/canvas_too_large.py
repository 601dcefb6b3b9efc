"""a camera move needs a larger canvas than the stack can generate

A move by crop generates frames larger than the picture and moves a window over them. The canvas is the picture and the
share of it that `amount` names, rounded up.

## Why

Beyond the size that a model was made for it repeats itself, and memory grows with the area.

## Instead

Use a smaller `amount`, or a smaller picture size.
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.lower.camera_path import lower_camera
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:  # noqa: ARG001
    """Compare each shot's canvas with the stack's limit; a picture that is itself too large has its own rule."""
    most = board.stack.max_size
    if max(board.sampling.size) > most:
        return
    for shot in board.shots:
        canvas, path = lower_camera(shot.camera, board.sampling.size, board.stack.multiple, board.stack.grows)
        if path and max(canvas) > most:
            needs = f"the move of `{shot.id}` needs a canvas of {canvas.text}"
            message = f"{needs}, but `{board.stack.name}` makes {most} at most"
            yield Finding(shot.camera.place.at("amount"), message, "use a smaller `amount`")
