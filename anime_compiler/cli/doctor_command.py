"""Look at this machine: what is installed, and what would stand in the way.

Nothing heavy is imported and nothing is downloaded. Each line is `ok`, a `note`, a `warning` or an `error`, with
what to do about it. The exit status is 7 where there is an error.

  animec doctor
  animec doctor --json      for programs
"""

import codecs
import os
import platform
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

import anime_compiler
from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.errors import AnimecError

_SECONDS_FOR_NVIDIA_SMI = 5
_LITTLE_DISK = 1 << 30
_REINSTALL = "install animec again, from where you had it"
_TITLES = {
    "animec": "animec",
    "rendering": "for rendering, which comes with a later release; checking and planning work without",
    "machine": "this machine",
}


class Remark(NamedTuple):
    """One line of the report."""

    level: Literal["ok", "note", "warning", "error"]
    about: str
    says: str
    cure: str | None = None


class Library(NamedTuple):
    """A Python library: its name, the module that is looked for, and the packages that may bring it."""

    name: str
    module: str
    packages: tuple[str, ...]
    least: str = ""


# The least versions are those of pyproject.toml, which nobody enforces where animec runs from a checkout.
_NEEDED = (
    Library("PyYAML", "yaml", ("pyyaml",), "6.0.2"),
    Library("Jinja2", "jinja2", ("jinja2",), "3.1.6"),
)
_OPENCV = (
    "opencv-python-headless",
    "opencv-python",
    "opencv-contrib-python-headless",
    "opencv-contrib-python",
)
_FOR_RENDERING = (
    Library("torch", "torch", ("torch",)),
    Library("diffusers", "diffusers", ("diffusers",)),
    Library("transformers", "transformers", ("transformers",)),
    Library("peft", "peft", ("peft",)),
    Library("av", "av", ("av",)),
    Library("opencv", "cv2", _OPENCV),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: Namespace) -> int:
    """Look around and tell."""
    installed = _installed()
    needed = [*_animec(installed), *_needed(installed)]
    if all(remark.level != "error" for remark in needed):
        needed += _shipped_data()  # without the libraries nothing could be read
    report = {
        "animec": needed,
        "rendering": [*_for_rendering(installed)],
        "machine": [*_cards(), *_size(), *_folder(), *_output()],
    }
    levels: Counter[str] = Counter(remark.level for remarks in report.values() for remark in remarks)
    print(_as_json(report, levels) if options.json else _as_text(report, levels))
    return 7 if levels["error"] else 0


def _animec(installed: Mapping[str, str]) -> Iterator[Remark]:
    version, folder = anime_compiler.__version__, Path(anime_compiler.__file__).parent
    recorded = installed.get("animec")
    if recorded is None:
        yield Remark("ok", "animec", f"{version}, in {folder}, which is not installed as a package")
    elif recorded != version:
        says = f"{version}, in {folder}, but {recorded} is what was installed"
        yield Remark("warning", "animec", says, _REINSTALL)
    else:
        yield Remark("ok", "animec", f"{version}, in {folder}")
    yield Remark("ok", "Python", f"{platform.python_version()}, {sys.executable}")
    yield Remark("ok", "system", f"{platform.system()} {platform.release()}, {platform.machine()}")


def _needed(installed: Mapping[str, str]) -> Iterator[Remark]:
    """The two libraries that everything needs."""
    for library in _NEEDED:
        version = _version(library, installed)
        cure = f'pip install "{library.name}>={library.least}"'
        if version is None:
            yield Remark("error", library.name, "not installed", cure)
        elif _numbers(version) < _numbers(library.least):
            yield Remark("error", library.name, f"{version} is older than {library.least}", cure)
        elif library.module == "yaml" and not _has_module("yaml._yaml"):
            says = f"{version}, without libyaml, which animec reads YAML with"
            yield Remark("error", library.name, says, "install its wheel: pip install --force-reinstall PyYAML")
        else:
            yield Remark("ok", library.name, version + (", with libyaml" if library.module == "yaml" else ""))


def _shipped_data() -> Iterator[Remark]:
    # Imported here because none of it can be where PyYAML is missing, which is to be told and not to be died of.
    from anime_compiler.catalogue.catalogue import shipped_catalogue
    from anime_compiler.catalogue.shipped import shipped_folder
    from anime_compiler.language.json_schema import SCHEMA_FILES
    from anime_compiler.language.storyboard import STACKS
    from anime_compiler.resolve.templates import shipped_template_names

    catalogue = shipped_catalogue()
    try:
        counts = {
            "model": len(catalogue.models),
            "stack": len([catalogue.stack(name) for name in STACKS]),
            "profile": len(catalogue.profiles),
            "ruleset": len([catalogue.ruleset(name) for name in catalogue.ruleset_names]),
            "prompt template": len(shipped_template_names()),
            "schema": sum((shipped_folder("schemas") / name).is_file() for name in SCHEMA_FILES),
        }
    except (AnimecError, OSError) as error:
        yield Remark("error", "shipped data", f"damaged: {error}", _REINSTALL)
        return
    missing = [f"{thing}s" for thing, count in counts.items() if not count]
    if missing:
        yield Remark("error", "shipped data", f"there are no {' and no '.join(missing)}", _REINSTALL)
    else:
        yield Remark("ok", "shipped data", ", ".join(counted(count, thing) for thing, count in counts.items()))


def _for_rendering(installed: Mapping[str, str]) -> Iterator[Remark]:
    for library in _FOR_RENDERING:
        version = _version(library, installed)
        if version is None:
            yield Remark("note", library.name, "not installed")
        elif library.name == "torch":
            yield Remark("ok", library.name, f"{version}, {_build(version, installed)}")
        else:
            yield Remark("ok", library.name, version)
    yield from _torchvision(installed)


