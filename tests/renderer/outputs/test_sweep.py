"""Sweeps: each combination's picture at its place in a grid, what they share made once, and nothing made twice."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.errors import UsageError
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.one_still import one_still
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.verify import violations
from anime_compiler.resolve.context import Library
from renderer import events
from renderer.engines.local import LocalEngine
from renderer.engines.stopping import Stopping
from renderer.outputs import grid_sheet as module
from renderer.outputs.grid_sheet import grid_sheet
from renderer.outputs.sweep import Axis, Grid, Sweep, grids_of, plan_of_all, render_sweep
from renderer.render import action_key, drawn_by
from renderer.stacks.available import Identity
from renderer.store.store import Store
from renderer.values import Pictures, Pixels, value_in
from renderer.verify.png import picture_in
from tests.renderer.noise_stack import NoiseStack

TEXT = (
    "animec: 1\nclip: small\ntitle: Roofs\nruleset: open\nstack: sdxl\nstyle: {template: plain}\n"
    "profile: {size: 64x64}\nshots: [{id: a, prompt: roof, duration: 16f}]\n"
)
SEEDS = Axis("seed", ("1", "2", "3"))
WORDS = Axis("shots.a.prompt", ("roof", "sea"))
SIZES = Axis("profile.size", ("64x64", "128x64"))


def plan_with(*overrides: str) -> RenderPlan:
    """The plan of the first still with these values."""
    _, board, plan = compile_storyboard("small.yaml", TEXT.encode(), Library(shipped_catalogue(), ()), None, overrides)
    assert board is not None
    assert plan is not None
    return one_still(board, plan)


def sweep_of(*axes: Axis) -> Sweep:
    def plans(left: Sequence[Axis], *overrides: str) -> list[RenderPlan]:
        if not left:
            return [plan_with(*overrides)]
        return [plan for value in left[0].values for plan in plans(left[1:], *overrides, f"{left[0].path}={value}")]

    return Sweep(axes, tuple(plans(axes)))


def grids(sweep: Sweep) -> tuple[RenderPlan, list[Grid]]:
    stack = NoiseStack()
    plan = drawn_by(plan_of_all(sweep), stack)
    return plan, [*grids_of(sweep, plan, Identity(stack.name, stack.edition), is_draft=True)]


def made(sweep: Sweep, folder: Path) -> tuple[int, list[events.Event], list[Path]]:
    """Render a sweep; gives how much was made, what was told, and the files."""
    plan, wanted = grids(sweep)
    told: list[events.Event] = []
    engine = LocalEngine(1, Stopping())
    number = render_sweep(plan, wanted, NoiseStack(), Store(folder / "store"), engine, folder / "out", told.append)
    return number, told, [folder / "out" / grid.path for grid in wanted]


def key_of(*overrides: str) -> str:
    """The key of a picture that is planned for itself."""
    plan = drawn_by(plan_with(*overrides), NoiseStack())
    return plan.by_id()[plan.outputs[0].node].key


def test_one_plan_has_all_pictures_and_what_they_share_once() -> None:
    sweep = sweep_of(SEEDS, WORDS)
    plan = plan_of_all(sweep)
    assert violations(plan) == []
    keys = [node.key for node in plan.nodes]
    assert len(keys) == len(set(keys)) == 2 + 6  # two texts
    assert [plan.by_id()[output.node].key for output in plan.outputs] == [
        one.by_id()[one.outputs[0].node].key for one in sweep.plans
    ]


def test_the_first_axis_is_the_columns_and_the_second_the_rows() -> None:
    _, (grid,) = grids(sweep_of(SEEDS, WORDS))
    assert (grid.columns, grid.rows, grid.fixed) == (SEEDS, WORDS, {})
    assert [[cell.node.key for cell in row] for row in grid.cells] == [
        [key_of(f"seed={seed}", f"shots.a.prompt={word}") for seed in SEEDS.values] for word in WORDS.values
    ]


def test_one_axis_is_one_row() -> None:
    _, (grid,) = grids(sweep_of(SEEDS))
    assert [[cell.node.key for cell in row] for row in grid.cells] == [
        [key_of(f"seed={seed}") for seed in SEEDS.values]
    ]
    assert grid.facts["rows"] is None


def test_each_value_of_a_third_axis_has_a_grid_of_its_own() -> None:
    _, made_grids = grids(sweep_of(SEEDS, WORDS, SIZES))
    assert [grid.fixed for grid in made_grids] == [{"profile.size": "64x64"}, {"profile.size": "128x64"}]
    assert len({grid.path for grid in made_grids}) == 2
    assert made_grids[1].cells[1][2].node.key == key_of("seed=3", "shots.a.prompt=sea", "profile.size=128x64")
    assert "profile.size: 128x64" in made_grids[1].about


def test_a_grid_s_name_tells_what_it_shows() -> None:
    paths = [grids(sweep_of(*axes))[1][0].path for axes in ((SEEDS,), (SEEDS, WORDS), (WORDS, SEEDS), (SEEDS,))]
    assert paths[0] == paths[3]
    assert len(set(paths)) == 3
    assert all(path.startswith("images/prompt_grid_small_") and len(path) == 37 for path in paths)


def test_a_grid_is_written_with_what_it_was_made_of(tmp_path: Path) -> None:
    number, told, (path,) = made(sweep_of(SEEDS, WORDS), tmp_path)
    assert number == 8
    assert told[-1] == events.Written(path.relative_to(tmp_path / "out").as_posix(), path.stat().st_size, False)
    facts = json.loads(picture_in(path.read_bytes(), "a.png").texts["animec"])
    assert facts["storyboard"] == "small.yaml"
    assert facts["picture"] == "a/keyframe/0"
    assert facts["columns"] == {"path": "seed", "values": ["1", "2", "3"]}
    assert facts["rows"] == {"path": "shots.a.prompt", "values": ["roof", "sea"]}
    assert facts["keys"][1][2] == key_of("seed=3", "shots.a.prompt=sea")
    assert facts["is_draft"] is True
    assert facts["stack"] == "noise"


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What every grid was drawn of."""
    drawn: list[Any] = []

    def drawing(*given: Any) -> Pixels:
        drawn.append(given)
        return grid_sheet(*given)

    monkeypatch.setattr(module, "grid_sheet", drawing)
    return drawn


