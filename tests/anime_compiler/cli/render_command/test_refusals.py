"""What `animec render` refuses, before anything is made."""

import subprocess
import sys
from pathlib import Path

import pytest

from anime_compiler.cli.main import main
from tests.anime_compiler.cli.render_command.tiny import BOARDS, FILM, TINY, environment


@pytest.mark.parametrize(
    ("before", "after", "status", "said"),
    [
        ("prompt: the sea", "promt: the sea", 3, "error[unknown-key]"),
        ("profile: {size: 64x64}", "profile: {size: 64x64, scheduler: euler}", 4, "error[manual-scheduler]"),
    ],
)
def test_a_storyboard_with_errors_ends_before_anything_is_imported(
    before: str, after: str, status: int, said: str, folder: Path
) -> None:
    text = TINY.replace(before, after).replace("ruleset: open\n", "" if status == 4 else "ruleset: open\n")
    Path("tiny.yaml").write_text(text, encoding="utf-8")
    program = (
        "import sys; from anime_compiler.cli.main import main; status = main(['render', 'tiny.yaml']); "
        "print(*sorted({name.split('.')[0] for name in sys.modules} & {'numpy', 'renderer', 'rich', 'av', 'PIL'})); "
        "sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", program], env=environment(folder), capture_output=True, text=True)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stdout == "\n"
    assert sorted(path.name for path in folder.iterdir()) == ["tiny.yaml"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--only", "rof"], 2, "there is no shot or still `rof` in this plan\n  did you mean `roof`?\n"),
        (["--only", ""], 2, "there is no shot or still"),
        (["--only", "roof", "--from", "sea"], 2, "`--only` names a part already"),
        (["--from", "sea", "--until", "roof"], 2, "no shot is from `sea` until `roof`"),
        (
            ["--final"],
            5,
            "depth-anything-v2-small, sdxl-base-1.0, sdxl-vae-fp16-fix\n  animec models fetch --for tiny.yaml\n",
        ),
        (["--stack", "sd2"], 5, "the storyboard is for stack `sdxl`, whose models `sd2` does not have\n  set"),
        (["--stack", "animatic", "--final"], 2, "not allowed with argument"),
        (["--json", "--quiet"], 2, "not allowed with argument"),
        (["--jobs", "0"], 2, "is not a whole number above 0"),
        (["--store", "tiny.yaml"], 7, "so it cannot be the store"),
        (["--out", "tiny.yaml"], 7, "tiny.yaml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("again")
def test_what_is_refused(words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", *words]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_what_somebody_changed_by_hand_is_not_overwritten(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = (again / FILM).read_bytes()
    (again / FILM).write_bytes(b"my own cut")
    assert main([*BOARDS, "tiny.yaml"]) == 2
    assert "`outputs/video/tiny/tiny.mp4` has been changed since it was rendered\n" in capsys.readouterr().err
    assert (again / FILM).read_bytes() == b"my own cut"
    assert main([*BOARDS, "tiny.yaml", "--force", "--quiet"]) == 0
    assert (again / FILM).read_bytes() == good


@pytest.mark.parametrize(
    ("text", "words", "status", "said"),
    [
        ('{"animec_plan": 1}', [], 3, "`tiny.json`: this is not a plan"),
        ('{"animec_plan": 9}', [], 3, "its version is 9"),
        ('{"animec_plan": 1}', ["--seed", "3"], 2, "`tiny.json` is a plan, in which nothing can be set"),
        ('{"animec": 1, "clip": "x"}', [], 3, "error["),
    ],
)
def test_a_plan_that_is_none(
    text: str, words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("tiny.json").write_text(text, encoding="utf-8")
    assert main(["render", "tiny.json", *words]) == status
    assert said in capsys.readouterr().err
