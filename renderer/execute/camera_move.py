"""A window that travels over the frames."""

from anime_compiler.plan import ops
from renderer.assemble.path import windows_along
from renderer.assemble.window import seen_through
from renderer.execute.frames import frames_of, together
from renderer.execute.job import Job
from renderer.values import Pictures


def camera_move(op: ops.CameraMove, job: Job) -> Pictures:
    """Each frame as it is seen through the window where it stands at that frame."""
    windows = windows_along(op.start, op.end, op.ease, op.frames)
    pictures = zip(frames_of(job), windows, strict=True)
    return together(seen_through(picture, window, op.size) for picture, window in pictures)
