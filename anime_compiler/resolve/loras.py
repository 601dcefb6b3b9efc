"""Which LoRAs are at work in a scene: the template's, the style's, the prompts' and the characters'."""

from collections.abc import Iterable, Mapping

from anime_compiler.language.storyboard import Curve, Style
from anime_compiler.model.catalogue import StackFacts, Template
from anime_compiler.model.storyboard import Character, LoraUse, constant
from anime_compiler.parse.spec_tree import Place
from anime_compiler.resolve.context import LORA_KINDS, Context
from anime_compiler.resolve.curves import resolve_curve
from anime_compiler.resolve.prompts import Tag


class Loras:
    """Collects the LoRAs of scenes; what the storyboard's style says is worked out once."""

    def __init__(self, context: Context, stack: StackFacts, fps: int) -> None:
        self.context = context
        self.stack = stack
        self.fps = fps
        self._known: dict[tuple[int, int], dict[str, LoraUse]] = {}
        self._shared: dict[tuple[int, ...], tuple[LoraUse, ...]] = {}  # scenes alike hold one and the same tuple

    def of_scene(
        self,
        place: Place,
        template: Template,
        styles: Iterable[Style],
        tags: Iterable[Tag],
        characters: Iterable[Character],
        frames: int,
    ) -> tuple[LoraUse, ...]:
        """Style LoRAs, of which a scene's own replace the storyboard's; then those of prompts and characters."""
        uses = [*self._of_styles(place, template, tuple(styles), frames).values()]
        for tag in tags:
            model = self.context.model(tag.name, LORA_KINDS, tag.place)
            uses.append(LoraUse(model, constant(tag.weight), tag.place, "prompt"))
        uses += [character.lora for character in characters if character.lora]
        return self._shared.setdefault(tuple(map(id, uses)), tuple(uses))

    def _of_styles(
        self, place: Place, template: Template, styles: tuple[Style, ...], frames: int
    ) -> dict[str, LoraUse]:
        found: dict[str, LoraUse] = {}
        for name, weight in template.loras.items():
            model = self.context.own_models.get(name) or self.context.library.catalogue.models[name]
            if model.family in self.stack.families:  # a style's LoRA for another base has no say here
                found[name] = LoraUse(model, constant(weight), place, "template")
        for style in styles:
            found.update(self._of_style(style, frames))
        return found

    def _of_style(self, style: Style, frames: int) -> dict[str, LoraUse]:
        written = style.loras or {}
        if not written:
            return {}
        has_curves = any(isinstance(weight, tuple) for weight in written.values())
        key = (id(style), frames if has_curves else 0)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._resolve(style, written, frames)
        return known

    def _resolve(self, style: Style, written: Mapping[str, float | Curve], frames: int) -> dict[str, LoraUse]:
        uses: dict[str, LoraUse] = {}
        for name, weight in written.items():
            model = self.context.model(name, LORA_KINDS, style.place.part_key("loras", name))
            place = style.place.part("loras", name)
            curve = resolve_curve(weight, 1.0, frames, self.fps)
            # One file under two names counts twice.
            key = model.id if model.id not in uses else f"{model.id} {len(uses)}"
            uses[key] = LoraUse(model, curve, place, "style")
        return uses
