"""Operations as people count them."""

import pytest

from anime_compiler.cli.progress.work import STAGES, amount_of, stage_of
from anime_compiler.plan import ops
from tests.anime_compiler.cli.progress.recorded import plan_of

NODES = plan_of().by_id()


@pytest.mark.parametrize(
    ("node", "stage"),
    [
        ("rooftop/text/0", ""),
        ("character:hana/turnaround", "stills"),
        ("rooftop/keyframe/0", "stills"),
        ("rooftop/depth/0", "maps"),
        ("rooftop/segment/0", "segments"),
        ("rooftop/decode/0", "frames"),
        ("rooftop/camera", "frames"),
        ("film", "frames"),
    ],
)
def test_each_operation_belongs_to_a_stage(node: str, stage: str) -> None:
    assert stage_of(NODES[node].op) == stage
    assert stage in ("", *STAGES)


def test_work_grows_with_steps_frames_and_views() -> None:
    segment, sheet = NODES["rooftop/segment/0"].op, NODES["character:hana/turnaround"].op
    assert isinstance(segment, ops.Segment)
    assert isinstance(sheet, ops.Turnaround)
    assert amount_of(segment._replace(frames=2 * segment.frames)) == 2 * amount_of(segment)
    twice = segment.denoising._replace(steps=2 * segment.denoising.steps)
    assert amount_of(segment._replace(denoising=twice)) == 2 * amount_of(segment)
    assert amount_of(sheet._replace(views=6)) == 2 * amount_of(sheet)


def test_every_operation_is_some_work() -> None:
    assert all(amount_of(node.op) > 0 for node in NODES.values())
