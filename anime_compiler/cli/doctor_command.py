"""Look at this machine: what is installed, and what would stand in the way.

Nothing heavy is imported and nothing is downloaded. Each line is `ok`, a `note`, a `warning` or an `error`, with
what to do about it. The exit status is 7 where there is an error.

  animec doctor
  animec doctor --json      for programs
"""

import codecs
import os
import platform
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import anime_compiler
from anime_compiler.cli.doctor.packages import Library, has_module, installed_packages, is_older, version_of
from anime_compiler.cli.doctor.remark import Remark
from anime_compiler.cli.doctor.rendering import for_rendering
from anime_compiler.cli.doctor.storage import LITTLE_DISK, gigabytes, models_remarks, store_remarks, temporary_remarks
from anime_compiler.cli.machine import processors
from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.errors import AnimecError

_SECONDS_FOR_NVIDIA_SMI = 5
_REINSTALL = "install animec again, from where you had it"
_TITLES = {
    "animec": "animec",
    "rendering": "for rendering",
    "machine": "this machine",
}
# The least versions are those of pyproject.toml, which nobody enforces where animec runs from a checkout.
_NEEDED = (
    Library("PyYAML", "yaml", ("pyyaml",), "6.0.2"),
    Library("Jinja2", "jinja2", ("jinja2",), "3.1.6"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: Namespace) -> int:
    """Look around and tell."""
    installed = installed_packages()
    needed = [*_animec(installed), *_needed(installed)]
    if all(remark.level != "error" for remark in needed):
        needed += _shipped_data()  # without the libraries nothing could be read
    report = {
        "animec": needed,
        "rendering": [*for_rendering(installed), *store_remarks(), *models_remarks(), *temporary_remarks()],
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
        version = version_of(library, installed)
        cure = f'pip install "{library.name}>={library.least}"'
        if version is None:
            yield Remark("error", library.name, "not installed", cure)
        elif is_older(version, library.least):
            yield Remark("error", library.name, f"{version} is older than {library.least}", cure)
        elif library.module == "yaml" and not has_module("yaml._yaml"):
            says = f"{version}, without libyaml, which animec reads YAML with"
            yield Remark("error", library.name, says, "install its wheel: pip install --force-reinstall PyYAML")
        else:
            yield Remark("ok", library.name, version + (", with libyaml" if library.module == "yaml" else ""))


def _shipped_data() -> Iterator[Remark]:
    # Imported here because none of it can be where PyYAML is missing, which is to be told and not to be died of.
    from anime_compiler.catalogue.catalogue import shipped_catalogue
    from anime_compiler.catalogue.shipped import shipped_folder
    from anime_compiler.language.choices import STACKS
    from anime_compiler.language.json_schema import SCHEMA_FILES
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
    yield Remark("ok", "processors", str(processors()))
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        yield Remark("note", "memory", "this system does not say")
    else:
        yield Remark("ok", "memory", gigabytes(memory))


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
        cure = "`check` and `plan` work; `new`, `render` and `check --fix` need a folder of your own"
        yield Remark("warning", "this folder", f"{folder}, cannot be written to", cure)
    if free < LITTLE_DISK:
        yield Remark("warning", "free disk", f"{gigabytes(free)} is very little", "make room")
    else:
        yield Remark("ok", "free disk", gigabytes(free))


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
    lines.append(" and ".join(bad) or "nothing stands in the way")
    return "\n".join(lines)


def _as_json(report: Mapping[str, list[Remark]], levels: Counter[str]) -> str:
    from json import dumps

    remarks = [{"part": part, **remark._asdict()} for part, remarks in report.items() for remark in remarks]
    counts = {level: levels[level] for level in ("ok", "note", "warning", "error")}
    return dumps({"animec_doctor": 1, "remarks": remarks, "counts": counts}, indent=2)


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
