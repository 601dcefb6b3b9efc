"""The path of an override: `shots.rooftop.camera.amount`, `shots.*.chain.overlap`, `style.loras."v1.5"`."""

import re
from typing import NamedTuple

from anime_compiler.parse.parse import brief

# A key in quotes of either kind, or a plain one.
_STEP = re.compile(r"""(?P<quote>["'])(?P<quoted>.*?)(?P=quote)|(?P<plain>[^.="']+)""", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_QUOTING = 'a key that holds `.`, `=` or a quote is itself put in quotes: `style.loras."v1.5"=0.7`'


class Step(NamedTuple):
    """A step of a path: a key, an item's number or id, or `*`; start and end are its place in the override."""

    text: str
    start: int
    end: int
    is_quoted: bool = False

    @property
    def is_all(self) -> bool:
        """Whether it stands for everything that there is."""
        return self.text == "*" and not self.is_quoted

    @property
    def number(self) -> int | None:
        """The number of an item, if it is one."""
        return int(self.text) if not self.is_quoted and _NUMBER.match(self.text) else None


class RefusedOverride(Exception):
    """An override that cannot be made, with what is wrong, where in its text, and what to do instead."""

    def __init__(self, message: str, start: int, end: int, help: str) -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.help = message, start, end, help


def read_path(text: str) -> tuple[tuple[Step, ...], int]:
    """The steps of an override's path, and where its value starts."""
    steps: list[Step] = []
    at = 0
    while found := _STEP.match(text, at):
        quoted = found["quoted"]
        step = Step(found["plain"] if quoted is None else quoted, at, found.end(), quoted is not None)
        if step.text == "<<":
            raise RefusedOverride("`<<` merges maps, which the language does not have", *step[1:3], "write the keys")
        steps.append(step)
        at = found.end()
        if text.startswith("=", at):
            return tuple(steps), at + 1
        if not text.startswith(".", at):
            break
        at += 1
    if at == len(text) and steps and not text.endswith("."):
        help = f"write what it is to be behind it: `--set {brief(text)}=…`"
        raise RefusedOverride(f"`{brief(text)}` is given no value", 0, at, help)
    if text.startswith((".", "="), at) or at == len(text):
        message = "a step of the path is empty"
        help = "write keys with one `.` between them, then `=` and the value: `--set shots.rooftop.duration=4s`"
        raise RefusedOverride(message, max(at - 1, 0), min(at + 1, len(text)), help)
    raise RefusedOverride("quotes do not stand around a whole key here", at, min(at + 1, len(text)), _QUOTING)
