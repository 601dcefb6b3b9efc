"""Exposure sheets: what a frame shows by its place in the segment, and what is carried into the next."""

import numpy as np
import pytest

from anime_compiler.plan import ops
from renderer.stacks.animatic.exposure import (
    embeds_of,
    expose,
    latents_of,
    prompt_of,
    sheet_in,
)
from renderer.values import Latents, Pictures, parts_of, value_in
from tests.renderer.stacks.animatic.boards import CHAIN, nodes_of, plan_of, prompt

_SEGMENTS = [node.op for node in nodes_of(plan_of(CHAIN), ops.Segment) if isinstance(node.op, ops.Segment)]
_MAPS = [Pictures(np.full((1, 4, 4, 3), shade, np.uint8)) for shade in range(12)]


def segment(number: int, *words: str, carried: Latents | None = None) -> Latents:
    """The latents of a segment of the chain, with texts of the test's own."""
    op = _SEGMENTS[number]
    texts = [embeds_of(ops.EncodePrompt("", "fp16", prompt(word), prompt("blurry"), ())) for word in words]
    travel = tuple((8 * place, "linear") for place in range(len(words)))
    return latents_of(expose(op._replace(travel=travel), texts, _MAPS, carried, None, []))


def test_encoded_text_is_the_prompt_and_what_is_to_be_kept_out() -> None:
    told = prompt("a (b), “c” 夜", 1.25)
    embeds = embeds_of(ops.EncodePrompt("base", "fp16", told, prompt("d"), ()))
    assert prompt_of(embeds) == told
    assert embeds.tensors.keys() == {"prompt"}
    other = embeds_of(ops.EncodePrompt("base", "fp16", told, prompt("e"), ()))
    assert not np.array_equal(embeds.tensors["prompt"], other.tensors["prompt"])


def test_a_sheet_comes_back_from_the_store_as_it_was() -> None:
    latents = segment(0, "a", "b")
    data = {name: part for name, part in parts_of(latents).items() if isinstance(part, bytes)}
    again = value_in(data)
    assert isinstance(again, Latents)
    assert sheet_in(again) == sheet_in(latents)


def test_every_frame_knows_its_time_its_seed_and_what_acts_on_it() -> None:
    op, sheet = _SEGMENTS[0], sheet_in(segment(0, "a", "b"))
    assert [one.clock for one in sheet.exposures] == list(range(op.frames))
    assert {(one.seed, one.own_seed) for one in sheet.exposures} == {(op.seed, op.seed)}
    assert {kind for one in sheet.exposures for kind, _ in one.controls} == {"depth", "openpose"}
    strengths = [dict(one.controls)["openpose"] for one in sheet.exposures]
    assert strengths == sorted(strengths)
    assert strengths[0] == pytest.approx(0.2)
    assert (sheet.width, sheet.height) == op.denoising.size


def test_what_a_seed_decides_alone_is_nothing_where_segments_meet() -> None:
    stirs = [one.stir for one in sheet_in(segment(0, "a")).exposures]
    assert stirs[0] < 0.15
    assert stirs[-1] < 0.15
    assert max(stirs) > 0.9


def test_known_frames_are_kept_word_for_word_and_time_goes_on_after_them() -> None:
    first = segment(0, "a", "b")
    second = segment(1, "c", "b", carried=first)
    op, before, after = _SEGMENTS[1], sheet_in(first), sheet_in(second)
    known = before.exposures[op.carried_at : op.carried_at + op.overlap]
    for old, new in zip(known, after.exposures, strict=False):
        assert new._replace(text=0, next_text=0) == old._replace(text=0, next_text=0)
        assert (after.texts[new.text], after.texts[new.next_text]) == (
            before.texts[old.text],
            before.texts[old.next_text],
        )
    clocks = [one.clock for one in after.exposures]
    assert clocks == list(range(clocks[0], clocks[0] + op.frames))
    assert after.exposures[-1].seed == before.exposures[0].seed, "what must not jump follows from the run's first seed"
    assert after.exposures[-1].own_seed == op.seed


def test_texts_of_the_segment_before_that_no_frame_names_are_left_behind() -> None:
    first = segment(0, "a", "b")
    assert len(sheet_in(first).texts) == 2
    second = sheet_in(segment(1, "c", carried=first))
    assert [text.text for text in second.texts] == ["b", "c"]


@pytest.mark.parametrize("wire", ["text", "map", "carried", "anchor", "identity"])
def test_a_wire_to_another_node_changes_the_latents(wire: str) -> None:
    op, texts = _SEGMENTS[1], [embeds_of(ops.EncodePrompt("", "fp16", prompt("c"), prompt(""), ()))]
    op = op._replace(travel=((0, "linear"),))
    first, other = segment(0, "a"), segment(0, "a", "b")
    usual = latents_of(expose(op, texts, _MAPS, first, first, _MAPS[:1]))
    changed = latents_of(
        expose(
            op,
            [embeds_of(ops.EncodePrompt("", "fp16", prompt("c"), prompt("x"), ()))] if wire == "text" else texts,
            _MAPS[::-1] if wire == "map" else _MAPS,
            other if wire == "carried" else first,
            other if wire == "anchor" else first,
            _MAPS[1:2] if wire == "identity" else _MAPS[:1],
        )
    )
    assert usual.tensors["exposures"].tobytes() != changed.tensors["exposures"].tobytes()
