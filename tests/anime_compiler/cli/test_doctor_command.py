import io
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import NoReturn

import pytest

from anime_compiler import __version__
from anime_compiler.catalogue import catalogue, shipped
from anime_compiler.catalogue.catalogue import Catalogue
from anime_compiler.cli import doctor_command
from anime_compiler.cli.doctor import packages, rendering, storage
from anime_compiler.cli.doctor.packages import Library
from anime_compiler.cli.main import main
from anime_compiler.errors import CompilerBug
from anime_compiler.language.json_schema import SCHEMA_FILES
from anime_compiler.resolve.templates import shipped_template_names
from renderer.store.store import Store

_ROOT = Path(__file__).parents[3]
_FILMS = {"numpy": "2.4.6", "pillow": "13.0.0", "av": "18.1.0", "safetensors": "0.8.0", "rich": "15.0.0"}
_BASE = {"animec": __version__, "pyyaml": "6.0.3", "jinja2": "3.1.6", "opencv-python-headless": "5.0.0.93", **_FILMS}


class Machine:
    """A machine with the packages that a test says, and what the doctor says of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.packages = dict(_BASE)
        self.modules = {"yaml", "yaml._yaml", "jinja2", "numpy", "PIL", "av", "cv2", "safetensors", "rich"}
        self.cards: list[str] = []
        self._capsys = capsys
        monkeypatch.setattr(doctor_command, "installed_packages", lambda: self.packages)
        for module in (doctor_command, packages):
            monkeypatch.setattr(module, "has_module", self.modules.__contains__)
        monkeypatch.setattr(doctor_command, "_nvidia_smi", lambda: self.cards)

    def install(self, **versions: str) -> None:
        for module, version in versions.items():
            self.packages[module] = version
            self.modules.add(module)

    def examine(self) -> tuple[int, dict[str, tuple[str, str, str | None]]]:
        status = main(["doctor", "--json"])
        remarks = json.loads(self._capsys.readouterr().out)["remarks"]
        return status, {remark["about"]: (remark["level"], remark["says"], remark["cure"]) for remark in remarks}


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store would be; nobody has made it yet."""
    folder = tmp_path / "cache" / "store"
    monkeypatch.setenv("ANIMEC_STORE", str(folder))
    monkeypatch.delenv("TMPDIR", raising=False)
    return folder


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Machine:
    return Machine(monkeypatch, capsys)


def test_a_base_install_is_well(machine: Machine) -> None:
    status, said = machine.examine()
    assert status == 0
    assert said["PyYAML"] == ("ok", "6.0.3, with libyaml", None)
    assert said["torch"] == ("note", "not installed; the stacks with models need it", None)
    others = "with the libraries below pocket can, too, and with their models sdxl and sd2"
    assert said["stacks"] == ("ok", f"animatic can render here; {others}", None)
    assert said["GPU"] == ("note", "no NVIDIA card found", None)
    assert said["shipped data"][0] == "ok"
    counts = f"{len(shipped_template_names())} prompt templates, {len(SCHEMA_FILES)} schemas"
    assert said["shipped data"][1].endswith(counts)


