"""Stills to frames, where nothing moves but the camera."""

from anime_compiler.plan import ops
from renderer.assemble.dissolve import held
from renderer.execute.frames import together
from renderer.execute.job import Job
from renderer.values import Pictures


def hold(op: ops.Hold, job: Job) -> Pictures:
    """Each still from its frame on; between two of them the picture dissolves."""
    stills = [given.pixels[0] for given in job.given("images", Pictures)]
    return together(held(stills, op.at, op.frames))
