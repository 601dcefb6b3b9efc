"""What `animec render` makes of a storyboard, a part of it, or a plan, with the stack that needs no models."""

from pathlib import Path

import pytest

from anime_compiler.cli.main import main
from renderer.stacks import available
from tests.anime_compiler.cli.render_command.tiny import BOARDS, DRAFT, FILM, TINY, files_in, write


def test_a_film_and_what_belongs_to_it(rendered: Path) -> None:
    found = {path.name for path in (rendered / FILM).parent.iterdir()}
    assert {"tiny.mp4", "tiny.mkv", "frames", "keyframes", "maps", "plan.json", "ledger.jsonl", "report.html"} <= found
    assert len(list((rendered / FILM).parent.glob("frames/*.png"))) == 32


def test_what_is_stored_is_not_made_again(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_in(again / "outputs")
    assert main([*BOARDS, "tiny.yaml"]) == 0
    out, err = capsys.readouterr()
    assert [line.split(", in ")[0] for line in out.splitlines()] == [
        "outputs/video/tiny/tiny.mp4  4 s, 64x64, 8 frames a second",
        "0 made, 12 from the store",
        DRAFT,
    ]
    assert err == ""
    assert files_in(again / "outputs") == before


@pytest.mark.usefixtures("again")
def test_only_what_changed_is_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*BOARDS, write("tiny.yaml", "the sea", "a lake")]) == 0
    out = capsys.readouterr().out
    assert [line.split()[1] for line in out.splitlines()[1:5]] == [
        "sea/text/0",
        "sea/segment/0",
        "sea/decode/0",
        "film",
    ]
    assert "4 made, 8 from the store" in out


def test_a_part_lies_beside_the_whole(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_in(again / "outputs" / "video")
    assert main([*BOARDS, "tiny.yaml", "--only", "sea"]) == 0
    assert "outputs/video/tiny/parts/sea.mp4  2 s, " in capsys.readouterr().out
    after = files_in(again / "outputs" / "video")
    assert {name: after[name] for name in before} == before
    assert main(["plan", "tiny.yaml", "--stack", "animatic"]) == 0
    assert "store   all 12 nodes are there" in capsys.readouterr().out, (
        "a part is not what the next plan is held against"
    )


@pytest.mark.usefixtures("again")
def test_one_still_of_a_shot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*BOARDS, "tiny.yaml", "--only", "roof:2", "--out", "there"]) == 0
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == "there/video/tiny/keyframes  1 picture"
    assert [path.name for path in Path("there/video/tiny/keyframes").iterdir()] == ["roof_keyframe_1.png"]


def test_values_in_place_of_those_that_are_written(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*BOARDS, "tiny.yaml", "--num_frames", "8", "--set", "clip=short", "--out", "there"]) == 0
    assert "there/video/short/short.mp4  2 s, 64x64, 8 frames a second" in capsys.readouterr().out
    assert len(list((again / "there/video/short/frames").iterdir())) == 16


def test_a_plan_in_place_of_a_storyboard(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "tiny.yaml", "--json", "-o", "tiny.json"]) == 0
    assert main([*BOARDS, "tiny.json", "--out", "there"]) == 0
    *_, made, draft, remark = capsys.readouterr().out.splitlines()
    assert made.startswith("0 made, 12 from the store")
    assert draft == DRAFT
    assert (
        remark == "a plan is rendered without its storyboard, so nobody can prove later that it was compiled from one"
    )
    assert (again / "there/video/tiny/tiny.mp4").read_bytes() == (again / FILM).read_bytes()


def test_a_storyboard_for_boards_is_no_draft(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board = TINY.replace("stack: sdxl", "stack: animatic").replace("clip: tiny", "clip: boards")
    Path("boards.yaml").write_text(board, encoding="utf-8")
    assert main(["render", "boards.yaml", "--final"]) == 0
    assert "draft" not in capsys.readouterr().out
    assert '"draft":false' in (again / "outputs/video/boards/ledger.jsonl").read_text().splitlines()[0].replace(" ", "")


@pytest.mark.usefixtures("again")
def test_another_stack_that_was_asked_for_makes_a_draft_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", "--stack", "animatic"]) == 0
    assert capsys.readouterr().out.endswith("\na draft by `animatic`; the storyboard's own stack is `sdxl`\n")


def test_what_was_damaged_in_the_store_is_made_again(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = (again / FILM).read_bytes()
    (again / FILM).unlink()
    for blob in (again / "store" / "blobs").iterdir():
        if blob.read_bytes() == film:
            blob.chmod(0o644)
            blob.write_bytes(bytes(len(film)))
    assert main([*BOARDS, "tiny.yaml"]) == 0
    out = capsys.readouterr().out
    assert "film was damaged in the store and is made again\n" in out
    assert "1 made, 11 from the store" in out
    assert (again / FILM).read_bytes() == film


def test_every_stack_is_known_as_it_knows_itself() -> None:
    for name in available.known_stacks():
        stack = available.stack_named(name)
        assert (stack.name, stack.edition) == available.identity_of(name)


def test_a_signed_render_is_verified_against_its_key(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--make-key", "team.key"]) == 0
    assert main([*BOARDS, "tiny.yaml", "--sign", "team.key", "--quiet"]) == 0
    assert main(["verify", "outputs", "--level", "1", "--key", "team.key.pub"]) == 0
    assert main([*BOARDS, "tiny.yaml", "--set", "seed=5", "--quiet"]) == 0
    assert main(["verify", "outputs", "--level", "1", "--key", "team.key.pub"]) == 8
    assert (folder / "outputs").is_dir()
    capsys.readouterr()
