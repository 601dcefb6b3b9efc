"""Which ledgers are verified, how far, and what is said where a level cannot begin."""

import json
from pathlib import Path

import pytest

from anime_compiler.errors import UsageError
from renderer.verify.verify import Asked, ledgers_in, verify
from tests.renderer.verify.forgery import forged
from tests.renderer.verify.renders import (
    STILLS,
    Given,
    OtherNoise,
    PocketNoise,
    copy_of,
    failed_levels,
    make,
    rerender,
    said,
    verified,
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a film and stills of another clip."""
    out = tmp_path_factory.mktemp("verify") / "outputs"
    make(out)
    make(out, Given(STILLS.replace("clip: small", "clip: cats")), OtherNoise())
    return out


def test_an_honest_render_passes_every_level(outputs: Path) -> None:
    report = verified(outputs, 3)
    assert report.is_sound, said(report)
    assert [[level.status for level in verdict.levels] for verdict in report.verdicts] == [["passed"] * 4] * 2


@pytest.mark.parametrize(
    "given",
    [
        Given(selection=("sea", "", "")),
        Given(selection=("roof:2", "", "")),
        Given(overrides=("seed=7", "shots.sea.duration=10f")),
    ],
)
def test_so_do_parts_of_a_film_and_values_that_were_set(given: Given, tmp_path: Path) -> None:
    make(tmp_path / "out", given)
    report = verified(tmp_path / "out", 3)
    assert report.is_sound, said(report)


@pytest.mark.parametrize("selection", [(), ("sea", "", "")])
def test_a_draft_is_planned_anew_for_the_stack_that_drew_it(selection: tuple[str, ...], tmp_path: Path) -> None:
    make(tmp_path / "out", Given(selection=selection, draft_with="pocket"), PocketNoise())
    report = verified(tmp_path / "out", 3)
    assert report.is_sound, said(report)
    assert "a draft of what `sdxl` would draw" in str(report.verdicts[0].about)


def test_a_draft_that_passes_for_the_storyboard_s_own_is_found_out(tmp_path: Path) -> None:
    make(tmp_path / "out", Given(draft_with="pocket"), PocketNoise())
    forged(tmp_path / "out", lambda forger: forger.the("render").update(draft=False))
    assert failed_levels(verified(tmp_path / "out")) == [1]


def test_a_folder_a_clip_and_a_ledger_can_be_named(outputs: Path) -> None:
    film, cats = outputs / "video/small", outputs / "images/cats"
    assert ledgers_in(outputs) == [cats / "ledger.jsonl", film / "ledger.jsonl"]
    assert ledgers_in(film) == ledgers_in(film / "ledger.jsonl") == [film / "ledger.jsonl"]


def test_a_folder_may_be_named_from_within(outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(outputs / "video/small")
    assert verified(Path(), 2).is_sound
    assert verified(Path("ledger.jsonl"), 2).is_sound


@pytest.mark.parametrize("name", ["nowhere", "nowhere/ledger.jsonl", "configs", "a\0b"])
def test_what_is_not_there_is_a_question_of_usage(name: str, outputs: Path) -> None:
    with pytest.raises(UsageError, match="there is no") as refused:
        verified(outputs / name)
    assert refused.value.cure


def test_only_the_levels_that_were_asked_for_are_run(outputs: Path) -> None:
    for level in range(4):
        (verdict,) = verified(outputs / "video/small", level).verdicts
        assert [one.status for one in verdict.levels] == ["passed"] * (level + 1) + ["not run"] * (3 - level)


def test_by_default_only_boards_are_drawn_again(outputs: Path) -> None:
    (verdict,) = verify(outputs / "video/small", Asked(), rerender).verdicts
    assert [one.status for one in verdict.levels] == ["passed", "passed", "passed", "not run"]


def test_who_gives_a_challenge_wants_it_met(outputs: Path) -> None:
    (verdict,) = verify(outputs / "video/small", Asked(challenge="7"), rerender).verdicts
    assert verdict.levels[3].status == "passed"


def test_nothing_is_read_but_the_folder_and_nothing_is_written(outputs: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in outputs.rglob("*")}
    verified(outputs, 2)
    assert {file: file.stat().st_mtime_ns for file in outputs.rglob("*")} == before


def test_a_clip_can_be_sent_without_the_others(outputs: Path, tmp_path: Path) -> None:
    alone = tmp_path / "sent"
    copy_of(outputs / "video/small", alone / "video/small")
    copy_of(outputs / "configs", alone / "configs")
    assert verified(alone).is_sound


def test_a_ledger_out_of_its_place_is_told_where_it_belongs(outputs: Path, tmp_path: Path) -> None:
    copy_of(outputs / "video/small", tmp_path / "small")
    report = verified(tmp_path / "small")
    assert said(report) == "0: the ledger belongs into the folder `video/small` of an output folder, and lies elsewhere"


def test_films_of_some_shots_lie_beside_the_whole_one(outputs: Path, tmp_path: Path) -> None:
    out = copy_of(outputs, tmp_path / "out")
    make(tmp_path / "part", Given(selection=("sea", "", "")))
    copy_of(tmp_path / "part/video/small/parts", out / "video/small/parts")
    report = verified(out / "video")
    assert len(report.verdicts) == 2
    assert report.is_sound, said(report)
    (out / "video/small/parts/sea/ledger.jsonl").unlink()
    assert "parts/sea.mp4` is listed by no ledger" in said(verified(out / "video"))


def test_levels_that_cannot_begin_say_so_and_do_not_pass(outputs: Path, tmp_path: Path) -> None:
    out = copy_of(outputs, tmp_path / "out") / "video/small"

    def spoil(forger: object) -> None:
        row = forger.the("source")  # type: ignore[attr-defined]
        row.update(text="", sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

    forged(out, spoil)
    report = verified(out, 3)
    assert failed_levels(report) == [1, 2, 3]
    assert "rendered from a plan without its storyboard" in said(report)
    assert "nothing was made again: the storyboard gives no plan" in said(report)


def test_a_stack_that_promises_nothing_cannot_be_proven_by_rendering(tmp_path: Path) -> None:
    class Unsteady(OtherNoise):
        is_deterministic = False

    make(tmp_path / "out", Given(STILLS), Unsteady())
    assert verified(tmp_path / "out", 2).is_sound
    assert "does not promise the same bytes" in said(verified(tmp_path / "out", 3))


def test_settings_of_the_other_clips_may_stand_beside_these(outputs: Path) -> None:
    said = json.loads((outputs / "configs/pipeline_config.json").read_text())
    assert set(said["clips"]) == {"small", "cats"}
