"""Scenes as rows of cells."""

import pytest
from rich.text import Text

from anime_compiler.cli.progress.signs import DRAWN, TYPED, signs_for
from anime_compiler.cli.progress.standing import State
from anime_compiler.cli.progress.table import Columns, Row, cells, columns_of, head_text, row_text, rows_of
from renderer import events
from tests.anime_compiler.cli.progress.recorded import done, many_shots, plan_of, planned, standing_after

PLAN = plan_of()
MADE, TO_DO, RUNNING, STORED, FAILED = State.MADE, State.TO_DO, State.RUNNING, State.STORED, State.FAILED


def test_characters_come_first_and_the_film_last() -> None:
    assert [row.name for row in rows_of(PLAN)] == ["character:hana", "rooftop", "street", "film"]


def test_a_row_holds_every_node_of_its_scene_but_texts() -> None:
    rows = rows_of(PLAN)
    assert sorted(node for row in rows for node in row.all_nodes()) == sorted(
        node.id for node in PLAN.nodes if "/text/" not in node.id
    )
    assert [*rows[1].nodes] == ["stills", "maps", "segments", "frames"]


@pytest.mark.parametrize(
    ("states", "room", "shown"),
    [
        ([], 5, []),
        ([MADE, TO_DO], 5, [MADE, TO_DO]),
        ([MADE, MADE, MADE, TO_DO], 2, [MADE, TO_DO]),
        ([MADE, RUNNING, TO_DO, TO_DO], 2, [RUNNING, TO_DO]),
        ([STORED, MADE], 1, [MADE]),
        ([MADE, FAILED, RUNNING, TO_DO], 1, [FAILED]),
        ([STORED] * 7, 3, [STORED] * 3),
    ],
)
def test_where_room_is_short_a_cell_shows_the_node_that_matters_most(
    states: list[State], room: int, shown: list[State]
) -> None:
    assert cells(states, room) == shown


def test_every_node_counts_for_exactly_one_cell() -> None:
    states = [TO_DO] * 100
    for number in range(100):
        states[number] = FAILED
        assert cells(states, 7).count(FAILED) == 1
        states[number] = TO_DO


@pytest.mark.parametrize("width", [20, 40, 60, 79, 139])
def test_rows_are_as_wide_as_each_other_and_as_a_terminal_at_the_most(width: int) -> None:
    rows = rows_of(PLAN)
    columns = columns_of(rows, width)
    states = dict.fromkeys(PLAN.by_id(), TO_DO)
    lengths = {row_text(row, columns, states, DRAWN).cell_len for row in rows}
    assert len(lengths) == 1
    assert width < 60 or lengths.pop() <= width, "what is narrower still is cut"


def test_stages_that_no_scene_has_are_left_out() -> None:
    assert head_text(columns_of(rows_of(many_shots(2)), 80)).plain.split() == ["segments", "frames"]


def test_a_row_tells_what_is_stored_made_and_to_come() -> None:
    node = next(number for number, node in enumerate(PLAN.nodes) if node.id == "rooftop/keyframe/0")
    second = "rooftop/keyframe/1"
    states = standing_after(PLAN, planned(PLAN), *done(PLAN, node), events.Started(second, "rooftop", "")).states
    row = rows_of(PLAN)[1]
    columns = Columns(7, {"stills": 6, "segments": 8})
    assert row_text(row, columns, states, DRAWN).plain == "rooftop  ▮▸      ▯▯            1/9"
    assert row_text(row, columns, states, TYPED).plain == "rooftop  #>      ..            1/9"


def test_a_long_name_is_cut_and_a_wide_one_takes_its_cells() -> None:
    columns = Columns(6, {})
    states: dict[str, State] = {}
    assert row_text(Row("a_long_name", {}), columns, states, DRAWN).plain.startswith("a_lon…  ")
    wide = row_text(Row("日本日本", {}), columns, states, DRAWN)
    assert wide.plain.startswith("日本 …") or wide.plain.startswith("日本…")
    assert wide.cell_len == Text("a_long").cell_len + row_text(Row("", {}), Columns(0, {}), states, DRAWN).cell_len


@pytest.mark.parametrize(
    ("encoding", "signs"),
    [("utf-8", DRAWN), ("UTF-16", DRAWN), ("ascii", TYPED), ("latin-1", TYPED), ("nonsense", TYPED), (None, TYPED)],
)
def test_signs_are_those_that_the_terminal_can_show(encoding: str | None, signs: object) -> None:
    assert signs_for(encoding) is signs
