"""A short run of the fuzzer, and every input that ever taught us something. `fuzz_compile.py` does the long ones."""

from pathlib import Path
from random import Random

import pytest

from tests.fuzz.fuzz_compile import HERE, PLAN, SLOWEST, Compiler, Failure, Grammar, Mutator, corpus, run_own

FILES = sorted((HERE / "corpus").glob("*.yaml"))


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    return Compiler()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_input_of_the_corpus_ends_in_findings_or_a_plan(file: Path, compiler: Compiler) -> None:
    assert compiler.failure(file.read_bytes())[1] is None


def test_the_corpus_is_small_and_goes_all_the_way(compiler: Compiler) -> None:
    inputs = corpus()
    assert len(inputs) == len(set(inputs)) >= 60
    assert max(map(len, inputs)) < 16_384
    codes = [compiler.compile(data) for data in inputs]
    assert sum(PLAN in found for found in codes) >= 10
    assert len({code for found in codes for code in found}) >= 50


def test_2000_inputs_break_no_promise() -> None:
    broken: list[Failure] = []
    figures = run_own(2_000, 492, 60.0, broken.append)
    assert broken == []
    assert figures.runs == 2_000
    assert figures.slowest < SLOWEST
    assert figures.plans > 50
    assert figures.kinds > 200


def test_a_seed_gives_the_same_inputs_each_time() -> None:
    mutator, data = Mutator(), corpus()[0]
    first, again = ([mutator.mutate(data, data, Random(7)) for _ in range(20)] for _ in range(2))
    assert first == again
    assert Grammar().storyboard(Random(7)) == Grammar().storyboard(Random(7))


def test_what_breaks_a_promise_is_noticed(compiler: Compiler, monkeypatch: pytest.MonkeyPatch) -> None:
    minimal = (HERE / "corpus" / "minimal.yaml").read_bytes()
    monkeypatch.setattr(Compiler, "_look_at_plan", lambda *_: 1 / 0)
    failure = compiler.failure(minimal)[1]
    assert failure is not None
    assert failure.what.startswith("ZeroDivisionError-test_fuzz_smoke-")
    assert failure.data == minimal
