"""What can render here: the libraries that films are made with, the stacks, and what their models will need."""

from collections.abc import Iterator, Mapping

from anime_compiler.cli.doctor.packages import Library, is_older, label_of, version_of
from anime_compiler.cli.doctor.remark import Remark
from renderer.stacks.available import DRAFTER, draft_stack, known_stacks

_OPENCV = (
    "opencv-python-headless",
    "opencv-python",
    "opencv-contrib-python-headless",
    "opencv-contrib-python",
)
# The least versions are those of pyproject.toml, which nobody enforces where animec runs from a checkout.
FOR_FILMS = (
    Library("numpy", "numpy", ("numpy",), "2"),
    Library("Pillow", "PIL", ("pillow",), "12"),
    Library("av", "av", ("av",), "18"),
    Library("opencv", "cv2", _OPENCV, "5"),
    Library("safetensors", "safetensors", ("safetensors",), "0.8"),
    Library("rich", "rich", ("rich",)),
)
FOR_MODELS = (
    Library("torch", "torch", ("torch",)),
    Library("diffusers", "diffusers", ("diffusers",)),
    Library("transformers", "transformers", ("transformers",)),
    Library("accelerate", "accelerate", ("accelerate",)),
)


def for_rendering(installed: Mapping[str, str]) -> Iterator[Remark]:
    """Libraries, then what can be done with them."""
    films = [_for_films(library, installed) for library in FOR_FILMS]
    yield from films
    yield from _stacks(all(remark.level == "ok" for remark in films))
    for library in FOR_MODELS:
        version = version_of(library, installed)
        if version is None:
            yield Remark("note", library.name, "not installed; the stacks with models need it")
        elif library.name == "torch":
            yield Remark("ok", library.name, f"{version}, {_build(version, installed)}")
        else:
            yield Remark("ok", library.name, version)
    yield from _torchvision(installed)


def _for_films(library: Library, installed: Mapping[str, str]) -> Remark:
    version = version_of(library, installed)
    package = library.packages[0]
    cure = f'pip install "{package}>={library.least}"' if library.least else f"pip install {package}"
    if version is None:
        return Remark("error", library.name, "not installed, so nothing can be rendered", cure)
    if library.least and version[0].isdigit() and is_older(version, library.least):
        return Remark("error", library.name, f"{version} is older than {library.least}", cure)
    return Remark("ok", library.name, version)


def _stacks(is_whole: bool) -> Iterator[Remark]:
    """Which stacks can render, and what becomes of storyboards for the others."""
    if is_whole:
        names = [name for name in known_stacks() if name not in (draft_stack(), DRAFTER)]
        others = f"with the libraries below {DRAFTER} can, too, and with their models {' and '.join(names)}"
        yield Remark("ok", "stacks", f"{draft_stack()} can render here; {others}")


def _build(version: str, installed: Mapping[str, str]) -> str:
    """What a torch was built for, as far as can be told without importing it."""
    label = label_of(version)
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
    if label_of(torch).startswith("cpu") and not label_of(torchvision).startswith("cpu"):
        says = f"{torchvision} is no CPU build, but torch is: neither it nor transformers can be imported"
        yield Remark("error", "torchvision", says, "nothing here needs it: pip uninstall torchvision")
    else:
        yield Remark("ok", "torchvision", torchvision)
