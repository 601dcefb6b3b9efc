"""Written shots and stills to resolved ones."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from anime_compiler.diagnostics.diagnostic import Label
from anime_compiler.diagnostics.source import Span
from anime_compiler.language import storyboard as written_as
from anime_compiler.model.catalogue import Model, StackFacts
from anime_compiler.model.prompt import joined
from anime_compiler.model.storyboard import (
    Beat,
    Camera,
    Chain,
    Control,
    ControlRef,
    Join,
    Keyframes,
    LoraUse,
    Motion,
    Origin,
    Shot,
    Still,
    constant,
)
from anime_compiler.model.timecode import Timing, seconds_text
from anime_compiler.parse.spec_tree import Place
from anime_compiler.resolve import codes
from anime_compiler.resolve.context import CONTROL_KINDS, MOTION_KINDS, MOTION_LORA_KINDS, Context, pick
from anime_compiler.resolve.curves import resolve_curve
from anime_compiler.resolve.prompts import NOTHING, Wording
from anime_compiler.resolve.scenes import Look, SceneReader

_MOST_FRAMES = 14_400
_DEFAULT_DURATION = Timing(2000, "s")
_DEFAULT_WEIGHT = 1.0
_DEFAULT_OVERLAP = 4
_DEFAULT_SHARED_NOISE = 0.5
_DEFAULT_STRENGTH = 0.6
_MOTION_CURE = "write `motion: none` for stills with camera moves, and interpolate them under `post`"


class ShotResolver:
    """Turns written shots into resolved ones, in order, so that each knows the ones before it."""

    def __init__(self, scenes: SceneReader, stack: StackFacts, fps: int, context: Context) -> None:
        self.scenes = scenes
        self.stack = stack
        self.fps = fps
        self.context = context
        self.earlier: list[str] = []
        self.all_ids = [shot.id for shot in scenes.written.shots or () if "id" not in shot.invalid]

    def shots(self, written: Sequence[written_as.Shot]) -> tuple[Shot, ...]:
        """All shots of a storyboard."""
        last = len(written) - 1
        shots = tuple(self.shot(one, number, number == last) for number, one in enumerate(written))
        self.check_joins(shots)
        return shots

    def shot(self, written: written_as.Shot, number: int, is_last: bool) -> Shot:
        """One shot. What could not be read was reported, and is filled in so that the rest can be looked at."""
        origins: dict[str, Origin] = {}
        self._guessed: frozenset[str] = frozenset()
        frames = self._frames(written, origins)
        look = self.scenes.look(written, origins)
        beats, wordings = self._beats(written, look, frames)
        motion = self._motion(written, frames, origins)
        shot = Shot(
            id=written.id or f"shot-{number + 1}",
            number=number,
            frames=frames,
            beats=beats,
            beats_written=bool(written.beats),
            keyframes=self._keyframes(written, origins),
            negative=self.scenes.negative(written, look),
            loras=self.scenes.scene_loras(written, look, wordings, frames),
            characters=self.scenes.cast(wordings),
            camera=self._camera(written, motion, origins),
            motion=motion,
            control=self._controls(written, frames, origins),
            join=self._join(written, is_last, origins),
            chain=self._chain(written, origins),
            seed=written.seed,
            place=written.place,
            doubtful=written.doubtful | self._guessed,
            origins=origins,
        )
        self.earlier.append(shot.id)
        return shot

    def still(self, written: written_as.Still, number: int) -> Still:
        """One still."""
        origins: dict[str, Origin] = {}
        look = self.scenes.look(written, origins)
        wording = self.scenes.wording(look, written.prompt, written.place) if written.prompt else NOTHING
        return Still(
            id=written.id or f"still-{number + 1}",
            prompt=look.frame.around(wording.prompt),
            negative=self.scenes.negative(written, look),
            loras=self.scenes.scene_loras(written, look, [wording], 1),
            characters=self.scenes.cast([wording]),
            pictures=pick(origins, "count", written.count, 1, "language"),
            seed=written.seed,
            place=written.place,
            doubtful=written.doubtful,
            origins=origins,
        )

    def _frames(self, written: written_as.Shot, origins: dict[str, Origin]) -> int:
        duration = pick(origins, "duration", written.duration, _DEFAULT_DURATION, "language")
        frames = self._whole_frames(duration, written.place, "duration")
        if "duration" in self._guessed:
            return min(frames, _MOST_FRAMES)
        if not 1 <= frames <= _MOST_FRAMES:
            message = f"a shot of {frames:,} frames cannot be made"
            help = f"1 to {_MOST_FRAMES:,} frames are possible"
            self.context.bag.add(codes.EMPTY_DURATION, message, written.place.at("duration"), help)
            self._guessed |= {"duration"}
            return min(max(frames, 1), _MOST_FRAMES)
        return frames

    def _whole_frames(self, duration: Timing, place: Place, *path: str) -> int:
        """A duration in frames; one that is no whole number of them is reported and rounded up."""
        frames = duration.frames_exactly(self.fps)
        if frames is not None:
            return frames
        exact = duration.thousandths * self.fps / 1000
        down = int(exact)
        message = f"{duration.text} at {self.fps} frames a second is {exact:.12g} frames"
        choices = [f"`{whole}f` ({seconds_text(whole, self.fps)})" for whole in (down, down + 1) if whole]
        if "fps" not in self.scenes.written.invalid:  # otherwise the rate is a guess
            help = f"write {' or '.join(choices)}"
            self.context.bag.add(codes.FRACTION_OF_A_FRAME, message, place.at(*path), help)
        self._guessed |= {path[0]}
        return down + 1

    def _beats(self, written: written_as.Shot, look: Look, frames: int) -> tuple[tuple[Beat, ...], list[Wording]]:
        """The beats with their whole prompts: what the shot shows, then what the beat adds."""
        scenes = self.scenes
        base = scenes.wording(look, written.prompt, written.place) if written.prompt else NOTHING
        wordings = [base]
        beats: dict[int, Beat] = {}
        for beat in written.beats or ():
            wording = scenes.wording(look, beat.prompt, beat.place) if beat.prompt else NOTHING
            wordings.append(wording)
            if beat.at is not None:
                frame = beat.at.frame_in(frames, self.fps)
                if frame in beats and "duration" not in written.invalid | self._guessed:
                    self._report_collision(frame, beats[frame], beat)
                prompt = look.frame.around(joined(base.prompt, wording.prompt, ", "))
                beats[frame] = Beat(frame, prompt, beat.ease or "linear", beat.place)
        if not beats:
            beats[0] = Beat(0, look.frame.around(base.prompt), "linear", written.place)
        return tuple(beats[frame] for frame in sorted(beats)), wordings

    def _report_collision(self, frame: int, first: Beat, second: written_as.Beat) -> None:
        label = Label(first.place.at("at"), "the first of them")
        message = f"two beats stand at frame {frame}"
        span = second.place.at("at")
        self.context.bag.add(codes.BEATS_AT_ONE_FRAME, message, span, "move one, or write both as one", (label,))

    def _keyframes(self, written: written_as.Shot, origins: dict[str, Origin]) -> Keyframes:
        wanted = written.keyframes or written_as.Keyframes()
        made = Keyframes(
            pick(origins, "keyframes.shared_noise", wanted.shared_noise, _DEFAULT_SHARED_NOISE, "language"),
            pick(origins, "keyframes.from_first", wanted.from_first, "none", "language"),
            pick(origins, "keyframes.strength", wanted.strength, _DEFAULT_STRENGTH, "language"),
        )
        if made.from_first == "likeness" and self.stack.has_models and not self.stack.identity:
            message = f"stack `{self.stack.name}` has no model that holds a likeness"
            span = written.place.at("keyframes", "from_first")
            self.context.bag.add(codes.IDENTITY_UNAVAILABLE, message, span, "write `from_first: picture`")
        return made

    def _motion(self, written: written_as.Shot, frames: int, origins: dict[str, Origin]) -> Motion:
        wanted = written.motion
        place = written.place.part("motion")
        if isinstance(wanted, str) or (wanted and wanted.module == "none"):
            origins["motion.module"] = Origin("none", "written")
            return Motion(None, (), constant(_DEFAULT_WEIGHT), place)
        name = pick(
            origins,
            "motion.module",
            wanted.module if wanted else None,
            self.stack.motion,
            "stack",
            self.stack.name,
        )
        if not name:
            origins["motion.module"] = Origin("none", "stack", self.stack.name)
            if wanted and self.stack.has_models and "module" not in wanted.invalid:
                message = f"stack `{self.stack.name}` has no motion module, so nothing here has an effect"
                self.context.bag.add(codes.MOTION_UNAVAILABLE, message, written.place.key("motion"), _MOTION_CURE)
        module = self.context.model(name, MOTION_KINDS, place, "module") if name else None
        if wanted is None:
            return Motion(module, (), constant(_DEFAULT_WEIGHT), place)
        named = (wanted.lora,) if isinstance(wanted.lora, str) else wanted.lora or ()
        weight = resolve_curve(wanted.weight, _DEFAULT_WEIGHT, frames, self.fps)
        loras = tuple(
            LoraUse(
                self.context.model(lora, MOTION_LORA_KINDS, place, "lora", number),
                weight,
                place.part("lora"),
                "motion",
            )
            for number, lora in enumerate(named)
        )
        return Motion(module, loras, resolve_curve(wanted.scale, _DEFAULT_WEIGHT, frames, self.fps), place)

    def _camera(self, written: written_as.Shot, motion: Motion, origins: dict[str, Origin]) -> Camera:
        wanted: Any = written.camera
        place = written.place.part("camera")
        move = wanted if isinstance(wanted, str) else wanted.move if wanted else None
        move = pick(origins, "camera.move", move, "none", "language")
        if move == "none" or not wanted:
            return Camera("none", 0.0, "none", "linear", None, place)
        details = written_as.Camera() if isinstance(wanted, str) else wanted
        amount = pick(origins, "camera.amount", details.amount, 0.1, "language")
        lora = self.stack.motion_loras.get(move)
        usable = bool(lora) and motion.module is not None and not motion.loras
        via = pick(origins, "camera.via", details.via, "auto", "language")
        if via == "auto":
            via = "motion_lora" if usable else "crop"
            origins["camera.via"] = Origin(via, "derived", f"what stack `{self.stack.name}` can do")
        model = self.context.library.catalogue.models[lora] if lora and via == "motion_lora" else None
        return Camera(move, amount, via, details.ease or "linear", model, place)

    def _controls(self, written: written_as.Shot, frames: int, origins: dict[str, Origin]) -> tuple[Control, ...]:
        controls = []
        for number, wanted in enumerate(written.control or ()):
            if wanted.kind is None:
                continue
            model = self._control_model(wanted, number, origins)
            controls.append(
                Control(
                    kind=wanted.kind,
                    source=self._source(wanted, written),
                    weight=resolve_curve(wanted.weight, _DEFAULT_WEIGHT, frames, self.fps),
                    after=0.0 if wanted.after is None else wanted.after,
                    until=1.0 if wanted.until is None else wanted.until,
                    model=model,
                    annotator=self._annotator(wanted.kind),
                    place=wanted.place,
                )
            )
        return tuple(controls)

    def _control_model(self, wanted: written_as.Control, number: int, origins: dict[str, Origin]) -> Model | None:
        stack = self.stack
        default = stack.controls.get(wanted.kind, "")
        name = pick(origins, f"control[{number}].model", wanted.model, default, "stack", stack.name)
        if not name:
            return None
        return self.context.model(name, CONTROL_KINDS, wanted.place, "model")

    def _annotator(self, kind: str) -> Model | None:
        name = self.stack.annotators.get(kind)
        return self.context.library.catalogue.models[name] if name else None

    def _source(self, wanted: written_as.Control, shot: written_as.Shot) -> ControlRef:
        source = wanted.source
        if source is None or source.kind == "keyframes":
            return ControlRef("keyframes", "")
        span = wanted.place.at("from")
        if source.kind == "shot":
            self._check_shot(source.name, shot.id or "", span)
        else:
            self._check_character(source.name, span)
        return ControlRef(source.kind, source.name)

    def _check_character(self, name: str, span: Span) -> None:
        characters = self.scenes.written.characters or {}
        if name not in characters:
            if not self.scenes.is_unread_character(name):
                self.context.unknown_name("character", name, characters, span)
        elif characters[name].sheet is None and "sheet" not in characters[name].invalid:
            message = f"no picture of `{name}` is generated that maps could be taken from"
            help = f"give `{name}` a sheet: `sheet: {{views: 4}}`"
            self.context.bag.add(codes.CHARACTER_WITHOUT_SHEET, message, span, help)

    def _check_shot(self, name: str, own: str, span: Span) -> None:
        if name in self.earlier:
            return
        if name not in self.all_ids:
            self.context.unknown_name("shot", name, dict.fromkeys(self.earlier), span)
        elif name == own:
            help = "write `from: keyframes`"
            self.context.bag.add(codes.CONTROL_FROM_LATER_SHOT, f"`{name}` is this very shot", span, help)
        else:
            help = "take the maps from an earlier shot, or from `keyframes`"
            self.context.bag.add(codes.CONTROL_FROM_LATER_SHOT, f"shot `{name}` comes later than this one", span, help)

    def _join(self, written: written_as.Shot, is_last: bool, origins: dict[str, Origin]) -> Join:
        wanted = written.next
        if is_last:
            if wanted is not None and wanted.kind != "cut":
                message = f"the last shot says `{written.place.at('next').text}`, but no shot follows"
                self.context.bag.add(codes.JOIN_TO_NOTHING, message, written.place.at("next"), "remove the line")
            return Join("end", 0)
        origins["next"] = Origin(written.place.at("next").text, "written") if wanted else Origin("cut", "language")
        return Join(wanted.kind, wanted.length.thousandths // 1000) if wanted else Join("cut", 0)

    def _chain(self, written: written_as.Shot, origins: dict[str, Origin]) -> Chain:
        wanted = written.chain or written_as.Chain()
        overlap = self._whole_frames(wanted.overlap, written.place, "chain", "overlap") if wanted.overlap else None
        length = self._whole_frames(wanted.length, written.place, "chain", "length") if wanted.length else None
        return Chain(
            mode=pick(origins, "chain.mode", wanted.mode, "carry", "language"),
            overlap=pick(origins, "chain.overlap", overlap, _DEFAULT_OVERLAP, "language"),
            length=pick(origins, "chain.length", length, self.stack.segment_frames, "stack", self.stack.name),
            anchor=pick(origins, "chain.anchor", wanted.anchor, 0.0, "language"),
        )

    def check_joins(self, shots: Sequence[Shot]) -> None:
        """Report a carry between shots that cannot be."""
        for shot, following in pairwise(shots):
            if shot.join.kind != "carry" or "chain" in shot.doubtful | following.doubtful:
                continue
            why = _why_not(shot, following)
            if why:
                message = f"`{shot.id}` cannot carry into `{following.id}`: {why}"
                span = shot.place.at("next")
                self.context.bag.add(codes.CARRY_NOT_POSSIBLE, message, span, "use `cut` or `crossfade 4f`")


def _why_not(shot: Shot, following: Shot) -> str:
    """What stands in the way of a carry; nothing if it can be."""
    chain = following.chain
    for one in (shot, following):
        if one.motion.module is None:
            return f"`{one.id}` has no motion module"
    if chain.mode != "carry":
        return f"`{following.id}` is not chained by `carry`"
    if chain.overlap < 1:
        return f"`{following.id}` overlaps nothing"
    if chain.overlap > shot.chain.length:
        return f"`{following.id}` overlaps {chain.overlap} frames, more than a segment of `{shot.id}` has"
    return ""
