"""The resolved storyboard: every value is there, every name points at a thing, time is whole frames.

What still carries a `place` does so that a later finding can point at the text it came from.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Model, Profile, Ruleset, StackFacts
from anime_compiler.model.prompt import Prompt
from anime_compiler.model.timecode import Size
from anime_compiler.parse.spec_tree import MapNode, Place


class Origin(NamedTuple):
    """A value and where it came from."""

    value: object
    source: str  # written, profile, ruleset, stack, template, catalogue, language or derived
    detail: str = ""


Origins = Mapping[str, Origin]


class CurvePoint(NamedTuple):
    """A value at a frame of the shot, and how it travels on."""

    frame: int
    value: float
    ease: str


class Curve(NamedTuple):
    """A number over the frames of a shot; one point is a constant."""

    points: tuple[CurvePoint, ...]

    @property
    def is_constant(self) -> bool:
        return len(self.points) == 1

    @property
    def least(self) -> float:
        return min(point.value for point in self.points)

    @property
    def most(self) -> float:
        return max(point.value for point in self.points)


@lru_cache(1024)  # storyboards use few values, and what is shared is weighed and compared once
def constant(value: float) -> Curve:
    """A curve that never changes."""
    return Curve((CurvePoint(0, value, "linear"),))


class Sampling(NamedTuple):
    """How pictures are denoised; the scheduler follows from the rest and cannot be chosen."""

    profile: Profile  # with the author's changes made
    size: Size
    steps: int
    guidance: float
    lcm: Model | None
    precision: str
    scheduler: str
    tiling: bool  # decode large pictures in tiles
    batch: int  # pictures of a set that are denoised together
    written_scheduler: str  # what the author asked for; there is a rule against it
    refiner: bool
    place: Place


class LoraUse(NamedTuple):
    """A LoRA at work."""

    model: Model
    weight: Curve
    place: Place  # of the weight, the tag's prompt, or the character's `lora`
    via: str  # style, prompt, character or motion


class Character(NamedTuple):
    """Somebody who appears."""

    name: str
    looks: str
    sheet_views: int  # 0: no turnaround is generated
    lora: LoraUse | None
    identity: float
    place: Place


class Camera(NamedTuple):
    """A move of the camera; `amount` is a share of the picture, or of a right angle for a roll."""

    move: str
    amount: float
    via: str  # none, crop or motion_lora: what `auto` came to
    ease: str
    motion_lora: Model | None
    place: Place


class Motion(NamedTuple):
    """How frames move; without a module they are stills under a moving camera."""

    module: Model | None
    loras: tuple[LoraUse, ...]
    scale: Curve
    place: Place


class ControlRef(NamedTuple):
    """Where control maps come from: `keyframes`, `shot` or `character`, with the name of the last two."""

    kind: str
    name: str


class Control(NamedTuple):
    """A ControlNet at work; without a model the stack has none for the kind, and a rule says so."""

    kind: str
    source: ControlRef
    weight: Curve
    after: float
    until: float
    model: Model | None
    annotator: Model | None  # makes the maps; without one the stack has its own
    place: Place


class Beat(NamedTuple):
    """What is to be seen at a frame of the shot."""

    frame: int
    prompt: Prompt
    ease: str
    place: Place


class Keyframes(NamedTuple):
    """What the stills of a shot have in common; `from_first` is `none`, `picture` or `likeness`."""

    shared_noise: float
    from_first: str
    strength: float


class Join(NamedTuple):
    """How a shot meets the next: `cut`, `carry`, `crossfade` over so many frames, or `end`."""

    kind: str
    frames: int


class Chain(NamedTuple):
    """How a shot's segments are joined."""

    mode: str
    overlap: int
    length: int
    anchor: float  # how far the colours of later segments are drawn to those of the first


class Shot(NamedTuple):
    """A shot. `beats` always holds one at least; `beats_written` tells whether the author wrote any."""

    id: str
    number: int  # of the shot in the clip, counted from 0
    frames: int
    beats: tuple[Beat, ...]
    beats_written: bool
    keyframes: Keyframes
    negative: Prompt
    loras: tuple[LoraUse, ...]  # style, prompt and character LoRAs, in that order
    characters: tuple[str, ...]
    camera: Camera
    motion: Motion
    control: tuple[Control, ...]
    join: Join
    chain: Chain
    seed: int | None  # written by the author; otherwise derived from the storyboard's
    place: Place
    doubtful: frozenset[str]  # keys whose values could not be read; rules must not draw conclusions from them
    origins: Origins


class Still(NamedTuple):
    """A picture, or a set of pictures, for itself."""

    id: str
    prompt: Prompt
    negative: Prompt
    loras: tuple[LoraUse, ...]
    characters: tuple[str, ...]
    pictures: int
    seed: int | None
    place: Place
    doubtful: frozenset[str]
    origins: Origins


def prompts_of(scene: Shot | Still) -> tuple[str, ...]:
    """All that a scene says, beat by beat."""
    return (scene.prompt.text,) if isinstance(scene, Still) else tuple(beat.prompt.text for beat in scene.beats)


class PostStep(NamedTuple):
    """A step after the frames are made; what a step does not use is 0 or nothing."""

    step: str
    fps: int
    size: Size | None
    amount: float
    model: Model | None
    place: Place


class ModelRequest(NamedTuple):
    """A model that is known, and the place that asks for it, by the first of the keys that was written there."""

    model: Model
    place: Place
    keys: tuple[str, ...]

    @property
    def span(self) -> Span:
        written = self.place.node.entries if isinstance(self.place.node, MapNode) else {}
        return self.place.at(*[key for key in self.keys if key in written][:1])


class Storyboard(NamedTuple):
    """Everything an author wants, with nothing left to fill in."""

    clip: str
    title: str
    ruleset: Ruleset
    stack: StackFacts
    base: Model
    vae: Model | None
    identity: Model | None  # holds a likeness: of a character who has a sheet, or of a shot's first still
    sampling: Sampling
    fps: int
    seed: int
    characters: Mapping[str, Character]
    own_models: Mapping[str, Model]
    made_with: tuple[str, ...]
    shots: tuple[Shot, ...]
    stills: tuple[Still, ...]
    post: tuple[PostStep, ...]
    severities: Mapping[str, str]
    vram_gb: float | None  # of the machine it is checked for, where that is known
    place: Place
    origins: Origins
    requests: tuple[ModelRequest, ...] = ()  # for models, in the order of use

    @property
    def scenes(self) -> "tuple[Shot | Still, ...]":
        """Shots, then stills."""
        return (*self.shots, *self.stills)

    @property
    def frames(self) -> int:
        """Length of the clip in frames; a cross-fade lays the end of one shot over the start of the next."""
        return sum(shot.frames for shot in self.shots) - sum(
            shot.join.frames for shot in self.shots if shot.join.kind == "crossfade"
        )

    @property
    def fps_after(self) -> int:
        """Frames a second after interpolation."""
        return next((step.fps for step in reversed(self.post) if step.step == "interpolate"), self.fps)

    def used_models(self) -> list[ModelRequest]:
        """Each model that has a part in it, once, where it is first asked for."""
        first: dict[str, ModelRequest] = {}
        for request in self.requests:
            first.setdefault(request.model.id, request)
        return list(first.values())
