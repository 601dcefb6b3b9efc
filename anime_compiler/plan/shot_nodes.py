"""The nodes of stills, shots and characters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from anime_compiler.diagnostics.source import Position
from anime_compiler.lower.lowered import CameraPath, LoweredControl, LoweredMap, LoweredSegment, LoweredShot, Window
from anime_compiler.lower.seeds import derive_seed
from anime_compiler.lower.segments import counted_from
from anime_compiler.model.prompt import EMPTY_PROMPT, Phrase, Prompt
from anime_compiler.model.storyboard import LoraUse, PostStep, Shot, Still, Storyboard, constant
from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Input, Node
from anime_compiler.plan.timeline import Timeline


class ShotNodes(NamedTuple):
    """What a shot came to: its finished frames in pieces, its last latents, and its pictures on the way."""

    pieces: tuple[str, ...]
    last_latents: str
    keyframes: tuple[str, ...]
    maps: tuple[str, ...]


_NOBODY = ops.Identity("", ())


class NodeBuilder:
    """Adds nodes in order; work that several shots share is added once."""

    def __init__(self, board: Storyboard) -> None:
        self.board = board
        self.nodes: list[Node] = []
        self.final_size = _final_size(board)
        self._encoded: dict[tuple[Prompt, Prompt], Input] = {}
        self._texts: dict[str, int] = {}
        self._denoisings: dict[tuple[Size, int, int], ops.Denoising] = {}
        self._turnarounds: dict[str, str] = {}
        self._maps: dict[tuple[str, str, str, int], Input] = {}
        self._keyframes: dict[str, tuple[str, ...]] = {}
        sampling = board.sampling
        self._denoising = ops.Denoising(
            base=board.base.id,
            vae=board.vae.id if board.vae else "",
            size=sampling.size,
            steps=sampling.steps,
            guidance=sampling.guidance,
            scheduler=sampling.scheduler,
            precision=sampling.precision,
            lcm=sampling.lcm.id if sampling.lcm else "",
            loras=(),
        )

    def still(self, still: Still) -> list[str]:
        """The pictures of a still."""
        at = still.place.at("prompt").first
        seed = self.board.seed if still.seed is None else still.seed
        embeds = self._encode(still.prompt, still.negative, still.id, at)
        denoising = self._denoising_of(self.board.sampling.size, still.loras)
        identity, likeness = self._identity(still.characters)
        made = []
        for number in range(still.pictures):
            noise = derive_seed(seed, still.id, "still", number)
            op = ops.Keyframe(denoising, noise, noise, likeness)
            made.append(self._add(f"{still.id}/still/{number}", op, [embeds, *identity], still.id, at))
        return made

    def shot(self, lowered: LoweredShot, carried: str, frames_at: Mapping[int, int]) -> ShotNodes:
        """Everything of a shot, up to its finished frames. `frames_at` is how many it has at each interpolated rate."""
        shot = lowered.shot
        keyframes = self._stills(lowered)
        before = len(self.nodes)
        at = shot.place.at("prompt").first
        latents: list[str] = []
        for segment in lowered.segments:
            denoising = self._denoising_of(lowered.canvas, shot.loras, segment.start)
            latents.append(self._segment(shot, segment, denoising, latents[-1] if latents else carried, at))
        maps = tuple(node.id for node in self.nodes[before:] if isinstance(node.op, ops.Extract))
        decoded = [self._decode(shot, part, made, at) for part, made in zip(lowered.segments, latents, strict=True)]
        if not decoded:
            decoded = [self._hold(lowered, keyframes)]
        pieces = self._finish(lowered, decoded, frames_at)
        return ShotNodes(tuple(pieces), latents[-1] if latents else "", keyframes, maps)

    def film(self, shots: Sequence[tuple[str, ...]], timeline: Timeline) -> str:
        """All shots together."""
        clips = tuple(clip._replace(pieces=len(pieces)) for clip, pieces in zip(timeline.clips, shots, strict=True))
        op = ops.Assemble(timeline.fps, self.final_size, timeline.frames, clips)
        inputs = [Input("frames", node) for pieces in shots for node in pieces]
        return self._add("film", op, inputs, "", self.board.place.at("clip").first)

    def _denoising_of(self, size: Size, loras: tuple[LoraUse, ...], start: int = 0) -> ops.Denoising:
        """Scenes that are denoised alike share one value, which is then weighed and hashed once.

        The storyboard keeps their LoRAs alive in one tuple, so its identity is a safe key. Only on a curve does it
        matter at which frame of the shot a piece starts.
        """
        if all(use.weight.is_constant for use in loras):
            start = 0
        key = (size, id(loras), start)
        if key not in self._denoisings:
            self._denoisings[key] = self._denoising._replace(size=size, loras=_loras(loras, start))
        return self._denoisings[key]

    def _add(self, id: str, op: ops.Op, inputs: Iterable[Input], scene: str, at: Position) -> str:
        self.nodes.append(Node(id, op, tuple(inputs), scene, at))
        return id

    def _encode(self, prompt: Prompt, negative: Prompt, scene: str, at: Position) -> Input:
        given = self._encoded.get((prompt, negative))
        if given is None:
            number = self._texts[scene] = self._texts.get(scene, -1) + 1
            op = ops.EncodePrompt(self.board.base.id, self._denoising.precision, prompt, negative)
            id = self._add(f"{scene}/text/{number}", op, [], scene, at)
            given = self._encoded[(prompt, negative)] = Input("embeds", id)
        return given

    def _identity(self, characters: Sequence[str]) -> tuple[list[Input], ops.Identity]:
        """The turnarounds of those who appear, and how strongly they hold the likeness."""
        if not self.board.identity or not characters:
            return [], _NOBODY
        people = [self.board.characters[name] for name in sorted(characters)]
        cast = [person for person in people if person.sheet_views]
        model = self.board.identity.id if cast else ""
        inputs = [Input("identity", self._turnaround(person.name)) for person in cast]
        return inputs, ops.Identity(model, tuple(person.identity for person in cast))

    def _turnaround(self, name: str) -> str:
        if name in self._turnarounds:
            return self._turnarounds[name]
        person = self.board.characters[name]
        scene = f"character:{name}"
        at = person.place.key("sheet").first
        prompt = Prompt(((Phrase(f"{person.looks}, character sheet, plain background"),),))
        embeds = self._encode(prompt, EMPTY_PROMPT, scene, at)
        denoising = self._denoising._replace(loras=_loras([person.lora] if person.lora else []))
        seed = derive_seed(self.board.seed, name, "turnaround", 0)
        op = ops.Turnaround(denoising, person.sheet_views, seed)
        self._turnarounds[name] = self._add(f"{scene}/turnaround", op, [embeds], scene, at)
        return self._turnarounds[name]

    def _stills(self, lowered: LoweredShot) -> tuple[str, ...]:
        shot = lowered.shot
        seed = self.board.seed if shot.seed is None else shot.seed
        scene_seed = derive_seed(seed, shot.id, "scene", 0)
        made = []
        for still in lowered.keyframes:
            at = still.place.at("prompt").first
            embeds = self._encode(still.prompt, shot.negative, shot.id, at)
            identity, likeness = self._identity(shot.characters)
            denoising = self._denoising_of(lowered.canvas, shot.loras, still.frame)
            op = ops.Keyframe(denoising, still.seed, scene_seed, likeness)
            made.append(self._add(f"{shot.id}/keyframe/{still.number}", op, [embeds, *identity], shot.id, at))
        self._keyframes[shot.id] = tuple(made)
        return tuple(made)

    def _segment(
        self, shot: Shot, segment: LoweredSegment, denoising: ops.Denoising, carried: str, at: Position
    ) -> str:
        inputs = [self._encode(point.prompt, shot.negative, shot.id, at) for point in segment.travel]
        controls = []
        for control in segment.controls:
            inputs += [self._map(control, made, shot) for made in control.maps]
            controls.append(_segment_control(control))
        if segment.overlap:
            inputs.append(Input("carried", carried))
        identity, likeness = self._identity(shot.characters)
        camera_lora = shot.camera.motion_lora
        motion_loras = _loras(shot.motion.loras, segment.start)
        if camera_lora:
            motion_loras += (ops.Lora(camera_lora.id, constant(1.0)),)
        module = shot.motion.module
        op = ops.Segment(
            denoising=denoising,
            module=module.id if module else "",
            motion_loras=motion_loras,
            scale=segment.scale,
            frames=segment.frames,
            overlap=segment.overlap,
            carried_at=segment.carried_at,
            window=shot.chain.length,
            stride=shot.chain.length - shot.chain.overlap,
            travel=tuple((point.frame, point.ease) for point in segment.travel),
            controls=tuple(controls),
            seed=segment.seed,
            identity=likeness,
        )
        return self._add(f"{shot.id}/segment/{segment.number}", op, [*inputs, *identity], shot.id, at)

    def _map(self, control: LoweredControl, made: LoweredMap, shot: Shot) -> Input:
        wanted = control.control
        key = (made.of, made.name, wanted.kind, made.number)
        given = self._maps.get(key)
        if given is None:
            if made.of == "character":
                source = self._turnaround(made.name)
                id, view = f"character:{made.name}/{wanted.kind}/{made.number}", made.number
            else:
                source = self._keyframes[made.name][made.number]
                id, view = f"{made.name}/{wanted.kind}/{made.number}", 0
            op = ops.Extract(wanted.kind, wanted.annotator.id if wanted.annotator else "", view)
            self._add(id, op, [Input("image", source)], shot.id, wanted.place.at("kind").first)
            given = self._maps[key] = Input("maps", id)
        return given

    def _decode(self, shot: Shot, segment: LoweredSegment, latents: str, at: Position) -> str:
        op = ops.Decode(self._denoising.vae, self._denoising.precision, segment.overlap, segment.take)
        inputs = [Input("latents", latents)]
        return self._add(f"{shot.id}/decode/{segment.number}", op, inputs, shot.id, at)

    def _hold(self, lowered: LoweredShot, keyframes: Sequence[str]) -> str:
        shot = lowered.shot
        op = ops.Hold(shot.frames, tuple((still.frame, still.ease) for still in lowered.keyframes))
        inputs = [Input("images", node) for node in keyframes]
        return self._add(f"{shot.id}/hold", op, inputs, shot.id, shot.place.at("prompt").first)

    def _finish(self, lowered: LoweredShot, pieces: list[str], frames_at: Mapping[int, int]) -> list[str]:
        """The camera move and the storyboard's steps, each on all frames of the shot."""
        shot, size, frames = lowered.shot, self.board.sampling.size, lowered.shot.frames
        if lowered.camera:
            move = _camera_op(lowered.camera, size, frames)
            pieces = [self._on_frames(f"{shot.id}/camera", move, pieces, shot, shot.camera.place.at().first)]
        for number, step in enumerate(self.board.post):
            op = _post_op(step, size, frames, frames_at)
            if isinstance(op, ops.Reframe):
                size = op.size
            elif isinstance(op, ops.Interpolate):
                frames = op.frames
            pieces = [self._on_frames(f"{shot.id}/post/{number}", op, pieces, shot, step.place.at().first)]
        return pieces

    def _on_frames(self, id: str, op: ops.Op, pieces: Sequence[str], shot: Shot, at: Position) -> str:
        return self._add(id, op, [Input("frames", node) for node in pieces], shot.id, at)


