"""What is installed: the right dependencies, and everything that the program needs away from its repository."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

_ROOT = Path(__file__).parents[1]
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


_HEAVY = ("torch", "diffusers", "transformers", "peft", "accelerate", "scipy", "skia")
_WITHOUT = f"""
import sys
sys.modules.update(dict.fromkeys({_HEAVY!r}))  # as if they were not installed: importing one fails
from anime_compiler.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_base_install_has_nothing_of_the_models() -> None:
    names = {name.split(">")[0].lower() for name in _PROJECT["dependencies"]}
    assert {"pyyaml", "jinja2", "numpy"} < names
    assert not names.intersection(_HEAVY)


def test_a_film_of_boards_is_made_and_verified_without_torch(tmp_path: Path) -> None:
    spec = tmp_path / "tiny.yaml"
    spec.write_text(
        "animec: 1\nclip: tiny\nruleset: open\nprofile: {size: 256x256}\nshots: [{id: a, prompt: the sea}]\n"
    )
    where = ["--store", str(tmp_path / "store"), "--out", str(tmp_path / "out")]
    for words in (["render", str(spec), "--stack", "animatic", *where], ["verify", str(tmp_path / "out")]):
        done = subprocess.run([sys.executable, "-c", _WITHOUT, *words], cwd=_ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out/video/tiny/tiny.mp4").stat().st_size > 0


def test_torch_is_pinned_alike_in_the_extra_and_in_the_constraints() -> None:
    assert "torch==2.13.0" in _PROJECT["optional-dependencies"]["render"]
    assert "torch==2.13.0" in (_ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def test_nothing_asks_for_what_breaks_a_machine_without_a_gpu() -> None:
    extras = _PROJECT["optional-dependencies"]
    wanted = [name for extra, names in extras.items() if extra != "aux" for name in names]
    assert not [name for name in wanted if name.startswith(("torchvision", "triton", "nvidia", "controlnet"))]


def test_annotators_that_bring_torchvision_are_asked_for_by_name_and_by_nothing_here() -> None:
    assert [name.split(">")[0] for name in _PROJECT["optional-dependencies"]["aux"]] == ["controlnet-aux"]
    for file in (".ci/run", "Makefile", "README.md"):
        for line in (_ROOT / file).read_text(encoding="utf-8").splitlines():
            assert not ("pip install" in line and "aux" in line), line


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        ".",
    ]
    subprocess.run(build, cwd=_ROOT, check=True, timeout=120)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_all_data_and_no_tests(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    shipped = "anime_compiler/shipped"
    for file in (*(_ROOT / "templates").rglob("*.*"), *(_ROOT / "schemas").glob("*.json")):
        assert f"{shipped}/{file.relative_to(_ROOT).as_posix()}" in names
    for file in (_ROOT / "anime_compiler" / "catalogue").rglob("*.yaml"):
        assert file.relative_to(_ROOT).as_posix() in names
    assert not [name for name in names if name.split("/")[0] in ("tests", "bench", "docs", "specs")]


def test_the_installed_program_plans_outside_the_repository(wheel: Path, tmp_path: Path) -> None:
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    (tmp_path / "clip.yaml").write_bytes((_ROOT / "specs" / "clip_001.yaml").read_bytes())
    command = [sys.executable, "-P", "-m", "anime_compiler", "plan", "clip.yaml"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    where = "import anime_compiler; print(anime_compiler.__file__)"
    run = {"cwd": tmp_path, "env": environment, "text": True, "timeout": 60}
    found = subprocess.run([sys.executable, "-P", "-c", where], capture_output=True, check=True, **run)  # type: ignore[call-overload]
    assert found.stdout.startswith(str(tmp_path))
    planned = subprocess.run(command, capture_output=True, check=True, **run)  # type: ignore[call-overload]
    assert planned.stdout.startswith("clip_001: Rooftop at dusk")
