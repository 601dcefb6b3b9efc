"""What diffusers and PEFT keep beside the tensors of a LoRA: how strong its layers are, where no `alpha` says so."""

import json
import re
from collections.abc import Mapping
from math import sqrt
from typing import Any, Final, NamedTuple

from renderer.adapters.errors import BadAdapter

ANOTHER_FILE: Final = "take a plain LoRA or LoCon of its maker, or have it converted to one"

_KEY: Final = "lora_adapter_metadata"


class Settings(NamedTuple):
    """The settings of a file, by `part.name`."""

    values: Mapping[str, Any]

    def scale(self, part: str, path: str, rank: int) -> float:
        """What a layer is multiplied by; as it is where nothing is said."""
        alpha = self.values.get(f"{part}.lora_alpha")
        for pattern, other in (self.values.get(f"{part}.alpha_pattern") or {}).items():
            if re.fullmatch(rf"(.*\.)?({pattern})", path.removeprefix(f"{part}.")):
                alpha = other
                break
        if alpha is None:
            return 1.0
        return float(alpha) / (sqrt(rank) if self.values.get(f"{part}.use_rslora") else rank)


def settings_in(metadata: Mapping[str, str], name: str) -> Settings:
    """The settings in the metadata of a file, which mostly has none."""
    try:
        values = json.loads(metadata.get(_KEY) or "{}")
        settings = Settings(values if isinstance(values, dict) else {})
        settings.scale("unet", "x", 1)
    except (ValueError, TypeError, AttributeError, re.error) as error:
        raise BadAdapter(f"the LoRA `{name}` has settings that cannot be read", ANOTHER_FILE) from error
    if any(values for key, values in settings.values.items() if key.endswith("use_dora")):
        raise BadAdapter(f"`{name}` is no plain LoRA but a DoRA, which animec does not read", ANOTHER_FILE)
    return settings
