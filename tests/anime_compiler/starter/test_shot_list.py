"""Shot lists as tools and people write them, each beside the storyboard that comes of it in `lists/`.

ANIMEC_UPDATE_GOLDEN=1 writes the storyboards again.
"""

import json
import os
import re
from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from anime_compiler.starter.shot_list import MOST_SHOTS, ShotListError, storyboard_from_shot_list

_LISTS = Path(__file__).parent / "lists"
_DOCUMENT = Path(__file__).parents[3] / "docs" / "shot-lists.md"


def imported(data: object, stack: str = "sdxl") -> tuple[Storyboard, str]:
    """The storyboard of a list after compiling, and its remarks in one text."""
    made = storyboard_from_shot_list(data, "clip", stack)
    return compiled(made.text), "\n".join(made.remarks)


def compiled(text: str) -> Storyboard:
    found = compile_storyboard("clip.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert [wrong.message for wrong in found.diagnostics if wrong.level is Level.ERROR] == []
    assert found.storyboard is not None
    return found.storyboard


def prompts(board: Storyboard) -> list[str]:
    return [shot.beats[0].prompt.text for shot in board.shots]


@pytest.mark.parametrize("file", sorted(_LISTS.glob("*.json")), ids=lambda file: file.stem)
def test_a_list_becomes_the_storyboard_beside_it(file: Path) -> None:
    made = storyboard_from_shot_list(json.loads(file.read_text(encoding="utf-8")), file.stem)
    if os.environ.get("ANIMEC_UPDATE_GOLDEN"):
        file.with_suffix(".yaml").write_text(made.text, encoding="utf-8")
    assert made.text == file.with_suffix(".yaml").read_text(encoding="utf-8")
    compiled(made.text)


def test_the_example_of_the_documentation_is_true() -> None:
    text = _DOCUMENT.read_text(encoding="utf-8")
    (written,) = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (made,) = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert storyboard_from_shot_list(json.loads(written), "duel").text == made


@pytest.mark.parametrize(
    "data", [None, 1, "a girl", [], {}, [1, None], {"shots": []}, {"shots": 3}, {"title": "x"}, {"shots": [1]}]
)
def test_what_holds_no_shots_is_refused(data: object) -> None:
    with pytest.raises(ShotListError, match="there are no shots in it") as refused:
        storyboard_from_shot_list(data, "clip")
    assert refused.value.exit_status == 2


def test_shots_without_words_are_refused() -> None:
    with pytest.raises(ShotListError, match="no shot in it says what is to be seen"):
        storyboard_from_shot_list([{"id": 1, "duration": 4}], "clip")


def test_too_many_shots_are_refused() -> None:
    storyboard_from_shot_list(["a girl"] * MOST_SHOTS, "clip")
    with pytest.raises(ShotListError, match="more than 500 shots"):
        storyboard_from_shot_list(["a girl"] * (MOST_SHOTS + 1), "clip")


def test_a_storyboard_that_would_be_too_large_is_refused() -> None:
    with pytest.raises(ShotListError, match="larger than 1,048,576 bytes"):
        storyboard_from_shot_list(["a girl " * 500] * MOST_SHOTS, "clip")


def test_one_shot_alone_is_a_list_too() -> None:
    board, remarks = imported({"prompt": "a girl", "seed": 5})
    assert [shot.seed for shot in board.shots] == [5]
    assert remarks == ""


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([{"id": 1}, {"id": 1}], ["shot_1", "shot_1_2"]),
        ([{"scene_id": "3"}, {"sceneNumber": 4}], ["scene_3", "scene_4"]),
        ([{"scene": 1, "shot": 2}, {"scene": 1, "shot": "3b"}], ["scene_1_shot_2", "scene_1_shot_3b"]),
        ([{"id": "A-01"}, {"id": "a_o1"}], ["A-01", "a_o1_2"]),
        ([{"title": "Rooftop, dusk"}, {}], ["Rooftop_dusk", "shot_2"]),
        ([{"id": "con"}, {"id": "null"}], ["con_1", "null_1"]),
        ([{"id": "日本"}, {"id": "x" * 90}], ["shot", "x" * 48]),
    ],
)
def test_ids_are_legal_and_unlike_each_other(ids: list[dict[str, object]], expected: list[str]) -> None:
    board, _ = imported([{"prompt": "a girl", **named} for named in ids])
    assert [shot.id for shot in board.shots] == expected


