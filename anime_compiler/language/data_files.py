"""The forms of the files that animec is configured with: catalogue, profiles, stacks, rulesets, cards, templates.

They are read by the same reader as storyboards, and their schemas are published beside the storyboard's.
"""

from anime_compiler.language.choices import DATA_TERMS, PRECISIONS, STACKS
from anime_compiler.language.holders import Anything, Either, ListOf, MapOf
from anime_compiler.language.kinds import Choice, Kind, Label, Name, PictureSize, Real, Switch, Text, Whole
from anime_compiler.language.record import Field, Record, RecordOf, optional, required
from anime_compiler.language.storyboard import VARIABLES

CATALOGUE_KINDS = {
    "base": "A base checkpoint.",
    "vae": "A VAE.",
    "vae_preview": "A tiny VAE for previews.",
    "lora_style": "A LoRA for a drawing style.",
    "lora_character": "A LoRA for one character.",
    "lora_slider": "A LoRA that moves one property, such as detail or distance.",
    "lora_utility": "A LoRA for polish.",
    "lora_speed": "A LoRA for few steps.",
    "controlnet": "A ControlNet.",
    "controlnet_union": "A ControlNet for several kinds of maps.",
    "t2i_adapter": "A T2I-Adapter.",
    "motion_adapter": "A motion module.",
    "motion_lora": "A LoRA for a motion module.",
    "ip_adapter": "An IP-Adapter.",
    "sparsectrl": "A SparseCtrl encoder.",
    "multiview": "A multi-view model.",
    "upscaler": "An upscaler.",
    "interpolation": "A model for frames in between.",
    "annotator": "Makes control maps out of pictures.",
    "postprocess": "A step without a model.",
}
FAMILIES = {
    "sdxl": "Stable Diffusion XL.",
    "sd2": "Stable Diffusion 2 and 2.1.",
    "sd15": "Stable Diffusion 1.5.",
    "pocket": "The models that ship with animec.",
    "any": "Not bound to a base.",
}
STATUSES = {
    "confirmed": "Repository and file have been seen.",
    "unconfirmed": "A field that matters has not been seen; the note says which.",
    "absent": "Asked for, but no public checkpoint was found.",
    "planned": "Not shipped yet.",
    "ships": "Part of animec.",
}
CONTEST = {
    "base": "A base model of the contest.",
    "addon": "Allowed beside a base.",
    "postprocess": "Allowed after the frames are made.",
    "ask": "Ask the organisers.",
    "forbidden": "Not allowed.",
}


def _schema_link() -> Field[str | None]:
    """The key that every file may have for editors."""
    return optional(
        Text(512),
        "Where editors find this schema; not read.",
        key="$schema",
        example="../schemas/template.json",
    )


class Range(Record):
    """A range and where to start in it."""

    low = required(Real(-10, 1000), "Least.")
    high = required(Real(-10, 1000), "Most.")
    default = optional(Real(-10, 1000), "Start here.")


class Schedule(Record):
    """A noise schedule."""

    kind = required(Text(40), "Its form.")
    start = required(Real(0, 1), "First beta.")
    end = required(Real(0, 1), "Last beta.")


_LABELS: Kind[tuple[str, ...]] = ListOf(Label())
_TEXTS: Kind[tuple[str, ...]] = ListOf(Text(200))


