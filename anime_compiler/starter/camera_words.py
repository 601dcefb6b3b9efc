"""What people say of a camera, to the moves that there are; what is no move stays words for the prompt."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from anime_compiler.starter.remarks import Remarks


class CameraWords(NamedTuple):
    """A move, how far it goes in per cent (nothing for the usual 10), and what was said besides."""

    move: str
    percent: int | None
    rest: str


SLOW_PERCENT, FAST_PERCENT = 5, 20
_SLIDE = r"\b(?:pan|truck|track|doll|slid|arc|orbit|swe?ep|mov|follow)\w*"
_RISE = r"\b(?:tilt|pan|cran|boom|pedestal|jib|ris|mov)\w*"
_TO = r"(?:\s+(?:shots?|to|the|towards?|slowly|slightly|gently|from))*\s+"
# The first that is found counts.
_MOVES = (
    (rf"{_SLIDE}{_TO}right{_TO}left\b", "pan_left"),
    (rf"{_SLIDE}{_TO}left{_TO}right\b", "pan_right"),
    (rf"{_SLIDE}{_TO}left(?:wards?)?\b|\bleft\s+pan\b", "pan_left"),
    (rf"{_SLIDE}{_TO}right(?:wards?)?\b|\bright\s+pan\b", "pan_right"),
    (rf"{_RISE}{_TO}up(?:wards?)?\b|\bupward\s+tilt\b", "tilt_up"),
    (rf"{_RISE}{_TO}down(?:wards?)?\b|\bdownward\s+tilt\b", "tilt_down"),
    (r"\b(?:zoom|push|doll|track|truck|mov|creep|inch|clos)\w*\s+in(?:to|wards?)?\b", "zoom_in"),
    (r"\b(?:zoom|pull|doll|track|truck|mov)\w*\s+(?:out|back|away)(?:wards?)?\b", "zoom_out"),
    (r"\b(?:roll|rotat)\w*\s+(?:to\s+the\s+)?left\b", "roll_left"),
    (r"\b(?:roll|rotat)\w*\s+(?:to\s+the\s+)?right\b", "roll_right"),
    (
        r"\b(?:static|locked(?:\s+(?:off|down))?|stationary|fixed|tripod|no\s+(?:camera\s+)?movement|still)"
        r"(?:\s+(?:camera|shot))?\b|\A(?:none|no|n/a)\Z",
        "none",
    ),
)
# Moves without a direction, and the one that is taken instead.
_GUESSES = (
    (r"\bpan(?:s|ning)?\b|\btrack(?:s|ing)?(?:\s+shot)?\b|\btruck(?:s|ing)?\b", "pan_right"),
    (r"\btilt(?:s|ing)?\b|\bcrane(?:\s+shot)?\b", "tilt_up"),
    (r"\bzoom(?:s|ing)?\b|\bdolly(?:\s+shot)?\b", "zoom_in"),
)
_PARTS = re.compile(r"[,;|]|\.\s|\s+(?:with|and|then)\s+(?:an?\s+)?")
_GENTLE = re.compile(r"\b(?:very\s+)?(?:slow|slight|gentle|gent|subtle|subt|smooth|gradual)(?:ly)?\b", re.I)
_QUICK = re.compile(r"\b(?:fast|quick|rapid|swift|whip|dramatic|sudden)(?:ly)?\b", re.I)
_FILLERS = re.compile(r"\A(?:(?:the|an?|is|camera|shot|movement|move)\b\s*)+|\b(?:camera|move|movement)\Z", re.I)


def camera_words(texts: Iterable[str], remarks: Remarks) -> CameraWords:
    """The first move that the texts speak of."""
    moves: list[CameraWords] = []
    rest: list[str] = []
    pace: int | None = None
    for part in (part.strip(" .") for text in texts for part in _PARTS.split(text)):
        found = _move_in(part, remarks)
        if found and found.move != "none":
            if moves and found.move != moves[0].move:
                remarks.add("a shot has one camera move; this second one is left out", part)
            moves.append(found)
        if not found and not _without_pace(part):
            pace = _percent(part)
        else:
            rest.append(found.rest if found else part)
    first = moves[0]._replace(percent=moves[0].percent or pace) if moves else CameraWords("none", None, "")
    return first._replace(rest=", ".join(filter(None, rest)))


def _move_in(part: str, remarks: Remarks) -> CameraWords | None:
    words = part.replace("-", " ").replace("_", " ")
    for pattern, move in _MOVES:
        if found := re.search(pattern, words, re.I):
            return _with_rest(part, move, found)
    for pattern, move in _GUESSES:
        if found := re.search(pattern, words, re.I):
            remarks.add(f"a move without a direction; `{move}` stands in", part)
            return _with_rest(part, move, found)
    return None


def _with_rest(part: str, move: str, found: re.Match[str]) -> CameraWords:
    """How far the move goes, and the words around it that say something else."""
    rest = _without_pace(f"{part[: found.start()]} {part[found.end() :]}")
    return CameraWords(move, _percent(part), _FILLERS.sub("", _FILLERS.sub("", rest)).strip(" -"))


def _percent(part: str) -> int | None:
    return SLOW_PERCENT if _GENTLE.search(part) else FAST_PERCENT if _QUICK.search(part) else None


def _without_pace(part: str) -> str:
    return " ".join(_QUICK.sub(" ", _GENTLE.sub(" ", part)).split())
