"""The passes together: every shot as work, in the storyboard's order."""

from anime_compiler.lower.lower import lower
from anime_compiler.lower.lowered import LoweredShot
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from tests.anime_compiler.catalogues import with_all_models


def lowered(shots: str, head: str = "") -> tuple[LoweredShot, ...]:
    text = f"animec: 1\nclip: lower\nruleset: open\n{head}shots:\n{shots}"
    compiled = compile_storyboard("lower.yaml", text.encode(), Library(with_all_models(), ()))
    assert compiled.storyboard is not None, compiled.diagnostics
    assert compiled.plan is not None, compiled.diagnostics
    return lower(compiled.storyboard)


def test_shots_keep_their_order() -> None:
    made = lowered("  - {id: b, prompt: a roof}\n  - {id: a, prompt: a roof}\n")
    assert [shot.shot.id for shot in made] == ["b", "a"]


def test_stills_alone_are_no_shots() -> None:
    text = b"animec: 1\nclip: lower\nstills: [{id: face, prompt: a face}]\n"
    compiled = compile_storyboard("lower.yaml", text, Library(with_all_models(), ()))
    assert compiled.storyboard is not None
    assert lower(compiled.storyboard) == ()


def test_a_plain_shot_is_one_segment_on_a_canvas_of_its_own_size() -> None:
    (shot,) = lowered("  - {id: roof, prompt: a roof, duration: 16f}\n")
    assert (shot.canvas, shot.camera, shot.keyframes) == ((768, 768), None, ())
    assert len(shot.segments) == 1


def test_a_carry_reaches_over_several_shots() -> None:
    made = lowered(
        "  - {id: a, prompt: a roof, duration: 20f, next: carry}\n"
        "  - {id: b, prompt: a roof, duration: 12f, next: carry}\n"
        "  - {id: c, prompt: a roof, duration: 24f}\n"
    )
    carries = [[(each.carries, each.carried_at) for each in shot.segments] for shot in made]
    assert carries == [
        [("nothing", 0), ("segment", 12)],
        [("shot", 4)],  # of the second segment of `a` only 4 new frames are shown, behind the 4 it knew
        [("shot", 12), ("segment", 12)],
    ]


def test_a_carry_ends_where_a_shot_cuts() -> None:
    made = lowered(
        "  - {id: a, prompt: a roof, next: carry}\n  - {id: b, prompt: a roof}\n  - {id: c, prompt: a roof}\n"
    )
    assert [shot.segments[0].carries for shot in made] == ["nothing", "shot", "nothing"]


def test_a_carry_out_of_windows_starts_at_the_last_frames_that_were_shown() -> None:
    windows, after = lowered(
        "  - {id: take, prompt: a roof, duration: 20f, chain: {mode: windows}, next: carry}\n"
        "  - {id: next_one, prompt: a roof, duration: 12f}\n"
    )
    assert [(run.frames, run.take) for run in windows.segments] == [(28, 20)]
    assert [(each.overlap, each.carried_at) for each in after.segments] == [(4, 16)]


def test_a_seed_of_the_shots_own_replaces_the_storyboards() -> None:
    (plain,) = lowered("  - {id: roof, prompt: a roof}\n", "seed: 5\n")
    (own,) = lowered("  - {id: roof, prompt: a roof, seed: 5}\n", "seed: 9\n")
    assert plain.segments == own.segments


def test_the_stack_makes_a_move_by_motion_lora_where_it_has_one() -> None:
    (shot,) = lowered(
        "  - {id: roof, prompt: a roof, camera: pan_left}\n",
        "stack: pocket\n",
    )
    assert shot.shot.camera.via == "motion_lora"
    assert (shot.canvas, shot.camera) == ((256, 256), None)
