"""Writing over the frames of a film."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import RenderPlan
from renderer.stacks.animatic.burn_in.burn_in import burnt_in
from renderer.stacks.animatic.burn_in.layout import layout_for
from renderer.stacks.animatic.burn_in.moving import timecode
from renderer.stacks.stack import BurnIn
from renderer.values import Pixels
from tests.renderer.stacks.animatic.boards import CHAIN, SPECS, nodes_of, plan_of, plan_of_spec

_SIZES = [
    (128, 128),
    (256, 256),
    (384, 384),
    (768, 768),
    (1280, 720),
    (720, 1280),
    (1920, 1080),
    (231, 900),
    (900, 231),
    (33, 57),
]


def burn(plan: RenderPlan) -> BurnIn:
    return burnt_in(plan, nodes_of(plan, ops.Assemble)[0])


def frame(width: int, height: int, shade: int = 120) -> Pixels:
    return np.full((height, width, 3), shade, np.uint8)


@pytest.mark.parametrize("size", _SIZES)
def test_frames_of_every_size_are_written_over_at_their_edges_alone(size: tuple[int, int]) -> None:
    width, height = size
    given = frame(width, height)
    given.setflags(write=False)
    written = burn(plan_of(CHAIN))(20, given)
    assert written.shape == given.shape
    assert (given == 120).all(), "the frame that was given may be shown again"
    layout = layout_for(width, height, True)
    top = layout.head.bottom if layout.head else 0
    assert (written[top : layout.foot.top] == 120).all()
    assert (written[layout.foot.top :] != 120).any()


@pytest.mark.parametrize("name", [name for name in SPECS if nodes_of(plan_of_spec(name), ops.Assemble)])
def test_every_film_that_ships_can_be_written_over_from_end_to_end(name: str) -> None:
    plan = plan_of_spec(name)
    (film,) = nodes_of(plan, ops.Assemble)
    assert isinstance(film.op, ops.Assemble)
    write = burn(plan)
    last = film.op.frames - 1
    starts = [clip.start for clip in film.op.clips]
    written = [write(number, frame(480, 480)) for number in sorted({0, last // 3, last, *starts})]
    assert all(not np.array_equal(one, other) for one, other in pairwise(written))


def test_what_is_written_is_the_same_in_any_order_and_from_any_thread() -> None:
    plan = plan_of(CHAIN)
    write, numbers = burn(plan), list(range(0, 64, 5))
    first = [write(number, frame(384, 384)) for number in numbers]
    again = burn(plan)
    with ThreadPoolExecutor(4) as pool:
        others = [*pool.map(lambda number: again(number, frame(384, 384)), reversed(numbers))]
    assert all(np.array_equal(one, other) for one, other in zip(first, reversed(others), strict=True))


def test_it_depends_on_nothing_that_the_key_of_the_film_does_not_hold() -> None:
    plan = plan_of(CHAIN)
    renamed = {node.id: f"x{number}" for number, node in enumerate(plan.nodes)}
    nodes = tuple(
        node._replace(
            id=renamed[node.id], inputs=tuple(given._replace(node=renamed[given.node]) for given in node.inputs)
        )
        for node in plan.nodes
    )
    other = plan._replace(
        nodes=nodes,
        clip="other",
        title="other",
        source="other.yaml",
        fps=99,
        frames=1,
        models=(),
        outputs=(),
        ruleset="x",
    )
    assert np.array_equal(burn(plan)(30, frame(768, 768)), burn(other)(30, frame(768, 768)))


def test_a_playhead_goes_from_left_to_right_through_shot_and_film() -> None:
    write = burn(plan_of(CHAIN))
    layout = layout_for(768, 768, True)
    assert layout.track
    ends = []
    for number in (0, 10, 20, 30, 40, 51):
        written = write(number, frame(768, 768, 0)).astype(int)
        strip = written[layout.film.top + 1].sum(axis=1)
        ends.append(int(np.flatnonzero(strip > 600)[-1]))
    assert ends == sorted(ends)
    assert len(set(ends)) == len(ends)


def test_strengths_that_change_are_seen_to_change() -> None:
    write, layout = burn(plan_of(CHAIN)), layout_for(768, 768, True)
    assert layout.table
    rows = slice(round(layout.row(1)), round(layout.row(2)))
    columns = slice(layout.table.left, layout.table.right)
    start, end = (write(number, frame(768, 768))[rows, columns] for number in (0, 51))
    assert not np.array_equal(start, end)


@pytest.mark.parametrize(
    ("number", "fps", "code"),
    [(0, 8, "00:00:00:00"), (7, 8, "00:00:00:07"), (68, 8, "00:00:08:04"), (8 * 3661, 8, "01:01:01:00")],
)
def test_a_timecode_counts_frames(number: int, fps: int, code: str) -> None:
    assert timecode(number, fps) == code
