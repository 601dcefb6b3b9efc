"""A stack that is bound to the models of a plan."""

import pytest

from renderer import events
from renderer.stacks.diffusion.diffusion import DiffusionStack
from renderer.stacks.settings import Settings
from renderer.weights import shelf
from tests.renderer.stacks.diffusion.works import KINDS, plan_of_models
from tests.renderer.tiny.shelf import models_folder


def test_what_is_hashed_for_the_first_time_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("models")
    for model in models_folder().iterdir():
        if not model.name.startswith("."):  # as if nobody had hashed them yet
            (folder / model.name).symlink_to(model)
    told: list[events.Event] = []
    stack = DiffusionStack("sdxl", Settings(folder, "cpu"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shelf, "_A_WHILE", 1)
        stack.bound(plan_of_models(), told.append)
        stack.bound(plan_of_models(), told.append)
    (hashing,) = told
    assert isinstance(hashing, events.Hashing)
    assert hashing.models == tuple(KINDS)