def test_texts_are_joined_and_nothing_is_said_twice() -> None:
    board, _ = imported(
        [
            {"action": "A girl waits.", "setting": {"place": "a bridge", "time": "dusk"}, "lighting": "lamps"},
            {"description": "a bridge at dusk", "location": "a bridge", "mood": ["calm", "cold"]},
        ]
    )
    first, second = prompts(board)
    assert "A girl waits, a bridge, dusk, lamps" in first
    assert "a bridge at dusk, calm, cold" in second


def test_names_become_variables_and_bring_looks() -> None:
    made = storyboard_from_shot_list(
        {
            "characters": [{"name": "Ren", "looks": "boy, red scarf"}, "Will"],
            "shots": [
                {"prompt": "Ren waves, Ren laughs; he will stay, reniform leaves"},
                {"prompt": "an empty street", "characters": ["ren", "Will"]},
            ],
        },
        "clip",
    )
    assert '"{{ ren }} waves, Ren laughs; he will stay, reniform leaves"' in made.text
    assert '"{{ ren }}, {{ will }}, an empty street"' in made.text
    assert made.remarks == ("`Will`: not described; write under `looks` what is to be seen of them",)
    assert "boy, red scarf waves" in prompts(compiled(made.text))[0]


def test_characters_that_two_shots_describe_have_the_first_looks() -> None:
    board, remarks = imported(
        [
            {"prompt": "a", "characters": [{"name": "Hana"}]},
            {"prompt": "b", "characters": [{"name": "Hana", "description": "blue hair"}]},
            {"prompt": "c", "characters": [{"name": "hana", "description": "red hair"}]},
        ]
    )
    assert board.characters["hana"].looks == "blue hair"
    assert "`Hana`: described in two ways; the first stands" in remarks


def test_a_name_that_the_language_has_already_gets_a_number() -> None:
    board, _ = imported([{"prompt": "Light and In walk", "characters": ["Light", "In", "Prompt"]}])
    assert list(board.characters) == ["light_2", "in_2", "prompt_2"]


def test_what_all_shots_share_is_said_once() -> None:
    made = storyboard_from_shot_list(
        {
            "style": "film noir, 35mm grain",
            "mood": "lonely",
            "shots": [
                {"prompt": "a", "negative_prompt": "text"},
                {"prompt": "b", "negative_prompt": "text", "style": "ukiyo-e"},
                {"prompt": "c", "negative_prompt": "text", "style": "Watercolour"},
            ],
        },
        "clip",
    )
    assert 'style:\n  template: noir\n  negative: "text"\n' in made.text
    assert 'vars:\n  look: "35mm grain, lonely"\n' in made.text
    assert 'prompt: "b, ukiyo-e, {{ look }}"' in made.text
    assert "style: {template: watercolor}" in made.text
    compiled(made.text)


def test_the_style_that_was_asked_for_decides() -> None:
    data = {"style": "noir", "shots": [{"prompt": "a", "style": "pastel"}, {"prompt": "b"}]}
    made = storyboard_from_shot_list(data, "clip", template="lineart")
    assert "template: lineart" in made.text
    assert made.text.count("template:") == 1
    assert made.remarks == ("`noir` and `pastel`: left out, because another template was asked for",)


