"""Runs of frames one picture at a time: what several nodes give in turn, without all of it in memory."""

from collections.abc import Iterator

import numpy as np

from renderer.execute.job import Job
from renderer.values import Pictures, Pixels


def frames_of(job: Job) -> Iterator[Pixels]:
    """The pictures of the node's `frames` inputs in order."""
    for value in job.given("frames", Pictures):
        yield from value.pixels


def together(pictures: Iterator[Pixels]) -> Pictures:
    """Pictures as one value."""
    return Pictures(np.stack([*pictures]))
