"""The exports of two storyboards that ship, as documents. `ANIMEC_UPDATE_GOLDEN=1` writes them anew, for review."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from anime_compiler.plan.export.chapters import chapters
from anime_compiler.plan.export.edl import edl
from anime_compiler.plan.export.otio import otio
from anime_compiler.plan.render_plan import RenderPlan
from tests.anime_compiler.plan.export.films import plan_of_spec

_RECORDED = Path(__file__).parent / "recorded"
_FORMS: dict[str, Callable[[RenderPlan], str]] = {"otio": otio, "edl": edl, "chapters": chapters}
_NAMES = ("clip_001", "open_experiment")


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("name", _NAMES)
def test_the_export_is_the_one_on_record(name: str, form: str) -> None:
    text, recorded = _FORMS[form](plan_of_spec(name)), _RECORDED / f"{name}.{form}"
    if os.environ.get("ANIMEC_UPDATE_GOLDEN") == "1":
        recorded.write_bytes(text.encode())
    assert text == recorded.read_bytes().decode()


def test_every_record_belongs_to_a_storyboard() -> None:
    assert {file.name for file in _RECORDED.iterdir()} == {f"{name}.{form}" for name in _NAMES for form in _FORMS}
