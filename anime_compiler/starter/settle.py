"""What is decided once all shots are known: names, styles, prompts, camera moves and joins."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from anime_compiler.resolve.templates import DEFAULT_TEMPLATE
from anime_compiler.starter.camera_words import CameraWords
from anime_compiler.starter.cast import Cast
from anime_compiler.starter.draft import Draft
from anime_compiler.starter.durations import duration_text
from anime_compiler.starter.foreign_profile import ForeignProfile
from anime_compiler.starter.foreign_prompt import foreign_negative, foreign_prompt
from anime_compiler.starter.foreign_text import cut_text
from anime_compiler.starter.names import legal_name, look, unique_name
from anime_compiler.starter.remarks import Remarks
from anime_compiler.starter.vocabulary import LOOK
from anime_compiler.starter.write_storyboard import Scene, quoted

_FADE, _SHORTEST_FADE = 4, 2
_USUAL_PERCENT, _LEAST_PERCENT = 10, 5
_ROLL = 1.16  # how much longer a canvas is at most for a roll by the usual amount
_MOST_LOOK = 1000


class Common(NamedTuple):
    """What a list says of all its shots."""

    cast: Cast
    profile: ForeignProfile
    template: str | None
    is_decided: bool  # the template was asked for, so that no shot's own counts
    look: str
    negative: str


class Settler:
    """Turns the drafts of one list into scenes."""

    def __init__(self, common: Common, drafts: Sequence[Draft], fps: int, remarks: Remarks) -> None:
        self.common = common
        self.fps = fps
        self.remarks = remarks
        self.stack = common.profile.stack
        self.people = common.cast.people()
        text = foreign_prompt(cut_text(common.look, _MOST_LOOK, remarks), remarks, most=_MOST_LOOK)
        self.vars = {LOOK: text} if text else {}
        usual = _most_common(draft.template for draft in drafts) or DEFAULT_TEMPLATE
        self.template = common.template or usual
        shared = {draft.negative for draft in drafts}
        self.negative = common.negative or (shared.pop() if len(shared) == 1 else "")
        self.drafts = list(self._drawable(drafts))

    def _drawable(self, drafts: Sequence[Draft]) -> Iterator[tuple[str, Draft, str]]:
        """Each shot that has a prompt, with an id that no other has."""
        taken: set[str] = set()
        for draft in drafts:
            present = [self.people[name] for name in draft.present]
            prompt = foreign_prompt(draft.words, self.remarks, list(self.people.values()), present, self.vars)
            if not prompt:
                self.remarks.add("says nothing that could be drawn; left out", draft.name)
                continue
            name = unique_name(legal_name(draft.name, "shot"), taken)
            taken.add(look(name))
            yield name, draft, prompt

    def style(self) -> tuple[tuple[str, str], ...]:
        """The storyboard's style."""
        lines = [("template", self.template)]
        if negative := self._negative(self.negative):
            lines.append(("negative", negative))
        return tuple(lines)

    def stills(self) -> list[Scene]:
        """A still for each shot; what only a shot has is left out."""
        reason = "left out; a still has no length, no camera move and no join"
        for _, draft, _ in self.drafts:
            moves = (draft.is_timed, draft.camera.move != "none", draft.join != "cut")
            said = zip(("duration", "camera move", "transition"), moves, strict=True)
            self.remarks.add(reason, *(what for what, is_said in said if is_said))
        return [Scene(name, draft.title, tuple(self._look(draft, prompt))) for name, draft, prompt in self.drafts]

    def shots(self) -> list[Scene]:
        """The shots of a clip."""
        scenes = []
        joins = self._joins([draft for _, draft, _ in self.drafts])
        for (name, draft, prompt), join in zip(self.drafts, joins, strict=True):
            lines = [("duration", duration_text(draft.frames, self.fps)), *self._look(draft, prompt)]
            if camera := self._camera(draft.camera):
                lines.append(("camera", camera))
            if join != "cut":
                lines.append(("next", join))
            scenes.append(Scene(name, draft.title, tuple(lines)))
        return scenes

    def _look(self, draft: Draft, prompt: str) -> Iterator[tuple[str, str]]:
        """What shots and stills have in common."""
        yield "prompt", quoted(prompt)
        if draft.negative != self.negative and (negative := self._negative(draft.negative)):
            yield "negative", negative
        if draft.template not in (None, self.template):
            if self.common.is_decided:
                self.remarks.add("left out, because another template was asked for", draft.template or "")
            else:
                yield "style", f"{{template: {draft.template}}}"
        if draft.seed is not None:
            yield "seed", str(draft.seed)

    def _negative(self, text: str) -> str:
        """A negative prompt as it is written: a text, or a list where it is long."""
        pieces = foreign_negative(text, self.remarks)
        if len(pieces) > 1:
            return f"[{', '.join(map(quoted, pieces))}]"
        return quoted(pieces[0]) if pieces else ""

    def _camera(self, camera: CameraWords) -> str:
        """A move that the stack has room for: frames are made larger than the picture, and a window moves."""
        if camera.move == "none":
            return ""
        longest = max(self.common.profile.size)
        for percent in (camera.percent or _USUAL_PERCENT, _USUAL_PERCENT, _LEAST_PERCENT):
            grown = _ROLL if camera.move.startswith("roll") else 1 + percent / 100
            if longest * grown <= self.stack.max_size:
                is_usual = percent == _USUAL_PERCENT or camera.move.startswith("roll")
                return camera.move if is_usual else f"{{move: {camera.move}, amount: {percent}%}}"
        self.remarks.add("left out; pictures of this size leave no room for a camera move", camera.move)
        return ""

    def _joins(self, drafts: Sequence[Draft]) -> Iterator[str]:
        """How each shot meets the next; a cross-fade is no longer than both of them allow."""
        faded = 0
        for draft, following in pairwise(drafts):
            room = min(_FADE, draft.frames - faded, draft.frames - 1, following.frames - 1)
            faded = 0
            if draft.join == "carry" and not self.stack.motion:
                self.remarks.add(f"stack `{self.stack.name}` has no motion to carry; a cut stands in", draft.name)
            elif draft.join == "carry":
                yield "carry"
                continue
            elif draft.join == "crossfade" and room >= _SHORTEST_FADE:
                faded = room
                yield f"crossfade {room}f"
                continue
            elif draft.join == "crossfade":
                self.remarks.add("left out; these shots are too short for a cross-fade", draft.name)
            yield "cut"
        if drafts[-1:] and drafts[-1].join != "cut":
            self.remarks.add("left out; no shot follows the last one", drafts[-1].join)
        yield from ["cut"] * bool(drafts)


def _most_common(templates: Iterable[str | None]) -> str | None:
    counted = Counter(filter(None, templates)).most_common(1)
    return counted[0][0] if counted else None
