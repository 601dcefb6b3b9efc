"""The nodes of stills, shots and characters."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from anime_compiler.diagnostics.source import Span
from anime_compiler.lower.lowered import LoweredControl, LoweredMap, LoweredSegment, LoweredShot, Window
from anime_compiler.lower.seeds import derive_seed
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


class NodeBuilder:
    """Adds nodes in order; work that several shots share is added once."""

    def __init__(self, board: Storyboard) -> None:
        self.board = board
        self.nodes: list[Node] = []
        self.final_size = _final_size(board)
        self._encoded: dict[tuple[Prompt, Prompt], str] = {}
        self._texts: dict[str, int] = {}
        self._denoisings: dict[tuple[Size, int], ops.Denoising] = {}
        self._turnarounds: dict[str, str] = {}
        self._maps: dict[tuple[str, str, int], str] = {}
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
        span = still.place.at("prompt")
        seed = self.board.seed if still.seed is None else still.seed
        embeds = self._encode(still.prompt, still.negative, still.id, span)
        denoising = self._denoising_of(self.board.sampling.size, still.loras)
        identity, likeness = self._identity(still.characters)
        made = []
        for number in range(still.pictures):
            noise = derive_seed(seed, still.id, "still", number)
            op = ops.Keyframe(denoising, noise, noise, likeness)
            made.append(self._add(f"{still.id}/still/{number}", op, [embeds, *identity], still.id, span))
        return made

    def shot(self, lowered: LoweredShot, carried: str, frames_after: int) -> ShotNodes:
        """Everything of a shot, up to its finished frames."""
        shot = lowered.shot
        denoising = self._denoising_of(lowered.canvas, shot.loras)
        keyframes = self._stills(lowered, denoising)
        before = len(self.nodes)
        latents: list[str] = []
        for segment in lowered.segments:
            latents.append(self._segment(lowered, segment, denoising, latents[-1] if latents else carried))
        maps = tuple(node.id for node in self.nodes[before:] if isinstance(node.op, ops.Extract))
        decoded = [
            self._decode(shot, part, made) for part, made in zip(lowered.segments, latents, strict=True)
        ]
        if not decoded:
            decoded = [self._hold(lowered, keyframes)]
        pieces = self._finish(lowered, decoded, frames_after)
        return ShotNodes(tuple(pieces), latents[-1] if latents else "", keyframes, maps)

    def film(self, shots: Sequence[tuple[str, ...]], timeline: Timeline) -> str:
        """All shots together."""
        clips = tuple(
            clip._replace(pieces=len(pieces)) for clip, pieces in zip(timeline.clips, shots, strict=True)
        )
        op = ops.Assemble(timeline.fps, self.final_size, timeline.frames, clips)
        inputs = [Input("frames", node) for pieces in shots for node in pieces]
        return self._add("film", op, inputs, "", self.board.place.at("clip"))

    def _denoising_of(self, size: Size, loras: tuple[LoraUse, ...]) -> ops.Denoising:
        """Scenes that are denoised alike share one value, which is then weighed and hashed once.

        The storyboard keeps their LoRAs alive in one tuple, so its identity is a safe key.
        """
        key = (size, id(loras))
        if key not in self._denoisings:
            self._denoisings[key] = self._denoising._replace(size=size, loras=_loras(loras))
        return self._denoisings[key]

    def _add(self, id: str, op: ops.Op, inputs: Iterable[Input], scene: str, span: Span) -> str:
        self.nodes.append(Node(id, op, tuple(inputs), scene, span.first))
        return id

    def _encode(self, prompt: Prompt, negative: Prompt, scene: str, span: Span) -> Input:
        key = (prompt, negative)
        if key not in self._encoded:
            number = self._texts[scene] = self._texts.get(scene, -1) + 1
            id = f"{scene}/text/{number}"
            self._encoded[key] = self._add(
                id, ops.EncodePrompt(self.board.base.id, prompt, negative), [], scene, span
            )
        return Input("embeds", self._encoded[key])

    def _identity(self, characters: Sequence[str]) -> tuple[list[Input], ops.Identity]:
        """The turnarounds of those who appear, and how strongly they hold the likeness."""
        cast = [self.board.characters[name] for name in characters if self.board.characters[name].sheet_views]
        model = self.board.identity.id if self.board.identity and cast else ""
        inputs = [Input("identity", self._turnaround(person.name)) for person in cast]
        return inputs, ops.Identity(model, tuple(person.identity for person in cast))

    def _turnaround(self, name: str) -> str:
        if name in self._turnarounds:
            return self._turnarounds[name]
        person = self.board.characters[name]
        scene = f"character:{name}"
        span = person.place.key("sheet")
        prompt = Prompt(((Phrase(f"{person.looks}, character sheet, plain background"),),))
        embeds = self._encode(prompt, EMPTY_PROMPT, scene, span)
        denoising = self._denoising._replace(loras=_loras([person.lora] if person.lora else []))
        seed = derive_seed(self.board.seed, name, "turnaround", 0)
        op = ops.Turnaround(denoising, person.sheet_views, seed)
        self._turnarounds[name] = self._add(f"{scene}/turnaround", op, [embeds], scene, span)
        return self._turnarounds[name]

    def _stills(self, lowered: LoweredShot, denoising: ops.Denoising) -> tuple[str, ...]:
        shot = lowered.shot
        seed = self.board.seed if shot.seed is None else shot.seed
        scene_seed = derive_seed(seed, shot.id, "scene", 0)
        made = []
        for still in lowered.keyframes:
            span = still.place.at("prompt")
            embeds = self._encode(still.prompt, shot.negative, shot.id, span)
            identity, likeness = self._identity(shot.characters)
            op = ops.Keyframe(denoising, still.seed, scene_seed, likeness)
            made.append(
                self._add(f"{shot.id}/keyframe/{still.number}", op, [embeds, *identity], shot.id, span)
            )
        self._keyframes[shot.id] = tuple(made)
        return tuple(made)

    def _segment(
        self, lowered: LoweredShot, segment: LoweredSegment, denoising: ops.Denoising, carried: str
    ) -> str:
        shot = lowered.shot
        span = shot.place.at("prompt")
        inputs = [self._encode(point.prompt, shot.negative, shot.id, span) for point in segment.travel]
        controls = []
        for control in segment.controls:
            inputs += [self._map(control, made, shot) for made in control.maps]
            controls.append(_segment_control(control))
        if segment.overlap:
            inputs.append(Input("carried", carried))
        identity, likeness = self._identity(shot.characters)
        camera_lora = shot.camera.motion_lora
        motion_loras = _loras(shot.motion.loras)
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
            window=shot.chain.length,
            stride=shot.chain.length - shot.chain.overlap,
            travel=tuple((point.frame, point.ease) for point in segment.travel),
            controls=tuple(controls),
            seed=segment.seed,
            identity=likeness,
        )
        return self._add(f"{shot.id}/segment/{segment.number}", op, [*inputs, *identity], shot.id, span)

    def _map(self, control: LoweredControl, made: LoweredMap, shot: Shot) -> Input:
        kind = control.control.kind
        key = (made.name, kind, made.number)
        if key not in self._maps:
            if made.of == "character":
                source = self._turnaround(made.name)
                id, view = f"character:{made.name}/{kind}/{made.number}", made.number
            else:
                source = self._keyframes[made.name][made.number]
                id, view = f"{made.name}/{kind}/{made.number}", 0
            annotator = control.control.annotator
            op = ops.Extract(kind, annotator.id if annotator else "", view)
            self._maps[key] = self._add(
                id, op, [Input("image", source)], shot.id, control.control.place.at("kind")
            )
        return Input("maps", self._maps[key])

    def _decode(self, shot: Shot, segment: LoweredSegment, latents: str) -> str:
        op = ops.Decode(self._denoising.vae, self._denoising.precision, segment.overlap, segment.take)
        inputs = [Input("latents", latents)]
        return self._add(f"{shot.id}/decode/{segment.number}", op, inputs, shot.id, shot.place.at("id"))

    def _hold(self, lowered: LoweredShot, keyframes: Sequence[str]) -> str:
        shot = lowered.shot
        op = ops.Hold(shot.frames, tuple((still.frame, still.ease) for still in lowered.keyframes))
        inputs = [Input("images", node) for node in keyframes]
        return self._add(f"{shot.id}/hold", op, inputs, shot.id, shot.place.at("id"))

    def _finish(self, lowered: LoweredShot, pieces: list[str], frames_after: int) -> list[str]:
        """The camera move and the storyboard's steps, each on all frames of the shot."""
        shot, size, frames = lowered.shot, self.board.sampling.size, lowered.shot.frames
        if lowered.camera:
            path = lowered.camera
            move = ops.CameraMove(path.start, path.end, path.ease, size, frames)
            pieces = [self._on_frames(f"{shot.id}/camera", move, pieces, shot, shot.camera.place.at())]
        for number, step in enumerate(self.board.post):
            op = _post_op(step, size, frames, frames_after)
            if isinstance(op, ops.Reframe):
                size = op.size
            elif isinstance(op, ops.Interpolate):
                frames = op.frames
            pieces = [self._on_frames(f"{shot.id}/post/{number}", op, pieces, shot, step.place.at())]
        return pieces

    def _on_frames(self, id: str, op: ops.Op, pieces: Sequence[str], shot: Shot, span: Span) -> str:
        return self._add(id, op, [Input("frames", node) for node in pieces], shot.id, span)


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


def _loras(uses: Iterable[LoraUse]) -> tuple[ops.Lora, ...]:
    return tuple(ops.Lora(use.model.id, use.weight) for use in uses)


def _post_op(step: PostStep, size: Size, frames: int, frames_after: int) -> ops.Op:
    model = step.model.id if step.model else ""
    if step.step == "interpolate":
        return ops.Interpolate(model, step.fps, frames_after)
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
    return next((step.size for step in reversed(board.post) if step.size), board.sampling.size)
