"""What is installed: the right dependencies, and everything that the program needs away from its repository."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import cv2
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
    weights = [file for file in (_ROOT / "pocket" / "weights").rglob("*") if file.is_file()]
    assert any(file.name == "diffusion_pytorch_model.safetensors" for file in weights)
    for file in (*(_ROOT / "templates").rglob("*.*"), *(_ROOT / "schemas").glob("*.json"), *weights):
        assert f"{shipped}/{file.relative_to(_ROOT).as_posix()}" in names
    for file in (_ROOT / "anime_compiler" / "catalogue").rglob("*.yaml"):
        assert file.relative_to(_ROOT).as_posix() in names
    assert not [name for name in names if name.split("/")[0] in ("tests", "bench", "docs", "specs")]


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("site")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _installed(site: Path, folder: Path, *command: str) -> str:
    """What a Python away from the repository says, for which nothing is there but the wheel and a bare home."""
    environment = {**os.environ, "PYTHONPATH": str(site), "HOME": str(folder / "home"), "XDG_CACHE_HOME": ""}
    done = subprocess.run(
        [sys.executable, "-P", *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_installed_program_plans_outside_the_repository(site: Path, tmp_path: Path) -> None:
    (tmp_path / "clip.yaml").write_bytes((_ROOT / "specs" / "clip_001.yaml").read_bytes())
    assert _installed(site, tmp_path, "-c", "import anime_compiler; print(anime_compiler.__file__)").startswith(
        str(site)
    )
    planned = _installed(site, tmp_path, "-m", "anime_compiler", "plan", "clip.yaml")
    assert planned.startswith("clip_001: Rooftop at dusk")


def test_the_installed_program_draws_with_the_models_that_it_brings(site: Path, tmp_path: Path) -> None:
    text = "1girl, short blue hair, upper body, beach, day"
    board = f"animec: 1\nclip: tiny\nruleset: open\nprofile: {{steps: 4}}\nshots: [{{id: a, prompt: '{text}'}}]\n"
    (tmp_path / "tiny.yaml").write_text(board, encoding="utf-8")
    said = _installed(site, tmp_path, "-m", "anime_compiler", "render", "tiny.yaml", "--stack", "pocket")
    assert "a draft by `pocket`" in said
    shown = cv2.imread(str(tmp_path / "outputs/video/tiny/frames/00001.png"))
    assert shown is not None
    assert shown.shape == (256, 256, 3)
    assert shown.std() > 20  # it is a picture
