"""The operations as a person counts them: which stage of a shot each belongs to, and how much work it is."""

from anime_compiler.plan import ops

STAGES = ("stills", "maps", "segments", "frames")


def stage_of(op: ops.Op) -> str:
    """The stage that an operation is shown in; encoded text is in none, for nobody waits for it."""
    match op:
        case ops.Keyframe() | ops.Turnaround():
            return "stills"
        case ops.Extract():
            return "maps"
        case ops.Segment():
            return "segments"
        case ops.EncodePrompt():
            return ""
        case _:
            return "frames"


def amount_of(op: ops.Op) -> int:
    """How much work an operation is, against others of its kind."""
    match op:
        case ops.Keyframe(denoising=denoising, seeds=seeds):
            return _area(denoising) * denoising.steps * len(seeds)
        case ops.Turnaround(denoising=denoising, views=views):
            return _area(denoising) * denoising.steps * views
        case ops.Segment(denoising=denoising, frames=frames):
            return _area(denoising) * denoising.steps * frames
        case ops.Decode(skip=skip, take=take):
            return skip + take
        case ops.EncodePrompt() | ops.Extract():
            return 1
        case _:
            return op.frames


def _area(denoising: ops.Denoising) -> int:
    return denoising.size.width * denoising.size.height
