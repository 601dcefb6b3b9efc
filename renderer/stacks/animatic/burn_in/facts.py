"""What is to be told of a film, read off the nodes that it is made of: of each shot, and of each of its frames."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from anime_compiler.lower.lowered import Window
from anime_compiler.model.prompt import EMPTY_PROMPT, Prompt
from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.plan.story import made_by, prompt_of
from renderer.assemble.path import windows_along
from renderer.curves import between_points, value_at


class Piece(NamedTuple):
    """Frames of a shot that one segment, or one run of held stills, gives."""

    node: Node  # the segment, or the stills in their frames
    first: int  # frame of the shot, before any frames in between are made
    frames: int
    skip: int  # frames of the segment that are not shown here, for the piece before has shown them
    texts: tuple[Prompt, ...]


class Camera(NamedTuple):
    """A window's way over the canvas."""

    canvas: Size
    windows: tuple[Window, ...]

    @property
    def name(self) -> str:
        """The move as a director calls it; nothing where the window stands."""
        start, end = self.windows[0], self.windows[-1]
        across, down = end.center_x - start.center_x, end.center_y - start.center_y
        if start == end:
            return ""
        if end.angle != start.angle:
            return "roll left" if end.angle < start.angle else "roll right"
        if end.width != start.width:
            return "zoom in" if end.width < start.width else "zoom out"
        if abs(across) >= abs(down):
            return "pan left" if across < 0 else "pan right"
        return "tilt up" if down < 0 else "tilt down"


class Moment(NamedTuple):
    """What a frame is made of: on the way from one prompt to the next, and what acts on it there."""

    text: Prompt
    next_text: Prompt
    share: float
    segment: int  # number of the piece, from 0
    known: bool  # the frames around it are shared with the piece before
    controls: tuple[tuple[str, float], ...]
    loras: tuple[tuple[str, float], ...]
    scale: float
    seed: int


