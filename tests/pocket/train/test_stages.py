"""All stages one after another, by the commands that pocket/README.md names, end in a family that diffusers loads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline

ROOT = Path(__file__).parents[3]


def stage(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pocket.train", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def losses(log: Path) -> list[float]:
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return [line["loss"] for line in lines if "loss" in line]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("family")
    run = ("--run", str(folder / "run"))
    stage("tokenizer", *run)
    stage("vae", *run, "--steps", "6", "--workers", "2", "--log-every", "1")
    stage("bake", *run)
    stage("latents", *run, "--sizes", "128x128:16", "--workers", "2")
    stage("unet", *run, "--sizes", "128x128", "--steps", "4", "--batch", "4", "--log-every", "1")
    stage("vae-decoder", *run, "--steps", "2", "--log-every", "1")
    base = folder / "weights" / "pocket-base"
    stage("export", *run, "--to", str(base))
    family_of = ("--weights", str(base), "--sizes", "128x128")
    stage("style-lora", *run, *family_of, "--style", "flat", "--pairs", "4", "--steps", "2", "--batch", "2")
    for name, steps in (("vae", 6), ("unet", 4), ("vae-decoder", 2)):
        assert len(losses(folder / "run" / name / "log.jsonl")) == steps
        assert any((folder / "run" / name / "looks").iterdir())
    return folder / "weights"


def test_the_stages_end_in_a_family_that_draws(weights: Path) -> None:
    base = weights / "pocket-base"
    pipeline = StableDiffusionXLPipeline.from_pretrained(base, dtype=torch.float32, local_files_only=True)
    pixels = pipeline("1girl, beach", width=64, height=64, num_inference_steps=2, output_type="np").images[0]
    assert pixels.shape == (64, 64, 3)
    assert np.isfinite(pixels).all()


def test_the_family_does_not_tell_where_it_was_made(weights: Path) -> None:
    for file in weights.rglob("*.json"):
        assert str(weights.parent) not in file.read_text(), file


def test_the_family_is_in_half_precision_and_nothing_else(weights: Path) -> None:
    from safetensors.torch import load_file

    files = list(weights.rglob("*.safetensors"))
    assert {file.parent.name for file in files} == {"unet", "vae", "text_encoder", "text_encoder_2", "weights"}
    for file in files:
        kinds = {tensor.dtype for tensor in load_file(file).values()}
        assert kinds <= {torch.float16, torch.int64}, file
