"""What makes a plan illegal: each takes a legal one and breaks one thing in it."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from anime_compiler.model.prompt import Phrase, Prompt
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Input, Node, PlanOutput, RenderPlan

Spoil = Callable[[RenderPlan, Random], RenderPlan]


def changed(plan: RenderPlan, node: Node, **fields: Any) -> RenderPlan:
    """The plan with one node changed."""
    return plan._replace(nodes=tuple(node._replace(**fields) if one is node else one for one in plan.nodes))


def with_op(plan: RenderPlan, node: Node, **fields: Any) -> RenderPlan:
    return changed(plan, node, op=node.op._replace(**fields))


def any_node(plan: RenderPlan, random: Random, *kinds: type[ops.Op], **wanted: object) -> Node:
    """A node of one of the kinds, whose operation has these values or, for `True`, has something there."""

    def fits(node: Node) -> bool:
        values = {name: getattr(node.op, name) for name in wanted}
        return all(bool(values[name]) if want is True else values[name] == want for name, want in wanted.items())

    return random.choice([node for node in plan.nodes if (not kinds or isinstance(node.op, kinds)) and fits(node)])


def wired(plan: RenderPlan, node: Node, *inputs: Input) -> RenderPlan:
    return changed(plan, node, inputs=inputs)


def dangling_input(plan: RenderPlan, random: Random) -> RenderPlan:
    node = random.choice([node for node in plan.nodes if node.inputs])
    cut = random.randrange(len(node.inputs))
    return wired(plan, node, *(
        given._replace(node="nowhere") if number == cut else given for number, given in enumerate(node.inputs)
    ))  # fmt: skip


def input_from_itself(plan: RenderPlan, random: Random) -> RenderPlan:
    node = random.choice([node for node in plan.nodes if node.inputs])
    return wired(plan, node, *node.inputs, Input(node.inputs[0].slot, node.id))


def input_from_later(plan: RenderPlan, random: Random) -> RenderPlan:
    """Two nodes change places: an edge now leads backwards, as every cycle's must."""
    node = random.choice([node for node in plan.nodes if node.inputs])
    others = [one for one in plan.nodes if one is not node]
    source = next(number for number, one in enumerate(others) if one.id == node.inputs[0].node)
    return plan._replace(nodes=(*others[:source], node, *others[source:]))


def input_of_wrong_type(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Decode, ops.CameraMove, ops.Hold, ops.Extract, ops.Keyframe)
    wrong = any_node(plan, random, ops.EncodePrompt if not isinstance(node.op, ops.Keyframe) else ops.Turnaround)
    slot = node.inputs[0].slot
    return wired(plan, node, Input(slot, wrong.id), *node.inputs[1:])


def unknown_slot(plan: RenderPlan, random: Random) -> RenderPlan:
    node = random.choice([node for node in plan.nodes if node.inputs])
    return wired(plan, node, *node.inputs, Input("reference", node.inputs[0].node))


def missing_input(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Keyframe, ops.Turnaround, ops.Extract, ops.Decode)
    needed = node.inputs[0].slot
    return wired(plan, node, *(given for given in node.inputs if given.slot != needed))


def input_too_many(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Keyframe, ops.Turnaround, ops.Extract, ops.Decode)
    return wired(plan, node, *node.inputs, node.inputs[0])


def picture_from_nothing(plan: RenderPlan, random: Random) -> RenderPlan:
    return wired(plan, any_node(plan, random, ops.Decode, ops.Hold, ops.CameraMove, ops.Extract, ops.Assemble))


class LoadImage(NamedTuple):
    """What must never be: an operation that brings a picture in."""

    path: str


class ForeignKeyframe(ops.Keyframe):
    """A legal operation in all but its class, which could do anything."""


def foreign_op(plan: RenderPlan, random: Random) -> RenderPlan:
    return changed(plan, random.choice(plan.nodes), op=LoadImage("hana.png"))


def foreign_subclass(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Keyframe)
    return changed(plan, node, op=ForeignKeyframe(*node.op))


