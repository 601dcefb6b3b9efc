"""How a render stands after what it told."""

from anime_compiler.cli.progress.standing import State
from renderer import events
from tests.anime_compiler.cli.progress.recorded import Clock, done, plan_of, planned, standing_after, whole_render

PLAN = plan_of()
FIRST, SECOND, *_ = [node.id for node in PLAN.nodes]


def test_before_anything_is_known_nothing_is_to_be_done() -> None:
    assert {*standing_after(PLAN).states.values()} == {State.STORED}


def test_what_is_planned_is_to_be_done_and_the_rest_is_stored() -> None:
    standing = standing_after(PLAN, planned(PLAN, stored=1))
    assert standing.states[FIRST] is State.STORED
    assert standing.states[SECOND] is State.TO_DO
    assert standing.counts()[State.TO_DO] == len(PLAN.nodes) - 1


def test_a_whole_render_makes_everything() -> None:
    standing = standing_after(PLAN, *whole_render(PLAN))
    assert standing.counts()[State.MADE] == len(PLAN.nodes) == len(standing.spent)
    assert standing.running == {}
    assert standing.written == 1


def test_what_runs_is_known_with_its_step_and_since_when() -> None:
    clock = Clock()
    standing = standing_after(PLAN, planned(PLAN), events.Started(FIRST, "rooftop", "EncodePrompt"), clock=clock)
    clock.now += 5
    standing.note(events.Step(FIRST, 3, 20))
    assert standing.states[FIRST] is State.RUNNING
    assert standing.running[FIRST] == (100.0, 3, 20)
    assert standing.elapsed() == 5


def test_a_step_of_what_does_not_run_is_passed_over() -> None:
    assert standing_after(PLAN, planned(PLAN), events.Step(FIRST, 1, 2)).running == {}


def test_what_another_render_makes_is_waited_for_and_then_stored() -> None:
    standing = standing_after(PLAN, planned(PLAN), events.Waiting(FIRST))
    assert standing.states[FIRST] is State.WAITING
    standing.note(events.Skipped(FIRST))
    assert standing.states[FIRST] is State.STORED


def test_after_waiting_in_vain_it_is_made_here() -> None:
    standing = standing_after(PLAN, planned(PLAN), events.Waiting(FIRST), *done(PLAN, 0))
    assert standing.states[FIRST] is State.MADE


def test_a_failure_stays_to_be_seen_and_runs_no_more() -> None:
    standing = standing_after(
        PLAN, planned(PLAN), events.Started(FIRST, "rooftop", "Keyframe"), events.Failed(FIRST, "no memory")
    )
    assert standing.states[FIRST] is State.FAILED
    assert standing.running == {}


def test_after_damage_it_plans_again_and_what_was_made_stays_made() -> None:
    again = events.Planned(len(PLAN.nodes), 2, tuple(node.id for node in PLAN.nodes if node.id != SECOND))
    standing = standing_after(
        PLAN,
        planned(PLAN, stored=1),
        *done(PLAN, 1),
        events.Started(PLAN.nodes[2].id, "rooftop", "Keyframe"),
        events.Damaged(FIRST),
        again,
    )
    assert standing.states[FIRST] is State.TO_DO
    assert standing.states[SECOND] is State.MADE
    assert standing.states[PLAN.nodes[2].id] is State.TO_DO
    assert standing.running == {}, "what was in hand when the damage was found is begun anew"
