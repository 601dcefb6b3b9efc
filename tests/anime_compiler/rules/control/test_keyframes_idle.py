"""What is said of `keyframes` where something else could not be read, and what is advised."""

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library

_HEAD = "animec: 1\nclip: c\nruleset: open\n"
_IDLE = "{id: roof, prompt: a roof, keyframes: {shared_noise: 70%}}"


def cures(text: str) -> list[str | None]:
    found = compile_storyboard("c.yaml", (_HEAD + text).encode(), Library(shipped_catalogue(), ())).diagnostics
    return [one.help for one in found if one.code.name == "keyframes-idle"]


@pytest.mark.parametrize(
    "shots",
    [
        f"[{_IDLE}, {{id: street, prompt: a street, control: [{{kind: deep}}]}}]",  # it may have read the roof's
        "[{id: roof, prompt: a roof, motion: nothing, keyframes: {shared_noise: 70%}}]",
    ],
)
def test_nothing_is_said_where_the_reader_may_be_what_could_not_be_read(shots: str) -> None:
    assert cures(f"shots: {shots}\n") == []


def test_the_cure_names_a_control_that_the_stack_has() -> None:
    assert cures(f"shots: [{_IDLE}]\n") == [
        "add `{kind: openpose, from: keyframes}` to `control`, write `motion: none`, or leave `keyframes` out"
    ]
