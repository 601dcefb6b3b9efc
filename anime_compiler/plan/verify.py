"""What a legal plan is. This file knows nothing of how plans are made, and is small enough to be read whole.

It proves, for one plan: every node stands after its inputs (so there is no cycle), every slot holds values of its type,
only generators make pictures and they do so from text embeddings and seeds alone, nothing that an author wrote is large
enough to hold a picture, and the frames add up. A violation is a fault of the compiler, or a plan that was tampered with.
"""

from typing import Literal, TypeAlias

from anime_compiler.errors import CompilerBug
from anime_compiler.model.storyboard import Curve
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan

_MOST_TEXT = 65_536  # characters in one operation
_MOST_NUMBERS = 4_096  # numbers in one operation


# The types of values on the edges of a plan.
Value: TypeAlias = Literal["embeds", "image", "images", "map", "latents", "frames", "video"]

# op -> what it gives, and for each slot which values it takes and how many (least, most)
_ANY = 1_000_000
_Slots: TypeAlias = dict[str, tuple[tuple[Value, ...], int, int]]
_FRAMES: _Slots = {"frames": (("frames",), 1, _ANY)}
_SIGNATURES: dict[type[ops.Op], tuple[Value, _Slots]] = {
    ops.EncodePrompt: ("embeds", {}),
    ops.Keyframe: ("image", {"embeds": (("embeds",), 1, 1), "identity": (("images",), 0, 64)}),
    ops.Turnaround: ("images", {"embeds": (("embeds",), 1, 1)}),
    ops.Extract: ("map", {"image": (("image", "images"), 1, 1)}),
    ops.Segment: (
        "latents",
        {
            "embeds": (("embeds",), 1, _ANY),
            "maps": (("map",), 0, _ANY),
            "carried": (("latents",), 0, 1),
            "identity": (("images",), 0, 64),
        },
    ),
    ops.Decode: ("frames", {"latents": (("latents",), 1, 1)}),
    ops.Hold: ("frames", {"images": (("image",), 1, _ANY)}),
    ops.CameraMove: ("frames", _FRAMES),
    ops.Reframe: ("frames", _FRAMES),
    ops.Upscale: ("frames", _FRAMES),
    ops.Interpolate: ("frames", _FRAMES),
    ops.Assemble: ("video", _FRAMES),
}
# The only operations that make a visual value without being given one. All they may be given is embeddings of text,
# and visual values that themselves came from a generator.
_GENERATORS = (ops.Keyframe, ops.Turnaround, ops.Segment)


def verify(plan: RenderPlan) -> None:
    """Raise `CompilerBug` with the first thing that makes the plan illegal."""
    for violation in violations(plan):
        raise CompilerBug(f"the plan is not legal: {violation}", "please report this with the storyboard")


def violations(plan: RenderPlan) -> list[str]:
    """Everything that makes the plan illegal."""
    found: list[str] = []
    gives: dict[str, Value] = {}
    frames: dict[str, int] = {}
    weights: dict[int, tuple[int, int]] = {}
    legal: set[tuple[object, ...]] = set()
    for node in plan.nodes:
        if node.id in gives:
            found.append(f"node `{node.id}` stands twice")
        signature = _SIGNATURES.get(type(node.op))
        if signature is None:
            found.append(f"node `{node.id}` is of a kind that plans do not have")
            continue
        # Most nodes are wired like one before them; what was found legal once need not be looked at again.
        wiring = (type(node.op), *[(slot, gives.get(source)) for slot, source in node.inputs])
        if wiring not in legal:
            before = len(found)
            _check_inputs(node, signature, gives, found)
            if len(found) == before:
                legal.add(wiring)
        gives[node.id] = signature[0]
        _check_sizes(node, weights, found)
        _check_frames(node, frames, found)
    for output in plan.outputs:
        if output.node not in gives:
            found.append(f"output `{output.path}` is made by no node")
        if output.path.startswith(("/", "~")) or ".." in output.path.split("/") or "\\" in output.path:
            found.append(f"output `{output.path}` leaves the output folder")
    return found