@pytest.mark.parametrize(
    ("asked", "stack", "written"),
    [
        ({"width": 1024, "height": "1792"}, "sdxl", "{extends: 768_long, size: 1024x1792}"),
        ({"size": [896, 1152]}, "sdxl", "{extends: 768_long, size: 896x1152}"),
        ({"resolution": "1920 x 1080"}, "sdxl", "{extends: 768_long, size: 1344x768}"),
        ({"aspect_ratio": "16:9"}, "sdxl", "{extends: 768_long, size: 1344x768}"),
        ({"aspect": "9/16"}, "sdxl", "{extends: 768_long, size: 768x1344}"),
        ({"aspect": "1:1"}, "sdxl", "{extends: 768_long, size: 768x768}"),
        ({"aspect": "16:9"}, "sd2", "{extends: 768_long, size: 1024x576}"),
        ({"aspect": "2.39:1"}, "pocket", "{extends: 256_long, size: 384x192}"),
        ({"resolution": "1920x1080"}, "animatic", "{extends: 768_long, size: 1920x1080}"),
        ({"size": "huge"}, "sdxl", "768_long"),
        ({"size": "0x768"}, "sdxl", "768_long"),
        ({"size": "9:1"}, "sdxl", "768_long"),
        ({"width": 1024}, "sdxl", "768_long"),
        ({"steps": 30, "cfgScale": "6.5"}, "sdxl", "{extends: 768_long, steps: 30, guidance: 6.5}"),
        ({"num_inference_steps": 4, "guidance_scale": 0}, "sdxl", "768_long"),
        ({"steps": 30}, "pocket", "{extends: 256_long, steps: 30}"),
    ],
)
def test_size_steps_and_guidance_change_the_profile(asked: dict[str, object], stack: str, written: str) -> None:
    made = storyboard_from_shot_list([{"prompt": "a girl", **asked}], "clip", stack)
    assert f"\nprofile: {written}\n" in made.text
    compiled(made.text)


def test_one_profile_serves_all_shots() -> None:
    _, remarks = imported([{"prompt": "a", "steps": 30}, {"prompt": "b", "steps": 20}])
    assert remarks == "`steps: 20`: one profile serves all shots, and another value stands in it; left out"


@pytest.mark.parametrize(
    ("fps", "rendered", "afterwards"),
    [(8, 8, None), (12, 12, None), ("24", 8, 24), (23.976, 8, 24), (60, 8, 24), (4, 8, None), ("fast", 8, None)],
)
def test_few_frames_are_rendered_and_the_others_made_in_between(
    fps: object, rendered: int, afterwards: int | None
) -> None:
    board, _ = imported({"fps": fps, "shots": [{"prompt": "a girl", "frames": 48}]})
    assert board.fps == rendered
    assert [step.fps for step in board.post] == ([afterwards] if afterwards else [])


def test_frames_count_at_the_rate_of_the_list() -> None:
    board, _ = imported({"fps": 24, "shots": [{"prompt": "a", "frames": 48}, {"prompt": "b", "length": "36f"}]})
    assert [shot.frames for shot in board.shots] == [16, 12]


def test_joins() -> None:
    shots: list[dict[str, object]] = [
        {"prompt": "a", "transition": "Cross Dissolve"},
        {"prompt": "b", "transition": {"type": "cut"}},
        {"prompt": "c", "next": "continuous"},
        {"prompt": "d", "transition": "star wipe"},
        {"prompt": "e", "duration": 0.2, "transition": "fade"},
        {"prompt": "f", "duration": 0.2, "transition": "fade out"},
    ]
    board, remarks = imported(shots)
    joins = [f"{shot.join.kind} {shot.join.frames}" for shot in board.shots]
    assert joins == ["crossfade 4", "cut 0", "carry 0", "cut 0", "cut 0", "end 0"]
    assert "`star wipe`: no join that animec has; a cut stands in" in remarks
    assert "`shot_5`: left out; these shots are too short for a cross-fade" in remarks
    assert "`crossfade`: left out; no shot follows the last one" in remarks


