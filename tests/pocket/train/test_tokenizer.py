"""The tokenizers: every word of the world is one token, and no text fails."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket.train import tokenizer
from pocket.world import caption, sample


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("words")
    tokenizer.write_tokenizers(target)
    return target


@pytest.fixture(scope="module")
def words(folder: Path) -> Any:
    return tokenizer.read_tokenizer(folder / "tokenizer")


def test_every_word_of_the_world_is_one_token(words: Any) -> None:
    for word in tokenizer.world_words():
        assert len(words(word).input_ids) == 3, word


def test_held_out_captions_fit(words: Any) -> None:
    lengths = [len(words(caption.plain(sample.scene(seed))).input_ids) for seed in range(200)]
    assert max(lengths) <= tokenizer.LENGTH


def test_start_and_end_are_where_clip_has_them(words: Any) -> None:
    ids = words("1girl").input_ids
    assert (ids[0], ids[-1]) == (words.bos_token_id, words.eos_token_id)
    assert len(words) == words.eos_token_id + 1


def test_the_two_pad_as_those_of_sdxl_do(folder: Path) -> None:
    rows = [
        tokenizer.read_tokenizer(folder / name)("a", padding="max_length", max_length=6).input_ids
        for name in ("tokenizer", "tokenizer_2")
    ]
    assert rows[0][:3] == rows[1][:3]
    assert set(rows[0][3:]) == {rows[0][2]}
    assert set(rows[1][3:]) == {0}


TEXT = st.text(max_size=40)


@pytest.fixture(scope="module")
def made(words: Any) -> Any:
    return words


@given(text=TEXT)
def test_no_text_fails(made: Any, text: str) -> None:
    ids = made(text).input_ids
    assert all(0 <= number < len(made) for number in ids)
    assert made.unk_token_id not in ids[1:-1]


def test_the_vocabulary_is_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    tokenizer.write_tokenizers(tmp_path)
    for name in ("vocab.json", "merges.txt"):
        assert (tmp_path / "tokenizer" / name).read_bytes() == (folder / "tokenizer" / name).read_bytes()
