import pytest

from anime_compiler.starter.durations import duration_text, seconds_of, shot_frames
from anime_compiler.starter.fields import Fields
from anime_compiler.starter.remarks import Remarks


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (4, 4),
        (2.5, 2.5),
        ("4", 4),
        ("4s", 4),
        ("2.5 sec", 2.5),
        ("2,5 Seconds", 2.5),
        ("~4 s", 4),
        ("approx. 4s", 4),
        ("3-5 seconds", 4),
        ("3 to 4", 3.5),
        ("1500ms", 1.5),
        ("1 min", 60),
        ("PT4S", 4),
        ("48 frames", 2),
        ("00:04", 4),
        ("0:04.5", 4.5),
        ("1:02:03", 3723),
        ("00:00:04:12", 4.5),
        (" 4 ", 4),
    ],
)
def test_lengths(written: object, seconds: float) -> None:
    assert seconds_of(written, 24) == seconds


@pytest.mark.parametrize(
    "written",
    [None, True, "soon", "", "4 hours", "4:", "four", [4], {}, float("nan"), float("inf"), 10**400, "1e3", "-4"],
)
def test_what_is_no_length(written: object) -> None:
    assert seconds_of(written, 24) is None


@pytest.mark.parametrize(
    ("fields", "frames"),
    [
        ({"duration": 4}, 32),
        ({"Duration (s)": "4"}, 32),
        ({"durationMs": 1500}, 12),
        ({"duration_ms": "1500"}, 12),
        ({"frames": 48}, 16),
        ({"frames": "48 frames"}, 16),
        ({"start": 2, "end": 6}, 32),
        ({"startTime": "00:02", "endTime": "00:06"}, 32),
        ({"timestamp": "0:10 - 0:14"}, 32),
        ({"time": "0:10 → 0:14"}, 32),
        ({"timecode": "00:00:10:00-00:00:14:00"}, 32),
        ({"duration": "0:10-0:14"}, 32),
        ({"duration": 0.01}, 1),
        ({"duration": 2.3}, 18),
        ({}, None),
        ({"time": "dusk"}, None),
        ({"start": 2}, None),
        ({"duration": 0}, None),
        ({"duration": -4}, None),
        ({"duration": 301}, None),
        ({"start": 6, "end": 2}, None),
        ({"duration": "soon"}, None),
        ({"duration": [1, 2]}, None),
    ],
)
def test_frames_of_a_shot(fields: dict[str, object], frames: int | None) -> None:
    assert shot_frames(Fields(fields), 24, 8, Remarks()) == frames


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ({"duration": 4}, []),
        ({"duration": 2.3}, ["`2.3s`: rounded to a whole number of frames at 8 a second"]),
        ({"length": "soon"}, ["`length: soon`: no length that a shot can have; 2s stands in"]),
        ({"length": True}, ["`length`: no length that a shot can have; 2s stands in"]),
    ],
)
def test_what_is_changed_is_told(fields: dict[str, object], remark: list[str]) -> None:
    remarks = Remarks()
    shot_frames(Fields(fields), 24, 8, remarks)
    assert list(remarks) == remark


@pytest.mark.parametrize(
    ("frames", "fps", "text"), [(32, 8, "4s"), (20, 8, "2.5s"), (18, 8, "18f"), (1, 10, "0.1s"), (16, 12, "16f")]
)
def test_durations_are_written_as_people_would(frames: int, fps: int, text: str) -> None:
    assert duration_text(frames, fps) == text
