"""The two functions for scripts, on small models."""

from pathlib import Path

import numpy as np
import pytest
import torch

from anime_compiler.errors import UsageError
from renderer.api import Frame, extract_control_maps, generate_keyframe
from renderer.stacks.settings import Settings
from tests.renderer.tiny.shelf import models_folder

PROFILE = {"size": "64x64", "steps": 2, "guidance": 3.0, "lcm": False, "precision": "fp32"}


@pytest.fixture(scope="module")
def here() -> Settings:
    torch.set_num_threads(1)
    return Settings(models_folder(), "cpu")


def still(here: Settings, prompt: str = "1girl, (blue hair:1.2)", seed: int = 7) -> Frame:
    return generate_keyframe(prompt, seed, ruleset="open", profile=PROFILE, settings=here)


def test_a_still_follows_from_prompt_and_seed(here: Settings) -> None:
    one, again, other = still(here), still(here), still(here, seed=8)
    assert one.pixels.shape == (64, 64, 3)
    assert one.pixels.tobytes() == again.pixels.tobytes()
    assert one.key == again.key != other.key
    assert one.pixels.tobytes() != other.pixels.tobytes()


def test_maps_are_made_of_frames_from_here_and_of_nothing_else(here: Settings) -> None:
    frame = still(here)
    maps = extract_control_maps(frame, ("canny",), settings=here)
    assert maps["canny"].shape == frame.pixels.shape
    assert maps["canny"].dtype == np.uint8
    with pytest.raises(UsageError, match="of no other picture"):
        extract_control_maps(frame.pixels, ("canny",), settings=here)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no control `sketch`"):
        extract_control_maps(frame, ("sketch",), settings=here)


def test_what_a_storyboard_may_not_say_may_not_be_said_here(here: Settings) -> None:
    with pytest.raises(UsageError, match="picture"):
        generate_keyframe("./hana.png", settings=here)
    with pytest.raises(UsageError, match="are not in"):
        generate_keyframe("1girl", settings=Settings(models_folder() / "nothing", "cpu"))


def test_the_models_that_ship_draw_without_any_of_one_s_own(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "nothing", "cpu")
    frame = generate_keyframe(
        "1girl, beach, day", 7, stack="pocket", profile={"steps": 2, "size": "128x128"}, settings=settings
    )
    assert frame.pixels.shape == (128, 128, 3)
    assert frame.pixels.std() > 10
    with pytest.raises(UsageError, match="stack `pocket` has no control `canny`") as refused:
        extract_control_maps(frame, ("canny",), settings=settings)
    assert refused.value.cure == "it has none yet"
