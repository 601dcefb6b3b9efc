"""Storyboards through the command line on a folder of small models: to the film, over a kill, proved and made again."""

import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.renderer.tiny.models import write_motion
from tests.renderer.tiny.shelf import models_folder

SDXL = """\
animec: 1
clip: tiny
ruleset: open
stack: sdxl
seed: 5
profile: {size: 64x64, steps: 4, guidance: 3.0, lcm: false, precision: fp32}
style: {template: plain}
shots:
  - id: roof
    duration: 24f
    prompt: 1girl on a rooftop
    negative: [blurry]
    control: [{kind: canny, weight: 0.7}]
    beats: [{at: 0%, prompt: standing}, {at: 100%, prompt: smiling}]
    camera: {move: pan_left, via: crop}
    chain: {overlap: 4f, anchor: 50%}
    next: carry
  - {id: street, prompt: 1girl in the street, duration: 8f}
"""
SD2 = """\
animec: 1
clip: still
ruleset: open
stack: sd2
profile: {size: 64x64, steps: 3, guidance: 5.0, lcm: false, precision: fp32, batch: 2}
style: {template: plain}
shots:
  - id: roof
    prompt: 1girl on a rooftop
    duration: 8f
    beats: [{at: 0%, prompt: standing}, {at: 100%, prompt: smiling}]
    keyframes: {from_first: picture, strength: 70%}
    camera: {move: zoom_in}
stills: [{id: set, prompt: a red kimono, count: 3}]
"""


def animec(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, cwd=folder, env=environment(folder))


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "anime_compiler", *words]


def environment(folder: Path) -> dict[str, str]:
    """One thread, and no way to a network that anything could take in silence."""
    here = str(Path(__file__).parents[4])
    own = {"ANIMEC_STORE": str(folder / "store"), "ANIMEC_MODELS": str(models_folder()), "OMP_NUM_THREADS": "1"}
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    return {**os.environ, **own, **nowhere, "PYTHONPATH": here}


def written(folder: Path) -> dict[str, str]:
    """Every file of an output, by its hash."""
    return {
        file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A render without a break."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "tiny.yaml").write_text(SDXL)
    done = animec(folder, "render", "tiny.yaml", "--final", "--device", "cpu", "--profile-render")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Segment" in done.stderr
    return folder


def test_a_storyboard_becomes_a_film(whole: Path) -> None:
    clip = whole / "outputs" / "video" / "tiny"
    assert (clip / "tiny.mp4").stat().st_size > 1000
    assert len([*(clip / "frames").iterdir()]) == 32
    ledger = [json.loads(line) for line in (clip / "ledger.jsonl").read_text().splitlines()]
    models = {row["id"]: row["identity"] for row in ledger if row["row"] == "model"}
    assert models.keys() >= {"sdxl-base-1.0", "animatediff-sdxl-beta", "cn-canny-xinsir"}
    weights = [identity for name, identity in models.items() if name != "canny"]
    assert all(len(identity) == 64 for identity in weights)
    assert next(row for row in ledger if row["row"] == "render")["edition"].startswith("1-cpu-")


def test_what_is_stored_is_not_made_again(whole: Path) -> None:
    again = animec(whole, "render", "tiny.yaml", "--final", "--device", "cpu")
    assert ", in " in again.stdout
    assert "0 made, " in again.stdout
    told = animec(whole, "plan", "tiny.yaml", "--device", "cpu").stdout
    assert "nodes are there (sdxl); nothing would run" in told


def test_the_output_is_proved_and_made_again_to_the_last_byte(whole: Path) -> None:
    done = animec(whole, "verify", "outputs", "--level", "3", "--challenge", "4815", "--device", "cpu")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 re-render  passed" in done.stdout


def test_other_weights_make_anew_what_they_make(whole: Path, tmp_path: Path) -> None:
    other = tmp_path / "models"
    other.mkdir()
    for model in models_folder().iterdir():
        if model.name != "animatediff-sdxl-beta":
            (other / model.name).symlink_to(model)
    write_motion(other / "animatediff-sdxl-beta", seed=99)
    words = ("render", "tiny.yaml", "--final", "--device", "cpu", "--out", str(tmp_path), "--models", str(other))
    told = animec(whole, *words, "--json")
    assert told.returncode == 0, told.stderr
    planned = json.loads(told.stdout.splitlines()[0])
    assert {name.split("/")[1] for name in planned["to_do"] if "/" in name} == {"segment", "decode", "camera"}


def test_a_kill_in_the_middle_of_a_segment_loses_that_segment_alone(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(SDXL)
    words = command("render", "tiny.yaml", "--final", "--device", "cpu", "--json")
    finished = []
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environment(tmp_path)) as killed:
        assert killed.stdout is not None
        for line in killed.stdout:
            event = json.loads(line)
            if event["event"] == "finished":
                finished.append(event["node"])
            if event["event"] == "step" and event["node"] == "roof/segment/1" and event["step"] == 2:
                killed.send_signal(signal.SIGKILL)
                break
    assert killed.returncode == -signal.SIGKILL
    assert "roof/segment/0" in finished
    done = animec(tmp_path, "render", "tiny.yaml", "--final", "--device", "cpu", "--json")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    made = {event["node"] for event in events if event["event"] == "finished"}
    assert not made & set(finished)
    assert "roof/segment/1" in made
    assert written(tmp_path / "outputs") == written(whole / "outputs")


def test_all_models_that_lack_are_named_before_anything_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(SDXL)
    empty = tmp_path / "models"
    done = animec(tmp_path, "render", "tiny.yaml", "--final", "--models", str(empty))
    assert done.returncode == 5
    for name in ("sdxl-base-1.0", "animatediff-sdxl-beta", "cn-canny-xinsir", "sdxl-vae-fp16-fix"):
        assert name in done.stderr
    draft = animec(tmp_path, "render", "tiny.yaml", "--models", str(empty), "--dry-run")
    assert "would run (pocket)" in draft.stdout


def test_stable_diffusion_2_makes_stills_and_moves_the_camera(tmp_path: Path) -> None:
    (tmp_path / "still.yaml").write_text(SD2)
    done = animec(tmp_path, "render", "still.yaml", "--final", "--device", "cpu")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "outputs" / "video" / "still" / "still.mp4").is_file()
    assert len([*(tmp_path / "outputs" / "images").glob("set_*.png")]) == 3
