"""Profiles, and the author's changes to them."""

import pytest

from anime_compiler.model.storyboard import Origin
from anime_compiler.model.timecode import Size
from tests.anime_compiler.resolve.boards import SHOT, board, helps, resolved, said


def test_without_a_word_the_stack_s_own_profile_is_used() -> None:
    made = board(SHOT)
    assert made.sampling.profile.name == "256_long"
    assert made.origins["profile"] == Origin("256_long", "stack", "pocket")


def test_a_profile_may_be_named() -> None:
    made = board("profile: 256_long\n" + SHOT)
    assert (made.sampling.size, made.sampling.steps, made.sampling.guidance) == (Size(256, 256), 22, 6.0)
    assert made.origins["profile"].source == "written"
    assert made.origins["profile.steps"] == Origin(22, "profile", "256_long")


def test_what_is_changed_is_written_and_the_rest_is_the_profile_s() -> None:
    made = board("profile: {extends: 256_long, steps: 12}\n" + SHOT)
    assert (made.sampling.steps, made.sampling.guidance) == (12, 6.0)
    assert made.origins["profile.steps"] == Origin(12, "written")
    assert made.origins["profile.guidance"] == Origin(6.0, "profile", "256_long")


def test_changes_without_a_name_are_made_to_the_stack_s_own_profile() -> None:
    made = board("profile: {guidance: 0, lcm: false}\n" + SHOT)
    assert (made.sampling.profile.name, made.sampling.guidance, made.sampling.steps) == ("256_long", 0.0, 22)


def test_pictures_are_made_one_by_one_and_whole_where_nothing_else_is_said() -> None:
    made = board(SHOT)
    assert (made.sampling.batch, made.sampling.tiling) == (1, False)
    assert made.origins["profile.batch"] == Origin(1, "language")
    made = board("profile: {batch: 4, tiling: true}\n" + SHOT)
    assert (made.sampling.batch, made.sampling.tiling) == (4, True)
    assert made.origins["profile.tiling"] == Origin(True, "written")


@pytest.mark.parametrize("batch", ["0", "5"])
def test_more_than_four_pictures_are_not_made_together(batch: str) -> None:
    assert said(f"profile: {{batch: {batch}}}\n{SHOT}") == [f"5:18 out-of-range: {batch} is outside 1 to 4"]


def test_the_fast_profile_takes_few_steps_without_guidance() -> None:
    made, found = resolved(f"animec: 1\nclip: a\nprofile: 768_fast\n{SHOT}")
    assert made is not None
    assert found == []
    sampling = made.sampling
    assert (sampling.size, sampling.steps, sampling.guidance, sampling.scheduler) == (Size(768, 768), 4, 1.0, "LCM")


@pytest.mark.parametrize(
    ("lcm", "scheduler", "model"), [("true", "LCM", "lcm-lora-sdxl"), ("false", "DPM++ 2M Karras", None)]
)
def test_the_scheduler_follows_from_lcm(lcm: str, scheduler: str, model: str | None) -> None:
    made, _ = resolved(f"animec: 1\nclip: a\nprofile: {{lcm: {lcm}}}\n{SHOT}")
    assert made is not None
    sampling = made.sampling
    assert (sampling.scheduler, sampling.lcm.id if sampling.lcm else None) == (scheduler, model)


def test_what_the_author_asked_of_scheduler_and_refiner_is_kept_for_the_rules() -> None:
    sampling = board("profile: {scheduler: euler, refiner: true}\n" + SHOT).sampling
    assert (sampling.written_scheduler, sampling.refiner, sampling.scheduler) == ("euler", True, "DDIM")


@pytest.mark.parametrize(("lcm", "scheduler"), [("true", "LCM"), ("false", "DDIM")])
def test_a_stack_that_was_trained_for_another_scheduler_has_that_one(lcm: str, scheduler: str) -> None:
    assert board(f"profile: {{lcm: {lcm}}}\n" + SHOT).sampling.scheduler == scheduler


@pytest.mark.parametrize(
    ("profile", "place"),
    [("256_lmc", "5:10"), ("{extends: 256_lmc}", "5:20"), ("{steps: 3, extends: 256_lmc}", "5:30")],
)
def test_an_unknown_profile_is_told_where_it_is_named(profile: str, place: str) -> None:
    assert said(f"profile: {profile}\n{SHOT}") == [f"{place} unknown-name: there is no profile `256_lmc`"]
    assert helps(f"profile: {profile}\n{SHOT}") == ["did you mean `256_lcm`?"]


@pytest.mark.parametrize(("profile", "place"), [("768_lcm", "4:1"), ("{lcm: true}", "4:16")])
def test_lcm_on_a_stack_that_has_none_is_told(profile: str, place: str) -> None:
    made, (found,) = resolved(f"animec: 1\nclip: a\nstack: sd2\nprofile: {profile}\n{SHOT}")
    assert found.message.endswith("uses LCM, but stack `sd2` has no LCM LoRA")
    assert f"{found.span.first.line}:{found.span.first.column}" == place
    assert made is not None
    assert made.sampling.lcm is None


def test_the_animatic_needs_no_lcm_lora() -> None:
    made, found = resolved(f"animec: 1\nclip: a\nstack: animatic\nprofile: 768_lcm\n{SHOT}")
    assert found == []
    assert made is not None
    assert made.sampling.lcm is None