def foreign_value(value: Any) -> Spoil:
    def spoil(plan: RenderPlan, random: Random) -> RenderPlan:
        node = random.choice(plan.nodes)
        legal = {"tiled": bool, "betas": type(None)}
        fields = [field for field in node.op._fields if legal.get(field) is not type(value)]
        return with_op(plan, node, **{random.choice(fields): value})

    return spoil


def no_picture(plan: RenderPlan, random: Random) -> RenderPlan:
    return with_op(plan, any_node(plan, random, ops.Keyframe), seeds=())


def too_many_pictures_together(plan: RenderPlan, random: Random) -> RenderPlan:
    return with_op(plan, any_node(plan, random, ops.Keyframe), seeds=tuple(range(random.randint(5, 99))))


def pictures_where_one_belongs(plan: RenderPlan, random: Random) -> RenderPlan:
    """A still of a shot that is held, and so must be one picture."""
    node = plan.by_id()[f"{random.choice(['held', 'alike'])}/keyframe/0"]
    return with_op(plan, node, seeds=(1, 2))


def output_of_a_picture_that_is_not_there(plan: RenderPlan, random: Random) -> RenderPlan:
    number = random.randrange(len(plan.outputs))
    picture = random.choice([-1, 4, 10**9])
    changed = plan.outputs[number]._replace(picture=picture)
    return plan._replace(outputs=(*plan.outputs[:number], changed, *plan.outputs[number + 1 :]))


def likeness_without_a_strength(plan: RenderPlan, random: Random) -> RenderPlan:
    node = random.choice([node for node in plan.nodes if node.inputs_of("identity")])
    identity: ops.Identity = getattr(node.op, "identity")  # noqa: B009
    return with_op(plan, node, identity=identity._replace(strengths=identity.strengths[1:]))


def strength_without_a_likeness(plan: RenderPlan, random: Random) -> RenderPlan:
    node = random.choice([node for node in plan.nodes if node.inputs_of("identity")])
    return wired(plan, node, *(given for given in node.inputs if given.slot != "identity"))


def a_view_without_a_text(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Turnaround)
    return wired(plan, node, *node.inputs[1:])


def a_text_without_a_view(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Turnaround)
    return with_op(plan, node, views=random.choice([0, 3, 5]))


def redraws_nothing(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Keyframe, redraw=True)
    return wired(plan, node, *(given for given in node.inputs if given.slot != "first"))


def redraws_without_a_share(plan: RenderPlan, random: Random) -> RenderPlan:
    return with_op(plan, any_node(plan, random, ops.Keyframe, redraw=True), redraw=0.0)


def redraws_what_no_still_is(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Keyframe, redraw=True)
    wrong = random.choice(["character:hana/turnaround", "face/still/0", "held/text/0"])
    first = Input("first", wrong)
    return wired(plan, node, *(first if given.slot == "first" else given for given in node.inputs))


def redraws_two(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Keyframe, redraw=True)
    return wired(plan, node, *node.inputs, Input("first", "held/keyframe/0"))


def more_than_the_whole(plan: RenderPlan, random: Random) -> RenderPlan:
    kind, field = random.choice([(ops.Keyframe, "redraw"), (ops.Keyframe, "shared"), (ops.Segment, "anchor")])
    return with_op(plan, any_node(plan, random, kind, **{field: True}), **{field: random.choice([-0.1, 1.01])})


def drawn_to_nothing(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Segment, anchor=True)
    return wired(plan, node, *(given for given in node.inputs if given.slot != "anchor"))


def drawn_without_a_share(plan: RenderPlan, random: Random) -> RenderPlan:
    return with_op(plan, any_node(plan, random, ops.Segment, anchor=True), anchor=0.0)


def drawn_to_what_no_segment_is(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Segment, anchor=True)
    wrong = Input("anchor", random.choice(["character:hana/turnaround", "held/keyframe/0", "held/hold"]))
    return wired(plan, node, *(wrong if given.slot == "anchor" else given for given in node.inputs))


def foreign_value_deep_inside(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.EncodePrompt)
    return with_op(plan, node, prompt=Prompt(((Phrase("a roof"), Phrase(b"PNG"), Phrase("a")),)))  # type: ignore[arg-type]


def huge_text(plan: RenderPlan, random: Random) -> RenderPlan:
    prompt = Prompt(((Phrase("x" * random.randint(70_000, 90_000)),),))
    return with_op(plan, any_node(plan, random, ops.EncodePrompt), prompt=prompt)


