"""Camera moves by crop: the canvas is large enough for the window at every moment, and no larger than it must be."""

from math import cos, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.language.choices import CAMERA_MOVES
from anime_compiler.lower.camera_path import lower_camera
from anime_compiler.lower.lower import lower
from anime_compiler.lower.lowered import CameraPath, LoweredShot, Window
from anime_compiler.model.storyboard import Camera
from anime_compiler.model.timecode import Size
from anime_compiler.parse.spec_tree import Place
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library

SQUARE = Size(768, 768)
MOVES = [move for move in CAMERA_MOVES if move != "none"]
SIZES = st.builds(Size, st.integers(64, 2048), st.integers(64, 2048))
AMOUNTS = st.one_of(st.sampled_from([0.0, 0.001, 0.1, 1 / 3, 0.5, 0.75, 1.0]), st.floats(0, 1))


def camera(move: str, amount: float, via: str = "crop", ease: str = "linear") -> Camera:
    nowhere: Place = None  # type: ignore[assignment]
    return Camera(move, amount, via, ease, None, nowhere)


def moved(move: str, amount: float, size: Size = SQUARE, multiple: int = 8) -> tuple[Size, CameraPath]:
    canvas, path = lower_camera(camera(move, amount), size, multiple)
    assert path is not None
    return canvas, path


def moment(path: CameraPath, share: float) -> Window:
    """The window at a share of the way, whatever the ease makes of it."""
    pairs = zip(path.start, path.end, strict=True)
    return Window(*(start + share * (end - start) for start, end in pairs))


def corners(window: Window) -> list[tuple[float, float]]:
    angle = radians(window.angle)
    return [
        (
            window.center_x + x * window.width / 2 * cos(angle) - y * window.height / 2 * sin(angle),
            window.center_y + x * window.width / 2 * sin(angle) + y * window.height / 2 * cos(angle),
        )
        for x in (-1, 1)
        for y in (-1, 1)
    ]


@settings(deadline=None)
@given(st.sampled_from(MOVES), AMOUNTS, SIZES, st.sampled_from([2, 8, 32, 64]))
def test_the_window_never_leaves_the_canvas(move: str, amount: float, size: Size, multiple: int) -> None:
    canvas, path = moved(move, amount, size, multiple)
    for step in range(33):
        for x, y in corners(moment(path, step / 32)):
            assert -1e-3 <= x <= canvas.width + 1e-3
            assert -1e-3 <= y <= canvas.height + 1e-3


@settings(deadline=None)
@given(st.sampled_from(MOVES), AMOUNTS, SIZES, st.sampled_from([2, 8, 32, 64]))
def test_the_canvas_is_whole_steps_and_less_than_one_step_too_large(
    move: str, amount: float, size: Size, multiple: int
) -> None:
    canvas, path = moved(move, amount, size, multiple)
    step = max(32, multiple)
    assert canvas.width % step == canvas.height % step == 0
    seen = [corner for part in range(513) for corner in corners(moment(path, part / 512))]
    for reach, length in zip(zip(*seen, strict=True), canvas, strict=True):
        assert length - (max(reach) - min(reach)) < step + 1


@pytest.mark.parametrize(
    ("move", "canvas"),
    [
        ("pan_left", (896, 768)),
        ("pan_right", (896, 768)),
        ("tilt_up", (768, 896)),
        ("tilt_down", (768, 896)),
        ("zoom_in", (896, 896)),
        ("zoom_out", (896, 896)),
        ("roll_left", (928, 928)),
        ("roll_right", (928, 928)),
    ],
)
def test_a_move_needs_more_room_only_where_it_goes(move: str, canvas: tuple[int, int]) -> None:
    assert moved(move, 0.15)[0] == canvas


def test_rounding_errors_do_not_cost_a_step() -> None:
    assert moved("pan_left", 0.25)[0].width == 960  # 768 x 1.25 exactly
    assert moved("pan_left", 1 / 3)[0].width == 1024  # 768 x 4/3, which is no binary fraction
    assert moved("zoom_in", 0.0)[0] == SQUARE


def test_a_square_is_widest_on_its_diagonal() -> None:
    half, quarter = moved("roll_left", 0.5)[0], moved("roll_left", 1.0)[0]
    assert half == quarter == Size(1088, 1088)  # 768 x √2 = 1086.1


@pytest.mark.parametrize(
    ("move", "field", "grows"),
    [
        ("pan_left", "center_x", -1),
        ("pan_right", "center_x", 1),
        ("tilt_up", "center_y", -1),
        ("tilt_down", "center_y", 1),
        ("zoom_in", "width", -1),
        ("zoom_out", "width", 1),
        ("roll_left", "angle", -1),  # the camera turns anticlockwise, and so the picture clockwise
        ("roll_right", "angle", 1),
    ],
)
def test_a_move_goes_the_way_it_is_named_after(move: str, field: str, grows: int) -> None:
    _, path = moved(move, 0.2)
    assert (getattr(path.end, field) - getattr(path.start, field)) * grows > 0


