"""What is computed on, and with which numbers, as far as names of results tell."""

from pathlib import Path

import pytest

from renderer.errors import StackNotHere
from renderer.stacks.machine import Machine, machine, peak_of_process
from renderer.stacks.settings import Settings, edition


@pytest.mark.parametrize(
    ("here", "wanted", "given"),
    [
        (Machine("cpu", has_bf16=True), "fp16", "bf16"),
        (Machine("cpu", has_bf16=False), "fp16", "fp32"),
        (Machine("cpu", has_bf16=False), "bf16", "fp32"),
        (Machine("cpu", has_bf16=True), "fp32", "fp32"),
        (Machine("cuda", has_bf16=True), "fp16", "fp16"),
        (Machine("mps", has_bf16=True), "fp16", "fp16"),
    ],
)
def test_half_precision_on_a_cpu_is_what_it_computes_by_itself(here: Machine, wanted: str, given: str) -> None:
    assert here.precision(wanted) == given


def test_a_device_that_does_not_exist_is_refused() -> None:
    with pytest.raises(StackNotHere):
        machine("tpu")


def test_an_edition_tells_device_numbers_and_what_changes_the_last_bits() -> None:
    plain = edition(Settings(device="cpu"))
    assert plain == f"1-cpu-{machine('cpu').precision('fp16')}"
    others = [Settings(device="cpu", low_memory=True), Settings(device="cpu", compiled=True), Settings(device="cuda")]
    assert len({plain, *map(edition, others)}) == 4
    assert edition(Settings(Path("elsewhere"), "cpu", diagnose=Path("here"))) == plain


def test_memory_is_counted_in_bytes() -> None:
    assert 1 << 20 < peak_of_process() < 1 << 40
