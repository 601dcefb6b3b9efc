"""The picture of a render, as lines for a terminal of a size."""

import pytest

from anime_compiler.cli.interrupts import STOPPING
from anime_compiler.cli.progress.picture import Picture, Size
from anime_compiler.cli.progress.signs import DRAWN, TYPED, Signs
from anime_compiler.cli.progress.standing import Standing
from anime_compiler.plan.render_plan import RenderPlan
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

PLAN = plan_of()
SEGMENT = "rooftop/segment/0"
STORED = 1 + next(number for number, node in enumerate(PLAN.nodes) if node.id == "character:hana/turnaround")
SIZES = [(80, 24), (140, 50), (60, 16), (30, 10), (10, 4), (1, 1)]


def picture(standing: Standing, jobs: int = 1, signs: Signs = DRAWN) -> Picture:
    return Picture(standing, "animatic, a draft", signs, jobs, {})


def lines(standing: Standing, width: int = 80, height: int = 24, jobs: int = 1, stopping: bool = False) -> list[str]:
    return [line.plain.rstrip() for line in picture(standing, jobs).draw(Size(width, height), stopping)]


def in_the_middle(clock: Clock | None = None) -> Standing:
    number = next(number for number, node in enumerate(PLAN.nodes) if node.id == SEGMENT)
    made = [event for before in range(STORED, number) for event in done(PLAN, before)]
    running: list[events.Event] = [events.Started(SEGMENT, "rooftop", "Segment"), events.Step(SEGMENT, 4, 20)]
    return standing_after(PLAN, planned(PLAN, stored=STORED), *made, *running, clock=clock)


def test_the_whole_picture_in_the_middle_of_a_render() -> None:
    clock = Clock()
    standing = in_the_middle(clock)
    clock.now += 42
    assert lines(standing) == [
        "dusk: Rooftop at dusk  animatic, a draft",
        "",
        "                stills  maps  segments  frames",
        "character:hana  ▪                                   1/1",
        "rooftop         ▮▮      ▮▮    ▸▯        ▯▯▯         4/9",
        "street                        ▯         ▯           0/2",
        "film                                    ▯           0/1",
        "",
        "rooftop/segment/0          step  4 of 20  0:42",
        "▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱  10 of 19  0:42",
        "▪ stored   ▮ made   ▸ in hand   ▯ to come",
    ]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("plan", [PLAN, many_shots(30)], ids=["dusk", "many"])
@pytest.mark.parametrize("jobs", [1, 3, 64])
def test_it_is_never_wider_or_higher_than_the_terminal(width: int, height: int, plan: RenderPlan, jobs: int) -> None:
    for told in ([planned(plan)], [*whole_render(plan)]):
        drawn = picture(standing_after(plan, *told), jobs).draw(Size(width, height), False)
        assert all(line.cell_len < max(width, 2) for line in drawn)
        assert all("\n" not in line.plain for line in drawn)
        assert len(drawn) < height or len(drawn) == min(jobs, 4) + 2, "a terminal that is too low shows what matters"


@pytest.mark.parametrize("jobs", [1, 3])
def test_it_keeps_its_height_whatever_happens(jobs: int) -> None:
    plan = many_shots(30)
    standing = standing_after(plan)
    drawn = picture(standing, jobs)
    heights = set()
    for event in whole_render(plan):
        standing.note(event)
        heights.add(len(drawn.draw(Size(80, 24), False)))
    assert len(heights) == 1


def test_a_long_film_is_shown_where_there_is_work() -> None:
    plan = many_shots(30)
    made = [event for number in range(1 + 2 * 15) for event in done(plan, number)]
    shown = lines(standing_after(plan, planned(plan), *made), height=20)
    assert "… 14 more above" in shown
    assert any(line.startswith("shot_15 ") for line in shown)
    assert "… 7 more below" in shown


def test_a_low_terminal_goes_without_the_table() -> None:
    assert len(lines(in_the_middle(), height=9)) == 3


def test_letters_of_old_terminals_do() -> None:
    for line in picture(in_the_middle(), signs=TYPED).draw(Size(80, 24), False):
        assert line.plain.isascii()


def test_a_step_says_nothing_where_there_is_only_one() -> None:
    standing = standing_after(PLAN, planned(PLAN), events.Started(SEGMENT, "", ""), events.Step(SEGMENT, 1, 1))
    assert not any("step" in line for line in lines(standing))


def test_each_node_that_is_worked_on_has_a_line() -> None:
    nodes = [node.id for node in PLAN.nodes]
    started = [events.Started(node, "", "") for node in nodes[:3]]
    shown = lines(standing_after(PLAN, planned(PLAN), *started), jobs=3)
    assert [line for line in shown if line in nodes] == nodes[:3]


def test_waiting_for_another_render_is_told() -> None:
    shown = lines(standing_after(PLAN, planned(PLAN), events.Waiting(SEGMENT)))
    assert f"{SEGMENT}          another render makes it" in shown
    assert any("▹" in line for line in shown)


def test_a_failure_is_marked() -> None:
    failed: list[events.Event] = [events.Started(SEGMENT, "", ""), events.Failed(SEGMENT, "no memory")]
    assert any("✗" in line for line in lines(standing_after(PLAN, planned(PLAN), *failed)))


def test_files_that_are_written_are_counted() -> None:
    assert "writing files, 1 so far" in lines(standing_after(PLAN, *whole_render(PLAN)))


def test_the_wish_to_stop_is_heard_and_how_to_stop_at_once_said() -> None:
    shown = lines(in_the_middle(), stopping=True)
    assert shown[-1] == STOPPING
    assert len(STOPPING) < 79


def test_what_is_left_standing_is_the_table_alone() -> None:
    last = picture(standing_after(PLAN, *whole_render(PLAN, stored=STORED))).last(Size(80, 24))
    assert [line.plain.rstrip() for line in last][3:] == [
        "character:hana  ▪                                   1/1",
        "rooftop         ▮▮      ▮▮    ▮▮        ▮▮▮         9/9",
        "street                        ▮         ▮           2/2",
        "film                                    ▮           1/1",
    ]


def test_of_a_long_film_the_bar_is_left_standing() -> None:
    last = picture(standing_after(many_shots(30), *whole_render(many_shots(30)))).last(Size(80, 24))
    assert len(last) == 2
    assert "62 of 62" in last[1].plain


def test_what_an_author_wrote_cannot_move_the_cursor() -> None:
    plan = PLAN._replace(title="\x1b[2J\nred\x07")
    head = lines(standing_after(plan, planned(plan)))[0]
    assert head == "dusk: ␛[2J␊red␇  animatic, a draft"
