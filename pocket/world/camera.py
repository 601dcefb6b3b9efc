"""Camera moves: where the camera looks at a time."""

from collections.abc import Callable
from typing import Final

from pocket.world.scene import Scene, View

Move = Callable[[View, float], View]

# A move is given for one second, and its middle is the scene's own view at t = 1.
MOVES: Final[dict[str, Move]] = {
    "still": lambda view, _: view,
    "pan_left": lambda view, t: view._replace(x=view.x - 16 * t),
    "pan_right": lambda view, t: view._replace(x=view.x + 16 * t),
    "tilt_up": lambda view, t: view._replace(y=view.y - 14 * t),
    "tilt_down": lambda view, t: view._replace(y=view.y + 14 * t),
    "zoom_in": lambda view, t: view._replace(zoom=view.zoom * 1.12**t),
    "zoom_out": lambda view, t: view._replace(zoom=view.zoom * 1.12**-t),
    "roll_left": lambda view, t: view._replace(roll=view.roll + 6 * t),
    "roll_right": lambda view, t: view._replace(roll=view.roll - 6 * t),
}


def view_at(scene: Scene) -> View:
    """The view of a scene at its time."""
    return MOVES[scene.motion.camera](scene.view, scene.t - 1)
