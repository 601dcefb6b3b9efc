"""The nodes of stills, shots and characters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from anime_compiler.diagnostics.source import Position
from anime_compiler.lower.lowered import CameraPath, LoweredControl, LoweredMap, LoweredSegment, LoweredShot, Window
from anime_compiler.lower.seeds import derive_seed
from anime_compiler.lower.segments import counted_from
from anime_compiler.lower.turnaround_views import view_words
from anime_compiler.model.catalogue import Model
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
_MOST_UNTILED = 768  # pixels of a side that are decoded at once also where tiles are asked for
_Likeness: TypeAlias = tuple[list[Input], ops.Identity]


class NodeBuilder:
    """Adds nodes in order; work that several shots share is added once."""

    def __init__(self, board: Storyboard) -> None:
        self.board = board
        self.nodes: list[Node] = []
        self.final_size = _final_size(board)
        self._encoded: dict[tuple[Prompt, Prompt, tuple[ops.Lora, ...]], Input] = {}
        self._of_text: dict[int, tuple[ops.Lora, ...]] = {}
        self._texts: dict[str, int] = {}
        self._denoisings: dict[tuple[Size, int, int, bool], ops.Denoising] = {}
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
            prediction=board.base.prediction,
            precision=sampling.precision,
            tiled=False,
            lcm=sampling.lcm.id if sampling.lcm else "",
            loras=(),
        )

    def still(self, still: Still) -> list[tuple[str, int]]:
        """The pictures of a still: for each the node that makes it, and which of the node's it is."""
        at = still.place.at("prompt").first
        seed = self.board.seed if still.seed is None else still.seed
        embeds = self._encode(still.prompt, still.negative, self._loras_of_text(still.loras), still.id, at)
        denoising = self._denoising_of(self.board.sampling.size, still.loras)
        identity, likeness = self._identity(still.characters)
        noises = tuple(derive_seed(seed, still.id, "still", number) for number in range(still.pictures))
        made: list[tuple[str, int]] = []
        for first in range(0, still.pictures, self.board.sampling.batch):
            seeds = noises[first : first + self.board.sampling.batch]
            op = ops.Keyframe(denoising, seeds, seeds[0], 0.0, 0.0, likeness)
            node = self._add(f"{still.id}/still/{first}", op, [embeds, *identity], still.id, at)
            made += [(node, picture) for picture in range(len(seeds))]
        return made

    def shot(self, lowered: LoweredShot, carried: str, frames_at: Mapping[int, int]) -> ShotNodes:
        """Everything of a shot, up to its finished frames. `frames_at` is how many it has at each interpolated rate."""
        shot = lowered.shot
        keyframes = self._stills(lowered)
        before = len(self.nodes)
        at = shot.place.at("prompt").first
        latents: list[str] = []
        for segment in lowered.segments:
            # Latents are decoded by an operation of their own, so tiles are no matter of the segment.
            denoising = self._denoising_of(lowered.canvas, shot.loras, segment.start, is_decoded=False)
            before_it = latents[-1] if latents else carried
            latents.append(self._segment(shot, segment, denoising, before_it, latents[:1], at))
        maps = tuple(node.id for node in self.nodes[before:] if isinstance(node.op, ops.Extract))
        decoded = [self._decode(lowered, part, made, at) for part, made in zip(lowered.segments, latents, strict=True)]
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

    def _is_tiled(self, size: Size) -> bool:
        return self.board.sampling.tiling and max(size) > _MOST_UNTILED

    def _denoising_of(
        self, size: Size, loras: tuple[LoraUse, ...], start: int = 0, is_decoded: bool = True
    ) -> ops.Denoising:
        """Scenes that are denoised alike share one value, which is then weighed and hashed once.

        The storyboard keeps their LoRAs alive in one tuple, so its identity is a safe key. Only on a curve does it
        matter at which frame of the shot a piece starts.
        """
        if all(use.weight.is_constant for use in loras):
            start = 0
        tiled = is_decoded and self._is_tiled(size)
        key = (size, id(loras), start, tiled)
        if key not in self._denoisings:
            self._denoisings[key] = self._denoising._replace(size=size, tiled=tiled, loras=_loras(loras, start))
        return self._denoisings[key]

    def _add(self, id: str, op: ops.Op, inputs: Iterable[Input], scene: str, at: Position) -> str:
        self.nodes.append(Node(id, op, tuple(inputs), scene, at))
        return id

    def _loras_of_text(self, uses: tuple[LoraUse, ...]) -> tuple[ops.Lora, ...]:
        """Those of a scene; as for its denoising, the identity of the storyboard's tuple is a safe key."""
        if id(uses) not in self._of_text:
            self._of_text[id(uses)] = _at_first_frame(uses)
        return self._of_text[id(uses)]

    def _encode(self, prompt: Prompt, negative: Prompt, loras: tuple[ops.Lora, ...], scene: str, at: Position) -> Input:
        given = self._encoded.get((prompt, negative, loras))
        if given is None:
            number = self._texts[scene] = self._texts.get(scene, -1) + 1
            op = ops.EncodePrompt(self.board.base.id, self._denoising.precision, prompt, negative, loras)
            node = self._add(f"{scene}/text/{number}", op, [], scene, at)
            given = self._encoded[(prompt, negative, loras)] = Input("embeds", node)
        return given

    def _identity(self, characters: Sequence[str]) -> _Likeness:
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
        loras = _loras([person.lora] if person.lora else [])
        embeds = [
            self._encode(_of_view(person.looks, words), EMPTY_PROMPT, loras, scene, at)
            for words in view_words(person.sheet_views)
        ]
        size = self.board.sampling.size
        denoising = self._denoising._replace(size=size, tiled=self._is_tiled(size), loras=loras)
        seed = derive_seed(self.board.seed, name, "turnaround", 0)
        op = ops.Turnaround(denoising, person.sheet_views, seed)
        self._turnarounds[name] = self._add(f"{scene}/turnaround", op, embeds, scene, at)
        return self._turnarounds[name]

    def _stills(self, lowered: LoweredShot) -> tuple[str, ...]:
        shot = lowered.shot
        seed = self.board.seed if shot.seed is None else shot.seed
        scene_seed = derive_seed(seed, shot.id, "scene", 0)
        how, loras = shot.keyframes, self._loras_of_text(shot.loras)
        made: list[str] = []
        for still in lowered.keyframes:
            at = still.place.at("prompt").first
            embeds = self._encode(still.prompt, shot.negative, loras, shot.id, at)
            identity, likeness = self._identity(shot.characters)
            first, redraw = [], 0.0
            if made and how.from_first == "picture":
                first, redraw = [Input("first", made[0])], how.strength
            elif made and how.from_first == "likeness":
                identity, likeness = self._like(made[0], how.strength, (identity, likeness))
            denoising = self._denoising_of(lowered.canvas, shot.loras, still.frame)
            op = ops.Keyframe(denoising, (still.seed,), scene_seed, how.shared_noise, redraw, likeness)
            inputs = [embeds, *first, *identity]
            made.append(self._add(f"{shot.id}/keyframe/{still.number}", op, inputs, shot.id, at))
        self._keyframes[shot.id] = tuple(made)
        return tuple(made)

    def _like(self, first: str, strength: float, others: _Likeness) -> _Likeness:
        """Held to a picture besides all that it is held to."""
        inputs, identity = others
        if not self.board.identity:
            return others  # boards have none; of other stacks it was refused
        likeness = ops.Identity(self.board.identity.id, (*identity.strengths, strength))
        return [*inputs, Input("identity", first)], likeness

    def _segment(
        self,
        shot: Shot,
        segment: LoweredSegment,
        denoising: ops.Denoising,
        carried: str,
        first: Sequence[str],
        at: Position,
    ) -> str:
        loras = self._loras_of_text(shot.loras)
        inputs = [self._encode(point.prompt, shot.negative, loras, shot.id, at) for point in segment.travel]
        controls = []
        for control in segment.controls:
            inputs += [self._map(control, made, shot) for made in control.maps]
            controls.append(_segment_control(control))
        if segment.overlap:
            inputs.append(Input("carried", carried))
        anchor = shot.chain.anchor if first else 0.0
        if anchor:
            inputs += [Input("anchor", node) for node in first]
        identity, likeness = self._identity(shot.characters)
        camera_lora = shot.camera.motion_lora
        motion_loras = _loras(shot.motion.loras, segment.start)
        if camera_lora:
            motion_loras += (ops.Lora(camera_lora.id, constant(1.0)),)
        module = shot.motion.module
        op = ops.Segment(
            denoising=denoising,
            module=module.id if module else "",
            betas=_betas(module),
            motion_loras=motion_loras,
            scale=segment.scale,
            frames=segment.frames,
            overlap=segment.overlap,
            carried_at=segment.carried_at,
            window=shot.chain.length,
            stride=shot.chain.length - shot.chain.overlap,
            travel=tuple((point.frame, point.ease) for point in segment.travel),
            controls=tuple(controls),
            anchor=anchor,
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

    def _decode(self, lowered: LoweredShot, segment: LoweredSegment, latents: str, at: Position) -> str:
        how, shot = self._denoising, lowered.shot
        tiled = self._is_tiled(lowered.canvas)
        op = ops.Decode(how.base, how.vae, how.precision, tiled, segment.overlap, segment.take)
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
        mode=wanted.model.modes.get(wanted.kind, -1) if wanted.model else -1,
        weight=control.weight,
        after=wanted.after,
        until=wanted.until,
        frames=tuple(made.frame for made in control.maps),
    )


def _loras(uses: Iterable[LoraUse], start: int = 0) -> tuple[ops.Lora, ...]:
    """In an order of their own: the one in which they were written must not change a result."""
    return tuple(sorted(ops.Lora(use.model.id, counted_from(start, use.weight)) for use in uses))


def _at_first_frame(uses: Iterable[LoraUse]) -> tuple[ops.Lora, ...]:
    """For texts, which are encoded once for a scene: curves stand at what they are at its first frame."""
    return tuple(sorted(ops.Lora(use.model.id, constant(use.weight.points[0].value)) for use in uses))


def _of_view(looks: str, words: str) -> Prompt:
    return Prompt(((Phrase(f"{looks}, {words}, character sheet, plain background"),),))


def _betas(module: Model | None) -> ops.Betas | None:
    return ops.Betas(*module.schedule) if module and module.schedule else None


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
