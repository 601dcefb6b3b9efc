"""Frames in between."""

from anime_compiler.plan import ops
from renderer.assemble.flow import in_between
from renderer.errors import BrokenPicture
from renderer.execute.frames import frames_of, together
from renderer.execute.job import Job
from renderer.values import Pictures


def interpolate(op: ops.Interpolate, job: Job) -> Pictures:
    """As many frames as the plan wants, by optical flow."""
    if op.model:
        raise BrokenPicture(
            f"interpolation with the model `{op.model}` is not there yet",
            "leave `model` out of the step: then frames in between are found by optical flow",
        )
    return Pictures(in_between(together(frames_of(job)).pixels, op.frames, job.threads))
