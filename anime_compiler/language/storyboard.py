"""The storyboard language on a page: every key that may be written, what it means, and an example.

What is optional here and not written is filled by `resolve`: from the profile, then from the ruleset's and the
stack's defaults, then from the language's. The published JSON Schema is generated from these classes.
"""

from typing import Any

from anime_compiler.language.choices import (
    CAMERA_MOVES,
    CAMERA_VIA,
    CONTROL_KINDS,
    DATA_TERMS,
    EASES,
    FAMILIES,
    FROM_FIRST,
    MODEL_KINDS,
    POST_STEPS,
    PRECISIONS,
    SEVERITIES,
    STACKS,
)
from anime_compiler.language.forms import ControlSource, Join
from anime_compiler.language.holders import Either, ListOf, MapOf
from anime_compiler.language.kinds import (
    Choice,
    Duration,
    Kind,
    Label,
    Line,
    Moment,
    Name,
    PictureSize,
    PositiveShare,
    Real,
    Seed,
    Share,
    Switch,
    Text,
    Whole,
)
from anime_compiler.language.record import Record, RecordOf, optional, required

LANGUAGE_VERSION = 1


class Point(Record):
    """One point of a curve."""

    at = required(Moment(), "When the value is reached.", example="50%")
    value = required(Real(-10, 10), "The value at that moment.", example="0.8")
    ease = optional(
        Choice("ease", EASES),
        "How the value travels on to the next point.",
        default="linear",
        example="in_out",
    )


Curve = tuple[Point, ...]


def curve(least: float, most: float) -> Kind[float | Curve]:
    """A number, or a list of points where the model takes one per frame."""
    number: Kind[Any] = Real(least, most)
    points: Kind[Any] = ListOf(RecordOf(Point), least=1, most=256)
    return Either(text=number, list=points)


def texts(most: int = 64) -> Kind[str | tuple[str, ...]]:
    """A text, or a list of them."""
    one: Kind[Any] = Text(1024)
    several: Kind[Any] = ListOf(Text(512), most=most)
    return Either(text=one, list=several)


VARIABLES = MapOf(Name(dashes=False), Text(1024), most=256)
LORAS: Kind[dict[str, float | Curve]] = MapOf(Label(), curve(-2, 2), most=16)


class ProfileChanges(Record):
    """A profile with changes."""

    extends = optional(
        Label(), "The profile that the changes are made to.", default="the stack's own", example="768_lcm"
    )
    size = optional(PictureSize(), "Size of the pictures in pixels.", example="768x768")
    steps = optional(Whole(1, 150), "Denoising steps.", example="5")
    guidance = optional(Real(0, 30), "Classifier-free guidance: how strongly the prompt pulls.", example="1.7")
    lcm = optional(Switch(), "Use the LCM LoRA: 4 to 6 steps instead of 20 to 30.", example="true")
    precision = optional(Choice("precision", PRECISIONS), "Number format of the models.", example="fp16")
    tiling = optional(
        Switch(),
        "Decode pictures of more than 768 pixels in tiles: less memory, and seams that are hardly seen.",
        default="false",
        example="true",
    )
    batch = optional(
        Whole(1, 4),
        "How many pictures of a set are denoised together: faster, and each depends a little on those beside it.",
        default="1",
        example="4",
    )
    scheduler = optional(
        Text(64),
        "Understood only to be refused: the scheduler follows from `lcm` and the models.",
        example="euler",
    )
    refiner = optional(Switch(), "Understood only to be refused: the contest allows no refiner.", example="false")


class Style(Record):
    """What the pictures look like, whatever they show."""

    template = optional(
        Label(), "A prompt template from `templates/prompts/`.", default="anime_cel", example="anime_cel"
    )
    loras = optional(LORAS, "LoRAs by catalogue name, with their weights.", example="{pastel-anime-xl: 0.8}")
    negative = optional(texts(), "What must not be seen, added to the template's.", example="[watermark, text]")
    vars = optional(VARIABLES, "Values for the template's variables.", example="{palette: warm}")


class Sheet(Record):
    """A turnaround of a character, generated once and used as its identity reference."""

    views = optional(Whole(2, 8), "How many views around the character.", default="4", example="4")


class Character(Record):
    """Somebody who appears; prompts name them as `{{ name }}`."""

    looks = required(
        Text(1024),
        "What they look like; it takes the place of their name in prompts.",
        example="1girl, blue hair",
    )
    sheet = optional(RecordOf(Sheet), "Generate a turnaround and use it as identity reference.", example="{views: 4}")
    lora = optional(Label(), "A character LoRA from the catalogue or from `models`.", example="character-own")
    weight = optional(Real(-2, 2), "Weight of the character LoRA; the catalogue's if not written.", example="0.7")
    identity = optional(Real(0, 1.5), "Strength of the identity reference.", default="0.6", example="0.6")