def test_nothing_is_carried_on_without_motion() -> None:
    board, remarks = imported([{"prompt": "a", "next": "carry"}, {"prompt": "b"}], "animatic")
    assert board.shots[0].join.kind == "cut"
    assert "no motion to carry" in remarks


def test_a_camera_move_needs_room_around_the_picture() -> None:
    board, remarks = imported(
        [{"prompt": "a", "size": "1024x1792", "camera": "fast zoom in"}, {"prompt": "b", "camera": "roll left"}]
    )
    assert [(shot.camera.move, shot.camera.amount) for shot in board.shots] == [("zoom_in", 0.1), ("none", 0.0)]
    assert "`roll_left`: left out; pictures of this size leave no room for a camera move" in remarks


def test_scenes_give_their_shots_what_these_do_not_have() -> None:
    board, remarks = imported(
        {
            "scenes": [
                {
                    "name": "Bridge",
                    "description": "fog over a bridge",
                    "location": "a bridge",
                    "transition": "fade",
                    "budget": 3,
                    "shots": [{"camera": "pan left"}, {"prompt": "a cat", "location": "a boat"}, "rain"],
                },
                {"scene_id": 7, "shots": ["the end"]},
            ]
        }
    )
    assert [shot.id for shot in board.shots] == [
        "Bridge_shot_1",
        "Bridge_shot_2",
        "Bridge_shot_3",
        "scene_7_shot_1",
    ]
    first, second, third, _ = prompts(board)
    assert "fog over a bridge" in first
    assert "a cat, a boat" in second
    assert "rain, a bridge" in third
    assert [shot.join.kind for shot in board.shots] == ["cut", "cut", "crossfade", "end"]
    assert "`budget`" in remarks


def test_pictures_are_left_out_with_the_reason() -> None:
    made = storyboard_from_shot_list(
        [
            {
                "prompt": "a girl https://example.org/girl.png at dusk",
                "reference_image_path": 3,
                "url": "https://example.org/x",
                "mask": "yes",
                "poseImage": "pose.png",
            }
        ],
        "clip",
    )
    (remark,) = made.remarks
    for name in ("https://example.org/girl.png", "url", "mask", "poseImage", "reference_image_path"):
        assert f"`{name}`" in remark
    assert "`external-visual-input`" in remark
    assert 'prompt: "a girl at dusk"' in made.text


def test_stills_have_no_time() -> None:
    data = [
        {"prompt": "a girl", "duration": 4, "camera": "pan left", "transition": "fade", "seed": 3, "style": "noir"},
        {"prompt": "a boy"},
    ]
    made = storyboard_from_shot_list(data, "clip", stills=True)
    board = compiled(made.text)
    assert [(still.id, still.seed) for still in board.stills] == [("shot_1", 3), ("shot_2", None)]
    reason = "left out; a still has no length, no camera move and no join"
    assert made.remarks == (f"`duration`, `camera move` and `transition`: {reason}",)


def test_a_key_that_stands_twice_in_different_spellings_is_told() -> None:
    _, remarks = imported([{"prompt": "a girl", "Prompt": "a boy"}])
    assert remarks == "`Prompt`: left out; a storyboard has no place for that"


@pytest.mark.parametrize("seed", [-1, "random", 1.5, True, 1 << 63, 10**300])
def test_a_seed_that_is_none_is_told(seed: object) -> None:
    board, remarks = imported([{"prompt": "a girl", "seed": seed}])
    assert board.shots[0].seed is None
    assert "no seed; it is derived from the storyboard's" in remarks


@pytest.mark.parametrize(("seed", "expected"), [(0, 0), ("42", 42), (7.0, 7), ((1 << 63) - 1, (1 << 63) - 1)])
def test_seeds(seed: object, expected: int) -> None:
    assert imported([{"prompt": "a girl", "seed": seed}])[0].shots[0].seed == expected