class ModelEntry(Record):
    """A checkpoint, with what it needs to be used, judged and cited."""

    title = required(Text(120), "Name for people.")
    kind = required(Choice("kind", CATALOGUE_KINDS), "What it is.")
    family = required(Choice("family", FAMILIES), "The base it fits.")
    status = required(Choice("status", STATUSES), "How sure the entry is.")
    contest = required(Choice("standing", CONTEST), "Its standing in the contest.")
    runs = optional(Switch(), "Whether animec has code that runs it; it has, if not written.")
    repo = optional(Text(200), "Repository.")
    file = optional(Text(200), "File in the repository; a folder in diffusers' layout if not given.")
    variant = optional(Text(20), "Variant of the files.")
    revision = optional(Text(64), "Pinned commit.")
    subfolder = optional(Text(120), "Folder in the repository.")
    sha256 = optional(Text(64), "Hash of the file.")
    mirrors = optional(_TEXTS, "Other repositories with the same content, not verified byte for byte.")
    alternatives = optional(_TEXTS, "Other files of the same content.")
    size_mb = optional(Real(0, 100_000), "Size in 10⁶ bytes.")
    licence = optional(Text(120), "Licence.")
    citation = optional(Text(200), "Paper.")
    link = optional(Text(200), "Page.")
    data = optional(Choice("declaration", DATA_TERMS), "What it was trained on.")
    trained_on = optional(Text(120), "The base it was trained on, where that is another than it is used with.")
    weight = optional(RecordOf(Range), "Weights at which it works.")
    control = optional(Either[str | tuple[str, ...]](text=Text(40), list=ListOf(Text(40))), "Maps it takes or makes.")
    modes = optional(MapOf(Name(), Whole(0, 15)), "Mode number for each kind of map.")
    triggers = optional(_TEXTS, "Words that wake it.")
    needs = optional(Text(120), "What it must be used with.")
    conflicts = optional(_LABELS, "What it does not go well with.")
    instead = optional(_LABELS, "What to use in its place.")
    prediction = optional(Text(40), "What the network predicts.")
    schedule = optional(RecordOf(Schedule), "Its noise schedule.")
    scheduler = optional(Text(60), "Its scheduler.")
    steps = optional(RecordOf(Range), "Steps at which it works.")
    guidance = optional(RecordOf(Range), "Guidance at which it works.")
    native = optional(PictureSize(), "Size it was trained at.")
    frames = optional(Whole(1, 64), "Frames it was trained on.")
    image_encoder = optional(Text(120), "Image encoder it needs.")
    views = optional(Whole(1, 16), "Views it makes.")
    camera_dim = optional(Whole(1, 64), "Numbers that describe a camera.")
    aliases = optional(_TEXTS, "Other names that people write.")
    note = optional(Text(400), "What to know about it.")


class CatalogueFile(Record):
    """A part of the catalogue."""

    schema_link = _schema_link()
    version = required(Whole(1, 1), "Version of the form.", key="catalogue")
    models = required(MapOf(Label(), RecordOf(ModelEntry)), "Entries by name.")


class ProfileEntry(Record):
    """Size, steps and guidance under one name."""

    about = required(Text(200), "What it is for.")
    size = required(PictureSize(), "Size of the pictures.")
    steps = required(Whole(1, 150), "Denoising steps.")
    guidance = required(Real(0, 30), "Guidance.")
    lcm = required(Switch(), "Whether the LCM LoRA is used.")
    precision = required(Choice("precision", PRECISIONS), "Number format.")


class ProfilesFile(Record):
    """The profiles."""

    schema_link = _schema_link()
    profiles = required(MapOf(Label(), RecordOf(ProfileEntry)), "Profiles by name.")


class CostEntry(Record):
    """A cost at a size."""

    size = required(PictureSize(), "Size of the pictures.")
    tflop = required(Real(0, 10_000), "10¹² floating-point operations.")


class ActivationEntry(Record):
    """Working memory at a size."""

    size = required(PictureSize(), "Size of the pictures.")
    still = optional(Real(0, 1000), "10⁹ bytes for a still.")
    segment16 = optional(Real(0, 1000), "10⁹ bytes for a segment of 16 frames.")


_COSTS: Kind[tuple[CostEntry, ...]] = ListOf(RecordOf(CostEntry))


class Costs(Record):
    """What the networks of a stack cost."""

    unet = required(_COSTS, "One run of the UNet on one picture, one branch.")
    motion16 = optional(_COSTS, "One run of the motion UNet on 16 frames, one branch.")
    controlnet = optional(_COSTS, "One run of a ControlNet on one picture.")
    decode = required(_COSTS, "Decoding one picture.")
    weights_gb = required(MapOf(Name(), Real(0, 1000)), "Weights in 10⁹ bytes.")
    activation_gb = optional(ListOf(RecordOf(ActivationEntry)), "Working memory.")


