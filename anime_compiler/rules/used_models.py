"""The models that a storyboard asks for, with the narrowest place of each request."""

from collections.abc import Iterator

from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Model
from anime_compiler.model.storyboard import Shot, Still, Storyboard
from anime_compiler.parse.spec_tree import MapNode, Place

# The keys by which a model of a kind is asked for; a stack's own model comes with naming the stack.
_KEYS = {
    "base": ("base", "stack"),
    "vae": ("vae", "stack"),
    "lora_speed": ("profile", "stack"),
    "motion_adapter": ("module",),
    "motion_lora": ("via", "move"),
    "controlnet": ("model", "kind"),
    "controlnet_union": ("model", "kind"),
    "t2i_adapter": ("model", "kind"),
    "upscaler": ("model", "step"),
    "interpolation": ("model", "step"),
}
_KEYS_OF_LORAS = ("template",)  # where no LoRA was written, the template brought it along


def model_requests(board: Storyboard) -> Iterator[tuple[Model, Span]]:
    """Each request for a model that is known; what was written once comes once."""
    seen = set()
    for model, place in _uses(board):
        if model is not None and model.is_known and (model.id, place.node.start) not in seen:
            seen.add((model.id, place.node.start))
            yield model, _narrowest(model, place)


def used_models(board: Storyboard) -> Iterator[tuple[Model, Span]]:
    """Each model that is known, once, where it is first asked for."""
    seen = set()
    for model, span in model_requests(board):
        if model.id not in seen:
            seen.add(model.id)
            yield model, span


def _uses(board: Storyboard) -> Iterator[tuple[Model | None, Place]]:
    if board.stack.has_models:
        yield board.base, board.place
    yield board.vae, board.place
    yield board.sampling.lcm, board.sampling.place
    scenes: list[Shot | Still] = [*board.shots, *board.stills]
    for scene in scenes:
        yield from ((use.model, use.place) for use in scene.loras)
    for shot in board.shots:
        yield shot.motion.module, shot.motion.place
        yield from ((use.model, use.place) for use in shot.motion.loras)
        yield shot.camera.motion_lora, shot.camera.place
        yield from ((control.model, control.place) for control in shot.control)
    yield from ((step.model, step.place) for step in board.post)


def _narrowest(model: Model, place: Place) -> Span:
    if isinstance(place.node, MapNode):
        for key in _KEYS.get(model.kind, _KEYS_OF_LORAS):
            if key in place.node.entries:
                return place.at(key)
    return place.at()
