"""What a legal plan is. This file knows nothing of how plans are made, and is small enough to be read whole.

It proves, for one plan: every node stands after its inputs (so there is no cycle), every slot holds values of its type,
only generators make pictures and they do so from text embeddings and seeds alone, nothing that an author wrote is large
enough to hold a picture, and the frames add up. A violation is a fault of the compiler, or of whoever changed the plan.
"""

from typing import Literal, TypeAlias

from anime_compiler.errors import CompilerBug
from anime_compiler.model.storyboard import Curve
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan

_MOST_TEXT = 65_536  # characters in one operation
_MOST_NUMBERS = 4_096  # numbers in one operation
_GREATEST = 1 << 64  # one number can be as long as a picture, too

# The types of values on the edges of a plan.
Value: TypeAlias = Literal["embeds", "image", "images", "map", "latents", "frames", "video"]

# op -> what it gives, and for each slot which values it takes and how many (least, most)
_ANY = 1_000_000
_Slots: TypeAlias = dict[str, tuple[tuple[Value, ...], int, int]]
_FRAMES: _Slots = {"frames": (("frames",), 1, _ANY)}
_IDENTITY: _Slots = {"identity": (("images",), 0, 64)}
_TRAVEL: _Slots = {"embeds": (("embeds",), 1, _ANY), "maps": (("map",), 0, _ANY)}
_SEGMENT: _Slots = {**_TRAVEL, "carried": (("latents",), 0, 1), **_IDENTITY}
_SIGNATURES: dict[type[ops.Op], tuple[Value, _Slots]] = {
    ops.EncodePrompt: ("embeds", {}),
    ops.Keyframe: ("image", {"embeds": (("embeds",), 1, 1), **_IDENTITY}),
    ops.Turnaround: ("images", {"embeds": (("embeds",), 1, 1)}),
    ops.Extract: ("map", {"image": (("image", "images"), 1, 1)}),
    ops.Segment: ("latents", _SEGMENT),
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
        try:
            _check_sizes(node, weights, found)
            if node.inputs:
                _check_frames(node, frames, found)
        except (TypeError, AttributeError) as error:
            found.append(f"node `{node.id}` does not hold what its operation holds: {error}")
    if plan.frames != sum(frames.get(name, 0) for name, value in gives.items() if value == "video"):
        found.append(f"the plan is not of {plan.frames} frames")
    _check_outputs(plan, gives, found)
    return found


def _check_outputs(plan: RenderPlan, gives: dict[str, Value], found: list[str]) -> None:
    """Each output is something that is made, at a place of its own inside the output folder on every system."""
    taken = set()
    for path, node in plan.outputs:
        if node not in gives or path in taken:
            found.append(f"output `{path}` is made by no node, or stands twice")
        taken.add(path)
        steps = path.split("/")
        if not path.isprintable() or not {"", ".", ".."}.isdisjoint(steps) or not set("\\:~").isdisjoint(path):
            found.append(f"output {path!r} leaves the output folder")


def _check_inputs(node: Node, signature: tuple[Value, _Slots], gives: dict[str, Value], found: list[str]) -> None:
    """Inputs stand before the node and fit their slots; a visual value comes from a generator or a visual value."""
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
        if not least <= (count := counts.get(slot, 0)) <= most:
            found.append(f"slot `{slot}` of node `{node.id}` has {count} inputs")


def _check_sizes(node: Node, known: dict[int, tuple[int, int]], found: list[str]) -> None:
    """What an operation holds of the author's must be too little to be a picture: text and a few numbers."""
    text, numbers = _weigh(node.op, known)
    inputs = len(node.inputs)  # a film holds a little for each shot, a segment for each map: that is no author's
    if text > _MOST_TEXT + 128 * inputs or numbers > _MOST_NUMBERS + 8 * inputs:
        found.append(f"node `{node.id}` holds {text} characters and {numbers} numbers, enough to smuggle a picture")


def _weigh(value: tuple[object, ...], known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Characters and numbers in a tuple. What many nodes share is weighed once: the plan keeps it alive."""
    text = numbers = 0
    for item in value:
        kind = type(item)
        if kind is str:
            text += len(item)  # type: ignore[arg-type]
        elif kind is int or kind is float:
            if not -_GREATEST < item < _GREATEST:  # type: ignore[operator] # NaN is not, either
                raise TypeError("a number that is too large")
            numbers += 1
        elif isinstance(item, tuple):
            is_shared = kind is ops.Denoising or kind is Curve
            weight = (known.get(id(item)) if is_shared else None) or _weigh(item, known)
            if is_shared:
                known[id(item)] = weight
            text, numbers = text + weight[0], numbers + weight[1]
        else:
            raise TypeError(f"a value of type {kind.__name__}")
    return text, numbers


def _check_frames(node: Node, frames: dict[str, int], found: list[str]) -> None:
    """Every operation on frames is given as many as it says, and a film is as long as its clips."""
    op, made = node.op, getattr(node.op, "frames", 1)  # a still is one
    given = sum(pieces := [frames.get(source, 0) for _, source in node.inputs])
    match op:
        case ops.Turnaround(views=made):
            pass
        case ops.Extract(view=view) if not 0 <= view < given:
            found.append(f"node `{node.id}` reads a view that was not made")
        case ops.Segment():
            _check_segment(node, op, frames, found)
        case ops.Decode(skip=skip, take=made):
            if made < 1 or skip < 0 or skip + made > given:
                found.append(f"node `{node.id}` decodes frames that were not made")
        case ops.Hold(at=at) if len(at) != len(node.inputs):
            found.append(f"node `{node.id}` shows pictures that stand at no frame")
        case ops.CameraMove() | ops.Reframe() | ops.Upscale() if made != given:
            found.append(f"node `{node.id}` is given {given} frames and not {made}")
        case ops.Assemble():
            _check_film(node, op, pieces, found)
        case _:
            pass
    frames[node.id] = made


def _check_segment(node: Node, op: ops.Segment, frames: dict[str, int], found: list[str]) -> None:
    slots = [slot for slot, _ in node.inputs]
    if not 0 <= op.overlap < op.frames or len(op.travel) != slots.count("embeds"):
        found.append(f"segment `{node.id}` does not add up")
    if sum(len(control.frames) for control in op.controls) != slots.count("maps"):
        found.append(f"segment `{node.id}` has maps that stand at no frame")
    known = [frames.get(source, 0) for slot, source in node.inputs if slot == "carried"]
    if bool(op.overlap) != bool(known) or not 0 <= op.carried_at <= sum(known) - op.overlap:
        found.append(f"segment `{node.id}` overlaps {op.overlap} frames with what it is not given")


def _check_film(node: Node, film: ops.Assemble, given: list[int], found: list[str]) -> None:
    """Clips are made of the pieces in order, and each starts where the one before ends, but for the cross-fade."""
    piece = end = 0
    for clip in film.clips:
        if clip.pieces < 1 or sum(given[piece : piece + clip.pieces]) != clip.frames:
            found.append(f"shot `{clip.shot}` does not fill its {clip.frames} frames of the film")
        if clip.fade < 0 or clip.start < 0 or clip.start != end - clip.fade:
            found.append(f"shot `{clip.shot}` does not follow the one before")
        piece, end = piece + clip.pieces, clip.start + clip.frames
    if piece != len(given) or film.frames != end:
        found.append(f"film `{node.id}` does not add up")