def huge_text_in_pieces(plan: RenderPlan, random: Random) -> RenderPlan:
    prompt = Prompt((tuple(Phrase("x" * 20) for _ in range(3_500)),))
    return with_op(plan, any_node(plan, random, ops.EncodePrompt), negative=prompt)


def too_many_numbers(plan: RenderPlan, random: Random) -> RenderPlan:
    frames = tuple((number, "linear") for number in range(5_000))
    return with_op(plan, any_node(plan, random, ops.Segment), travel=frames)


def huge_number(plan: RenderPlan, random: Random) -> RenderPlan:
    """A whole number can be as long as a picture."""
    node = any_node(plan, random, ops.Keyframe, ops.Segment, ops.Turnaround)
    number = 1 << random.choice([64, 4_000_000])
    return with_op(plan, node, **({"seeds": (number,)} if isinstance(node.op, ops.Keyframe) else {"seed": number}))


def infinite_number(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Keyframe, ops.Segment)
    value = random.choice([float("inf"), float("-inf"), float("nan")])
    return with_op(plan, node, denoising=getattr(node.op, "denoising")._replace(guidance=value))  # noqa: B009


def same_id_twice(plan: RenderPlan, random: Random) -> RenderPlan:
    return plan._replace(nodes=(*plan.nodes, random.choice(plan.nodes)))


def output_at(path: str) -> Spoil:
    def spoil(plan: RenderPlan, random: Random) -> RenderPlan:
        output = random.choice(plan.outputs)
        return plan._replace(outputs=(*plan.outputs, output._replace(path=path)))

    return spoil


def output_of_nothing(plan: RenderPlan, random: Random) -> RenderPlan:
    return plan._replace(outputs=(*plan.outputs, PlanOutput("images/a.png", f"nowhere{random.random()}")))


def two_outputs_at_one_path(plan: RenderPlan, random: Random) -> RenderPlan:
    output = random.choice(plan.outputs)
    return plan._replace(outputs=(*plan.outputs, output))


def frames_off(*kinds: type[ops.Op]) -> Spoil:
    def spoil(plan: RenderPlan, random: Random) -> RenderPlan:
        node = any_node(plan, random, *kinds)
        frames: int = getattr(node.op, "frames")  # noqa: B009
        return with_op(plan, node, frames=random.choice([0, -frames, frames - 1, frames + 1, frames * 2]))

    return spoil


def decodes_too_much(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Decode)
    return with_op(plan, node, skip=random.choice([1_000, -1]))


def decodes_nothing(plan: RenderPlan, random: Random) -> RenderPlan:
    return with_op(plan, any_node(plan, random, ops.Decode), take=random.choice([0, -3]))


def segment(**fields: Any) -> Spoil:
    """Any segment that overlaps one before it, with other values."""

    def spoil(plan: RenderPlan, random: Random) -> RenderPlan:
        return with_op(plan, any_node(plan, random, ops.Segment, overlap=True), **fields)

    return spoil


def carries_nothing(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Segment, overlap=True)
    return wired(plan, node, *(given for given in node.inputs if given.slot != "carried"))


def carries_without_overlap(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Segment, overlap=True)
    return with_op(plan, node, overlap=0, carried_at=0)


def a_prompt_without_a_beat(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Segment)
    return wired(plan, node, *node.inputs, node.inputs[0])


def a_map_without_a_frame(plan: RenderPlan, random: Random) -> RenderPlan:
    return with_op(plan, any_node(plan, random, ops.Segment, controls=True), controls=())


def a_still_without_a_frame(plan: RenderPlan, random: Random) -> RenderPlan:
    return with_op(plan, any_node(plan, random, ops.Hold), at=())


def a_view_that_is_not_there(plan: RenderPlan, random: Random) -> RenderPlan:
    return with_op(plan, any_node(plan, random, ops.Extract), view=random.choice([-1, 1, 99]))


