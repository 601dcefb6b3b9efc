"""The way from noise to picture: which scheduler, over which times, by which noise schedule.

The author chooses none of it. A few-step LoRA brings its scheduler, all else goes by DPM++ 2M Karras; what the base
predicts is kept, and a motion module brings the noise schedule that it was trained with.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from diffusers import DDIMScheduler, DPMSolverMultistepScheduler, EulerDiscreteScheduler, LCMScheduler

from anime_compiler.plan import ops
from renderer.errors import BadModel

# Names as the plan has them; the last two are there for comparison with other programs.
_KINDS: Final[Mapping[str, tuple[Any, Mapping[str, Any]]]] = {
    "LCM": (LCMScheduler, {}),
    "DPM++ 2M Karras": (
        DPMSolverMultistepScheduler,
        {"algorithm_type": "dpmsolver++", "solver_order": 2, "use_karras_sigmas": True},
    ),
    "Euler": (EulerDiscreteScheduler, {}),
    "DDIM": (DDIMScheduler, {"clip_sample": False}),
}


def base_settings(folder: Path) -> dict[str, Any]:
    """The noise settings that come with a base."""
    file = folder / "scheduler" / "scheduler_config.json"
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadModel(
            f"`{folder.name}` has no readable `scheduler/scheduler_config.json`", "fetch it again"
        ) from error
    if not isinstance(settings, dict):
        raise BadModel(f"`{folder.name}/scheduler/scheduler_config.json` is no map", "fetch it again")
    return settings


def scheduler_for(settings: Mapping[str, Any], name: str, prediction: str, betas: ops.Betas | None) -> Any:
    """A fresh scheduler: it counts its steps, so each picture needs its own."""
    kind, more = _KINDS[name]
    changes = dict(more)
    if prediction:
        changes["prediction_type"] = prediction
    if betas:
        changes |= {"beta_schedule": betas.kind, "beta_start": betas.start, "beta_end": betas.end}
    return kind.from_config(dict(settings), **changes)