@settings(deadline=None)
@given(AMOUNTS, SIZES)
def test_a_move_goes_exactly_as_far_as_it_says(amount: float, size: Size) -> None:
    width, height = size
    for move, axis, whole in (("pan_left", 0, width), ("pan_right", 0, width), ("tilt_up", 1, height)):
        _, path = moved(move, amount, size)
        assert abs(path.end[axis] - path.start[axis]) == pytest.approx(amount * whole)
    for move, wide in (("zoom_in", "start"), ("zoom_out", "end")):
        _, path = moved(move, amount, size)
        window: Window = getattr(path, wide)
        assert (window.width, window.height) == pytest.approx((width * (1 + amount), height * (1 + amount)))
        close = path.end if wide == "start" else path.start
        assert (close.width, close.height) == (width, height)
    for move in ("roll_left", "roll_right"):
        _, path = moved(move, amount, size)
        assert abs(path.end.angle - path.start.angle) == pytest.approx(90 * amount)


@settings(deadline=None)
@given(st.sampled_from(MOVES), AMOUNTS, SIZES)
def test_pans_tilts_and_rolls_never_scale_and_nothing_is_ever_enlarged(move: str, amount: float, size: Size) -> None:
    _, path = moved(move, amount, size)
    for window in path[:2]:
        assert window.width >= size.width
        assert window.height >= size.height
        assert move.startswith("zoom") or window[2:4] == size


@settings(deadline=None)
@given(st.sampled_from(["left right", "up down"]), AMOUNTS, SIZES)
def test_opposite_moves_are_the_same_way_back(pair: str, amount: float, size: Size) -> None:
    kind = "pan" if "left" in pair else "tilt"
    there, back = (moved(f"{kind}_{way}", amount, size)[1] for way in pair.split())
    assert (there.start, there.end) == (back.end, back.start)


def test_a_move_that_a_motion_lora_makes_needs_no_more_room() -> None:
    assert lower_camera(camera("pan_left", 0.2, "motion_lora"), SQUARE, 8) == (SQUARE, None)
    assert lower_camera(camera("none", 0, "none"), SQUARE, 8) == (SQUARE, None)


def test_the_ease_is_handed_on_and_the_window_starts_and_ends_beside_the_middle() -> None:
    canvas, path = lower_camera(camera("pan_left", 0.25, ease="in_out"), SQUARE, 8)
    assert canvas == (960, 768)
    assert path == CameraPath(Window(576.0, 384.0, 768, 768), Window(384.0, 384.0, 768, 768), "in_out")


@settings(deadline=None)
@given(st.sampled_from([*MOVES]), AMOUNTS, SIZES)
def test_in_a_picture_that_does_not_grow_the_window_is_smaller_and_moves_as_far(
    move: str, amount: float, size: Size
) -> None:
    canvas, path = lower_camera(camera(move, amount), size, 8, grows=False)
    _, grown = lower_camera(camera(move, amount), size, 8)
    assert canvas == size
    assert path is not None
    assert grown is not None
    share = path.start.width / grown.start.width
    assert 0 < share <= 1
    for window, larger in zip(path[:2], grown[:2], strict=True):
        assert (window.width, window.height) == pytest.approx((larger.width * share, larger.height * share))
        assert window.angle == larger.angle
        assert window.center_x - window.width / 2 >= -1e-6
        assert window.center_x + window.width / 2 <= size.width + 1e-6
        assert window.center_y - window.height / 2 >= -1e-6
        assert window.center_y + window.height / 2 <= size.height + 1e-6
    assert path.end.center_x - path.start.center_x == pytest.approx((grown.end.center_x - grown.start.center_x) * share)


def shots_of(shots: str) -> tuple[LoweredShot, ...]:
    text = f"animec: 1\nclip: camera\nruleset: open\nshots:\n{shots}"
    compiled = compile_storyboard("camera.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.storyboard is not None
    return lower(compiled.storyboard)


def test_shots_that_carry_latents_into_each_other_share_a_canvas() -> None:
    pan, still, zoom, cut = shots_of(
        "  - {id: pan, prompt: a roof, next: carry, camera: {move: pan_left, amount: 30%}}\n"
        "  - {id: stand, prompt: a roof, next: carry}\n"
        "  - {id: zoom, prompt: a roof, camera: {move: zoom_in, amount: 10%}}\n"
        "  - {id: cut, prompt: a roof}\n"
    )
    assert pan.canvas == still.canvas == zoom.canvas == (1024, 864)
    assert (cut.canvas, cut.camera) == (SQUARE, None)


def test_on_a_shared_canvas_every_window_stays_in_the_middle_of_it() -> None:
    pan, still, zoom, _ = shots_of(
        "  - {id: pan, prompt: a roof, next: carry, camera: {move: pan_left, amount: 30%}}\n"
        "  - {id: stand, prompt: a roof, next: carry}\n"
        "  - {id: zoom, prompt: a roof, camera: {move: zoom_in, amount: 10%}}\n"
        "  - {id: cut, prompt: a roof}\n"
    )
    middle = Window(512.0, 432.0, 768.0, 768.0)
    assert still.camera == CameraPath(middle, middle, "linear")
    assert zoom.camera is not None
    assert zoom.camera.end == middle
    assert pan.camera is not None
    assert (pan.camera.start.center_x + pan.camera.end.center_x) / 2 == 512
