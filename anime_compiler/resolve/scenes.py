"""What shots and stills have in common: a look, names for their prompts, LoRAs and a negative prompt."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from anime_compiler.language import storyboard as written_as
from anime_compiler.model.catalogue import StackFacts, Template
from anime_compiler.model.prompt import EMPTY_PROMPT, Prompt, joined
from anime_compiler.model.storyboard import Character, LoraUse, Origin
from anime_compiler.parse.spec_tree import Place
from anime_compiler.resolve.context import Context
from anime_compiler.resolve.loras import Loras
from anime_compiler.resolve.problem import quoted
from anime_compiler.resolve.prompt_codes import BAD_LORA_TAG
from anime_compiler.resolve.prompts import Frame, Frames, Tag, Wording, read_wording
from anime_compiler.resolve.templates import DEFAULT_TEMPLATE, find_template
from anime_compiler.resolve.variables import Names, Value, expand_values

WrittenScene = written_as.Shot | written_as.Still


class Look(NamedTuple):
    """Template, names and styles of one scene."""

    template: Template
    names: Names
    frame: Frame
    styles: tuple[written_as.Style, ...]


class SceneReader:
    """Reads scenes one by one; what they share is worked out once and kept here."""

    def __init__(
        self,
        written: written_as.Storyboard,
        stack: StackFacts,
        fps: int,
        characters: Mapping[str, Character],
        context: Context,
    ) -> None:
        self.written = written
        self.characters = characters
        self.context = context
        self.loras = Loras(context, stack, fps)
        self._frames = Frames()
        self._templates: dict[str, Template] = {}
        self._negatives: dict[tuple[str, ...], Prompt] = {}
        self._plain_negatives: dict[str, Prompt] = {}  # by template, of scenes that add nothing to it
        self._shared_values = shared_values(written)
        self._base_values: dict[str, dict[str, Value]] = {}
        self._shared_looks: dict[str, Look] = {}

    def look(self, scene: WrittenScene, origins: dict[str, Origin]) -> Look:
        """The look of a scene. Scenes without a style or variables of their own share it."""
        own = scene.style
        name = own.template if own and own.template else self._story_template
        template = self._template(name, scene)
        origins["style.template"] = self._template_origin(own)
        if own is None and not scene.vars and not _lacks_names(scene):
            if name not in self._shared_looks:
                self._shared_looks[name] = self._make_look(template, scene)
            return self._shared_looks[name]
        return self._make_look(template, scene)

    def wording(self, look: Look, text: str, place: Place) -> Wording:
        """The author's `prompt` at a place."""
        return read_wording(text, place, ("prompt",), look.names, self.context.bag)

    def scene_loras(
        self, scene: WrittenScene, look: Look, wordings: Sequence[Wording], frames: int
    ) -> tuple[LoraUse, ...]:
        """The LoRAs of a scene; a tag that stands in several of its prompts is one use."""
        tags: dict[tuple[str, int], Tag] = {}
        for wording in wordings:
            for tag in wording.tags:
                tags.setdefault((tag.name, tag.place.node.start), tag)
        cast = [self.characters[name] for name in self.cast(wordings)]
        style = self.written.style
        fallback = style.place if style else self.written.place
        return self.loras.of_scene(fallback, look.template, look.styles, tags.values(), cast, frames)

    def cast(self, wordings: Sequence[Wording]) -> tuple[str, ...]:
        """The characters that a scene's prompts name, in the storyboard's order."""
        named = frozenset[str]().union(*(wording.names for wording in wordings))
        return tuple(name for name in self.characters if name in named)

    def negative(self, scene: WrittenScene, look: Look) -> Prompt:
        """The template's negative prompt, the storyboard's and the scene's own, one after the other."""
        is_plain = scene.negative is None and scene.style is None
        if is_plain and look.template.name in self._plain_negatives:
            return self._plain_negatives[look.template.name]
        pieces = [_Piece(text, self.written.place, ()) for text in look.template.negative]
        for style in look.styles:
            pieces += _pieces(style.negative, style.place)
        pieces += _pieces(scene.negative, scene.place)
        key = tuple(piece.text for piece in pieces)
        if any("{" in text for text in key):
            return self._read_negative(pieces, look.names)
        if key not in self._negatives:
            self._negatives[key] = self._read_negative(pieces, look.names)
        if is_plain:
            self._plain_negatives[look.template.name] = self._negatives[key]
        return self._negatives[key]

    def _read_negative(self, pieces: Sequence["_Piece"], names: Names) -> Prompt:
        prompt = EMPTY_PROMPT
        for piece in pieces:
            wording = read_wording(piece.text, piece.place, piece.path, names, self.context.bag)
            for tag in wording.tags:
                message = f"the LoRA {quoted(tag.name)} cannot stand in a negative prompt"
                self.context.bag.add(BAD_LORA_TAG, message, tag.place.at(), "take it out, or move it to `loras`")
            prompt = joined(prompt, wording.prompt, ", ")
        return prompt

    def is_unread_character(self, name: str) -> bool:
        """Whether this may be somebody whose description could not be read; that was reported there."""
        return "characters" in self.written.invalid or name in self.written.place.names("characters")

    @property
    def _story_template(self) -> str:
        style = self.written.style
        return style.template if style and style.template else DEFAULT_TEMPLATE

    def _template_origin(self, own: written_as.Style | None) -> Origin:
        if own and own.template:
            return Origin(own.template, "written")
        style = self.written.style
        if style and style.template:
            return Origin(style.template, "written", "in the storyboard's style")
        return Origin(DEFAULT_TEMPLATE, "language")

    def _template(self, name: str, scene: WrittenScene) -> Template:
        if name not in self._templates:
            own = scene.style
            holder = own if own and own.template else self.written.style
            place = holder.place if holder else self.written.place
            self._templates[name] = find_template(name, place.at("template"), self.context)
        return self._templates[name]

    def _make_look(self, template: Template, scene: WrittenScene) -> Look:
        if template.name not in self._base_values:
            defaults = {name: Value(text, self.written.place, ()) for name, text in template.vars.items()}
            self._base_values[template.name] = {**defaults, **self._shared_values}
        values = dict(self._base_values[template.name])
        own = scene.style
        if own:
            values.update(_values(own))
        values.update(_values(scene))
        lacking = any(_lacks_names(holder) for holder in (self.written, self.written.style, own, scene))
        names = expand_values(values, self.context.bag, lacking)
        styles = tuple(style for style in (self.written.style, own) if style)
        return Look(template, names, self._frames.of(template, names), styles)


