"""Libraries that are kept quiet, and then as loud as before."""

import logging

import pytest
from diffusers.utils import logging as diffusers_logging
from transformers.utils import logging as transformers_logging

from renderer.control.quiet import quiet


def _fail_within() -> None:
    with quiet():
        assert {diffusers_logging.get_verbosity(), transformers_logging.get_verbosity()} == {logging.ERROR}
        assert not transformers_logging.is_progress_bar_enabled()
        raise ZeroDivisionError


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_libraries_are_as_loud_afterwards_as_before_even_where_something_fails(level: int) -> None:
    noisy, bars = (diffusers_logging, transformers_logging), transformers_logging.is_progress_bar_enabled()
    before = [one.get_verbosity() for one in noisy]
    try:
        for one in noisy:
            one.set_verbosity(level)
        with pytest.raises(ZeroDivisionError):
            _fail_within()
        assert {one.get_verbosity() for one in noisy} == {level}
        assert transformers_logging.is_progress_bar_enabled() == bars
    finally:
        for one, usual in zip(noisy, before, strict=True):
            one.set_verbosity(usual)
