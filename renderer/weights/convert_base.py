"""A whole checkpoint in one file to a folder in diffusers' layout, whole or not at all; another process does it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import renderer
from anime_compiler.errors import UsageError
from renderer.errors import BadModel
from renderer.store.files import make_folder, write_new
from renderer.weights.alone import folder_beside, insist_on, insist_on_room, put_in_place, report_in, run_alone
from renderer.weights.families import family_of
from renderer.weights.header import Header, read_header
from renderer.weights.shelf import WEIGHTS

_PACKAGE: Final = Path(renderer.__file__).parent
_PROGRAM: Final = ("-B", "-m", "renderer.stacks.diffusion.single_file")
_CONFIGS: Final = _PACKAGE / "stacks" / "diffusion" / "configs"
_NOT_WHOLE: Final = 3
_SECONDS: Final = 600
_BYTES_A_SECOND: Final = 10_000_000
_UNET: Final = "model.diffusion_model."
_WORDS: Final = ("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json")
_NEEDED: Final = _WORDS[:2]


class Layout(NamedTuple):
    """What a folder of a family holds beside its weights."""

    family: str
    configs: Path

    @property
    def tokenizers(self) -> tuple[str, ...]:
        return ("tokenizer", "tokenizer_2") if self.family == "sdxl" else ("tokenizer",)


class MadeBase(NamedTuple):
    """What came of it; `left_out` counts what no network reads."""

    family: str
    tensors: int
    size: int
    left_out: Mapping[str, int]


def layout_for(old: Path, header: Header, prediction: str) -> Layout:
    """The layout that a checkpoint takes, by its shapes; what Stable Diffusion 2 predicts cannot be told from them."""
    family = family_of(header)
    if family not in ("sdxl", "sd2") or not any(name.startswith(_UNET) for name in header.tensors):
        cure = "other files are used as they are: put it into the folder of models under its name"
        raise BadModel(f"`{old.name}` is no whole checkpoint of SDXL or Stable Diffusion 2", cure)
    if family == "sdxl":
        return Layout(family, _CONFIGS / "sdxl")
    if prediction not in ("epsilon", "v_prediction"):
        cure = "--prediction v_prediction for one of 768 pixels, --prediction epsilon for a base of 512"
        raise UsageError(f"what `{old.name}` predicts cannot be told from its weights", cure)
    return Layout(family, _CONFIGS / ("sd2" if prediction == "v_prediction" else "sd2-base"))


def convert_base(
    old: Path, new: Path, prediction: str, tokenizers: Path | None = None, layout: Layout | None = None
) -> MadeBase:
    """Take a checkpoint apart into a folder."""
    if not old.is_file():
        raise UsageError(f"there is no file `{old}`", "name the file to convert")
    if new.suffix == WEIGHTS or (new.exists() and (not new.is_dir() or any(new.iterdir()))):
        raise UsageError(f"`{new}` is no name for a new folder", "a base becomes a folder: name one that is not there")
    header, size = read_header(old), old.stat().st_size
    layout = layout or layout_for(old, header, prediction)
    words = _tokenizers(layout, tokenizers or old.parent)
    insist_on("torch", "diffusers", "transformers")
    insist_on_room(new.parent, size)
    with folder_beside(new) as folder:
        job = {"file": str(old.resolve()), "folder": str(folder.resolve()), "family": layout.family}
        job["configs"] = str(layout.configs)
        status = run_alone(_PROGRAM, job, folder, _SECONDS + size // _BYTES_A_SECOND, _PACKAGE.parent)
        report = report_in(folder)
        if status:
            raise _refusal(old, status, str(report.get("fault", "")))
        made = _finished(folder / "whole", layout, words)
        put_in_place(folder, "whole", new)
    unread = report.get("unread", 0)
    return MadeBase(layout.family, *made, {"what no network reads": unread} if unread else {})


def _tokenizers(layout: Layout, where: Path) -> dict[str, Path]:
    """The files of the tokenizers, by their place in the folder."""
    for name in layout.tokenizers:
        if not all((where / name / needed).is_file() for needed in _NEEDED):
            message = f"there is no `{name}/` with `vocab.json` and `merges.txt` in `{where}`"
            raise UsageError(message, "name the folder with the tokenizers of this base: --tokenizers DIR")
    names = [f"{name}/{word}" for name in layout.tokenizers for word in _WORDS]
    return {name: where / name for name in names if (where / name).is_file()}


def _refusal(old: Path, status: int, fault: str) -> BadModel:
    if status == _NOT_WHOLE and fault:
        return BadModel(f"`{old.name}` cannot be taken apart: {fault}", "it is of another model, or not whole")
    how = f"was stopped by signal {-status}" if status < 0 else f"ended with {status}"
    return BadModel(f"`{old.name}` cannot be taken apart: the process {how}", "see whether there is memory enough")


def _finished(whole: Path, layout: Layout, words: Mapping[str, Path]) -> tuple[int, int]:
    """How many tensors there are, of how many bytes, after settings and words were put beside them."""
    files = sorted(whole.rglob(f"*{WEIGHTS}"))
    tensors = sum(len(read_header(file).tensors) for file in files)
    for place, source in (*_settings(layout), *words.items()):
        make_folder((whole / place).parent)
        write_new(whole / place, source.read_bytes())
    return tensors, sum(file.stat().st_size for file in files)


def _settings(layout: Layout) -> Iterator[tuple[str, Path]]:
    for file in sorted(layout.configs.rglob("*.json")):
        yield file.relative_to(layout.configs).as_posix(), file