class OwnModel(Record):
    """A model of your own. Its file is named by `animec models`, never in a storyboard."""

    kind = required(Choice("model kind", MODEL_KINDS), "What it is.", example="lora_character")
    family = required(Choice("family", FAMILIES), "The base it was trained on.", example="sdxl")
    data = optional(Choice("declaration", DATA_TERMS), "What it was trained on.", default="unknown", example="free")
    licence = optional(Line(120), "Its licence.", example="openrail++")
    citation = optional(Line(512), "Where it is published, for the write-up.", example="https://example.org/hana-lora")
    made_with = optional(texts(), "Tools that its training pictures were made with.", example="[animec]")


class Camera(Record):
    """A move of the camera over the whole shot."""

    move = required(Choice("camera move", CAMERA_MOVES), "Which way.", example="pan_left")
    amount = optional(
        Share(),
        "How far: share of the picture, or of a right angle for a roll.",
        default="10%",
        example="15%",
    )
    via = optional(Choice("way of moving", CAMERA_VIA), "How the move is made.", default="auto", example="crop")
    ease = optional(Choice("ease", EASES), "The pace of the move.", default="linear", example="in_out")


class Motion(Record):
    """How frames are made to move."""

    module = optional(
        Label(), "The motion module; `none` for stills with camera moves.", example="animatediff-sdxl-beta"
    )
    lora = optional(texts(8), "A motion LoRA: at most one at a time.", example="motion-lora-own")
    weight = optional(curve(-2, 2), "Weight of the motion LoRA.", default="1.0", example="1.0")
    scale = optional(curve(0, 3), "How lively the motion is.", default="1.0", example="1.0")


class Control(Record):
    """A ControlNet that steers the shot with maps of what the model itself has generated."""

    kind = required(Choice("control", CONTROL_KINDS), "What the maps show.", example="openpose")
    source = optional(
        ControlSource(),
        "What the maps are taken from: `keyframes`, `shot:<id>` or `character:<id>`. Never a file.",
        key="from",
        default="keyframes",
        example="keyframes",
    )
    weight = optional(curve(0, 2), "Strength; a list of points makes it a curve.", default="1.0", example="0.8")
    after = optional(Share(), "Share of the denoising steps after which it takes hold.", default="0%", example="0%")
    until = optional(Share(), "Share of the denoising steps after which it lets go.", default="100%", example="80%")
    model = optional(
        Label(), "The ControlNet; the stack's own for this kind if not written.", example="cn-depth-xinsir"
    )


class Beat(Record):
    """What is to be seen at one moment of a shot; between beats the prompt travels."""

    at = required(Moment(), "When.", example="50%")
    prompt = required(Text(8192), "What is to be seen, added to the shot's prompt.", example="turning her head")
    ease = optional(
        Choice("ease", EASES),
        "How the picture travels on to the next beat.",
        default="linear",
        example="in_out",
    )


class Keyframes(Record):
    """What the stills of a shot have in common."""

    shared_noise = optional(
        Share(),
        "How much of their noise is the shot's and not their own: the more, the more alike they are.",
        default="50%",
        example="70%",
    )
    from_first = optional(
        Choice("use of the first still", FROM_FIRST),
        "What every still but the first takes from the shot's first one.",
        default="none",
        example="picture",
    )
    strength = optional(
        PositiveShare(),
        "With `picture`, the share of the steps that draw it anew; with `likeness`, how strongly it is held to.",
        default="60%",
        example="60%",
    )


class Chain(Record):
    """How a shot of more than 16 frames is made of segments."""

    mode = optional(
        Choice(
            "way of chaining",
            {
                "carry": "Each segment starts from the last latents of the one before.",
                "windows": "The whole shot is denoised at once under overlapping windows.",
            },
        ),
        "How segments are joined.",
        default="carry",
        example="carry",
    )
    overlap = optional(Duration(), "How many frames neighbours share.", default="4f", example="4f")
    length = optional(
        Duration(),
        "Frames of one segment; the motion modules were trained on 16.",
        default="16f",
        example="16f",
    )
    anchor = optional(
        Share(),
        "How far the colours of later segments are drawn to those of the shot's first: against a drift over many.",
        default="0%",
        example="30%",
    )


_CAMERA: Kind[Any] = Either(text=Choice("camera move", CAMERA_MOVES), map=RecordOf(Camera))
_MOTION: Kind[Any] = Either(text=Choice("motion", {"none": "Stills with camera moves."}), map=RecordOf(Motion))


class Shot(Record):
    """A shot: one camera, one place, one stretch of time."""

    id = required(Name(), "Name of the shot; its seeds derive from it.", example="rooftop")
    duration = optional(Duration(), "How long it is.", default="2s", example="4s")
    prompt = required(Text(8192), "What is to be seen.", example='"{{ hana }} on a school rooftop, {{ time }} light"')
    negative = optional(texts(), "What must not be seen, added to the style's.", example="[crowd]")
    vars = optional(VARIABLES, "Values for `{{ name }}` in this shot's prompts.", example="{time: dusk}")
    style = optional(RecordOf(Style), "Changes to the storyboard's style in this shot.", example="{template: noir}")
    seed = optional(
        Seed(),
        "A seed of its own instead of one derived from the storyboard's.",
        example="7",
    )
    camera = optional(_CAMERA, "A move of the camera: its name, or a map.", example="{move: pan_left, amount: 15%}")
    motion = optional(_MOTION, "How frames are made to move: `none`, or a map.", example="{scale: 1.1}")
    control = optional(ListOf(RecordOf(Control), most=8), "ControlNets that steer the shot.", example="[{kind: depth}]")
    beats = optional(ListOf(RecordOf(Beat), most=256), "Keyframes.", example="[{at: 0%, prompt: standing still}]")
    keyframes = optional(RecordOf(Keyframes), "What its stills have in common.", example="{from_first: picture}")
    next = optional(Join(), "How it meets the next shot.", default="cut", example="crossfade 4f")
    chain = optional(RecordOf(Chain), "How its segments are chained.", example="{overlap: 4f}")


