"""Which models a storyboard asks for, and where: worked out once, for the rules and for the plan."""

from collections.abc import Iterator

from anime_compiler.model.catalogue import Model
from anime_compiler.model.storyboard import ModelRequest, Storyboard
from anime_compiler.parse.spec_tree import Place

# The keys by which a model of a kind is asked for; a stack's own model comes with naming the stack.
_KEYS = {
    "base": ("base", "stack"),
    "vae": ("vae", "stack"),
    "ip_adapter": ("sheet", "characters", "keyframes"),
    "lora_speed": ("profile", "stack"),
    "motion_adapter": ("module",),
    "motion_lora": ("via", "move"),
    "controlnet": ("model", "kind"),
    "controlnet_union": ("model", "kind"),
    "t2i_adapter": ("model", "kind"),
    "annotator": ("kind",),
    "upscaler": ("model", "step"),
    "interpolation": ("model", "step"),
}
_KEYS_OF_LORAS = ("template",)  # where no LoRA was written, the template brought it along


def model_requests(board: Storyboard) -> tuple[ModelRequest, ...]:
    """Each request for a model that is known; what was written once comes once."""
    found: dict[tuple[str, int], ModelRequest] = {}
    for model, place in _uses(board):
        if model is not None and (key := (model.id, place.node.start)) not in found and model.is_known:
            found[key] = ModelRequest(model, place, _KEYS.get(model.kind, _KEYS_OF_LORAS))
    return tuple(found.values())


def _uses(board: Storyboard) -> Iterator[tuple[Model | None, Place]]:
    if board.stack.has_models:
        yield board.base, board.place
    yield board.vae, board.place
    if any(person.sheet_views for person in board.characters.values()):
        yield board.identity, board.place
    yield board.sampling.lcm, board.sampling.place
    # Scenes that use the same LoRAs share the tuple; it is kept alive by the storyboard, so its identity is safe.
    for loras in {id(scene.loras): scene.loras for scene in board.scenes}.values():
        for use in loras:
            yield use.model, use.place
    for shot in board.shots:
        if shot.keyframes.from_first == "likeness":
            yield board.identity, shot.place
        yield shot.motion.module, shot.motion.place
        yield shot.camera.motion_lora, shot.camera.place
        for use in shot.motion.loras:
            yield use.model, use.place
        for control in shot.control:
            yield control.model, control.place
            yield control.annotator, control.place
    for step in board.post:
        yield step.model, step.place
