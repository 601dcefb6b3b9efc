"""The operations of a plan: a closed union. None of them makes a picture out of anything an author wrote but text.

There is no operation that reads an image, a file or an address, and none that runs code; `verify.py` proves for each
plan that its pictures come from generators alone. The inputs of an operation are other nodes, by slot:

    EncodePrompt                                          -> embeds
    Keyframe      embeds, first?, identity*               -> image (images, where several are made together)
    Turnaround    embeds+                                 -> images
    Extract       image                                   -> map
    Segment       embeds+, maps*, carried?, anchor?, identity* -> latents
    Decode        latents                                 -> frames
    Hold          images+                                 -> frames
    CameraMove    frames+                                 -> frames
    Reframe       frames+                                 -> frames
    Upscale       frames+                                 -> frames
    Interpolate   frames+                                 -> frames
    Assemble      frames+                                 -> video

Where several nodes give frames they follow each other in time.
"""

from typing import NamedTuple, TypeAlias

from anime_compiler.lower.lowered import Window
from anime_compiler.model.prompt import Prompt
from anime_compiler.model.storyboard import Curve
from anime_compiler.model.timecode import Size

OP_VERSION = 1


class Lora(NamedTuple):
    """A LoRA with its weight over the frames of the segment; for a still its weight at frame 0 counts."""

    model: str
    weight: Curve


class Denoising(NamedTuple):
    """How a picture or a segment is denoised. Everything in it belongs to the key of what comes out."""

    base: str
    vae: str
    size: Size
    steps: int
    guidance: float
    scheduler: str
    prediction: str  # what the base predicts; nothing where its own settings say so
    precision: str
    tiled: bool  # decoded in tiles
    lcm: str
    loras: tuple[Lora, ...]


class Identity(NamedTuple):
    """How strongly each of the `identity` inputs holds a likeness, and the adapter that does it."""

    model: str
    strengths: tuple[float, ...]


class EncodePrompt(NamedTuple):
    """Text to embeddings, positive and negative. LoRAs may change the text encoders, too: their first weights count."""

    base: str
    precision: str
    prompt: Prompt
    negative: Prompt
    loras: tuple[Lora, ...]


class Keyframe(NamedTuple):
    """A still, or several that are denoised together: pictures depend a little on those beside them.

    The stills of a scene agree by the noise that they share, by `scene_seed`, and where it is wanted by beginning from
    the scene's first still, the `first` input.
    """

    denoising: Denoising
    seeds: tuple[int, ...]  # one for each picture
    scene_seed: int
    shared: float  # share of the noise, in variance, that is the scene's
    redraw: float  # share of the steps that are done on the `first` input; 0 where there is none
    identity: Identity


class Turnaround(NamedTuple):
    """Views around a character, one for each of the `embeds` inputs."""

    denoising: Denoising
    views: int
    seed: int


class Extract(NamedTuple):
    """A control map of a picture; `view` chooses one of a turnaround's."""

    kind: str
    annotator: str
    view: int


class SegmentControl(NamedTuple):
    """A ControlNet in a segment: which of the segment's `maps` inputs are its own, and at which frames they stand."""

    kind: str
    model: str
    mode: int  # the switch position of a union model; -1 for others
    weight: Curve
    after: float
    until: float
    frames: tuple[int, ...]


class Betas(NamedTuple):
    """The noise schedule that a motion module was trained with."""

    kind: str
    start: float
    end: float


class Segment(NamedTuple):
    """Frames of motion. `travel` gives a frame and an ease for each of the `embeds` inputs, in order."""

    denoising: Denoising
    module: str
    betas: Betas | None  # of the module; nothing where it goes with the base's
    motion_loras: tuple[Lora, ...]
    scale: Curve
    frames: int
    overlap: int  # frames at the start that are known from the `carried` input
    carried_at: int  # frame of that input at which they start; what follows them there was never shown
    window: int  # frames the motion model sees at once
    stride: int  # frames from one window to the next, where there are several
    travel: tuple[tuple[int, str], ...]
    controls: tuple[SegmentControl, ...]
    anchor: float  # how far its colours are drawn to those of the `anchor` input, the shot's first segment
    seed: int
    identity: Identity


class Decode(NamedTuple):
    """Latents to frames, leaving out the first `skip` and keeping `take`."""

    base: str  # whose VAE decodes where `vae` names none
    vae: str
    precision: str
    tiled: bool
    skip: int
    take: int


class Hold(NamedTuple):
    """Stills to frames: each stands from its frame on; between two of them the picture dissolves by the ease."""

    frames: int
    at: tuple[tuple[int, str], ...]


class CameraMove(NamedTuple):
    """A window that travels over the frames."""

    start: Window
    end: Window
    ease: str
    size: Size
    frames: int


class Reframe(NamedTuple):
    """A fixed window of the frames, resampled to a size."""

    window: Window
    size: Size
    frames: int


class Upscale(NamedTuple):
    """Enlarging with a model."""

    model: str
    frames: int


class Interpolate(NamedTuple):
    """Frames in between, so that so many frames come out."""

    model: str  # optical flow where there is none
    fps: int
    frames: int


class Clip(NamedTuple):
    """A shot on the timeline: which frames it fills, over how many it fades in over the one before, and how many of
    the film's `frames` inputs it is made of."""

    shot: str
    start: int
    frames: int
    fade: int
    pieces: int


class Assemble(NamedTuple):
    """Shots to a film."""

    fps: int
    size: Size
    frames: int
    clips: tuple[Clip, ...]


Op: TypeAlias = (
    EncodePrompt
    | Keyframe
    | Turnaround
    | Extract
    | Segment
    | Decode
    | Hold
    | CameraMove
    | Reframe
    | Upscale
    | Interpolate
    | Assemble
)
OPS: tuple[type[Op], ...] = (
    EncodePrompt,
    Keyframe,
    Turnaround,
    Extract,
    Segment,
    Decode,
    Hold,
    CameraMove,
    Reframe,
    Upscale,
    Interpolate,
    Assemble,
)