def _check_inputs(
    node: Node, signature: tuple[Value, _Slots], gives: dict[str, Value], found: list[str]
) -> None:
    """Inputs stand before the node and are of the slot's type; a visual value comes from a generator or a visual value."""
    result, slots = signature
    counts: dict[str, int] = {}
    is_visual = result == "embeds" or isinstance(node.op, _GENERATORS)
    for slot, source in node.inputs:
        value = gives.get(source)
        if slot not in slots:
            found.append(f"node `{node.id}` has no slot `{slot}`")
        elif value is None:
            found.append(f"node `{node.id}` needs `{source}`, which does not stand before it")
        elif value not in slots[slot][0]:
            found.append(f"slot `{slot}` of node `{node.id}` is given {value}")
        else:
            counts[slot] = counts.get(slot, 0) + 1
            is_visual = is_visual or value != "embeds"
    if not is_visual:
        found.append(f"node `{node.id}` would make a picture out of nothing that was generated")
    for slot, (_, least, most) in slots.items():
        if not least <= counts.get(slot, 0) <= most:
            found.append(f"slot `{slot}` of node `{node.id}` has {counts.get(slot, 0)} inputs")


def _check_sizes(node: Node, known: dict[int, tuple[int, int]], found: list[str]) -> None:
    """What an operation holds of the author's must be too little to be a picture: text and a few numbers."""
    try:
        text, numbers = _weigh(node.op, known)
    except TypeError as error:
        found.append(f"node `{node.id}` holds {error}")
        return
    # A film holds a little for each of its shots, a segment for each of its maps: what grows with inputs is no author's.
    inputs = len(node.inputs)
    if text > _MOST_TEXT + 128 * inputs or numbers > _MOST_NUMBERS + 8 * inputs:
        found.append(
            f"node `{node.id}` holds {text} characters and {numbers} numbers, enough to smuggle a picture"
        )


def _weigh(value: tuple[object, ...], known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Characters and numbers in a tuple. What many nodes share is weighed once: the plan keeps it alive."""
    text = numbers = 0
    for item in value:
        kind = type(item)
        if kind is str:
            text += len(item)  # type: ignore[arg-type]
        elif kind is int or kind is float:
            numbers += 1
        elif kind is ops.Denoising or kind is Curve:
            weight = known.get(id(item))
            if weight is None:
                weight = known[id(item)] = _weigh(item, known)  # type: ignore[arg-type]
            text += weight[0]
            numbers += weight[1]
        elif isinstance(item, tuple):
            more_text, more_numbers = _weigh(item, known)
            text += more_text
            numbers += more_numbers
        else:
            raise TypeError(f"a value of type {kind.__name__}")
    return text, numbers


def _check_frames(node: Node, frames: dict[str, int], found: list[str]) -> None:
    """Every operation on frames is given as many as it says, and a film is as long as its clips."""
    op = node.op
    match op:
        case ops.Segment(frames=made, overlap=overlap, travel=travel):
            slots = [slot for slot, _ in node.inputs]
            if not 0 <= overlap < made or len(travel) != slots.count("embeds"):
                found.append(f"segment `{node.id}` does not add up")
            if bool(overlap) != ("carried" in slots):
                found.append(f"segment `{node.id}` overlaps {overlap} frames with what it is not given")
            if sum(len(control.frames) for control in op.controls) != slots.count("maps"):
                found.append(f"segment `{node.id}` has maps that stand at no frame")
            frames[node.id] = made
        case ops.Decode(skip=skip, take=take):
            if take < 1 or skip < 0 or skip + take > sum(frames.get(source, 0) for _, source in node.inputs):
                found.append(f"node `{node.id}` decodes frames that were not made")
            frames[node.id] = take
        case ops.Hold(frames=made, at=at):
            if len(at) != len(node.inputs):
                found.append(f"node `{node.id}` shows pictures that stand at no frame")
            frames[node.id] = made
        case ops.CameraMove(frames=made) | ops.Reframe(frames=made) | ops.Upscale(frames=made):
            given = sum(frames.get(source, 0) for _, source in node.inputs)
            if made != given:
                found.append(f"node `{node.id}` is given {given} frames and not {made}")
            frames[node.id] = made
        case ops.Interpolate(frames=made):
            frames[node.id] = made
        case ops.Assemble(clips=clips, frames=made):
            pieces = iter(node.inputs_of("frames"))
            for clip in clips:
                if sum(frames.get(next(pieces, ""), 0) for _ in range(clip.pieces)) != clip.frames:
                    found.append(f"shot `{clip.shot}` does not fill its {clip.frames} frames of the film")
            if next(pieces, None) is not None or made != sum(clip.frames - clip.fade for clip in clips):
                found.append(f"film `{node.id}` does not add up")
        case _:
            pass
