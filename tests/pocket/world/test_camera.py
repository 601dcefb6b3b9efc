"""Camera moves move the picture in the direction of their name."""

import numpy as np
import numpy.typing as npt
import pytest

from pocket.world import camera, picture
from pocket.world.camera import MOVES
from pocket.world.scene import Motion, Scene, View

Grey = npt.NDArray[np.float64]


def frame(move: str, t: float) -> Grey:
    """The grey picture of a move at a time."""
    scene = Scene(None, "city street", framing="full body", motion=Motion(camera=move), t=t)
    grey: Grey = picture.draw(scene, (256, 256)).astype(np.float64).mean(axis=2)
    return grey


def shift(before: Grey, after: Grey) -> tuple[int, int]:
    """By how many pixels, right and down, the content has moved: the peak of the phase correlation."""
    window = np.outer(np.hanning(before.shape[0]), np.hanning(before.shape[1]))
    spectra = [np.fft.fft2((image - image.mean()) * window) for image in (before, after)]
    cross = spectra[1] * np.conj(spectra[0])
    peak = np.unravel_index(np.argmax(np.fft.ifft2(cross / (np.abs(cross) + 1e-9)).real), before.shape)
    down, right = (int(at) if at < size / 2 else int(at) - size for at, size in zip(peak, before.shape, strict=True))
    return right, down


@pytest.mark.parametrize(
    ("move", "right", "down"),
    [("pan_left", 1, 0), ("pan_right", -1, 0), ("tilt_up", 0, 1), ("tilt_down", 0, -1)],
)
def test_pans_and_tilts_shift_the_picture_against_the_camera(move: str, right: int, down: int) -> None:
    moved = shift(frame(move, 0.8), frame(move, 1.6))
    assert (np.sign(moved[0]), np.sign(moved[1])) == (right, down)
    assert 5 <= max(map(abs, moved)) <= 11


def test_zooms_change_the_size() -> None:
    before = frame("still", 1)
    for move, sign in (("zoom_in", 1), ("zoom_out", -1)):
        after = frame(move, 1.9)
        assert np.sign(_spread(before, after)) == sign


def _spread(before: np.ndarray, after: np.ndarray) -> int:
    """How far the lower right of the picture moves to the right, less how far the lower left does."""
    left, right = (shift(before[128:, half], after[128:, half])[0] for half in (slice(0, 128), slice(128, 256)))
    return right - left


def test_rolls_turn_the_picture() -> None:
    before = frame("still", 1)
    left, right = frame("roll_left", 1.8), frame("roll_right", 1.8)
    assert np.abs(left - before).mean() > 2
    assert np.abs(left - right).mean() > 2
    scene = Scene(None, "park", motion=Motion(camera="roll_left"))
    assert camera.view_at(scene._replace(t=2.0)).roll > 0 > camera.view_at(scene).roll


@pytest.mark.parametrize("move", MOVES)
def test_the_middle_of_every_move_is_the_scenes_own_view(move: str) -> None:
    view = View(3.0, -2.0, 1.1, 2.0)
    assert camera.view_at(Scene(None, "park", view=view, motion=Motion(camera=move), t=1.0)) == view
