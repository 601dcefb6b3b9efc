"""A render in a pipe."""

import io

import pytest

from anime_compiler.cli.progress.json_lines import json_lines
from anime_compiler.cli.progress.lines import plain_lines
from renderer import events
from tests.anime_compiler.cli.progress.recorded import done, many_shots, plan_of, planned, whole_render

PLAN = many_shots(1)  # a text, a segment, its frames, the film


def told(*some: events.Event) -> list[str]:
    stream = io.StringIO()
    with plain_lines(PLAN, "animatic, a draft", stream) as tell:
        for event in some:
            tell(event)
    assert stream.getvalue() == "" or stream.getvalue().endswith("\n")
    return stream.getvalue().splitlines()


def test_a_line_for_each_node_that_is_done() -> None:
    assert told(*whole_render(PLAN, stored=1)) == [
        "many, animatic, a draft: 3 of 4 to make, 1 in the store",
        "1/3  shot_0/segment/0  1.0 s",
        "2/3  shot_0/decode/0   1.0 s",
        "3/3  film              1.0 s",
    ]


def test_where_all_is_stored_nothing_is_said() -> None:
    assert told(*whole_render(PLAN, stored=4)) == []


def test_steps_say_nothing() -> None:
    assert told(events.Step("film", 1, 9), events.Started("film", "", "Assemble")) == []


def test_before_gigabytes_are_hashed_it_is_said() -> None:
    names = ("sdxl-base-1.0", "cn-depth-xinsir", "flat\x07line", "dwpose", "lcm")
    assert told(events.Hashing(names, 11_930_000_000)) == [
        "hashing 11.9 GB of models, once: sdxl-base-1.0, cn-depth-xinsir, flat␇line and 2 more"
    ]
    assert told(events.Hashing(names[:1], 600_000_000)) == ["hashing 0.6 GB of models, once: sdxl-base-1.0"]


def test_what_another_render_makes_counts_too() -> None:
    assert told(planned(PLAN, 3), events.Waiting("film"), events.Skipped("film"))[1:] == [
        "film is being made by another render; waiting for it",
        "1/1  film  made by another render",
    ]


def test_damage_is_told_and_what_is_made_again_counts_on() -> None:
    again = events.Planned(4, 2, ("shot_0/text/0", "film"))
    lines = told(planned(PLAN, 2), *done(PLAN, 2), events.Damaged("shot_0/text/0"), again, *done(PLAN, 0))
    assert lines[1:] == [
        "1/2  shot_0/decode/0  1.0 s",
        "shot_0/text/0 was damaged in the store and is made again",
        "many, animatic, a draft: 2 of 4 to make, 2 in the store",
        "2/3  shot_0/text/0  1.0 s",
    ]


def test_a_failure_is_named_here_and_explained_by_who_ends_the_program() -> None:
    assert told(planned(PLAN, 3), events.Failed("film", "why"))[1:] == ["film could not be done"]


def test_no_control_character_gets_through() -> None:
    plan = PLAN._replace(clip="x\x1b[31m\r\n")
    stream = io.StringIO()
    with plain_lines(plan, "a", stream) as tell:
        tell(planned(plan))
        tell(events.Finished("a\x07\nb", "", "", 1.0, 1))
    assert all(line.isprintable() for line in stream.getvalue().splitlines())
    assert stream.getvalue().count("\n") == 2


def test_json_is_a_line_for_every_event() -> None:
    stream = io.StringIO()
    with json_lines(stream) as tell:
        for event in whole_render(plan_of()):
            tell(event)
    assert stream.getvalue() == "".join(f"{events.as_json(event)}\n" for event in whole_render(plan_of()))


class Gone(io.StringIO):
    """A stream that takes the first line."""

    def write(self, text: str) -> int:
        if self.tell():
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)


@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_reader_that_stops_does_not_stop_the_render_but_is_told_at_the_end(form: str) -> None:
    stream = Gone()
    taken = []

    def render() -> None:
        with plain_lines(PLAN, "animatic", stream) if form == "plain" else json_lines(stream) as tell:
            for event in whole_render(PLAN):
                tell(event)
                taken.append(event)

    with pytest.raises(BrokenPipeError):
        render()
    assert taken == [*whole_render(PLAN)]
    assert stream.getvalue().count("\n") == 1


def test_what_went_wrong_with_the_render_counts_more_than_a_reader_that_stops() -> None:
    def failing() -> None:
        with plain_lines(PLAN, "animatic", Gone()) as tell:
            for event in whole_render(PLAN):
                tell(event)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
