"""A storyboard as the small models that ship can show it: what stays, what stands in, and what is named as left out."""

from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import Catalogue, shipped_catalogue
from anime_compiler.draft.draft import Draft, draft
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.model.timecode import Size
from anime_compiler.pipeline import compile_storyboard, draft_plan
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.plan_json import read_plan, write_plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library
from tests.anime_compiler.catalogues import with_all_models
from tests.anime_compiler.plan.compiled import all_running

SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
HEAD = "animec: 1\nclip: test\nruleset: open\n"
SHOT = "shots: [{id: a, prompt: a roof}]\n"


def board(text: str) -> Storyboard:
    compiled = compile_storyboard("a.yaml", (HEAD + text).encode(), Library(all_running(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    assert compiled.storyboard is not None
    return compiled.storyboard


def drafted(text: str, catalogue: Catalogue | None = None) -> Draft:
    catalogue = catalogue or shipped_catalogue()
    return draft(board(text), catalogue.stack("pocket"), catalogue)


def plans(path: Path) -> tuple[RenderPlan, RenderPlan]:
    """A shipped storyboard's own plan, and that of its draft."""
    compiled = compile_storyboard(path.name, path.read_bytes(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None
    assert compiled.storyboard is not None
    return compiled.plan, draft_plan(compiled.storyboard, "pocket", shipped_catalogue()).plan


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ("768x768", (256, 256)),
        ("1024x1024", (256, 256)),
        ("1344x768", (320, 192)),
        ("1024x640", (320, 192)),
        ("768x1344", (192, 320)),
        ("832x768", (256, 256)),
    ],
)
def test_it_has_the_size_that_is_shaped_most_like_what_was_asked_for(asked: str, size: tuple[int, int]) -> None:
    sampling = drafted(f"profile: {{size: {asked}}}\n{SHOT}").storyboard.sampling
    assert sampling.size == sampling.profile.size == Size(*size)


def test_it_is_denoised_as_the_small_models_were_trained() -> None:
    sampling = drafted(f"profile: 768_lcm\n{SHOT}").storyboard.sampling
    assert (sampling.scheduler, sampling.lcm, sampling.precision) == ("DDIM", None, "fp32")
    assert sampling.profile.name == "256_long"


def test_styles_stand_in_for_those_of_other_models_and_what_has_none_is_named() -> None:
    text = "style: {loras: {flatline: 0.3, pastel-anime-xl: 0.8, flat-color-anime-xl: 0.1, lineani-v2: 0.4}}\n" + SHOT
    catalogue = with_all_models()
    made = drafted(text, catalogue)
    uses = [(use.model.id, use.weight.points[0].value) for use in made.storyboard.shots[0].loras]
    assert uses == [("pocket-flat", 0.3), ("pocket-pastel", 0.8)]
    assert "lineani-v2" in made.left_out
    assert not {"flatline", "pastel-anime-xl"} & set(made.left_out)


def test_what_the_models_cannot_do_yet_is_left_out_and_named() -> None:
    made = drafted(
        "characters: {hana: {looks: 1girl, sheet: {views: 4}}}\n"
        "shots: [{id: a, prompt: '{{ hana }}', control: [{kind: depth}], keyframes: {from_first: likeness}}]\n"
    )
    (shot,) = made.storyboard.shots
    assert (shot.motion.module, shot.control, made.storyboard.identity) == (None, (), None)
    assert shot.keyframes.from_first == "picture"
    assert made.left_out == ("motion", "control", "likeness")


@pytest.mark.parametrize(
    ("shot", "shared"), [("", 0.9), (", keyframes: {shared_noise: 95%}", 0.95), (", motion: none", 0.5)]
)
def test_stills_that_stand_in_for_motion_share_their_noise(shot: str, shared: float) -> None:
    (made,) = drafted(f"shots: [{{id: a, prompt: x{shot}}}]\n").storyboard.shots
    assert made.keyframes.shared_noise == shared


def test_what_they_can_do_takes_the_place_of_what_was_asked_for() -> None:
    made = drafted(
        "shots: [{id: a, prompt: x, control: [{kind: depth}, {kind: canny}], camera: {move: pan_left}}]\n",
        with_all_models(),
    )
    (shot,) = made.storyboard.shots
    assert shot.motion.module is not None
    assert shot.motion.module.id == "pocket-motion"
    assert [control.model.id for control in shot.control if control.model] == ["pocket-depth"]
    assert made.left_out == ("control",)


def test_the_camera_moves_by_a_window_where_no_motion_lora_moves_it() -> None:
    story = board("shots: [{id: a, prompt: x, camera: {move: zoom_in, amount: 20%}}]\n")
    camera = story.shots[0].camera._replace(via="motion_lora")
    story = story._replace(shots=(story.shots[0]._replace(camera=camera),))
    for catalogue, lora in ((shipped_catalogue(), None), (with_all_models(), "pocket-zoom-in")):
        made = draft(story, catalogue.stack("pocket"), catalogue).storyboard.shots[0].camera
        assert made.via == ("motion_lora" if lora else "crop")
        assert (made.motion_lora and made.motion_lora.id) == lora
        assert made.amount == 0.2


def test_a_carry_becomes_a_cut_and_a_crossfade_stays() -> None:
    text = "shots: [{id: a, prompt: x, next: carry}, {id: b, prompt: y, next: crossfade 4f}, {id: c, prompt: z}]\n"
    story, made = board(text), drafted(text).storyboard
    assert [shot.join.kind for shot in made.shots] == ["cut", "crossfade", "end"]
    assert made.frames == story.frames


def test_steps_after_the_frames_are_in_its_own_measure() -> None:
    made = drafted(
        "profile: {size: 1024x1024}\npost:\n"
        "  - {step: upscale, model: realesrgan-anime-6b}\n"
        "  - {step: interpolate, fps: 24, model: rife-4.26}\n"
        "  - {step: crop, size: 1024x576}\n" + SHOT
    )
    interpolate, crop = made.storyboard.post
    assert (interpolate.step, interpolate.model, interpolate.fps) == ("interpolate", None, 24)
    assert (crop.step, crop.size) == ("crop", Size(256, 144))
    assert made.left_out == ("motion", "upscale")


def test_words_that_the_models_have_never_seen_are_named() -> None:
    made = drafted("style: {template: noir}\nshots: [{id: a, prompt: 'a lantern at night, neon'}]\n")
    assert made.unseen == ("lantern", "neon")


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_storyboard_that_ships_has_a_draft(path: Path) -> None:
    own, plan = plans(path)
    plan = with_keys(plan)  # proved legal
    assert (plan.stack, plan.draft_of) == ("pocket", own.stack)
    assert (plan.frames, plan.fps, plan.suppressed) == (own.frames, own.fps, own.suppressed)
    assert {model.family for model in plan.models} == {"pocket"}
    assert [output.path for output in plan.outputs if output.path.endswith(".mp4")] == [
        output.path for output in own.outputs if output.path.endswith(".mp4")
    ]


def test_a_draft_is_nobody_else_s_result() -> None:
    _, plan = plans(next(path for path in SPECS if path.stem == "minimal"))
    other = with_keys(plan._replace(draft_of=""))
    assert not {node.key for node in with_keys(plan).nodes} & {node.key for node in other.nodes}


def test_the_plan_in_a_file_says_what_it_is_a_draft_of() -> None:
    _, plan = plans(next(path for path in SPECS if path.stem == "minimal"))
    assert read_plan(write_plan(plan)) == plan
    assert '"draft_of": "sdxl"' in write_plan(plan)
