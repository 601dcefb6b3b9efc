"""What every test of `animec render` finds: a storyboard in a folder of its own, and one that was rendered."""

import gc
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.anime_compiler.cli.render_command.tiny import BOARDS, TINY, animec, environment


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a storyboard, its output and the store, made by a child process whose output is kept beside."""
    folder = tmp_path_factory.mktemp("rendered")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    done = subprocess.run(animec(*BOARDS, "tiny.yaml"), cwd=folder, env=environment(folder), capture_output=True)
    (folder / "out.txt").write_bytes(done.stdout)
    (folder / "err.txt").write_bytes(done.stderr)
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of one's own, with a storyboard and no store yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANIMEC_STORE", str(tmp_path / "store"))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    yield tmp_path
    gc.enable()


@pytest.fixture
def again(rendered: Path, folder: Path) -> Path:
    """A copy of what was rendered."""
    shutil.copytree(rendered, folder, dirs_exist_ok=True)
    return folder