class WordsEntry(Record):
    """What models of few words understand."""

    draws = required(_TEXTS, "Measured to be drawn as they should in at least 80 of 100 pictures.")
    guesses = required(_TEXTS, "Known, and more often wrong than that.")


class StackFile(Record):
    """What a family of models can do."""

    schema_link = _schema_link()
    stack = required(Choice("stack", STACKS), "Its name.")
    title = required(Text(80), "Name for people.")
    about = required(Text(300), "What it is for.")
    profile = required(Label(), "Profile of a storyboard that names none.")
    base = optional(Label(), "Base checkpoint.")
    vae = optional(Label(), "VAE.")
    motion = optional(Label(), "Motion module.")
    families = required(_LABELS, "Families of models that it can load.")
    controls = required(MapOf(Name(), Label()), "ControlNet for each kind of map.")
    annotators = optional(MapOf(Name(), Label()), "What makes the maps of each kind.")
    lcm = optional(Label(), "LCM LoRA.")
    identity = optional(Label(), "IP-Adapter for identity.")
    scheduler = optional(Text(60), "Its scheduler without LCM, where that is another than usual.")
    stands_in = optional(MapOf(Label(), Label()), "In drafts: its LoRA for each LoRA of another stack.")
    grows = optional(Switch(), "Whether pictures may be larger than asked for, to give a camera room; yes if not said.")
    vocabulary = optional(RecordOf(WordsEntry), "What it understands, where that is little.")
    sizes = required(ListOf(PictureSize()), "Sizes it was trained at.")
    multiple = required(Whole(1, 256), "Width and height must be multiples of this.")
    max_size = required(Whole(64, 16384), "Greatest width or height.")
    frames_per_segment = required(Whole(1, 64), "Frames of one segment.")
    motion_loras = required(MapOf(Name(), Label()), "Motion LoRA for each move.")
    costs = optional(RecordOf(Costs), "What its networks cost.")


class RulesetFile(Record):
    """A contest's rules as data."""

    schema_link = _schema_link()
    ruleset = required(Label(), "Its name.")
    title = required(Text(120), "Name for people.")
    about = optional(Text(300), "What it is.")
    link = optional(Text(200), "Page of the contest.")
    enforces = required(
        Choice("scope", {"contest": "Contest rules and craft rules.", "craft": "Craft rules only."}),
        "Which rules are on.",
    )
    rules = required(MapOf(Name(), MapOf(Name(), Anything())), "Clause, level and numbers of each rule.")


class CardEntry(Record):
    """A graphics card, for estimates."""

    title = required(Text(80), "Name for people.")
    memory_gb = required(Real(0, 1000), "Memory in 10⁹ bytes.")
    tflops = required(Real(0, 100_000), "10¹² operations a second in half precision.")
    utilisation = required(Real(0, 1), "Share of that which renders reach.")
    basis = required(Text(40), "Whether the figure is derived or measured.")


class CardsFile(Record):
    """The cards."""

    cards = required(MapOf(Label(), RecordOf(CardEntry)), "Cards by name.")


class TemplateFile(Record):
    """A prompt template: what is put around an author's prompt."""

    schema_link = _schema_link()
    template = required(Name(), "Its name, which is also the file's.", example="anime_cel")
    title = required(Text(80), "Name for people.", example="Anime cel")
    about = optional(Text(300), "What it looks like.", example="Clean outlines and flat shading.")
    positive = required(
        Text(2048),
        "The prompt, with `{{ prompt }}` where the author's goes.",
        example='"{{ prompt }}, cel shading"',
    )
    negative = optional(ListOf(Text(200)), "What must not be seen.", example="[blurry]")
    vars = optional(VARIABLES, "Variables of the template, with their defaults.", example="{palette: vivid colors}")
    loras = optional(
        MapOf(Label(), Real(-2, 2), most=16),
        "LoRAs that belong to the style, with their weights.",
        example="{pastel-anime-xl: 0.8}",
    )
