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

_MOST_TEXT, _MOST_NUMBERS = 65_536, 4_096  # characters and numbers in one operation
_GREATEST = 1 << 64  # one number can be as long as a picture, too
_SWITCHES = {(bool, "tiled"), (type(None), "betas")}  # the only fields of neither text, number nor tuple
Value: TypeAlias = Literal["embeds", "image", "images", "map", "latents", "frames", "video"]  # on a plan's edges

# op -> what it gives, and for each slot which values it takes and how many (least, most)
_ANY = 1_000_000
_Slots: TypeAlias = dict[str, tuple[tuple[Value, ...], int, int]]
_FRAMES: _Slots = {"frames": (("frames",), 1, _ANY)}
_IDENTITY: _Slots = {"identity": (("image", "images"), 0, 65)}
_TEXTS: _Slots = {"embeds": (("embeds",), 1, _ANY)}
_KNOWN: _Slots = {"carried": (("latents",), 0, 1), "anchor": (("latents",), 0, 1)}
_COUNTS_BY = {"carried": "overlap", "anchor": "anchor", "first": "redraw"}  # slot -> the field that tells how much
_SIGNATURES: dict[type[ops.Op], tuple[Value, _Slots]] = {
    ops.EncodePrompt: ("embeds", {}),
    ops.Keyframe: ("image", {"embeds": (("embeds",), 1, 1), "first": (("image",), 0, 1), **_IDENTITY}),
    ops.Turnaround: ("images", _TEXTS),
    ops.Extract: ("map", {"image": (("image", "images"), 1, 1)}),
    ops.Segment: ("latents", {**_TEXTS, "maps": (("map",), 0, _ANY), **_KNOWN, **_IDENTITY}),
    ops.Decode: ("frames", {"latents": (("latents",), 1, 1)}),
    ops.Hold: ("frames", {"images": (("image",), 1, _ANY)}),
    ops.Assemble: ("video", _FRAMES),
    **dict.fromkeys((ops.CameraMove, ops.Reframe, ops.Upscale, ops.Interpolate), ("frames", _FRAMES)),
}
# The only operations that make a visual value without being given one; those that they are given came from these, too.
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
        if wiring not in legal and _fits(node, signature, gives, found):
            legal.add(wiring)
        gives[node.id] = signature[0]
        try:
            if isinstance(node.op, ops.Keyframe) and len(node.op.seeds) > 1:
                gives[node.id] = "images"
            _check_sizes(node, weights, found)
            _check_frames(node, frames, found)
        except (TypeError, AttributeError) as error:
            found.append(f"node `{node.id}` does not hold what its operation holds: {error}")
    if plan.frames != sum(frames.get(name, 0) for name, value in gives.items() if value == "video"):
        found.append(f"the plan is not of {plan.frames} frames")
    _check_outputs(plan, {name: frames.get(name, 0) if "image" in gives[name] else 1 for name in gives}, found)
    return found


def _check_outputs(plan: RenderPlan, pictures: dict[str, int], found: list[str]) -> None:
    """Each output is something that is made, at a place of its own inside the output folder on every system."""
    taken = set()
    for path, node, picture in plan.outputs:
        if not 0 <= picture < pictures.get(node, 0) or path in taken:
            found.append(f"output `{path}` is made by no node, or stands twice")
        taken.add(path)
        if (
            not path.isprintable()
            or not {"", ".", ".."}.isdisjoint(path.split("/"))
            or not set("\\:~").isdisjoint(path)
        ):
            found.append(f"output {path!r} leaves the output folder")


def _fits(node: Node, signature: tuple[Value, _Slots], gives: dict[str, Value], found: list[str]) -> bool:
    """Inputs stand before the node and fit their slots; a visual value comes from a generator or a visual value."""
    before, (result, slots) = len(found), signature
    for slot, source in node.inputs:
        value = gives.get(source)
        if slot not in slots:
            found.append(f"node `{node.id}` has no slot `{slot}`")
        elif value is None:
            found.append(f"node `{node.id}` needs `{source}`, which does not stand before it")
        elif value not in slots[slot][0]:
            found.append(f"slot `{slot}` of node `{node.id}` is given {value}")
    is_visual = any(gives.get(source, "embeds") != "embeds" for _, source in node.inputs)
    if not is_visual and result != "embeds" and not isinstance(node.op, _GENERATORS):
        found.append(f"node `{node.id}` would make a picture out of nothing that was generated")
    given = [slot for slot, _ in node.inputs]
    for slot, (_, least, most) in slots.items():
        if not least <= given.count(slot) <= most:
            found.append(f"slot `{slot}` of node `{node.id}` has {given.count(slot)} inputs")
    return len(found) == before


