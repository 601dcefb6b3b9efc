"""A storyboard as a smaller stack can draft it: the same shots, beats and timing, by the models of that stack.

What the stack has no model for is left out and named, so that nobody takes what is missing for what was asked for.
Rules judge the storyboard itself, never its draft.
"""

from collections.abc import Iterator, Mapping
from math import log
from typing import Final, NamedTuple

from anime_compiler.catalogue.catalogue import Catalogue
from anime_compiler.model.catalogue import Model, StackFacts
from anime_compiler.model.storyboard import (
    Camera,
    Join,
    LoraUse,
    Motion,
    PostStep,
    Sampling,
    Shot,
    Storyboard,
    prompts_of,
)
from anime_compiler.model.timecode import Size
from anime_compiler.model.vocabulary import words_of, words_written
from anime_compiler.resolve.model_requests import model_requests
from anime_compiler.resolve.sampling import scheduler_of

# The noise that stills share where they stand in for motion: they are moments of one shot and dissolve into each other.
_ONE_MOMENT: Final = 0.9


class Draft(NamedTuple):
    """A storyboard for another stack than its own, and what of it that stack cannot show."""

    storyboard: Storyboard
    left_out: tuple[str, ...]
    unseen: tuple[str, ...]  # words of its prompts that the stack's models have never seen


def draft(board: Storyboard, stack: StackFacts, catalogue: Catalogue) -> Draft:
    """The draft of a storyboard."""
    sampling = _sampling(board.sampling, stack, catalogue)
    loras = _Loras(stack, catalogue.models)
    base = catalogue.models[stack.base]
    drafted = board._replace(
        stack=stack,
        base=base,
        vae=catalogue.models[stack.vae] if stack.vae else None,
        identity=catalogue.models[stack.identity] if stack.identity and board.identity else None,
        sampling=sampling,
        characters={
            name: person._replace(lora=loras.standing_in(person.lora)) for name, person in board.characters.items()
        },
        shots=tuple(_shot(shot, stack, catalogue, loras) for shot in board.shots),
        stills=tuple(still._replace(loras=loras.of_scene(still.loras)) for still in board.stills),
        post=_post(board, sampling.size),
    )
    drafted = drafted._replace(requests=model_requests(drafted))
    return Draft(drafted, tuple(_left_out(board, drafted)), tuple(_unseen(drafted)))


class _Loras:
    """Which LoRAs of a stack stand in for those of others; scenes that share theirs share what stands in for them."""

    def __init__(self, stack: StackFacts, models: Mapping[str, Model]) -> None:
        self._stack, self._models = stack, models
        self._known: dict[int, tuple[LoraUse, ...]] = {}

    def of_scene(self, uses: tuple[LoraUse, ...]) -> tuple[LoraUse, ...]:
        """What stands in for the LoRAs of a scene; where two have the same stand-in, the first one counts."""
        if id(uses) not in self._known:
            made: dict[str, LoraUse] = {}
            for use in filter(None, map(self.standing_in, uses)):
                made.setdefault(use.model.id, use)
            self._known[id(uses)] = tuple(made.values())
        return self._known[id(uses)]

    def standing_in(self, use: LoraUse | None) -> LoraUse | None:
        """What stands in for a LoRA; nothing where the stack has nothing like it."""
        name = self._stack.stands_in.get(use.model.id) if use else None
        return use._replace(model=self._models[name]) if use and name else None


def _sampling(own: Sampling, stack: StackFacts, catalogue: Catalogue) -> Sampling:
    """The stack's own profile, at that of its sizes which is shaped most like what was asked for."""
    profile = catalogue.profiles[stack.profile]
    profile = profile._replace(size=_nearest(own.size, profile.size, stack.sizes))
    return own._replace(
        profile=profile,
        size=profile.size,
        steps=profile.steps,
        guidance=profile.guidance,
        lcm=catalogue.models[stack.lcm] if profile.lcm and stack.lcm else None,
        precision=profile.precision,
        scheduler=scheduler_of(profile, stack),
    )


def _nearest(asked: Size, usual: Size, sizes: tuple[Size, ...]) -> Size:
    """The size whose shape is nearest; of two shaped alike the larger one, but none is much larger than usual."""

    def distance(size: Size) -> tuple[float, float]:
        return abs(log(size.width / size.height * asked.height / asked.width)), -size.megapixels

    return min((size for size in (usual, *sizes) if size.megapixels <= usual.megapixels), key=distance)


def _shot(shot: Shot, stack: StackFacts, catalogue: Catalogue, loras: _Loras) -> Shot:
    module = catalogue.models[stack.motion] if stack.motion and shot.motion.module else None
    motion = shot.motion._replace(module=module, loras=())
    keyframes = shot.keyframes
    if shot.motion.module and not module:
        keyframes = keyframes._replace(shared_noise=max(keyframes.shared_noise, _ONE_MOMENT))
    if keyframes.from_first == "likeness" and not stack.identity:
        keyframes = keyframes._replace(from_first="picture")
    controls = [
        control._replace(model=catalogue.models[stack.controls[control.kind]])
        for control in shot.control
        if module and control.kind in stack.controls
    ]
    return shot._replace(
        loras=loras.of_scene(shot.loras),
        camera=_camera(shot.camera, stack, motion, catalogue),
        motion=motion,
        keyframes=keyframes,
        control=tuple(controls),
        join=Join("cut", 0) if shot.join.kind == "carry" and not module else shot.join,
        chain=shot.chain._replace(length=stack.segment_frames),
    )


def _camera(camera: Camera, stack: StackFacts, motion: Motion, catalogue: Catalogue) -> Camera:
    """The same move, by a motion LoRA of the stack or else by a window that travels over the picture."""
    if camera.via != "motion_lora":
        return camera
    lora = stack.motion_loras.get(camera.move) if motion.module else None
    if lora is None:
        return camera._replace(via="crop", motion_lora=None)
    return camera._replace(motion_lora=catalogue.models[lora])


def _post(board: Storyboard, size: Size) -> tuple[PostStep, ...]:
    """The steps after the frames are made, in the draft's measure; those that need a model of their own do without."""
    share = size.width / board.sampling.size.width
    return tuple(
        step._replace(model=None, size=_shrunk(step.size, share, size) if step.size else None)
        for step in board.post
        if step.step != "upscale"
    )


def _shrunk(size: Size, share: float, most: Size) -> Size:
    """A size in the draft's measure, of the same shape and no larger than its pictures; even, as films need it."""
    share = min(share, most.width / size.width, most.height / size.height)
    return Size(*(max(2, round(side * share / 2) * 2) for side in size))


def _unseen(board: Storyboard) -> list[str]:
    """The words that the stack's models have never seen, in their order."""
    vocabulary = board.stack.vocabulary
    if vocabulary is None:
        return []
    texts = [text for scene in board.scenes for text in prompts_of(scene)]
    written = words_written(board.place)
    return vocabulary.unknown(word for word in words_of(", ".join(texts)) if word in written)


def _left_out(board: Storyboard, drafted: Storyboard) -> Iterator[str]:
    """What a draft does not show of its storyboard, in the words of the language."""
    shots = [*zip(board.shots, drafted.shots, strict=True)]
    if any(own.motion.module and not shot.motion.module for own, shot in shots):
        yield "motion"
    if any(len(own.control) > len(shot.control) for own, shot in shots):
        yield "control"
    if board.identity and not drafted.identity:
        yield "likeness"
    names = {use.model.id for scene in board.scenes for use in scene.loras}
    yield from sorted(name for name in names if name not in drafted.stack.stands_in)
    if len(board.post) > len(drafted.post):
        yield "upscale"
