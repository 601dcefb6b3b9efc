import io
import os
import sys
from itertools import product
from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.main import main
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.language.choices import STACKS
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from anime_compiler.starter.starter import MODELINE

_LIST = '[{"prompt": "a girl", "duration": 4, "image_path": "a.png"}]'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def clip_of(file: str) -> str:
    return next(line.split()[1] for line in Path(file).read_text().splitlines() if line.startswith("clip: "))


def test_it_writes_a_storyboard_and_says_what_comes_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new"]) == 0
    assert Path("storyboard.yaml").read_text().startswith(MODELINE)
    written, _, first, second = capsys.readouterr().out.splitlines()
    assert written == "storyboard.yaml is written; next:"
    assert first.startswith("animec check storyboard.yaml ")
    assert second.startswith("animec plan storyboard.yaml ")


@pytest.mark.parametrize(
    ("stack", "template", "still", "source"),
    list(product(STACKS, (None, "pastel", "noir"), (False, True), (False, True))),
)
def test_all_options_go_together(stack: str, template: str | None, still: bool, source: bool) -> None:
    Path("list.json").write_text(_LIST)
    words = ["new", "a.yaml", "--stack", stack]
    words += ["--template", template] if template else []
    words += ["--still"] if still else []
    words += ["--from", "list.json"] if source else []
    assert main(words) == 0
    made = compile_storyboard("a.yaml", Path("a.yaml").read_bytes(), Library(shipped_catalogue(), ()))
    least = Level.ERROR if source else Level.WARNING  # what a list asks for may well be warned of
    assert [found.message for found in made.diagnostics if found.level in (Level.ERROR, least)] == []
    assert made.storyboard is not None
    assert made.storyboard.stack.name == stack
    assert bool(made.storyboard.stills) is still


@pytest.mark.parametrize(
    ("file", "clip"),
    [("clip-01.yaml", "clip-01"), ("my clip.v2.yaml", "my_clip_v2"), ("日本.yaml", "my_clip"), ("1.yaml", "my_clip_1")],
)
def test_the_clip_is_called_after_the_file(file: str, clip: str) -> None:
    assert main(["new", file]) == 0
    assert clip_of(file) == clip


def test_a_path_with_spaces_is_shown_as_a_shell_takes_it(capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "my clip.yaml"])
    assert "animec check 'my clip.yaml'" in capsys.readouterr().out


def test_to_standard_output(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["new", "-"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith(MODELINE)
    assert "\nclip: my_clip " in output.out
    assert output.err == ""
    assert list(folder.iterdir()) == []


def test_nothing_is_overwritten_unless_forced(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("mine")
    Path("a.yaml").chmod(0o600)
    assert main(["new", "a.yaml"]) == 2
    assert Path("a.yaml").read_text() == "mine"
    said = capsys.readouterr().err
    assert "`a.yaml` is there already" in said
    assert "--force" in said
    assert main(["new", "a.yaml", "--force"]) == 0
    assert Path("a.yaml").read_text().startswith(MODELINE)
    assert Path("a.yaml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("target", ["real.yaml", "nowhere.yaml"])
def test_links_are_refused(force: list[str], target: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("real.yaml").write_text("mine")
    Path("link.yaml").symlink_to(target)
    assert main(["new", "link.yaml", *force]) == 7
    assert "`link.yaml` is a link" in capsys.readouterr().err
    assert Path("real.yaml").read_text() == "mine"
    assert not Path("nowhere.yaml").exists()


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "no such/a.yaml"]) == 2
    assert "there is no folder `no such`\n  make it first: mkdir -p 'no such'" in capsys.readouterr().err


def test_a_folder_as_target(capsys: pytest.CaptureFixture[str]) -> None:
    Path("specs").mkdir()
    assert main(["new", "specs", "--force"]) == 2
    assert "`specs` is a folder\n  name a file in it: specs/storyboard.yaml" in capsys.readouterr().err


def test_what_cannot_be_written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "replace", no_room)
    assert main(["new", "a.yaml"]) == 7
    assert "cannot write `a.yaml`: No space left on device" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("name", "cure"), [("noirr", "did you mean `noir`?"), ("ukiyo", "known: `anime_cel`"), ("../noir", "")]
)
def test_a_template_that_is_not_there(name: str, cure: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "--template", name]) == 2
    said = capsys.readouterr().err
    assert f"there is no prompt template `{name}`" in said
    assert cure in said
    assert not Path("storyboard.yaml").exists()


@pytest.mark.parametrize("beside", ["", "specs"])
def test_a_template_of_ones_own(beside: str) -> None:
    templates = Path(beside) / "templates" / "prompts"
    templates.mkdir(parents=True)
    (templates / "ukiyo.yaml").write_text('template: ukiyo\ntitle: Ukiyo\npositive: "{{ prompt }}"\n')
    path = str(Path(beside) / "a.yaml")
    assert main(["new", path, "--template", "ukiyo"]) == 0
    assert main(["check", path, "--strict"]) == 0


def test_remarks_are_told_and_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("list.json").write_text(_LIST)
    assert main(["new", "a.yaml", "--from", "list.json"]) == 0
    said = capsys.readouterr().err
    assert said.startswith("animec: `image_path`: left out, because no picture may come in from outside")
    assert "#   - `image_path`: left out" in Path("a.yaml").read_text()


def test_a_list_from_standard_input_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(_LIST.encode())))
    assert main(["new", "-", "--from", "-"]) == 0
    output = capsys.readouterr()
    assert 'prompt: "a girl"' in output.out
    assert output.err == ""


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (None, 2, "there is no file `list.json`"),
        ("{", 2, "`list.json` is not valid JSON"),
        ("{}", 2, "there are no shots in it\n  a shot list is a list of shots"),
        ("[" + " " * (1 << 20) + "]", 2, "`list.json` is larger than 1,048,576 bytes"),
    ],
)
def test_a_list_that_cannot_be_read(
    text: str | None, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        Path("list.json").write_text(text)
    assert main(["new", "a.yaml", "--from", "list.json"]) == status
    assert said in capsys.readouterr().err
    assert not Path("a.yaml").exists()


def test_a_list_that_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.json")
    assert main(["new", "a.yaml", "--from", "pipe.json"]) == 2
    assert "`pipe.json` is not a regular file" in capsys.readouterr().err