class Still(Record):
    """A picture for itself, or a set of them that differ in nothing but the seed."""

    id = required(Name(), "Name of the still; its seeds derive from it.", example="portrait")
    prompt = required(Text(8192), "What is to be seen.", example='"{{ hana }}, portrait, soft light"')
    count = optional(Whole(1, 64), "How many pictures.", default="1", example="4")
    negative = optional(texts(), "What must not be seen, added to the style's.", example="[crowd]")
    vars = optional(VARIABLES, "Values for `{{ name }}` in this still's prompt.", example="{time: dusk}")
    style = optional(RecordOf(Style), "Changes to the storyboard's style in this still.", example="{template: noir}")
    seed = optional(
        Seed(),
        "A seed of its own instead of one derived from the storyboard's.",
        example="7",
    )


class PostStep(Record):
    """One step after the frames are made."""

    step = required(Choice("step", POST_STEPS), "What is done.", example="interpolate")
    fps = optional(Whole(1, 120), "`interpolate`: frames a second afterwards.", example="24")
    size = optional(PictureSize(), "`crop`, `scale`: size afterwards.", example="1280x720")
    amount = optional(Share(), "`zoom`: share of the picture that is kept.", example="90%")
    model = optional(
        Label(),
        "`interpolate`, `upscale`: the model; frames in between by optical flow if not written.",
        example="realesrgan-anime-6b",
    )


class Storyboard(Record):
    """A storyboard: what a clip or a set of stills shows, and how it is made."""

    one_of = ("shots", "stills")

    schema_link = optional(
        Text(512),
        "Where editors find this schema; not read.",
        key="$schema",
        example="https://raw.githubusercontent.com/animec/animec/main/schemas/storyboard.json",
    )
    version = required(Whole(1, 999), "Version of the language.", key="animec", example="1")
    clip = required(Name(), "Name of the clip and of its output folder.", example="clip_001")
    title = optional(Line(200), "Title for people.", example="Rooftop at dusk")
    ruleset = optional(
        Label(), "Rules that are enforced: a contest's, or `open`.", default="cs492c-2025", example="open"
    )
    stack = optional(Choice("stack", STACKS), "The models that render it.", default="sdxl", example="sdxl")
    base = optional(Label(), "The base checkpoint; the stack's own if not written.", example="sd2-768")
    vae = optional(Label(), "The VAE; the stack's own if not written.", example="sdxl-vae-fp16-fix")
    profile = optional(
        Either[Any](text=Label(), map=RecordOf(ProfileChanges)),
        "Size, steps and guidance: the name of a profile, or a map of changes to one.",
        default="the stack's own",
        example="768_lcm",
    )
    fps = optional(Whole(1, 60), "Frames a second, before any interpolation.", default="8", example="8")
    seed = optional(Seed(), "All noise derives from it.", default="0", example="4242")
    style = optional(RecordOf(Style), "What all pictures look like.", example="{template: anime_cel}")
    vars = optional(VARIABLES, "Values for `{{ name }}` in all prompts.", example="{town: a seaside town}")
    characters = optional(
        MapOf(Name(dashes=False), RecordOf(Character), most=64),
        "Who appears, by the name that prompts use.",
        example="{hana: {looks: 1girl}}",
    )
    models = optional(
        MapOf(Name(), RecordOf(OwnModel), most=64),
        "Models of your own.",
        example="{hana-lora: {kind: lora_character, family: sdxl, data: free}}",
    )
    made_with = optional(texts(), "Other tools that had a part in this clip.", example="[animec]")
    shots = optional(
        ListOf(RecordOf(Shot), least=1),
        "The shots of the clip, in order.",
        example="[{id: rooftop, duration: 4s, prompt: a school rooftop at dusk}]",
    )
    stills = optional(
        ListOf(RecordOf(Still), least=1),
        "Pictures for themselves.",
        example="[{id: portrait, prompt: 1girl, count: 4}]",
    )
    post = optional(
        ListOf(RecordOf(PostStep), most=8),
        "Steps after the frames are made.",
        example="[{step: interpolate, fps: 24}]",
    )
    rules = optional(
        MapOf(Name(), Choice("severity", SEVERITIES), most=256),
        "Severity of rules in this storyboard; errors of the contest cannot be lowered.",
        example="{clip-length: off}",
    )