def _build(version: str, installed: Mapping[str, str]) -> str:
    """What a torch was built for, as far as can be told without importing it."""
    label = _label(version)
    if label.startswith("cpu"):
        return "a CPU build"
    if label.startswith("cu"):
        return "a CUDA build"
    if label.startswith("rocm"):
        return "a ROCm build"
    if any(package.startswith("nvidia-") for package in installed):
        return "a CUDA build, going by the nvidia packages beside it"
    return "whose version does not say what it was built for"


def _torchvision(installed: Mapping[str, str]) -> Iterator[Remark]:
    """A torchvision built for CUDA dies beside a torch for CPUs, and transformers imports it wherever it is."""
    torch, torchvision = installed.get("torch", ""), installed.get("torchvision")
    if torchvision is None:
        return
    if _label(torch).startswith("cpu") and not _label(torchvision).startswith("cpu"):
        says = f"{torchvision} is no CPU build, but torch is: neither it nor transformers can be imported"
        yield Remark("error", "torchvision", says, "nothing here needs it: pip uninstall torchvision")
    else:
        yield Remark("ok", "torchvision", torchvision)


def _cards() -> Iterator[Remark]:
    try:
        lines = _nvidia_smi()
    except (OSError, subprocess.SubprocessError) as error:
        yield Remark("warning", "GPU", f"nvidia-smi fails: {error}", "run it by itself, and look at the driver")
        return
    if not lines:
        yield Remark("note", "GPU", "no NVIDIA card found")
    for line in lines:
        yield Remark("ok", "GPU", line)


def _size() -> Iterator[Remark]:
    # The processors that this process may use are fewer than there are in many a container.
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield Remark("ok", "processors", str(usable))
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        yield Remark("note", "memory", "this system does not say")
    else:
        yield Remark("ok", "memory", _gigabytes(memory))


def _folder() -> Iterator[Remark]:
    """The folder where somebody works now."""
    try:
        folder, free = Path.cwd(), shutil.disk_usage(".").free
    except OSError as error:
        yield Remark("error", "this folder", f"cannot be looked at: {error.strerror}", "go to one that exists")
        return
    if os.access(folder, os.W_OK):
        yield Remark("ok", "this folder", f"{folder}, can be written to")
    else:
        cure = "`check` and `plan` work; `new` and `check --fix` need a folder of your own"
        yield Remark("warning", "this folder", f"{folder}, cannot be written to", cure)
    if free < _LITTLE_DISK:
        yield Remark("warning", "free disk", f"{_gigabytes(free)} is very little", "make room")
    else:
        yield Remark("ok", "free disk", _gigabytes(free))


def _output() -> Iterator[Remark]:
    encoding = codecs.lookup(sys.stdout.encoding or "ascii").name
    if encoding == "utf-8":
        yield Remark("ok", "output", "UTF-8")
    else:
        says = f"{encoding}, which cannot show every letter"
        yield Remark("warning", "output", says, "the others are shown as codes; set PYTHONUTF8=1, or a UTF-8 locale")


def _as_text(report: Mapping[str, list[Remark]], levels: Counter[str]) -> str:
    width = max(len(remark.about) for remarks in report.values() for remark in remarks)
    lines = []
    for part, remarks in report.items():
        lines.append(_TITLES[part])
        for level, about, says, cure in remarks:
            lines.append(f"  {level:7}  {about:{width}}  {visible(says)}")
            lines += [f"  {'':7}  {'':{width}}  help: {cure}"] if cure else []
        lines.append("")
    bad = [counted(levels[level], level) for level in ("error", "warning") if levels[level]]
    lines.append(" and ".join(bad) or "nothing stands in the way of checking and planning")
    return "\n".join(lines)


def _as_json(report: Mapping[str, list[Remark]], levels: Counter[str]) -> str:
    from json import dumps

    remarks = [{"part": part, **remark._asdict()} for part, remarks in report.items() for remark in remarks]
    counts = {level: levels[level] for level in ("ok", "note", "warning", "error")}
    return dumps({"animec_doctor": 1, "remarks": remarks, "counts": counts}, indent=2)


def _installed() -> dict[str, str]:
    """Every installed package with its version; of two of one name the one that Python imports."""
    found: dict[str, str] = {}
    for package in distributions():
        about = package.metadata
        if "Name" in about and "Version" in about:  # a package that was removed by half may have neither
            found.setdefault(re.sub(r"[-_.]+", "-", about["Name"]).lower(), about["Version"])
    return found


def _version(library: Library, installed: Mapping[str, str]) -> str | None:
    if not _has_module(library.module):
        return None
    return next((installed[name] for name in library.packages if name in installed), "of unknown version")


def _has_module(name: str) -> bool:
    """Whether it could be imported; a mere folder of its name does not count."""
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.origin is not None


def _nvidia_smi() -> list[str]:
    """Name and memory of each card; nothing where the program does not exist."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    asked = subprocess.run(  # noqa: S603 - the program that PATH names, with words of ours
        [program, "--query-gpu=name,memory.total", "--format=csv,noheader"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_SECONDS_FOR_NVIDIA_SMI,
        check=True,
    )
    return [line.strip() for line in asked.stdout.splitlines() if line.strip()]


def _label(version: str) -> str:
    """The part behind the plus, in which torch says what it was built for."""
    return version.partition("+")[2]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _gigabytes(count: int) -> str:
    return f"{count / (1 << 30):.1f} GiB"
