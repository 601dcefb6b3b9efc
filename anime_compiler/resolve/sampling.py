"""The profile and the author's changes to it."""

from anime_compiler.language.storyboard import ProfileChanges
from anime_compiler.language.storyboard import Storyboard as Written
from anime_compiler.model.catalogue import Model, Profile, StackFacts
from anime_compiler.model.storyboard import Origin, Sampling
from anime_compiler.resolve import codes
from anime_compiler.resolve.context import Context, pick


def resolve_sampling(written: Written, stack: StackFacts, context: Context, origins: dict[str, Origin]) -> Sampling:
    """How pictures are denoised; the scheduler follows from whether LCM is used."""
    changes = written.profile if isinstance(written.profile, ProfileChanges) else None
    named = changes.extends if changes else written.profile
    profile = _profile(named, written, stack, context)
    if named is None:
        origins["profile"] = Origin(profile.name, "stack", stack.name)
    else:
        origins["profile"] = Origin(named, "written")

    wanted = changes or ProfileChanges()
    source = ("profile", profile.name)
    profile = profile._replace(
        size=pick(origins, "profile.size", wanted.size, profile.size, *source),
        steps=pick(origins, "profile.steps", wanted.steps, profile.steps, *source),
        guidance=pick(origins, "profile.guidance", wanted.guidance, profile.guidance, *source),
        lcm=pick(origins, "profile.lcm", wanted.lcm, profile.lcm, *source),
        precision=pick(origins, "profile.precision", wanted.precision, profile.precision, *source),
    )
    scheduler = scheduler_of(profile, stack)
    origins["profile.scheduler"] = Origin(scheduler, "derived", "from `lcm`")
    return Sampling(
        profile=profile,
        size=profile.size,
        steps=profile.steps,
        guidance=profile.guidance,
        lcm=_lcm(profile, written, stack, context),
        precision=profile.precision,
        scheduler=scheduler,
        tiling=pick(origins, "profile.tiling", wanted.tiling, False, "language"),
        batch=pick(origins, "profile.batch", wanted.batch, 1, "language"),
        written_scheduler=wanted.scheduler or "",
        refiner=bool(wanted.refiner),
        place=written.place,
    )


def scheduler_of(profile: Profile, stack: StackFacts) -> str:
    """The scheduler that follows from the rest: a stack may have been trained for one of its own."""
    return "LCM" if profile.lcm else stack.scheduler or "DPM++ 2M Karras"


def _profile(named: str | None, written: Written, stack: StackFacts, context: Context) -> Profile:
    profiles = context.library.catalogue.profiles
    profile = profiles.get(named or stack.profile)
    if profile is None:
        assert named is not None
        path = ("profile",) if isinstance(written.profile, str) else ("profile", "extends")
        context.unknown_name("profile", named, profiles, written.place.at(*path))
        return profiles[stack.profile]
    return profile


def _lcm(profile: Profile, written: Written, stack: StackFacts, context: Context) -> Model | None:
    if not profile.lcm or not stack.has_models:
        return None
    if not stack.lcm:
        span = written.place.at("profile", "lcm")
        message = f"profile `{profile.name}` uses LCM, but stack `{stack.name}` has no LCM LoRA"
        context.bag.add(codes.LCM_UNAVAILABLE, message, span, "choose a profile without LCM, such as `768_long`")
        return None
    return context.library.catalogue.models[stack.lcm]
