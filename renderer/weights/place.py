"""Where models are kept unless somebody says otherwise."""

import os
from pathlib import Path

from renderer.errors import ModelMissing

_OTHER = "name another folder with --models or ANIMEC_MODELS"


def default_models_folder() -> Path:
    """The folder of models: `$ANIMEC_MODELS`, or `animec/models` in the cache folder."""
    if named := os.environ.get("ANIMEC_MODELS"):
        return Path(named).absolute()
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if cache.startswith("/"):
        return Path(cache, "animec", "models")
    home = os.environ.get("HOME", "")
    if not home.startswith("/"):
        raise ModelMissing("there is no home folder to look for models in", f"set HOME, or {_OTHER}")
    return Path(home, ".cache", "animec", "models")