def a_clip(**changes: int) -> Spoil:
    def spoil(plan: RenderPlan, random: Random) -> RenderPlan:
        node = any_node(plan, random, ops.Assemble)
        clips: list[ops.Clip] = list(getattr(node.op, "clips"))  # noqa: B009
        which = random.randrange(len(clips))
        more = {name: getattr(clips[which], name) + by for name, by in changes.items()}
        clips[which] = clips[which]._replace(**more)
        return with_op(plan, node, clips=tuple(clips))

    return spoil


def a_clip_less(plan: RenderPlan, random: Random) -> RenderPlan:
    node = any_node(plan, random, ops.Assemble)
    return with_op(plan, node, clips=getattr(node.op, "clips")[1:])  # noqa: B009


def a_gap_in_the_film(plan: RenderPlan, random: Random) -> RenderPlan:
    """All clips from one on start a frame late; everything else adds up."""
    node = any_node(plan, random, ops.Assemble)
    clips: tuple[ops.Clip, ...] = getattr(node.op, "clips")  # noqa: B009
    first = random.randrange(len(clips))
    late = [clip._replace(start=clip.start + (number >= first)) for number, clip in enumerate(clips)]
    late[first] = late[first]._replace(fade=late[first].fade - 1)
    made = with_op(plan, node, clips=tuple(late), frames=plan.frames + 1)
    return made._replace(frames=plan.frames + 1) if late[first].fade < 0 else a_clip_less(plan, random)


def a_frame_too_many_in_the_film(plan: RenderPlan, random: Random) -> RenderPlan:
    return plan._replace(frames=plan.frames + random.choice([-1, 1]))


SPOILS: dict[str, Spoil] = {
    spoil.__name__: spoil
    for spoil in (
        dangling_input, input_from_itself, input_from_later, input_of_wrong_type, unknown_slot, missing_input,
        input_too_many, picture_from_nothing, foreign_op, foreign_subclass, foreign_value_deep_inside, huge_text,
        huge_text_in_pieces, too_many_numbers, huge_number, infinite_number, same_id_twice, output_of_nothing,
        two_outputs_at_one_path, decodes_too_much, decodes_nothing, carries_nothing, carries_without_overlap,
        a_prompt_without_a_beat, a_map_without_a_frame, a_still_without_a_frame, a_view_that_is_not_there,
        a_clip_less, a_gap_in_the_film, a_frame_too_many_in_the_film, no_picture, too_many_pictures_together,
        pictures_where_one_belongs, output_of_a_picture_that_is_not_there, likeness_without_a_strength,
        strength_without_a_likeness, a_view_without_a_text, a_text_without_a_view, redraws_nothing,
        redraws_without_a_share, redraws_what_no_still_is, redraws_two, more_than_the_whole, drawn_to_nothing,
        drawn_without_a_share, drawn_to_what_no_segment_is,
    )
}  # fmt: skip
FOREIGN: tuple[Any, ...] = (b"\x89PNG", None, [1], {}, True)
SPOILS |= {f"a {type(value).__name__} in an operation": foreign_value(value) for value in FOREIGN}
SPOILS |= {f"output at {path!r}": output_at(path) for path in (
    "/etc/hosts", "../film.mp4", "video/../../film.mp4", "~/film.mp4", "..\\film.mp4", "video\\film.mp4", "C:/film.mp4",
    "", ".", "video/", "video//film.mp4", "video/./film.mp4", "video/film\0.mp4", "video/film\n.mp4",
)}  # fmt: skip
SPOILS |= {
    f"{kind.__name__} of another length": frames_off(kind)
    for kind in (ops.CameraMove, ops.Reframe, ops.Upscale, ops.Interpolate, ops.Hold, ops.Assemble)
}
SPOILS |= {
    "an overlap of the whole segment": segment(overlap=16),
    "an overlap below nothing": segment(overlap=-1),
    "a carry from behind the end": segment(carried_at=1_000),
    "a carry from before the start": segment(carried_at=-1),
    "a clip that starts late": a_clip(start=1),
    "a clip that is longer than its frames": a_clip(frames=1),
    "a clip of a piece more": a_clip(pieces=1),
    "a clip of very many pieces": a_clip(pieces=10**15),
    "a clip that fades in longer": a_clip(fade=1),
    "a clip that fades in longer and starts early": a_clip(fade=1, start=-1),
}
