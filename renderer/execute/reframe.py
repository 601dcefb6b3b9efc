"""A fixed window of the frames, resampled to a size."""

from anime_compiler.plan import ops
from renderer.assemble.window import seen_through
from renderer.execute.frames import frames_of, together
from renderer.execute.job import Job
from renderer.values import Pictures


def reframe(op: ops.Reframe, job: Job) -> Pictures:
    """Each frame as it is seen through the window."""
    return together(seen_through(picture, op.window, op.size) for picture in frames_of(job))
