"""What goes on inside while a node is made, written into a folder of its own: `animec render --diagnose DIR`.

    layers.txt       what each module took, the longest first
    step_01.png …    what it looks like after each step
    looks_01.png …   where the network looks for each of the first words, step by step

The first module that gives numbers that are none ends the render, and is named.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

from torch import Tensor, nn

from renderer.assemble.png import png_bytes
from renderer.errors import BrokenPicture
from renderer.stacks.diffusion.attention_maps import Looks, looking
from renderer.stacks.diffusion.denoise import OnStep
from renderer.stacks.diffusion.previews import latent_preview
from renderer.stacks.diffusion.watch import Watch, hooked
from renderer.stacks.stack import Steps
from renderer.store.files import make_folder, replace_file
from renderer.values import Pixels

_CURE: Final = "render with fp32 or bf16; where that does not help, the weights of this module are broken"
_LARGER: Final = 4  # previews are an eighth as wide as the picture


@contextmanager
def watched_denoising(folder: Path | None, networks: Mapping[str, nn.Module], steps: Steps) -> Iterator[OnStep]:
    """What is done at each step of denoising by the network `unet`, and by others that steer it."""

    def on_step(done: int, of: int, now: Tensor) -> None:
        steps(done, of)
        steps.preview(lambda: latent_preview(now))

    if folder is None:
        yield on_step
        return
    own, done_steps = _own_folder(folder, steps), [0]

    def broken(what: str) -> NoReturn:
        raise BrokenPicture(f"at step {done_steps[0] + 1} {what}", _CURE)

    watch = Watch(broken)
    with _timed(own, networks, watch), looking(networks["unet"]) as looks:

        def and_write(done: int, of: int, now: Tensor) -> None:
            done_steps[0] = done
            _write_step(own, done, now, looks)
            on_step(done, of, now)

        yield and_write


@contextmanager
def watched_decoding(folder: Path | None, vae: nn.Module, steps: Steps) -> Iterator[None]:
    """While frames are decoded. A VAE that overflows is run once more in fp32, so it does not end the render."""
    if folder is None:
        yield
        return
    with _timed(_own_folder(folder, steps), {"vae": vae}, Watch(steps.remark), "decoder.txt"):
        yield


@contextmanager
def _timed(folder: Path, networks: Mapping[str, nn.Module], watch: Watch, file: str = "layers.txt") -> Iterator[None]:
    """The table is written whatever happens: where a module broke, it shows how far it came."""
    try:
        with hooked(networks, watch):
            yield
    finally:
        replace_file(folder / file, watch.table().encode())


def _write_step(folder: Path, step: int, latents: Tensor, looks: Looks) -> None:
    shown: list[tuple[str, Callable[[], Pixels | None]]] = [
        ("step", lambda: latent_preview(latents).repeat(_LARGER, 0).repeat(_LARGER, 1)),
        ("looks", lambda: looks.picture(latents)),
    ]
    for name, draw in shown:
        picture = draw()
        if picture is not None:
            replace_file(folder / f"{name}_{step:02}.png", png_bytes(picture, {}))


def _own_folder(folder: Path, steps: Steps) -> Path:
    """The folder of a node: its name as far as files can have it."""
    own = folder / re.sub(r"[^\w.-]+", "_", steps.node or "node")
    make_folder(own)
    return own
