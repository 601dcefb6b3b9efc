"""From a node to its value: every operation there is, each in the file of its name."""

from anime_compiler.plan import ops
from renderer.execute.assemble import assemble
from renderer.execute.camera_move import camera_move
from renderer.execute.frames import frames_of, together
from renderer.execute.hold import hold
from renderer.execute.interpolate import interpolate
from renderer.execute.job import Job
from renderer.execute.reframe import reframe
from renderer.execute.sound import sound
from renderer.values import Embeds, Latents, Pictures, Value


def execute(job: Job) -> Value:
    """Do what the node says; what comes out is looked at before anybody may keep it."""
    return sound(job.node, _value(job))


def _value(job: Job) -> Value:  # noqa: C901 - one line for each operation there is
    stack = job.stack
    match job.node.op:
        case ops.EncodePrompt() as op:
            return stack.encode(op)
        case ops.Keyframe() as op:
            first = next(job.given("first", Pictures), None)
            return stack.keyframe(op, job.one("embeds", Embeds), first, [*job.given("identity", Pictures)], job.steps)
        case ops.Turnaround() as op:
            return stack.turnaround(op, [*job.given("embeds", Embeds)], job.steps)
        case ops.Extract() as op:
            return stack.extract(op, job.one("image", Pictures), job.steps)
        case ops.Segment() as op:
            texts, maps = [*job.given("embeds", Embeds)], [*job.given("maps", Pictures)]
            carried, anchor = (next(job.given(slot, Latents), None) for slot in ("carried", "anchor"))
            return stack.segment(op, texts, maps, carried, anchor, [*job.given("identity", Pictures)], job.steps)
        case ops.Decode() as op:
            return stack.decode(op, job.one("latents", Latents), job.steps)
        case ops.Upscale() as op:
            return stack.upscale(op, together(frames_of(job)))
        case ops.Hold() as op:
            return hold(op, job)
        case ops.CameraMove() as op:
            return camera_move(op, job)
        case ops.Reframe() as op:
            return reframe(op, job)
        case ops.Interpolate() as op:
            return interpolate(op, job)
        case ops.Assemble() as op:
            return assemble(op, job)
