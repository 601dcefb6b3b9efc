"""Resolution: from what was written to what is meant. Every pass is called here, in order."""

from collections.abc import Mapping

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.language import storyboard as written_as
from anime_compiler.language.codes import MISSING_KEY
from anime_compiler.language.storyboard import LANGUAGE_VERSION
from anime_compiler.model.catalogue import Model, Ruleset, StackFacts
from anime_compiler.model.storyboard import Character, LoraUse, Origin, PostStep, Storyboard, constant
from anime_compiler.resolve import codes
from anime_compiler.resolve.context import (
    BASE_KINDS,
    LORA_KINDS,
    VAE_KINDS,
    Context,
    Library,
    pick,
    unknown_model,
)
from anime_compiler.resolve.model_requests import model_requests
from anime_compiler.resolve.prompt_dialect import read_prompt
from anime_compiler.resolve.sampling import resolve_sampling
from anime_compiler.resolve.scenes import SceneReader, shared_values
from anime_compiler.resolve.shots import ShotResolver
from anime_compiler.resolve.variables import expand_values

DEFAULT_RULESET = "cs492c-2025"
_MOST_PIECES = 20_000


def resolve(written: written_as.Storyboard, library: Library, bag: Bag) -> Storyboard | None:
    """The storyboard with nothing left open, or `None` where its foundations could not be read.

    Findings elsewhere do not stop it: what could not be read is filled in, so that the rest is looked at too.
    """
    if not _foundations_stand(written, bag):
        return None
    origins: dict[str, Origin] = {}
    stack = library.catalogue.stack(pick(origins, "stack", written.stack, "sdxl", "language"))
    context = Context(library, bag, _own_models(written))
    ruleset = _ruleset(written, context, origins)
    fps = pick(origins, "fps", written.fps, 8, "language")
    characters = _characters(written, context)
    scenes = SceneReader(written, stack, fps, characters, context)
    resolver = ShotResolver(scenes, stack, fps, context)
    board = Storyboard(
        clip=written.clip or "untitled",
        title=pick(origins, "title", written.title, written.clip or "untitled", "derived", "from `clip`"),
        ruleset=ruleset,
        stack=stack,
        base=_base(written, stack, context, origins),
        vae=_vae(written, stack, context, origins),
        identity=_identity(written, stack, context),
        sampling=resolve_sampling(written, stack, context, origins),
        fps=fps,
        seed=pick(origins, "seed", written.seed, 0, "language"),
        characters=characters,
        own_models=context.own_models,
        made_with=_as_list(written.made_with),
        shots=resolver.shots(written.shots or ()),
        stills=tuple(resolver.still(still, number) for number, still in enumerate(written.stills or ())),
        post=tuple(_post_step(step, context) for step in written.post or ()),
        severities=written.rules or {},
        vram_gb=library.vram_gb,
        place=written.place,
        origins=origins,
    )
    _check_size(board, bag)
    return board._replace(requests=model_requests(board))


