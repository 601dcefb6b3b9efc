"""The blocks of our own list are compiled and nothing else is; what changes layers by frame is run as it is written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.attention import BasicTransformerBlock
from torch import nn

from anime_compiler.model.storyboard import constant
from renderer.errors import StackNotHere
from renderer.stacks.diffusion import compiled
from renderer.stacks.diffusion.compiled import BLOCKS, Compiler, blocks_of
from renderer.stacks.diffusion.diffusion import DiffusionStack
from renderer.stacks.diffusion.unets import with_motion
from renderer.stacks.settings import Settings, edition
from tests.renderer.stacks.diffusion.works import Quiet, embeds, frames_of, keyframe, latents, plan_of_models, segment
from tests.renderer.tiny import models
from tests.renderer.tiny.shelf import models_folder

CPU = torch.device("cpu")
_COMPILE = torch.compile
slow = pytest.mark.skipif(not os.environ.get("ANIMEC_SLOW"), reason="minutes: ANIMEC_SLOW=1 runs it")


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[nn.Module]:
    """Blocks that were given to torch to be compiled; it leaves them as they are."""
    given: list[nn.Module] = []

    def compile_nothing(call: Any, **_how: Any) -> Any:
        given.append(call.__self__)
        return call

    monkeypatch.setattr(torch, "compile", compile_nothing)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return given


def stack() -> DiffusionStack:
    torch.set_num_threads(1)
    made = DiffusionStack("sdxl", Settings(models_folder(), "cpu", compiled=True))
    made.bound(plan_of_models())
    return made


def test_blocks_are_the_outermost_of_our_kinds() -> None:
    motion = with_motion(models.sdxl_unet(), models.motion())
    kinds = [type(block).__name__ for block in blocks_of(motion)]
    assert set(kinds) == {kind.__name__ for kind in BLOCKS}
    every = [module for module in motion.modules() if isinstance(module, BLOCKS)]
    within = [one for block in blocks_of(motion) for one in block.modules() if isinstance(one, BLOCKS)]
    assert len(within) == len(every)
    assert len(kinds) < len(every)  # blocks of a motion module go with it
    flat = [block for block in blocks_of(models.sdxl_unet()) if isinstance(block, BasicTransformerBlock)]
    assert len(flat) == kinds.count("BasicTransformerBlock")


def test_networks_of_the_stack_are_marked(marked: list[nn.Module]) -> None:
    able = stack()
    made = able.keyframe(keyframe(), embeds(), None, (), Quiet())
    stills = len(marked)
    assert stills == len({id(block) for block in marked}) == len([*blocks_of(models.sdxl_unet())])
    assert all(isinstance(block, BLOCKS) for block in marked)
    able.segment(segment(), (embeds(),), (), None, None, (), Quiet())
    assert len(marked) == stills + len([*blocks_of(with_motion(models.sdxl_unet(), models.motion()))])
    assert made.pixels.shape == (1, 48, 64, 3)


def test_without_it_nothing_is_marked(marked: list[nn.Module]) -> None:
    plain = DiffusionStack("sdxl", Settings(models_folder(), "cpu"))
    plain.bound(plan_of_models())
    plain.keyframe(keyframe(), embeds(), None, (), Quiet())
    assert not marked
    assert edition(Settings(device="cpu", compiled=True)) == edition(Settings(device="cpu")) + "+compiled"


def test_what_was_compiled_is_kept_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graphs, read = [0], list[bytes]()
    monkeypatch.setattr(compiled, "_graphs", lambda: graphs[0])
    monkeypatch.setattr(torch, "compile", lambda call, **_how: call)
    monkeypatch.setattr(torch.compiler, "save_cache_artifacts", lambda: (b"kernels", None))
    monkeypatch.setattr(torch.compiler, "load_cache_artifacts", read.append)
    first = Compiler(CPU, tmp_path / "compiled")
    first.compile(models.sdxl_unet())
    first.keep()
    assert not (tmp_path / "compiled").exists()
    graphs[0] = 3
    first.keep()
    (file,) = (tmp_path / "compiled").iterdir()
    assert file.read_bytes() == b"kernels"
    file.write_bytes(b"older")
    first.keep()
    assert file.read_bytes() == b"older"  # nothing new
    assert not read
    Compiler(CPU, tmp_path / "compiled").compile(models.sdxl_unet())
    assert read == [b"older"]


def test_what_is_lacking_is_said_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "which", lambda _name: None)
    with pytest.raises(StackNotHere, match="needs a C\\+\\+ compiler"):
        Compiler(CPU, None)
    monkeypatch.setattr(compiled, "find_spec", lambda _name: None)
    with pytest.raises(StackNotHere, match="needs triton"):
        Compiler(torch.device("cuda"), None)


@pytest.mark.filterwarnings("ignore")
def test_a_compiler_that_fails_is_no_bug_and_there_is_a_way_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fails(*_given: Any) -> Any:
        raise ValueError("cc1plus: fatal error: Python.h: No such file")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(torch, "compile", lambda call, **how: _COMPILE(call, backend=fails, **how))
    with pytest.raises(StackNotHere, match=r"could not be compiled here: .*Python\.h") as refused:
        stack().keyframe(keyframe(), embeds(), None, (), Quiet())
    assert refused.value.cure == "leave --compile out"
    assert refused.value.exit_status == 5


def test_liveliness_counts_although_blocks_are_compiled(marked: list[nn.Module], monkeypatch: Any) -> None:
    """Its hooks sit on compiled blocks, so these are run as they are written."""
    entered: list[None] = []
    real = compiled.as_written

    def counted() -> Any:
        entered.append(None)
        return real()

    monkeypatch.setattr("renderer.stacks.diffusion.segments.as_written", counted)
    able, half = stack(), segment(scale=constant(0.5))
    made = able.segment(half, (embeds(),), (), None, None, (), Quiet())
    assert frames_of(made).tobytes() == frames_of(latents(half)).tobytes()
    able.segment(segment(), (embeds(),), (), None, None, (), Quiet())
    assert len(entered) == 1
    assert marked


@slow
def test_what_one_process_compiled_the_next_one_finds(tmp_path: Path) -> None:
    first, second = (_compiled_alone(tmp_path / "compiled") for _ in range(2))
    assert max(first["apart"], second["apart"]) < 1e-5
    assert first["made"] > 0
    assert first["found"] == 0
    assert second["found"] > 0
    assert second["made"] == 0


def _compiled_alone(kept: Path) -> dict[str, float]:
    program = [sys.executable, "-m", "tests.renderer.stacks.diffusion.compile_blocks", str(kept)]
    done = subprocess.run(program, capture_output=True, text=True, cwd=Path(__file__).parents[4])
    assert done.returncode == 0, done.stderr
    assert len([*kept.iterdir()]) == 1
    told: dict[str, float] = json.loads(done.stdout)
    return told


@slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("backend", ["eager", "inductor"])
def test_what_is_compiled_is_the_same_to_rounding(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(torch, "compile", lambda call, **how: _COMPILE(call, backend=backend, **how))
    able, before = stack(), compiled._graphs()
    for text in ("1girl, blue hair", "a street at night"):
        made = able.segment(segment(), (embeds(text),), (), None, None, (), Quiet())
        assert np.abs(frames_of(made) - frames_of(latents(segment(), embeds(text)))).max() < 1e-3
        new, before = compiled._graphs() - before, compiled._graphs()
        assert new > 0 if text.startswith("1girl") else new == 0  # another text compiles nothing anew
    assert (tmp_path / "animec" / "compiled").is_dir() == (backend == "inductor")
