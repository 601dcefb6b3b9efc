"""The time to come, from what was measured."""

import pytest

from anime_compiler.cli.progress.estimate import paces, time_left
from anime_compiler.cli.progress.work import amount_of
from renderer import events
from tests.anime_compiler.cli.progress.recorded import (
    Clock,
    done,
    many_shots,
    plan_of,
    planned,
    standing_after,
    whole_render,
)

PLAN = many_shots(4)  # for each shot a text, a segment and its frames
SEGMENTS = [number for number, node in enumerate(PLAN.nodes) if "segment" in node.id]


def only(*numbers: int) -> events.Planned:
    return events.Planned(len(PLAN.nodes), 0, tuple(PLAN.nodes[number].id for number in numbers))


def test_nothing_is_said_while_nothing_is_known() -> None:
    assert time_left(standing_after(PLAN, planned(PLAN)), {}) is None


def test_when_all_is_done_nothing_is_left() -> None:
    assert time_left(standing_after(PLAN, *whole_render(PLAN)), {}) == (0.0, True)


def test_pieces_of_one_kind_take_as_long_as_those_before() -> None:
    clock = Clock()
    standing = standing_after(PLAN, only(*SEGMENTS), *done(PLAN, SEGMENTS[0], seconds=10), clock=clock)
    clock.now += 10
    assert time_left(standing, {}) == pytest.approx((30.0, True))


def test_while_most_of_the_work_is_of_unknown_length_nothing_is_said() -> None:
    clock = Clock()
    standing = standing_after(PLAN, planned(PLAN), *done(PLAN, SEGMENTS[0], seconds=10), clock=clock)
    clock.now += 10
    assert time_left(standing, {}) is None


def test_a_little_that_nobody_has_timed_makes_the_time_a_least_one() -> None:
    clock = Clock()
    standing = standing_after(PLAN, planned(PLAN), *done(PLAN, SEGMENTS[0], seconds=10), clock=clock)
    clock.now += 10
    left = time_left(standing, {"EncodePrompt": 0.0, "Decode": 0.0})
    assert left is not None
    assert not left.is_all
    assert left.seconds == pytest.approx(30)


def test_an_earlier_render_tells_what_this_one_has_not_timed_yet() -> None:
    pace = 20 / amount_of(PLAN.nodes[SEGMENTS[0]].op)
    assert time_left(standing_after(PLAN, only(*SEGMENTS)), {"Segment": pace}) == pytest.approx((80.0, True))


def test_what_this_render_has_timed_counts_more_than_an_earlier_one() -> None:
    node = PLAN.nodes[SEGMENTS[0]]
    spent = standing_after(PLAN, only(*SEGMENTS), *done(PLAN, SEGMENTS[0], seconds=10)).spent
    known = paces(spent, {"Segment": 99.0, "Decode": 1.0})
    assert known == {"Segment": 10 / amount_of(node.op), "Decode": 1.0}


def test_steps_tell_how_long_the_piece_in_hand_will_take() -> None:
    clock, node = Clock(), PLAN.nodes[SEGMENTS[0]].id
    standing = standing_after(PLAN, only(SEGMENTS[0]), events.Started(node, "shot_0", "Segment"), clock=clock)
    clock.now += 6
    standing.note(events.Step(node, 3, 10))
    assert time_left(standing, {"Segment": 1000.0}) == pytest.approx((14.0, True))


def test_a_piece_that_takes_longer_than_others_is_expected_to_end_any_moment() -> None:
    clock, node = Clock(), PLAN.nodes[SEGMENTS[0]].id
    standing = standing_after(PLAN, only(SEGMENTS[0]), events.Started(node, "shot_0", "Segment"), clock=clock)
    clock.now += 60
    assert time_left(standing, {"Segment": 30 / amount_of(PLAN.nodes[SEGMENTS[0]].op)}) == (0.0, True)


def test_two_at_once_take_half_the_time() -> None:
    clock = Clock()
    told = [*done(PLAN, SEGMENTS[0], seconds=10), *done(PLAN, SEGMENTS[1], seconds=10)]
    standing = standing_after(PLAN, only(*SEGMENTS), *told, clock=clock)
    clock.now += 10
    assert time_left(standing, {}) == pytest.approx((10.0, True))


def test_larger_pieces_take_longer() -> None:
    clock, plan = Clock(), plan_of()
    still = next(number for number, node in enumerate(plan.nodes) if "keyframe" in node.id)
    sheet = next(node for node in plan.nodes if "turnaround" in node.id)
    rest = events.Planned(len(plan.nodes), 0, (plan.nodes[still].id, sheet.id))
    standing = standing_after(plan, rest, *done(plan, still, seconds=2), clock=clock)
    clock.now += 2
    left = time_left(standing, {"Turnaround": 2 / amount_of(plan.nodes[still].op)})
    assert left is not None
    assert left.seconds == pytest.approx(2 * 3 * amount_of(sheet.op) / (3 * amount_of(plan.nodes[still].op)))
