"""Rules about models that are planned: cases for a catalogue in which they are there."""

import pytest

from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from tests.anime_compiler.catalogues import with_all_models

_HEAD = "animec: 1\nclip: test\nstack: pocket\nshots:\n"


@pytest.mark.parametrize(
    ("shot", "said"),
    [
        ("camera: {move: pan_left, via: motion_lora}", ""),
        (
            "motion: none, camera: {move: zoom_in, via: motion_lora}",
            "motion-lora-unavailable: the motion LoRA for `zoom_in` has no motion module to work in",
        ),
        (
            "motion: {lora: pocket-zoom-in}, camera: {move: pan_left, via: motion_lora}",
            "several-motion-loras: `roof` uses 2 motion LoRAs at once, but at most 1 is allowed",
        ),
        ("motion: {lora: pocket-zoom-in}, camera: {move: pan_left}", ""),
    ],
)
def test_motion_loras_of_a_stack_that_has_some(shot: str, said: str) -> None:
    text = f"{_HEAD}  - {{id: roof, prompt: a school rooftop, {shot}}}\n"
    compiled = compile_storyboard("case.yaml", text.encode(), Library(with_all_models(), ()))
    found = [f"{one.code.name}: {one.message}" for one in compiled.diagnostics if "motion-lora" in one.code.name]
    assert found == ([said] if said else [])
