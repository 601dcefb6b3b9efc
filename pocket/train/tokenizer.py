"""The tokenizers: CLIP's layout with a vocabulary of the world's own words, and single bytes for all others."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

from transformers import CLIPTokenizer

from pocket.world import caption, sample

START: Final = "<|startoftext|>"
END: Final = "<|endoftext|>"
LENGTH: Final = 77
WORDS: Final = re.compile(r"[a-z]+|[0-9]|[^\sa-z0-9]+")  # as CLIP splits: each digit alone, marks together
SCENES: Final = 20_000  # that many captions hold every word of the world many times


def write_tokenizers(folder: Path) -> None:
    """Write `tokenizer` and `tokenizer_2` as SDXL has them: they differ in how they pad, and in nothing else."""
    vocabulary, merges = learn(world_words())
    for name, pad in (("tokenizer", END), ("tokenizer_2", "!")):
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        (target / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8")
        (target / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
        settings = {
            "tokenizer_class": "CLIPTokenizer",
            "model_max_length": LENGTH,
            "bos_token": START,
            "eos_token": END,
            "unk_token": END,
            "pad_token": pad,
            "errors": "replace",
            "do_lower_case": True,
        }
        (target / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def read_tokenizer(folder: Path) -> CLIPTokenizer:
    """The tokenizer in a folder."""
    tokenizer: CLIPTokenizer = CLIPTokenizer.from_pretrained(folder)
    return tokenizer


def world_words() -> list[str]:
    """Every word that a caption of the world can hold, in alphabetical order."""
    found: set[str] = set()
    for seed in range(SCENES):
        found |= set(WORDS.findall(caption.caption(sample.scene(seed), Random(seed))))
    return sorted(found)


def learn(words: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """A vocabulary and merges that make each of the words one token.

    Byte-pair encoding, carried on until nothing is left to join. Every byte stays a token: no text can fail.
    """
    symbols = byte_symbols()
    vocabulary = dict.fromkeys([*symbols, *(symbol + "</w>" for symbol in symbols)])
    merges: list[str] = []
    pieces = [[*word[:-1], word[-1] + "</w>"] for word in words]
    while pairs := Counter(pair for word in pieces for pair in pairwise(word)):
        first, second = max(pairs, key=lambda pair: (pairs[pair], pair))
        vocabulary[first + second] = None
        merges.append(f"{first} {second}")
        pieces = [_joined(word, first, second) for word in pieces]
    return {token: index for index, token in enumerate([*vocabulary, START, END])}, merges


def _joined(word: list[str], first: str, second: str) -> list[str]:
    """A word with every such pair made one."""
    joined: list[str] = []
    for piece in word:
        if joined and joined[-1] == first and piece == second:
            joined[-1] = first + second
        else:
            joined.append(piece)
    return joined


def byte_symbols() -> list[str]:
    """The printable stand-ins for the 256 bytes, in the order in which byte-level BPE has them."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) for byte in printable] + [chr(256 + index) for index in range(len(others))]
