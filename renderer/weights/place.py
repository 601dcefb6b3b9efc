"""Where models are kept unless somebody says otherwise."""

from pathlib import Path

from renderer.errors import ModelMissing
from renderer.store.place import folder_of_user

_OTHER = "name another folder with --models or ANIMEC_MODELS"


def default_models_folder() -> Path:
    """The folder of models: `$ANIMEC_MODELS`, or `animec/models` in the cache folder."""
    folder = folder_of_user("ANIMEC_MODELS", "models")
    if folder is None:
        raise ModelMissing("there is no home folder to look for models in", f"set HOME, or {_OTHER}")
    return folder