def _check_sizes(node: Node, known: dict[int, tuple[int, int]], found: list[str]) -> None:
    """What an operation holds of the author's must be too little to be a picture: text and a few numbers."""
    text, numbers = _weigh(node.op, known)
    inputs = len(node.inputs)  # a film holds a little for each shot, a segment for each map: that is no author's
    if text > _MOST_TEXT + 128 * inputs or numbers > _MOST_NUMBERS + 8 * inputs:
        found.append(f"node `{node.id}` holds {text} characters and {numbers} numbers, enough to smuggle a picture")


def _weigh(value: tuple[object, ...], known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Characters and numbers in a tuple. What many nodes share is weighed once: the plan keeps it alive."""
    text = numbers = 0
    for name, item in zip(getattr(value, "_fields", value), value, strict=True):
        kind = type(item)
        if kind is str:
            text += len(item)  # type: ignore[arg-type]
        elif kind is int or kind is float:
            if not -_GREATEST < item < _GREATEST:  # type: ignore[operator] # NaN is not, either
                raise TypeError("a number that is too large")
            numbers += 1
        elif isinstance(item, tuple):
            weight = known.get(id(item)) or _weigh(item, known)
            if kind is ops.Denoising or kind is Curve:
                known[id(item)] = weight
            text, numbers = text + weight[0], numbers + weight[1]
        elif (kind, name) not in _SWITCHES:
            raise TypeError(f"a value of type {kind.__name__}")
    return text, numbers


def _check_frames(node: Node, frames: dict[str, int], found: list[str]) -> None:
    """Every operation is given as many frames, texts and pictures as it says, and a film is as long as its clips."""
    op, made = node.op, getattr(node.op, "frames", 1)  # a still is one
    given = sum(pieces := [frames.get(source, 0) for _, source in node.inputs])
    slots, wrong = [slot for slot, _ in node.inputs], dict[str, bool]()
    match op:
        case ops.Keyframe():
            made = len(op.seeds)
            wrong = {f"makes {made} pictures together": not 1 <= made <= 4, **_unlike(op, slots, op.redraw, op.shared)}
        case ops.Turnaround(views=made):
            wrong = {"has views without a text": made != len(slots)}
        case ops.Extract(view=view):
            wrong = {"reads a view that was not made": not 0 <= view < given}
        case ops.Segment():
            known = sum(piece for piece, slot in zip(pieces, slots, strict=True) if slot == "carried")
            wrong = {
                "does not add up": not 0 <= op.overlap < made or len(op.travel) != slots.count("embeds"),
                "has maps at no frame": sum(len(one.frames) for one in op.controls) != slots.count("maps"),
                "carries on from what was not made": not 0 <= op.carried_at <= known - op.overlap,
            } | _unlike(op, slots, op.anchor)
        case ops.Decode(skip=skip, take=made):
            wrong = {"decodes frames that were not made": made < 1 or skip < 0 or skip + made > given}
        case ops.Hold(at=at):
            wrong = {"shows pictures that stand at no frame": len(at) != len(slots)}
        case ops.CameraMove() | ops.Reframe() | ops.Upscale():
            wrong = {f"is given {given} frames and not {made}": made != given}
        case ops.Assemble():
            _check_film(node, op, pieces, found)
        case _:
            pass
    found += [f"node `{node.id}` {what}" for what, is_so in wrong.items() if is_so]
    frames[node.id] = made


def _unlike(op: ops.Keyframe | ops.Segment, slots: list[str], *shares: float) -> dict[str, bool]:
    """What a picture is to be like must be given, and how much of it counts must be said."""
    told = {field: (slot in slots) != bool(getattr(op, field, 0)) for slot, field in _COUNTS_BY.items()}
    return {f"has `{field}` without its input, or the input without it": wrong for field, wrong in told.items()} | {
        "takes more than the whole of something": not all(0 <= share <= 1 for share in shares),
        "has likenesses without a strength": len(op.identity.strengths) != slots.count("identity"),
    }


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