def test_every_picture_stands_at_its_place(tmp_path: Path, sheets: list[Any]) -> None:
    made(sweep_of(SEEDS, WORDS), tmp_path)
    ((title, about, across, down, pictures),) = sheets
    assert (title, about) == ("Roofs", "a, still 1 · noise, a draft")
    assert (across, down) == (SEEDS, WORDS)
    for row, word in zip(pictures, WORDS.values, strict=True):
        for picture, seed in zip(row, SEEDS.values, strict=True):
            assert np.array_equal(picture, stored(tmp_path, f"seed={seed}", f"shots.a.prompt={word}"))


def stored(folder: Path, *overrides: str) -> Pixels:
    """The picture that the store has for these values."""
    stack, store = NoiseStack(), Store(folder / "store")
    plan = drawn_by(plan_with(*overrides), stack)
    result = store.find(action_key(plan.by_id()[plan.outputs[0].node], stack))
    assert result is not None
    value = value_in({name: store.read(part) for name, part in result.parts.items()})
    assert isinstance(value, Pictures)
    pixels: Pixels = value.pixels[0]
    return pixels


def test_a_second_time_nothing_is_made_and_the_grid_is_kept(tmp_path: Path) -> None:
    _, _, (path,) = made(sweep_of(SEEDS), tmp_path)
    before = path.stat().st_mtime_ns, path.read_bytes()
    number, told, _ = made(sweep_of(SEEDS), tmp_path)
    assert number == 0
    assert [event.kept for event in told if isinstance(event, events.Written)] == [True]
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_more_values_make_only_what_is_new(tmp_path: Path) -> None:
    made(sweep_of(SEEDS), tmp_path)
    number, _, _ = made(sweep_of(Axis("seed", ("1", "2", "3", "4"))), tmp_path)
    assert number == 1


def test_the_same_sweep_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (made(sweep_of(SEEDS, WORDS), tmp_path / name)[2][0] for name in ("one", "other"))
    assert one.name == other.name
    assert one.read_bytes() == other.read_bytes()


def test_a_picture_that_was_damaged_in_the_store_is_made_again(tmp_path: Path) -> None:
    sweep, stack = sweep_of(SEEDS), NoiseStack()
    _, _, (path,) = made(sweep, tmp_path)
    whole = path.read_bytes()
    path.unlink()
    _, (grid,) = grids(sweep)
    result = Store(tmp_path / "store").find(action_key(grid.cells[0][1].node, stack))
    assert result is not None
    (part,) = result.parts.values()
    blob = tmp_path / "store" / "blobs" / part.sha256
    blob.chmod(0o644)
    blob.write_bytes(bytes(part.size))
    number, told, _ = made(sweep, tmp_path)
    assert number == 1
    assert [event.node for event in told if isinstance(event, events.Damaged)] == [grid.cells[0][1].node.id]
    assert path.read_bytes() == whole


def test_a_varied_stack_is_refused() -> None:
    sweep = sweep_of(SEEDS)
    other = sweep.plans[1]._replace(stack="sd2")
    with pytest.raises(UsageError, match="`stack` is varied"):
        plan_of_all(sweep._replace(plans=(sweep.plans[0], other)))


def test_two_files_under_one_model_s_name_are_refused() -> None:
    sweep = sweep_of(SEEDS)
    first = sweep.plans[0]
    other = first._replace(models=tuple(model._replace(sha256="f" * 64) for model in first.models))
    with pytest.raises(UsageError, match="different files by the model"):
        plan_of_all(Sweep((SEEDS,), (first, other)))