def _check_size(board: Storyboard, bag: Bag) -> None:
    """Report what would make a plan larger than anything that can be rendered, before work is put into it."""
    pieces = sum(still.pictures for still in board.stills)
    for shot in board.shots:
        new = max(1, shot.chain.length - shot.chain.overlap)  # what cannot be chained at all has a finding of its own
        pieces += -(-shot.frames // new) if shot.motion.module else 1
    if pieces > _MOST_PIECES:
        message = f"the storyboard takes {pieces:,} pieces of work, but at most {_MOST_PIECES:,} are possible"
        help = "look for a duration or a `count` that is too large, or write several storyboards"
        bag.add(codes.CLIP_TOO_LARGE, message, board.place.key("shots" if board.shots else "stills"), help)


def _foundations_stand(written: written_as.Storyboard, bag: Bag) -> bool:
    """Whether version and stack were understood; guessing them would make every later finding a guess."""
    if "animec" not in written.invalid and written.version > LANGUAGE_VERSION:
        span = written.place.at("animec")
        message = f"language version {written.version} is newer than this program, which knows {LANGUAGE_VERSION}"
        bag.add(codes.UNSUPPORTED_VERSION, message, span, "upgrade animec")
        return False
    return not written.invalid & {"stack", "animec", "shots"}


def _own_models(written: written_as.Storyboard) -> Mapping[str, Model]:
    """The models that are declared; one whose description could not be read has no kind."""
    declared = written.models or {}
    unread = [name for name in written.place.names("models") if name not in declared]
    return {name: unknown_model(name)._replace(kind="") for name in unread} | {
        name: Model(
            id=name,
            title=name,
            kind=own.kind or "",
            family=own.family or "any",
            status="own",
            contest="addon",
            licence=own.licence or "",
            citation=own.citation or "",
            link="",
            data=own.data or "unknown",
            made_with=_as_list(own.made_with),
        )
        for name, own in declared.items()
    }


def _ruleset(written: written_as.Storyboard, context: Context, origins: dict[str, Origin]) -> Ruleset:
    catalogue = context.library.catalogue
    name = pick(origins, "ruleset", written.ruleset, DEFAULT_RULESET, "language")
    if name not in catalogue.ruleset_names:
        context.unknown_name("ruleset", name, catalogue.ruleset_names, written.place.at("ruleset"))
    if name not in catalogue.ruleset_names or "ruleset" in written.invalid:
        name = "open"  # which contest's rules were meant is anybody's guess
    return catalogue.ruleset(name)


def _base(written: written_as.Storyboard, stack: StackFacts, context: Context, origins: dict[str, Origin]) -> Model:
    name = pick(origins, "base", written.base, stack.base or "none", "stack", stack.name)
    if name == "none":
        return Model("none", "no model", "base", "any", "confirmed", "base", "none", "none", "none")
    return context.model(name, BASE_KINDS, written.place, "base")


def _vae(
    written: written_as.Storyboard, stack: StackFacts, context: Context, origins: dict[str, Origin]
) -> Model | None:
    name = pick(origins, "vae", written.vae, stack.vae or "the base's own", "stack", stack.name)
    if written.vae is None and not stack.vae:
        return None
    return context.model(name, VAE_KINDS, written.place, "vae")


def _identity(written: written_as.Storyboard, stack: StackFacts, context: Context) -> Model | None:
    """The IP-Adapter, which is needed only where there is a turnaround or a first still to be held to."""
    has_sheet = any(person.sheet for person in (written.characters or {}).values())
    has_first = any(shot.keyframes and shot.keyframes.from_first == "likeness" for shot in written.shots or ())
    if not stack.identity or not (has_sheet or has_first):
        return None
    return context.library.catalogue.models[stack.identity]


def _characters(written: written_as.Storyboard, context: Context) -> dict[str, Character]:
    quiet = Context(context.library, Bag(), context.own_models)  # the same findings come with the first scene
    looks = expand_values(shared_values(written), quiet.bag).texts if written.characters else {}
    characters = {}
    for name, person in (written.characters or {}).items():
        sheet = person.sheet
        views = (sheet.views or 4) if sheet else 0
        identity = 0.6 if person.identity is None else person.identity
        lora = _character_lora(person, context)
        # A sheet has a prompt of its own, which takes the words alone: weights and LoRA tags are a scene's.
        words = read_prompt(looks.get(name, person.looks or name)).prompt.text or name
        characters[name] = Character(name, words, views, lora, identity, person.place)
    return characters


def _character_lora(person: written_as.Character, context: Context) -> LoraUse | None:
    if person.lora is None:
        return None
    model = context.model(person.lora, LORA_KINDS, person.place, "lora")
    start = model.weight.default if model.weight else 0.7
    weight = start if person.weight is None else person.weight
    return LoraUse(
        model,
        constant(weight),
        person.place.part("weight" if person.weight is not None else "lora"),
        "character",
    )


_NEEDS = {"interpolate": "fps", "crop": "size", "scale": "size", "zoom": "amount", "upscale": "model"}


def _post_step(written: written_as.PostStep, context: Context) -> PostStep:
    needed = _NEEDS.get(written.step or "", "step")
    if getattr(written, needed) is None and needed not in written.invalid:
        message = f"`{written.step}` needs `{needed}`"
        context.bag.add(MISSING_KEY, message, written.place.at("step"), f"write `{needed}:` beside it")
    kinds = frozenset({"interpolation" if written.step == "interpolate" else "upscaler"})
    model = context.model(written.model, kinds, written.place, "model") if written.model else None
    return PostStep(written.step or "", written.fps or 0, written.size, written.amount or 0.0, model, written.place)


def _as_list(written: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else written or ()
