"""Libraries that are kept from talking over us while networks are loaded and made."""

import contextlib
import logging
from collections.abc import Iterator

from diffusers.utils import logging as diffusers_logging


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries from talking over ours: what matters of it is in the report that is audited."""
    from transformers.utils import logging as transformers_logging

    noisy = (diffusers_logging, transformers_logging)
    levels = [one.get_verbosity() for one in noisy]
    bars = transformers_logging.is_progress_bar_enabled()
    for one in noisy:
        one.set_verbosity(logging.ERROR)
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        for one, level in zip(noisy, levels, strict=True):
            one.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()