class _Piece(NamedTuple):
    """A part of a negative prompt, and where it stands."""

    text: str
    place: Place
    path: tuple[str, ...]


def _pieces(written: str | tuple[str, ...] | None, place: Place) -> list[_Piece]:
    if isinstance(written, str):
        return [_Piece(written, place, ("negative",))]
    return [_Piece(text, place.part("negative", number), ()) for number, text in enumerate(written or ())]


def shared_values(written: written_as.Storyboard) -> dict[str, Value]:
    """The values that every prompt can use: the storyboard's variables, its style's, and its characters' looks."""
    values = _values(written.style) if written.style else {}
    values.update(_values(written))
    values.update(_stand_ins(written.place, "characters"))
    for name, character in (written.characters or {}).items():
        values[name] = Value(character.looks or name, character.place, ("looks",))
    return values


_Holder = written_as.Storyboard | written_as.Style | WrittenScene


def _values(holder: _Holder) -> dict[str, Value]:
    texts = holder.vars
    if not texts and "vars" not in holder.doubtful:
        return {}
    values = _stand_ins(holder.place, "vars") if "vars" in holder.doubtful else {}
    values.update((name, Value(text, holder.place, ("vars", name))) for name, text in (texts or {}).items())
    return values


def _stand_ins(place: Place, key: str) -> dict[str, Value]:
    """Names that were written under a key, as values of their own: some may have values that could not be read."""
    return {name: Value(name, place, (key, name)) for name in place.names(key) if name.isidentifier()}


def _lacks_names(holder: _Holder | None) -> bool:
    """Whether names were to be given here that could not be read at all, or that no prompt can name."""
    if holder is None or not holder.doubtful & {"vars", "characters", "style"}:
        return False
    names = (name for key in ("vars", "characters") for name in holder.place.names(key))
    return bool(holder.invalid & {"vars", "characters", "style"}) or not all(map(str.isidentifier, names))
