"""Films to export: of a storyboard, or laid out by hand with whatever names and fades."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.source import Position
from anime_compiler.model.timecode import Size
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import Node, PlanOutput, RenderPlan
from anime_compiler.resolve.context import Library

SPECS = Path(__file__).parents[4] / "specs"
HEAD = "animec: 1\nclip: fades\ntitle: Dusk\nruleset: open\nstyle: {template: plain}\n"
FADES = """\
shots:
  - {id: a, prompt: roof, duration: 16f, next: crossfade 5f, beats: [{at: 0f, prompt: one}, {at: 100%, prompt: two}]}
  - {id: b, prompt: street, duration: 16f, next: crossfade 3f}
  - {id: c, prompt: river, duration: 17f, motion: {module: none}}
  - {id: d, prompt: sea, duration: 17f}
"""
RATES = {
    "8": "fps: 8\n",
    "12": "fps: 12\n",
    "8 made 24": "fps: 8\npost: [{step: interpolate, fps: 24}]\n",
    "10 made 24": "fps: 10\npost: [{step: interpolate, fps: 24}]\n",
}


@cache
def plan_of(text: str) -> RenderPlan:
    """The plan of a storyboard, with its keys."""
    return _planned("fades.yaml", text.encode())


@cache
def plan_of_spec(name: str) -> RenderPlan:
    """The plan of a storyboard that ships."""
    return _planned(f"{name}.yaml", (SPECS / f"{name}.yaml").read_bytes())


def laid_out(
    shots: Sequence[tuple[str, int, int]], fps: int = 8, clip: str = "clip", title: str = "", mp4: str = ""
) -> RenderPlan:
    """A plan of nothing but a film: shots with their frames, and over how many each fades in."""
    clips: list[ops.Clip] = []
    end = 0
    for shot, frames, fade in shots:
        clips.append(ops.Clip(shot, end - fade, frames, fade, 1))
        end += frames - fade
    film = Node("film", ops.Assemble(fps, Size(64, 64), end, tuple(clips)), (), "", Position(1, 1), "k" * 64)
    outputs = (PlanOutput(f"video/{clip}/{mp4}", "film"),) if mp4 else ()
    return RenderPlan("", clip, title, "open", (), "sdxl", fps, Size(64, 64), end, (), (film,), outputs)


def _planned(name: str, data: bytes) -> RenderPlan:
    compiled = compile_storyboard(name, data, Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    return with_keys(compiled.plan)
