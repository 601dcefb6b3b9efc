"""Prompts as embeddings: of any length, with weights, and cut where the author says."""

import numpy as np
import pytest

from anime_compiler.model.prompt import EMPTY_PROMPT, Phrase, Prompt
from anime_compiler.plan import ops
from renderer.stacks.diffusion.text import ROOM, chunks_of
from renderer.values import Array
from tests.renderer.stacks.diffusion.works import latents, segment, stack
from tests.renderer.tiny.shelf import models_folder

LONG = "1girl, blue hair, rooftop, " * 12


def encoded(prompt: Prompt, negative: Prompt = EMPTY_PROMPT, base: str = "sdxl-base-1.0") -> dict[str, Array]:
    op = ops.EncodePrompt(base, "fp32", prompt, negative, ())
    return dict(stack("sdxl" if base.startswith("sdxl") else "sd2").encode(op).tensors)


def said(*phrases: tuple[str, float]) -> Prompt:
    return Prompt((tuple(Phrase(*one) for one in phrases),))


def words() -> object:
    from transformers import CLIPTokenizer

    return CLIPTokenizer.from_pretrained(models_folder() / "sdxl-base-1.0" / "tokenizer")


def test_a_long_prompt_is_cut_into_chunks_and_nothing_of_it_is_lost() -> None:
    chunks = chunks_of(words(), said((LONG, 1.0)))
    assert len(chunks) > 1
    assert all(len(chunk.tokens) == ROOM for chunk in chunks[:-1])
    whole = [token for chunk in chunks for token in chunk.tokens]
    assert whole == words()(LONG, add_special_tokens=False).input_ids  # type: ignore[operator]
    made = encoded(said((LONG, 1.0)))
    assert len(made["tokens"]) == 77 * len(chunks)
    assert len(made["negative"]) == 77


def test_a_break_begins_a_new_chunk() -> None:
    parted = Prompt(((Phrase("1girl"),), (Phrase("rooftop"),)))
    assert [len(chunk.tokens) for chunk in chunks_of(words(), parted)] == [2, 1]  # a digit is a token by itself
    assert len(encoded(parted)["tokens"]) == 154


def test_the_pooled_vector_is_the_first_chunk_s() -> None:
    first, parted = Prompt(((Phrase("1girl"),),)), Prompt(((Phrase("1girl"),), (Phrase("rooftop"),)))
    np.testing.assert_allclose(encoded(parted)["pooled"], encoded(first)["pooled"], atol=1e-5)


def test_a_weight_changes_its_words_and_keeps_the_mean() -> None:
    plain, loud = (encoded(said(("1girl, ", 1.0), ("blue hair", weight)))["tokens"] for weight in (1.0, 1.5))
    assert np.abs(loud - plain).max() > 0.1
    for half in (slice(16), slice(16, 32)):  # each encoder by itself
        assert loud[:, half].mean() == pytest.approx(plain[:, half].mean(), abs=1e-5)
    alike = encoded(said(("1girl, blue hair", 1.0)))["tokens"]
    np.testing.assert_allclose(plain, alike, atol=1e-5)


def test_no_negative_prompt_is_zeros_for_sdxl_and_an_empty_text_for_sd_2() -> None:
    assert not encoded(said(("1girl", 1.0)))["negative"].any()
    assert not encoded(said(("1girl", 1.0)))["negative_pooled"].any()
    two = encoded(said(("1girl", 1.0)), base="sd2-768")
    assert two["negative"].any()
    assert "pooled" not in two


def test_texts_of_different_lengths_travel_into_one_another() -> None:
    from renderer.values import Embeds

    short, long = Embeds(encoded(said(("1girl", 1.0)))), Embeds(encoded(said((LONG, 1.0))))
    made = latents(segment(travel=((0, "linear"), (7, "linear"))), short, long)
    assert np.isfinite(made.tensors["latents"]).all()