class ShotFacts(NamedTuple):
    """A shot on the film's timeline."""

    id: str
    number: int  # from 0
    first: int
    frames: int
    fade: int
    made: int  # frames before any frames in between were made
    pieces: tuple[Piece, ...]
    camera: Camera | None
    module: str
    denoising: ops.Denoising
    cast: tuple[Prompt, ...]  # texts of the turnarounds of those who appear

    def made_frame(self, frame: int) -> int:
        """The frame that was made for a frame of the film in this shot."""
        return min(self.made - 1, (frame - self.first) * self.made // self.frames)

    def prompts(self) -> tuple[Prompt, ...]:
        """Every text of the shot, each once, in order."""
        return tuple(dict.fromkeys(text for piece in self.pieces for text in piece.texts))

    def beats(self) -> list[int]:
        """The frames at which a text is reached, as they were made."""
        found: dict[int, Prompt] = {}
        for piece in self.pieces:
            for (at, _), text in zip(_travel(piece), piece.texts, strict=True):
                if 0 <= (frame := piece.first + at - piece.skip) < self.made:
                    found[frame] = text
        frames = sorted(found)
        return [at for number, at in enumerate(frames) if not number or found[frames[number - 1]] != found[at]]

    def moment(self, frame: int) -> Moment:
        """What a frame of the film in this shot is made of."""
        made = self.made_frame(frame)
        number = max((at for at, piece in enumerate(self.pieces) if piece.first <= made), default=0)
        piece = self.pieces[number]
        at = made - piece.first + piece.skip
        one, other, share = between_points(_travel(piece), at)
        op = piece.node.op
        texts = piece.texts or (EMPTY_PROMPT,)
        if isinstance(op, ops.Segment):
            controls = tuple((control.kind, value_at(control.weight, at)) for control in op.controls)
            loras = tuple((lora.model, value_at(lora.weight, at)) for lora in (*op.denoising.loras, *op.motion_loras))
            left = piece.first + piece.frames - made
            last_known = number + 1 < len(self.pieces) and left <= self.pieces[number + 1].skip
            return Moment(
                texts[one], texts[other], share, number, last_known, controls, loras, value_at(op.scale, at), op.seed
            )
        loras = tuple((lora.model, value_at(lora.weight, 0)) for lora in self.denoising.loras)
        return Moment(texts[one], texts[other], share, number, False, (), loras, 0.0, 0)

    def window(self, frame: int) -> Window | None:
        """Where the camera's window is at a frame of the film in this shot."""
        return self.camera.windows[min(self.made_frame(frame), len(self.camera.windows) - 1)] if self.camera else None


def facts_of(plan: RenderPlan, film: Node) -> tuple[ShotFacts, ...]:
    """Every shot of a film, in order."""
    assert isinstance(film.op, ops.Assemble)
    nodes = plan.by_id()
    sources = iter(film.inputs_of("frames"))
    shots = []
    for number, clip in enumerate(film.op.clips):
        shots.append(_shot(number, clip, [nodes[next(sources)] for _ in range(clip.pieces)], nodes))
    return tuple(shots)


def _shot(number: int, clip: ops.Clip, sources: Sequence[Node], nodes: Mapping[str, Node]) -> ShotFacts:
    pieces: list[Piece] = []
    for source in sources:
        for node in made_by(source, nodes):
            start = pieces[-1].first + pieces[-1].frames if pieces else 0
            pieces.append(_piece(node, start, nodes))
    makers = [_worker(piece.node, nodes) for piece in pieces]
    denoising = next(node.op.denoising for node in makers if isinstance(node.op, ops.Segment | ops.Keyframe))
    module = next((node.op.module for node in makers if isinstance(node.op, ops.Segment)), "")
    cast = dict.fromkeys(text for node in makers for text in _cast(node, nodes))
    camera = next((move for source in sources if (move := _camera(source, denoising.size, nodes))), None)
    made = pieces[-1].first + pieces[-1].frames
    return ShotFacts(
        clip.shot,
        number,
        clip.start,
        clip.frames,
        clip.fade,
        made,
        tuple(pieces),
        camera,
        module,
        denoising,
        tuple(cast),
    )


def _piece(node: Node, first: int, nodes: Mapping[str, Node]) -> Piece:
    if isinstance(node.op, ops.Decode):
        segment = nodes[node.inputs_of("latents")[0]]
        texts = tuple(prompt_of(nodes[text]) for text in segment.inputs_of("embeds"))
        return Piece(segment, first, node.op.take, node.op.skip, texts)
    assert isinstance(node.op, ops.Hold)
    stills = [nodes[still] for still in node.inputs_of("images")]
    texts = tuple(prompt_of(nodes[still.inputs_of("embeds")[0]]) for still in stills)
    return Piece(node, first, node.op.frames, 0, texts)


def _worker(node: Node, nodes: Mapping[str, Node]) -> Node:
    """The node that denoises: the segment itself, or the first of the stills that are held."""
    return nodes[node.inputs_of("images")[0]] if isinstance(node.op, ops.Hold) else node


def _cast(node: Node, nodes: Mapping[str, Node]) -> Iterator[Prompt]:
    for source in node.inputs_of("identity"):
        yield prompt_of(nodes[nodes[source].inputs_of("embeds")[0]])


def _camera(node: Node, canvas: Size, nodes: Mapping[str, Node]) -> Camera | None:
    """The move nearest to the pictures that were made: what follows works on finished frames."""
    for source in node.inputs_of("frames"):
        if found := _camera(nodes[source], canvas, nodes):
            return found
    match node.op:
        case ops.CameraMove(start=start, end=end, ease=ease, frames=frames):
            return Camera(canvas, tuple(windows_along(start, end, ease, frames)))
        case ops.Reframe(window=window):
            is_whole = (window.width, window.height) == canvas and not window.angle
            return None if is_whole else Camera(canvas, (window,))
        case _:
            return None


def _travel(piece: Piece) -> tuple[tuple[int, str], ...]:
    op = piece.node.op
    return op.travel if isinstance(op, ops.Segment) else op.at if isinstance(op, ops.Hold) else ()