def test_the_report_for_people(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.install(torch="2.13.0+cpu", torchvision="0.28.0")
    assert main(["doctor"]) == 7
    text = capsys.readouterr().out
    assert "\nfor rendering\n" in text
    assert "\n  note     diffusers        not installed; the stacks with models need it\n" in text
    assert "  error    torchvision      0.28.0 is no CPU build, but torch is" in text
    assert "                            help: nothing here needs it: pip uninstall torchvision\n" in text
    assert text.endswith("\n\n1 error\n")


@pytest.mark.parametrize(
    ("torch", "torchvision", "level"),
    [
        ("2.13.0+cpu", "0.28.0", "error"),
        ("2.13.0+cpu", "0.28.0+cu130", "error"),
        ("2.13.0+cpu", "0.28.0+cpu", "ok"),
        ("2.13.0+cu130", "0.28.0+cu130", "ok"),
        ("2.13.0", "0.28.0", "ok"),
    ],
)
def test_a_torchvision_for_cuda_beside_a_torch_for_cpus(
    machine: Machine, torch: str, torchvision: str, level: str
) -> None:
    machine.install(torch=torch, torchvision=torchvision)
    status, said = machine.examine()
    assert said["torchvision"][0] == level
    assert (said["torchvision"][2] or "").endswith("pip uninstall torchvision") is (level == "error")
    assert status == (7 if level == "error" else 0)


def test_a_torchvision_without_torch_is_no_trap(machine: Machine) -> None:
    machine.packages["torchvision"] = "0.28.0"
    assert machine.examine()[0] == 0


@pytest.mark.parametrize(
    ("version", "others", "build"),
    [
        ("2.13.0+cpu", {}, "a CPU build"),
        ("2.13.0+cpu.cxx11.abi", {}, "a CPU build"),
        ("2.13.0+cu130", {}, "a CUDA build"),
        ("2.13.0+rocm7.1", {}, "a ROCm build"),
        ("2.13.0", {"nvidia-cublas": "13.0.0"}, "a CUDA build, going by the nvidia packages beside it"),
        ("2.13.0", {}, "whose version does not say what it was built for"),
    ],
)
def test_what_torch_was_built_for(machine: Machine, version: str, others: dict[str, str], build: str) -> None:
    machine.install(torch=version)
    machine.packages.update(others)
    assert machine.examine()[1]["torch"] == ("ok", f"{version}, {build}", None)


@pytest.mark.parametrize("package", ["opencv-python", "opencv-contrib-python-headless"])
def test_opencv_goes_by_several_names(machine: Machine, package: str) -> None:
    del machine.packages["opencv-python-headless"]
    machine.packages[package] = "5.0.0"
    assert machine.examine()[1]["opencv"] == ("ok", "5.0.0", None)


def test_a_module_that_no_package_brought(machine: Machine) -> None:
    del machine.packages["av"]
    assert machine.examine()[1]["av"] == ("ok", "of unknown version", None)


def test_what_everything_needs(machine: Machine) -> None:
    machine.packages["jinja2"] = "3.0.10"
    machine.modules.remove("yaml._yaml")
    status, said = machine.examine()
    assert status == 7
    assert said["Jinja2"] == ("error", "3.0.10 is older than 3.1.6", 'pip install "Jinja2>=3.1.6"')
    assert said["PyYAML"][:2] == ("error", "6.0.3, without libyaml, which animec reads YAML with")
    assert "shipped data" not in said, "it cannot be read without PyYAML"
    machine.modules.remove("yaml")
    assert machine.examine()[1]["PyYAML"][1] == "not installed"


def test_the_least_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["render"]]
    least = {re.split("[>=<]", line)[0].lower(): line.split(",")[0].partition(">=")[2] for line in asked}
    for library in (*doctor_command._NEEDED, *rendering.FOR_FILMS):
        if library.least:
            assert least[library.packages[0]] == library.least


@pytest.mark.parametrize("library", rendering.FOR_FILMS, ids=lambda library: library.name)
def test_without_what_films_are_made_with_nothing_can_be_rendered(machine: Machine, library: Library) -> None:
    machine.modules.remove(library.module)
    status, said = machine.examine()
    assert (status, said[library.name][:2]) == (7, ("error", "not installed, so nothing can be rendered"))
    assert (said[library.name][2] or "").startswith(f'pip install "{library.packages[0]}' if library.least else "pip")
    assert "stacks" not in said


def test_a_library_that_is_too_old_to_make_films_with(machine: Machine) -> None:
    machine.packages["av"] = "14.2.0"
    status, said = machine.examine()
    assert (status, said["av"]) == (7, ("error", "14.2.0 is older than 18", 'pip install "av>=18"'))


def test_a_store_is_not_made_by_looking_for_it(machine: Machine, store: Path) -> None:
    status, said = machine.examine()
    assert (status, said["store"]) == (0, ("note", f"{store}, which the first render makes", None))
    assert not store.parent.exists()


def test_how_much_there_is_in_the_store(machine: Machine, store: Path) -> None:
    Store(store).put("ab" * 32, {"value": b"x"})
    assert machine.examine()[1]["store"] == ("ok", f"{store}, 1 result, 0.0 GiB", None)


def test_a_folder_that_is_no_store(machine: Machine, store: Path) -> None:
    store.mkdir(parents=True)
    (store / "thesis.tex").write_text("")
    status, said = machine.examine()
    assert status == 7
    assert said["store"][:2] == ("error", f"`{store}` is no store: it holds `thesis.tex`")


