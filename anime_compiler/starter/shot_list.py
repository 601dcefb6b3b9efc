"""A foreign shot list to a storyboard: forgiving in what it takes, never silent about what it leaves out."""

from itertools import islice
from typing import NamedTuple

from anime_compiler.errors import UsageError
from anime_compiler.parse.read_file import Limits
from anime_compiler.starter.cast import Cast
from anime_compiler.starter.draft import DraftReader, first_text, joined_words, read_seed, read_texts
from anime_compiler.starter.fields import Fields
from anime_compiler.starter.foreign_profile import ForeignProfile
from anime_compiler.starter.foreign_rate import ForeignRate, read_rate
from anime_compiler.starter.foreign_style import style_words
from anime_compiler.starter.foreign_text import cut_text
from anime_compiler.starter.remarks import Remarks
from anime_compiler.starter.settle import Common, Settler
from anime_compiler.starter.starter import ruleset_line
from anime_compiler.starter.unfold import unfold
from anime_compiler.starter.vocabulary import CASTS, NEGATIVES, SHARED_PLACES, STYLES, TITLES
from anime_compiler.starter.write_storyboard import Page, quoted, written

MOST_SHOTS = 500
_MOST_TITLE = 200


class ShotListError(UsageError):
    """The data is no shot list that a storyboard could be made of."""


class Imported(NamedTuple):
    """The storyboard as text, and what was left out, changed or guessed on the way."""

    text: str
    remarks: tuple[str, ...]


def storyboard_from_shot_list(
    data: object, name: str, stack: str = "sdxl", template: str | None = None, stills: bool = False
) -> Imported:
    """A storyboard of a clip or of stills out of parsed JSON; without a template the list's styles decide."""
    remarks = Remarks()
    top, found = unfold(data, remarks)
    shots = list(islice(found, MOST_SHOTS + 1))
    if not shots:
        cure = "a shot list is a list of shots, or an object with such a list under `shots` or `scenes`"
        raise ShotListError("there are no shots in it", cure)
    if len(shots) > MOST_SHOTS:
        raise ShotListError(f"there are more than {MOST_SHOTS} shots in it", "import it in parts")
    rate = read_rate(top, remarks)
    common, head = _common(top, remarks, stack, template)
    reader = DraftReader(common.cast, common.profile, rate, remarks)
    drafts = [reader.read(shot) for shot in shots]
    remarks.add_unknown(top)
    settled = Settler(common, drafts, rate.fps, remarks)
    scenes = settled.stills() if stills else settled.shots()
    if not scenes:
        raise ShotListError("no shot in it says what is to be seen", "describe each one under `prompt`")
    page = Page(
        top=_top(name, head, stack, common.profile, rate, stills),
        style=settled.style(),
        vars=settled.vars,
        characters={person.variable: person.looks for person in settled.people.values()},
        kind="stills" if stills else "shots",
        scenes=scenes,
        post="" if stills else rate.post,
    )
    return _imported(page, tuple(remarks))


class _Head(NamedTuple):
    """What a list says of itself."""

    title: str
    seed: int


def _common(top: Fields, remarks: Remarks, stack: str, template: str | None) -> tuple[Common, _Head]:
    """What the list says of all its shots."""
    cast = Cast(remarks)
    words: list[str] = []
    for found in top.take_all(CASTS):
        words += cast.add(found.value)[1]
    profile = ForeignProfile(stack, remarks)
    profile.read(top)
    style = style_words(", ".join(read_texts(top, STYLES, remarks)))
    look = joined_words([style.rest, *read_texts(top, SHARED_PLACES, remarks), *words])
    negative = ", ".join(read_texts(top, NEGATIVES, remarks))
    if template and style.template not in (None, template):
        remarks.add("left out, because another template was asked for", style.template or "")
    common = Common(cast, profile, template or style.template, template is not None, look, negative)
    title = cut_text(first_text(top, TITLES, remarks), _MOST_TITLE, remarks)
    return common, _Head(title, read_seed(top, remarks) or 0)


def _top(
    name: str, head: _Head, stack: str, profile: ForeignProfile, rate: ForeignRate, stills: bool
) -> tuple[tuple[str, str], ...]:
    lines = [("animec", "1"), ("clip", name)]
    if head.title:
        lines.append(("title", quoted(head.title)))
    lines += [("ruleset", ruleset_line(stack)), ("stack", stack), ("profile", profile.text())]
    if not stills:
        lines.append(("fps", str(rate.fps)))
    return (*lines, ("seed", str(head.seed)))


def _imported(page: Page, remarks: tuple[str, ...]) -> Imported:
    text = written(page, remarks)
    most = Limits().bytes
    if len(text.encode()) > most:
        raise ShotListError(f"the storyboard would be larger than {most:,} bytes", "import it in parts")
    return Imported(text, remarks)
