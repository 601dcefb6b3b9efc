"""What commands are given: values in place of written ones, their short forms, and what lies beside a storyboard."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

import pytest

from anime_compiler.cli.inputs import (
    StoryboardFile,
    add_input_arguments,
    add_short_forms,
    as_overrides,
    compile_file,
    library_beside,
    overrides_of,
    without_overrides,
)
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.resolve.templates import templates_read

BOARD = """\
animec: 1
clip: board
ruleset: open
shots:
  - {id: roof, prompt: a roof, duration: 2s, motion: none}
  - {id: street, prompt: a street, duration: 2s}
"""


def options(*words: str, short: bool = True) -> Namespace:
    parser = ArgumentParser(allow_abbrev=False)
    add_input_arguments(parser, several=False)
    if short:
        add_short_forms(parser)
    return parser.parse_args(["board.yaml", *words])


def errors(*words: str) -> Sequence[str]:
    compiled = compile_file(StoryboardFile("board.yaml", BOARD.encode()), options(*words))
    return [f"{one.span.source.name}: {one.message}" for one in compiled.diagnostics if one.level is Level.ERROR]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        (["--seed", "0"], ["seed=0"]),
        (["--fps", "12"], ["fps=12"]),
        (["--num_frames", "32"], ["shots.*.duration=32f"]),
        (["--num-frames", "32"], ["shots.*.duration=32f"]),
        (["--segment_length", "16"], ["shots.*.chain.length=16f"]),
        (["--segment-length=16"], ["shots.*.chain.length=16f"]),
        (["--motion_lora", "pocket-pan"], ["shots.*.motion.lora=pocket-pan"]),
        (["--motion-lora", "owner/name v1.5"], ["shots.*.motion.lora=owner/name v1.5"]),
        (["--motion_lora", "a # b"], ['shots.*.motion.lora="a # b"']),
        (["--motion_lora", ""], ['shots.*.motion.lora=""']),
        (["--internal_controlnet_only"], []),
        (["--internal-controlnet-only", "--fps", "8", "--seed", "7"], ["seed=7", "fps=8"]),
    ],
)
def test_short_forms_say_what_set_says(words: list[str], expected: list[str]) -> None:
    assert as_overrides(options(*words)) == expected


def test_set_has_the_last_word() -> None:
    given = options("--set", "seed=1", "--seed", "2", "--set", "fps=8")
    assert overrides_of(given) == ("seed=2", "seed=1", "fps=8")
    assert overrides_of(without_overrides(given)) == ()
    assert overrides_of(given) == ("seed=2", "seed=1", "fps=8")


def test_a_command_without_short_forms_has_none() -> None:
    assert overrides_of(options("--set", "seed=1", short=False)) == ("seed=1",)
    assert overrides_of(options(short=False)) == ()


@pytest.mark.parametrize("words", [("--num_frames", "32f"), ("--num_frames", "0"), ("--segment_length", "-1")])
def test_a_number_of_frames_is_a_whole_number(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options(*words)
    assert f"`{words[1]}` is not a whole number above 0" in capsys.readouterr().err


def test_what_the_language_reads_it_checks() -> None:
    assert errors("--seed", "-1") == ["--set seed: -1 is outside 0 to 9223372036854775807"]
    assert errors("--fps", "fast") == ["--set fps: `fast` is not a whole number"]
    assert "--set shots.*.motion.lora: `../a.png` is a picture file, but no picture may come in from outside" in errors(
        "--motion_lora", "../a.png"
    )


def test_short_forms_reach_every_shot() -> None:
    file = StoryboardFile("board.yaml", BOARD.encode())
    given = options("--num_frames", "32", "--segment_length", "8", "--fps", "4", "--seed", "9")
    board = compile_file(file, given).storyboard
    assert board is not None
    assert [(shot.frames, shot.chain.length) for shot in board.shots] == [(32, 8), (32, 8)]
    assert (board.fps, board.seed) == (4, 9)
    assert board.shots[0].motion.module is None, "what is held stays held"


def test_the_help_says_that_control_is_always_internal(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options("--help")
    assert "always on: control maps come from generated pictures alone" in " ".join(capsys.readouterr().out.split())


def test_a_compilation_can_be_made_again_from_what_it_read(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "prompts"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("template: mine\ntitle: Mine\npositive: '{{ prompt }}, mine'\n", encoding="utf-8")
    file = StoryboardFile(str(tmp_path / "board.yaml"), f"style: {{template: mine}}\n{BOARD}".encode())
    library = library_beside(file, options())
    first = compile_file(file, options(), library)
    assert first.plan is not None
    read = templates_read(library)
    assert [name for name, _ in read] == ["mine"]
    again = library._replace(template_folders=(), templates=dict(read), read={})
    second = compile_file(file, options(), again)
    assert second.plan == first.plan
    assert templates_read(again) == read
