"""Noise by identity: what a seed is for decides it, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.lower.seeds import derive_seed
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.ops import Keyframe
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library

HEAD = "animec: 1\nclip: seeds\nruleset: open\nseed: 7\n"
ROOF = "  - {id: roof, prompt: a roof, duration: 40f, control: [{kind: depth}]}\n"
STREET = "  - {id: street, prompt: a street, duration: 28f, control: [{kind: depth}]}\n"
HALL = "  - {id: hall, prompt: a hall, duration: 28f, control: [{kind: depth}]}\n"
PIECES = st.tuples(
    st.integers(0, 2**63 - 1), st.sampled_from(["roof", "roof1", "r"]), st.sampled_from(["still", "scene"])
)


def plan_of(text: str) -> RenderPlan:
    compiled = compile_storyboard("seeds.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    return compiled.plan


def seeds(plan: RenderPlan) -> dict[str, int]:
    """The seeds of all nodes; of a still, its picture's."""
    found = {node.id: getattr(node.op, "seed") for node in plan.nodes if hasattr(node.op, "seed")}  # noqa: B009
    return found | {node.id: seed for node in plan.nodes if isinstance(node.op, Keyframe) for seed in node.op.seeds}


def test_a_seed_is_the_same_on_every_machine_and_for_ever() -> None:
    assert derive_seed(7, "roof", "segment", 0) == 9_085_016_961_806_974_182
    assert derive_seed(0, "", "", 0) == 1_839_106_376_471_497_973


@given(PIECES, st.integers(0, 10_000))
def test_a_seed_fits_in_63_bits(piece: tuple[int, str, str], number: int) -> None:
    assert 0 <= derive_seed(*piece, number) < 2**63


@given(PIECES, PIECES, st.integers(0, 300), st.integers(0, 300))
def test_two_seeds_are_the_same_only_where_they_are_for_the_same(
    one: tuple[int, str, str], two: tuple[int, str, str], first: int, second: int
) -> None:
    same = (one, first) == (two, second)
    assert (derive_seed(*one, first) == derive_seed(*two, second)) is same


def test_a_shot_put_in_between_or_moved_leaves_the_seeds_of_the_others_alone() -> None:
    before = seeds(plan_of(f"{HEAD}shots:\n{ROOF}{STREET}"))
    after = seeds(plan_of(f"{HEAD}shots:\n{STREET}{HALL}{ROOF}"))
    assert {node: after[node] for node in before} == before


def test_a_longer_shot_keeps_the_seeds_of_the_segments_it_had() -> None:
    before = seeds(plan_of(f"{HEAD}shots:\n{ROOF}"))
    after = seeds(plan_of(f"{HEAD}shots:\n{ROOF.replace('40f', '64f')}"))
    assert after.items() > before.items()


def test_the_seeds_of_a_storyboard_are_all_distinct() -> None:
    stills = "stills:\n  - {id: face, prompt: a face, count: 8}\n  - {id: hand, prompt: a hand, count: 8}\n"
    cast = "characters:\n  roofer: {looks: 1boy, sheet: {views: 4}}\n"
    named = STREET.replace("a street", '"{{ roofer }} in a street"')
    found = list(seeds(plan_of(f"{HEAD}{cast}shots:\n{ROOF}{HALL}{named}{stills}")).values())
    assert len(found) == 8 + 8 + 1 + 3 * 5 + 3 + 2 + 2
    assert len(set(found)) == len(found)


def test_the_stills_of_a_shot_share_a_scene_seed_that_is_none_of_their_own() -> None:
    plan = plan_of(f"{HEAD}shots:\n{ROOF}{STREET}")
    scenes = {(node.scene, node.op.scene_seed) for node in plan.nodes if isinstance(node.op, Keyframe)}
    assert len(scenes) == 2
    assert not {seed for _, seed in scenes} & set(seeds(plan).values())


def test_a_seed_of_its_own_changes_that_shot_alone() -> None:
    before = seeds(plan_of(f"{HEAD}shots:\n{ROOF}{STREET}"))
    after = seeds(plan_of(f"{HEAD}shots:\n{ROOF.replace('id: roof,', 'id: roof, seed: 8,')}{STREET}"))
    assert {node for node in before if before[node] != after[node]} == {
        node for node in before if node.startswith("roof/")
    }


def test_two_shots_with_one_seed_of_their_own_still_have_different_noise() -> None:
    shots = (ROOF + STREET).replace("prompt:", "seed: 5, prompt:")
    found = list(seeds(plan_of(f"{HEAD}shots:\n{shots}")).values())
    assert len(set(found)) == len(found)