def _camera_op(path: CameraPath, size: Size, frames: int) -> ops.Op:
    """The camera's move; where it stands on a canvas that is larger, the crop that is left of it."""
    if path.start == path.end:
        return ops.Reframe(path.start, size, frames)
    return ops.CameraMove(path.start, path.end, path.ease, size, frames)


def _segment_control(control: LoweredControl) -> ops.SegmentControl:
    wanted = control.control
    return ops.SegmentControl(
        kind=wanted.kind,
        model=wanted.model.id if wanted.model else "",
        weight=control.weight,
        after=wanted.after,
        until=wanted.until,
        frames=tuple(made.frame for made in control.maps),
    )


def _loras(uses: Iterable[LoraUse], start: int = 0) -> tuple[ops.Lora, ...]:
    """In an order of their own: the one in which they were written must not change a result."""
    return tuple(sorted(ops.Lora(use.model.id, counted_from(start, use.weight)) for use in uses))


def _post_op(step: PostStep, size: Size, frames: int, frames_at: Mapping[int, int]) -> ops.Op:
    model = step.model.id if step.model else ""
    if step.step == "interpolate":
        return ops.Interpolate(model, step.fps, frames_at[step.fps])
    if step.step == "upscale":
        return ops.Upscale(model, frames)
    target = step.size or size
    if step.step == "zoom":
        kept = step.amount or 1.0
        window = Window(size.width / 2, size.height / 2, size.width * kept, size.height * kept)
    elif step.step == "crop":
        window = Window(size.width / 2, size.height / 2, float(target.width), float(target.height))
    else:
        window = Window(size.width / 2, size.height / 2, float(size.width), float(size.height))
    return ops.Reframe(window, target, frames)


def _final_size(board: Storyboard) -> Size:
    """The size of the film's frames, after all steps."""
    reframed = [step.size for step in board.post if step.size and step.step in ("crop", "zoom", "scale")]
    return reframed[-1] if reframed else board.sampling.size
