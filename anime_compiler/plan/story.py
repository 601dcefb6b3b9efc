"""What a film tells when: for each shot its place on the timeline, its prompts, and the pieces of work it is made of.

Everything here is read off the plan's graph, from the film back to what it is made of, so it is as certain as its key.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from anime_compiler.model.prompt import EMPTY_PROMPT, Prompt
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan


class Moment(NamedTuple):
    """A prompt, and the frame of the film at which it is reached."""

    frame: int
    prompt: Prompt


class Run(NamedTuple):
    """A piece of work that frames of the film come from: a segment, or the stills of a held shot."""

    node: Node
    first: int
    frames: int


class ShotStory(NamedTuple):
    """A shot in the film; `fade` frames of it lie over the end of the one before."""

    shot: str
    first: int
    frames: int
    fade: int
    moments: tuple[Moment, ...]
    runs: tuple[Run, ...]

    def prompt_at(self, frame: int) -> Prompt:
        """The prompt reached last at a frame of the film."""
        reached = [moment.prompt for moment in self.moments if moment.frame <= frame]
        return reached[-1] if reached else self.moments[0].prompt if self.moments else EMPTY_PROMPT

    def run_at(self, frame: int) -> Run:
        """The piece of work that a frame of the film comes from."""
        return next((run for run in self.runs if frame < run.first + run.frames), self.runs[-1])


def film_of(plan: RenderPlan) -> Node | None:
    """The film's node; a plan of stills has none."""
    return next((node for node in plan.nodes if isinstance(node.op, ops.Assemble)), None)


def story_of(plan: RenderPlan, film: Node) -> tuple[ShotStory, ...]:
    """Every shot of a film, in order."""
    assert isinstance(film.op, ops.Assemble)
    nodes = plan.by_id()
    pieces = iter(film.inputs_of("frames"))
    return tuple(_shot(clip, [next(pieces) for _ in range(clip.pieces)], nodes) for clip in film.op.clips)


def _shot(clip: ops.Clip, pieces: Sequence[str], nodes: Mapping[str, Node]) -> ShotStory:
    made = [node for piece in pieces for node in made_by(nodes[piece], nodes)]
    lengths = [node.op.take if isinstance(node.op, ops.Decode) else getattr(node.op, "frames", 1) for node in made]
    whole = sum(lengths)
    runs: list[Run] = []
    prompts: dict[int, Prompt] = {}
    start = 0
    for node, length in zip(made, lengths, strict=True):
        first, past = (clip.start + at * clip.frames // whole for at in (start, start + length))
        runs.append(Run(_worker(node, nodes), first, past - first))
        for frame, prompt in _prompts(node, nodes):
            if 0 <= start + frame < whole:
                prompts[clip.start + (start + frame) * clip.frames // whole] = prompt
        start += length
    moments = tuple(Moment(frame, prompts[frame]) for frame in sorted(prompts))
    return ShotStory(clip.shot, clip.start, clip.frames, clip.fade, _changes(moments), tuple(runs))


def made_by(node: Node, nodes: Mapping[str, Node]) -> Iterator[Node]:
    """The decoded segments or held stills that frames come from, in order."""
    if isinstance(node.op, ops.Decode | ops.Hold):
        yield node
    else:
        for source in node.inputs_of("frames"):
            yield from made_by(nodes[source], nodes)


def _worker(node: Node, nodes: Mapping[str, Node]) -> Node:
    return nodes[node.inputs_of("latents")[0]] if isinstance(node.op, ops.Decode) else node


def _prompts(node: Node, nodes: Mapping[str, Node]) -> Iterator[tuple[int, Prompt]]:
    """Prompts with the frames, counted in this piece, at which they are reached."""
    match node.op:
        case ops.Decode(skip=skip):
            segment = _worker(node, nodes)
            assert isinstance(segment.op, ops.Segment)
            texts = segment.inputs_of("embeds")
            for (frame, _), text in zip(segment.op.travel, texts, strict=True):
                yield frame - skip, prompt_of(nodes[text])
        case ops.Hold(at=at):
            for (frame, _), still in zip(at, node.inputs_of("images"), strict=True):
                yield frame, prompt_of(nodes[nodes[still].inputs_of("embeds")[0]])
        case _:
            pass


def prompt_of(text: Node) -> Prompt:
    """What an encoded text says."""
    assert isinstance(text.op, ops.EncodePrompt)
    return text.op.prompt


def _changes(moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """Without those at which nothing changes: a segment names the beat before it again."""
    return tuple(one for number, one in enumerate(moments) if not number or moments[number - 1].prompt != one.prompt)
