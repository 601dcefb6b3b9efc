"""Maps that hold nothing to steer by are spoken of, and all others are not."""

import numpy as np
import pytest

from renderer.control.quality import remark_on
from renderer.values import Pixels
from tests.renderer.control.asking import noisy_map


def lit(share: float, value: int = 255) -> Pixels:
    """A map of which a share is lit."""
    flat = np.zeros((100 * 100, 3), np.uint8)
    flat[: round(share * 100 * 100)] = value
    return flat.reshape(100, 100, 3)


def test_a_pose_without_a_colour_is_empty_whatever_is_white_in_it() -> None:
    assert "no pose was found" in remark_on("openpose", lit(0))
    assert "no pose was found" in remark_on("openpose", lit(0.02))
    limb = lit(0)
    limb[20:30, 20:24] = (0, 153, 51)
    assert remark_on("openpose", limb) == ""


@pytest.mark.parametrize("kind", ["canny", "lineart", "softedge", "scribble"])
@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "all but empty"), (0.0019, "all but empty"), (0.002, ""), (0.6, ""), (0.61, "lines fill 61%")],
)
def test_lines_that_are_too_few_or_too_many_are_spoken_of(kind: str, share: float, said: str) -> None:
    remark = remark_on(kind, lit(share))
    assert (said in remark) if said else remark == ""
    assert f"`{kind}`" in remark or not said


def test_faint_lines_do_not_count() -> None:
    assert "all but empty" in remark_on("softedge", lit(0.3, 40))


def test_depth_that_is_flat_but_for_a_speck_is_spoken_of() -> None:
    assert "flat" in remark_on("depth", lit(0))
    assert "flat" in remark_on("depth", lit(0.005))
    assert remark_on("depth", lit(0.3)) == ""
    assert remark_on("depth", np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2)) == ""


def test_a_remark_is_one_line_with_a_cure_and_a_tile_needs_none() -> None:
    for kind in ("openpose", "depth", "canny"):
        remark = remark_on(kind, lit(0))
        assert ": " in remark
        assert "\n" not in remark
        assert remark[0].islower()
    assert remark_on("tile", lit(0)) == ""
    assert remark_on("canny", noisy_map(1)) != ""
