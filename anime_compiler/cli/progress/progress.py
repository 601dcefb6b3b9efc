"""The ways to show a render, and which of them fits where its output goes."""

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from typing import NamedTuple, TextIO

from anime_compiler.cli.progress.estimate import Paces
from anime_compiler.plan.render_plan import RenderPlan
from renderer import events


class Form(Enum):
    """How a render is shown."""

    LIVE = "live"
    LINES = "lines"
    JSON = "json"
    QUIET = "quiet"


class Shown(NamedTuple):
    """What there is to know of a render before it begins: its plan, how it is drawn, on how many nodes at once, how
    long that took before, and whether somebody has asked to stop."""

    plan: RenderPlan
    about: str
    jobs: int
    earlier: Paces
    is_stopping: Callable[[], bool]


def form_for(stream: TextIO, is_json: bool, is_quiet: bool) -> Form:
    """The form that was asked for; else a live picture, if the stream is a terminal that can move its cursor."""
    if is_json:
        return Form.JSON
    if is_quiet:
        return Form.QUIET
    can_move = stream.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown", "")
    return Form.LIVE if can_move else Form.LINES


def progress(form: Form, shown: Shown, stream: TextIO, has_color: bool) -> AbstractContextManager[events.Tell]:
    """Shows a render while it lasts. Each form is imported where it is used: a pipe needs no terminal library."""
    match form:
        case Form.QUIET:
            return nullcontext(_nothing)
        case Form.JSON:
            from anime_compiler.cli.progress.json_lines import json_lines

            return json_lines(stream)
        case Form.LINES:
            from anime_compiler.cli.progress.lines import plain_lines

            return plain_lines(shown.plan, shown.about, stream)
        case Form.LIVE:
            from anime_compiler.cli.progress.live import live_picture
            from anime_compiler.cli.progress.picture import Picture
            from anime_compiler.cli.progress.signs import signs_for
            from anime_compiler.cli.progress.standing import Standing

            standing = Standing(shown.plan, time.monotonic)
            picture = Picture(standing, shown.about, signs_for(stream.encoding), shown.jobs, shown.earlier)
            return live_picture(standing, picture, shown.is_stopping, stream, has_color)


def _nothing(_: events.Event) -> None:
    pass
