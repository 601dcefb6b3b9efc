"""A folder of small models, as a user's folder of models would be: written once for all tests of a process."""

import tempfile
from functools import cache
from pathlib import Path

import torch

from tests.renderer.tiny import models


@cache
def models_folder() -> Path:
    """Small models under the names of the catalogue; nobody writes into it."""
    torch.set_num_threads(1)
    folder = Path(tempfile.mkdtemp(prefix="animec-tiny-"))
    models.write_sdxl(folder / "sdxl-base-1.0")
    models.write_sd2(folder / "sd2-768")
    models.write_sd2(folder / "sd2-base", prediction="epsilon")
    models.vae(seed=8, upcast=False).save_pretrained(folder / "sdxl-vae-fp16-fix")
    models.write_motion(folder / "animatediff-sdxl-beta")
    models.write_controlnet(folder / "cn-openpose-xinsir", models.sdxl_unet(), seed=11)
    models.write_controlnet(folder / "cn-depth-xinsir", models.sdxl_unet(), seed=12)
    models.write_controlnet(folder / "cn-canny-xinsir", models.sdxl_unet(), seed=13)
    return folder
