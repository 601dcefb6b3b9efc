import pytest

from anime_compiler.starter.camera_words import CameraWords, camera_words
from anime_compiler.starter.remarks import Remarks


@pytest.mark.parametrize(
    ("words", "move", "percent", "rest"),
    [
        ("static", "none", None, ""),
        ("Static shot", "none", None, ""),
        ("Locked-off tripod", "none", None, "tripod"),
        ("pan left", "pan_left", None, ""),
        ("pan_right", "pan_right", None, ""),
        ("The camera slowly pans to the left", "pan_left", 5, ""),
        ("slow pan left", "pan_left", 5, ""),
        ("pan right to left", "pan_left", None, ""),
        ("pan from left to right", "pan_right", None, ""),
        ("tracking shot to the right", "pan_right", None, ""),
        ("truck left", "pan_left", None, ""),
        ("tilt up", "tilt_up", None, ""),
        ("crane down slowly", "tilt_down", 5, ""),
        ("dolly in", "zoom_in", None, ""),
        ("push-in", "zoom_in", None, ""),
        ("gentle push in on her face", "zoom_in", 5, "on her face"),
        ("fast zoom out", "zoom_out", 20, ""),
        ("pull back", "zoom_out", None, ""),
        ("roll left", "roll_left", None, ""),
        ("close-up", "none", None, "close-up"),
        ("handheld", "none", None, "handheld"),
        ("high angle looking down", "none", None, "high angle looking down"),
        ("Wide shot, slow zoom out", "zoom_out", 5, "Wide shot"),
        ("low angle with a pan left", "pan_left", None, "low angle"),
        ("pan left, slow", "pan_left", 5, ""),
        ("fast, pan left", "pan_left", 20, ""),
        ("slow", "none", None, ""),
        ("", "none", None, ""),
    ],
)
def test_moves(words: str, move: str, percent: int | None, rest: str) -> None:
    remarks = Remarks()
    assert camera_words([words], remarks) == CameraWords(move, percent, rest)
    assert list(remarks) == []


@pytest.mark.parametrize(
    ("words", "move"), [("tracking", "pan_right"), ("pan", "pan_right"), ("crane shot", "tilt_up"), ("zoom", "zoom_in")]
)
def test_a_direction_that_is_missing_is_guessed_and_told(words: str, move: str) -> None:
    remarks = Remarks()
    assert camera_words([words], remarks).move == move
    assert list(remarks) == [f"`{words}`: a move without a direction; `{move}` stands in"]


def test_a_shot_has_one_move() -> None:
    remarks = Remarks()
    assert camera_words(["static", "pan left", "pan left then zoom in"], remarks) == CameraWords("pan_left", None, "")
    assert list(remarks) == ["`zoom in`: a shot has one camera move; this second one is left out"]
