"""What can go wrong with adapters.

AnimecError (`anime_compiler/errors.py`)
└── BadAdapter       a LoRA or an IP-Adapter cannot be read, or was made for another model     exit 5
"""

from typing import Final

from anime_compiler.errors import AnimecError

AGAIN: Final = "fetch it again: `animec models fetch`"


class BadAdapter(AnimecError):
    """An adapter cannot be read, or does not fit. It is always refused whole: half an adapter makes another picture."""

    exit_status = 5