def test_a_store_that_cannot_be_written_to(machine: Machine, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(store)
    monkeypatch.setattr(os, "access", lambda folder, _: Path(folder) != store)
    status, said = machine.examine()
    assert (status, said["store"][0]) == (7, "error")
    assert said["store"][1].startswith(f"{store} cannot be written to")


def test_a_store_without_room(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "LITTLE_DISK", 1 << 80)
    level, says, cure = machine.examine()[1]["store"]
    assert (level, says.endswith("free on its disk is very little")) == ("warning", True)
    assert cure
    assert "animec store gc" in cure


def test_without_a_home_there_is_no_store(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANIMEC_STORE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    status, said = machine.examine()
    assert (status, said["store"][0]) == (7, "error")


def test_temporary_files_have_nowhere_to_go(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    status, said = machine.examine()
    assert (status, said["temporary files"][0]) == (7, "error")


def test_a_temporary_folder_that_is_missing(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    status, said = machine.examine()
    assert (status, said["temporary files"][0]) == (0, "warning")
    assert said["temporary files"][1].startswith(f"{tmp_path}/gone, which TMPDIR names, cannot be written to")


def test_a_temporary_folder_that_is_full(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_LITTLE_ROOM", 1 << 80)
    assert machine.examine()[1]["temporary files"][0] == "warning"


def test_another_animec_than_the_one_that_was_installed(machine: Machine) -> None:
    machine.packages["animec"] = "0.0.1"
    level, says, cure = machine.examine()[1]["animec"]
    assert level == "warning"
    assert says.endswith("but 0.0.1 is what was installed")
    assert cure
    del machine.packages["animec"]
    assert machine.examine()[1]["animec"][0] == "ok"


def test_shipped_data_that_are_missing_or_damaged(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shipped, "shipped_folder", lambda name: tmp_path / name)
        status, said = machine.examine()
        assert (status, said["shipped data"][:2]) == (7, ("error", "there are no schemas"))

    class Damaged(Catalogue):
        def stack(self, name: str) -> NoReturn:
            raise CompilerBug(f"{name}.yaml:1: half of it is gone")

    monkeypatch.setattr(catalogue, "shipped_catalogue", Damaged)
    status, said = machine.examine()
    assert status == 7
    assert said["shipped data"][1].startswith("damaged: sdxl.yaml:1: half of it is gone")


def _program(folder: Path, script: str) -> None:
    file = folder / "nvidia-smi"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    _program(
        tmp_path, 'test "$1" = --query-gpu=name,memory.total && echo "NVIDIA X, 24576 MiB" && echo "NVIDIA Y, 8 MiB"'
    )
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "GPU              NVIDIA X, 24576 MiB\n" in text
    assert "GPU              NVIDIA Y, 8 MiB\n" in text
    _program(tmp_path, "exit 9")
    assert main(["doctor"]) == 0
    assert "  warning  GPU              nvidia-smi fails: " in capsys.readouterr().out
    monkeypatch.setattr(doctor_command, "_SECONDS_FOR_NVIDIA_SMI", 0.05)
    _program(tmp_path, "exec sleep 60")
    assert main(["doctor"]) == 0
    assert "timed out" in capsys.readouterr().out
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert main(["doctor"]) == 0
    assert "no NVIDIA card found" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_to(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda folder, _: Path(folder) != Path.cwd())
    status, said = machine.examine()
    assert (status, said["this folder"][0]) == (0, "warning")


def test_a_folder_that_is_gone(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    status, said = machine.examine()
    assert (status, said["this folder"][0]) == (7, "error")


def test_a_full_disk(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_command, "LITTLE_DISK", 1 << 80)
    assert machine.examine()[1]["free disk"][0] == "warning"


def test_output_that_is_not_utf_8_can_still_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "日本"
    folder.mkdir()
    monkeypatch.chdir(folder)
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", output)
    assert main(["doctor"]) == 0
    output.seek(0)
    text = output.read()
    assert "warning  output           ascii, which cannot show every letter" in text
    assert "\\u65e5\\u672c" in text


def test_nothing_heavy_is_imported(tmp_path: Path) -> None:
    """The packages that it looks for are there, and die when they are imported."""
    for library in (*rendering.FOR_FILMS, *rendering.FOR_MODELS, Library("torchvision", "torchvision", ())):
        (tmp_path / library.module).mkdir()
        (tmp_path / library.module / "__init__.py").write_text("raise SystemExit('imported')")
        package = library.packages[0] if library.packages else library.name
        version = "2.13.0+cpu" if library.name == "torch" else "28.0"
        about = tmp_path / f"{package.replace('-', '_')}-{version}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    (tmp_path / "half_removed-1.0.dist-info").mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "anime_compiler", "doctor"],
        cwd=_ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert "ok       torch            2.13.0+cpu, a CPU build\n" in done.stdout
    assert "ok       opencv           28.0\n" in done.stdout
    assert "error    torchvision      28.0 is no CPU build" in done.stdout
    assert done.returncode == 7
