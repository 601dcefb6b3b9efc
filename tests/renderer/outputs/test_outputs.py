"""What a render leaves behind: whole, kept where it is right, and never over somebody's own work."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from anime_compiler.plan.selection import part, still
from renderer import events
from renderer.errors import OutputInTheWay
from renderer.evidence.evidence import Source
from renderer.outputs.destination import look_ahead
from renderer.outputs.outputs import write_outputs
from renderer.render import action_key, drawn_by
from renderer.store.errors import StoreError
from renderer.store.store import Store
from tests.renderer.films import HEAD, TWO_SHOTS, plan_of, rendered
from tests.renderer.noise_stack import NoiseStack

STILLS = HEAD.replace("clip: small", "clip: set") + "stills: [{id: cat, prompt: a cat, count: 2}]\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outputs") / "store"


def write(store: Path, out: Path, text: str = TWO_SHOTS, **options: Any) -> dict[str, bool]:
    """Write the outputs of a storyboard; gives each file and whether it was kept."""
    done = rendered(plan_of(text), store).rendered
    told: list[events.Event] = []
    source = Source("small.yaml", text.encode(), (), (), ())
    write_outputs(done, NoiseStack(), Store(store), source, out, told.append, **options)
    return {event.path: event.kept for event in told if isinstance(event, events.Written)}


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_everything_that_was_promised_is_there(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path)
    there = set(files_in(tmp_path))
    film = "video/small/"
    assert {
        film + name for name in ("small.mp4", "small.mkv", "contact_sheet.png", "preview.webp", "preview.gif")
    } < there
    assert {film + name for name in ("plan.json", "ledger.jsonl", "report.html")} < there
    assert {film + f"frames/{number:05}.png" for number in range(1, 41)} < there
    assert {film + "keyframes/roof_keyframe_0.png", film + "maps/roof_openpose_1.png"} < there
    assert {"configs/pipeline_config.json", "configs/lora_versions.json", "configs/controlnet_config.json"} < there
    assert film + ".writing" not in there


def test_a_second_time_everything_is_kept_and_not_touched(store: Path, tmp_path: Path) -> None:
    assert not any(write(store, tmp_path).values())
    times = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()}
    before = files_in(tmp_path)
    assert all(write(store, tmp_path).values())
    assert files_in(tmp_path) == before
    assert {file: file.stat().st_mtime_ns for file in times} == times


def test_a_lost_file_is_put_back(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path)
    before = files_in(tmp_path)
    (tmp_path / "video/small/frames/00007.png").unlink()
    (tmp_path / "video/small/report.html").unlink()
    kept = write(store, tmp_path)
    assert [path for path, is_kept in kept.items() if not is_kept] == ["video/small/frames/00007.png"]
    assert files_in(tmp_path) == before


@pytest.mark.parametrize("path", ["video/small/small.mp4", "video/small/keyframes/roof_keyframe_0.png"])
def test_a_file_that_was_changed_by_hand_is_not_overwritten_unasked(store: Path, tmp_path: Path, path: str) -> None:
    write(store, tmp_path)
    (tmp_path / path).write_bytes(b"my own cut")
    before = files_in(tmp_path)
    with pytest.raises(OutputInTheWay, match="has been changed since it was rendered") as refused:
        write(store, tmp_path)
    assert refused.value.exit_status == 2
    assert "--force" in str(refused.value.cure)
    assert files_in(tmp_path) == before
    write(store, tmp_path, force=True)
    assert files_in(tmp_path)[path] != b"my own cut"


def test_a_file_that_no_render_wrote_is_not_overwritten_unasked(store: Path, tmp_path: Path) -> None:
    (tmp_path / "video/small").mkdir(parents=True)
    (tmp_path / "video/small/small.mp4").write_bytes(b"from elsewhere")
    with pytest.raises(OutputInTheWay, match="no render wrote it"):
        write(store, tmp_path)
    assert set(files_in(tmp_path)) == {"video/small/small.mp4"}


def test_what_an_interrupted_render_left_is_finished_without_asking(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path / "whole")
    write(store, tmp_path / "out")
    folder = tmp_path / "out/video/small"
    (folder / ".writing").touch()
    (folder / "ledger.jsonl").unlink()
    (folder / "frames/00003.png").write_bytes(b"")
    write(store, tmp_path / "out")
    assert files_in(tmp_path / "out") == files_in(tmp_path / "whole")


def test_frames_of_a_longer_film_before_do_not_stay(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path / "out")
    short = TWO_SHOTS.replace("duration: 28f", "duration: 16f")
    write(store, tmp_path / "out", short)
    write(store, tmp_path / "short", short)
    assert files_in(tmp_path / "out") == files_in(tmp_path / "short")


def test_a_draft_does_not_take_the_place_of_a_finished_render(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path)
    with pytest.raises(OutputInTheWay, match="holds a finished render, and this is a draft"):
        write(store, tmp_path, is_draft=True)
    write(store, tmp_path, is_draft=True, force=True)
    write(store, tmp_path)  # and a finished one takes the place of a draft


def test_clips_share_the_folder_and_its_configs(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path)
    write(store, tmp_path, STILLS)
    configs = json.loads((tmp_path / "configs/pipeline_config.json").read_text())
    assert sorted(configs["clips"]) == ["set", "small"]
    assert {"images/cat_01.png", "images/cat_02.png", "images/set/ledger.jsonl"} < set(files_in(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_folder_that_cannot_be_written_to_is_said(store: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError) as refused:
        write(store, tmp_path)
    assert refused.value.exit_status == 7


def test_a_link_in_the_place_of_a_file_is_not_followed(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.mp4"
    target.write_bytes(b"precious")
    (tmp_path / "out/video/small").mkdir(parents=True)
    (tmp_path / "out/video/small/small.mp4").symlink_to(target)
    for force in (False, True):
        with pytest.raises((OutputInTheWay, StoreError)):
            write(store, tmp_path / "out", force=force)
    assert target.read_bytes() == b"precious"


def test_an_output_folder_that_is_a_file_is_said(store: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(StoreError) as refused:
        write(store, tmp_path / "out")
    assert refused.value.cure


def test_a_part_lies_beside_the_whole_and_leaves_it_whole(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path)
    before, configs = files_in(tmp_path / "video/small"), files_in(tmp_path / "configs")
    sea = part(plan_of(TWO_SHOTS), ["sea"])
    source = Source("small.yaml", TWO_SHOTS.encode(), (), (), ("sea", "", ""))
    for plan in (sea, still(plan_of(TWO_SHOTS), "roof", 2)):
        done = rendered(plan, store).rendered
        write_outputs(done, NoiseStack(), Store(store), source, tmp_path, lambda _: None)
    after = files_in(tmp_path / "video/small")
    assert {path: after[path] for path in before} == before
    assert files_in(tmp_path / "configs") == configs
    assert {"parts/sea.mp4", "parts/sea.mkv", "parts/sea/ledger.jsonl"} < after.keys()
    assert all(write(store, tmp_path).values())


def test_what_would_be_in_the_way_is_said_before_anything_is_rendered(store: Path, tmp_path: Path) -> None:
    plan = drawn_by(plan_of(TWO_SHOTS), NoiseStack())
    look_ahead(plan, tmp_path, is_draft=False)
    write(store, tmp_path)
    look_ahead(plan, tmp_path, is_draft=False)
    with pytest.raises(OutputInTheWay, match="finished render"):
        look_ahead(plan, tmp_path, is_draft=True)
    (tmp_path / "video/small/frames/00002.png").write_bytes(b"retouched")
    with pytest.raises(OutputInTheWay, match="has been changed"):
        look_ahead(plan, tmp_path, is_draft=False)
    (tmp_path / "video/small/ledger.jsonl").unlink()
    with pytest.raises(OutputInTheWay, match="no render wrote it"):
        look_ahead(plan, tmp_path, is_draft=False)


def test_a_signature_stays_with_the_ledger_that_it_is_for(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path)
    signature = tmp_path / "video/small/ledger.sig"
    signature.write_bytes(b"signed")
    write(store, tmp_path)
    assert signature.read_bytes() == b"signed"
    write(store, tmp_path, TWO_SHOTS.replace("the sea", "the ocean"))
    assert not signature.exists()


def test_the_ledger_still_tells_of_results_that_the_store_has_given_up(tmp_path: Path) -> None:
    store, out = tmp_path / "store", tmp_path / "out"
    write(store, out)
    before = files_in(out)
    plan = drawn_by(plan_of(TWO_SHOTS), NoiseStack())
    for node in plan.nodes:
        if node.id.startswith(("roof/text", "roof/segment")):
            Store(store).drop(action_key(node, NoiseStack()))
    assert all(write(store, out).values())
    assert files_in(out) == before
