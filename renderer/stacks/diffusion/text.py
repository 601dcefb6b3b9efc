"""Prompts to embeddings: attention weights, any length, both encoders of SDXL or the one of Stable Diffusion 2.

A text encoder takes 75 words' tokens at a time. Longer prompts are cut into chunks at that length or where the author
wrote `BREAK`, encoded one by one, and laid end to end. A weight multiplies the vectors of its tokens; then the whole is
brought back to the mean it had, as the tools do that prompts are written for. The pooled vector is the first chunk's.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import torch
from torch import Tensor
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from anime_compiler.model.prompt import Prompt
from renderer.control.quiet import quiet
from renderer.errors import BadModel
from renderer.stacks.diffusion.networks import load

ROOM: Final = 75  # tokens of a chunk, without its start and end


class Chunk(NamedTuple):
    """Tokens of one run of a text encoder, without start, end and padding, and the weight of each."""

    tokens: tuple[int, ...]
    weights: tuple[float, ...]


class Encoder(NamedTuple):
    """A text encoder with its tokenizer."""

    words: Any
    network: Any


class Encoded(NamedTuple):
    """A prompt as a network takes it: a vector for each token, and for SDXL one for the whole."""

    tokens: Tensor  # (length, width)
    pooled: Tensor | None


class TextEncoders(NamedTuple):
    """All text encoders of a base. `takes_second_last` is SDXL's way: the last layer is left out."""

    encoders: tuple[Encoder, ...]
    takes_second_last: bool
    empty_is_zeros: bool  # no negative prompt stands for zeros, and not for an encoded empty text


def load_text_encoders(folder: Path, is_xl: bool, dtype: torch.dtype, device: torch.device) -> TextEncoders:
    """The text encoders of a base in its folder."""
    names: list[tuple[str, Any]] = [("", CLIPTextModel)]
    if is_xl:
        names.append(("_2", CLIPTextModelWithProjection))
    encoders = []
    for number, kind in names:
        network = load(kind, folder, f"text_encoder{number}", dtype, device)
        encoders.append(Encoder(_tokenizer(folder, f"tokenizer{number}", network.config.vocab_size), network))
    return TextEncoders(tuple(encoders), is_xl, is_xl)


def _tokenizer(folder: Path, part: str, size: int) -> Any:
    try:
        with quiet():
            words = CLIPTokenizer.from_pretrained(folder / part, local_files_only=True)
    except (OSError, ValueError, TypeError, KeyError) as error:
        cure = "it holds `vocab.json` and `merges.txt`; fetch it again"
        raise BadModel(f"the tokenizer `{folder.name}/{part}` cannot be read", cure) from error
    if len(words) > size:
        raise BadModel(f"`{folder.name}/{part}` knows more words than its text encoder", "they are of different models")
    return words


@torch.no_grad()
def encode(text: TextEncoders, prompt: Prompt, is_negative: bool = False) -> Encoded:
    """A prompt, encoded. For both prompts of a pair to be of one length, see `padded`."""
    made = [_encode(one, prompt, text.takes_second_last) for one in text.encoders]
    tokens = torch.cat([tokens for tokens, _ in made], dim=-1).float()
    pooled = made[-1][1].float() if text.takes_second_last else None
    if is_negative and not prompt.sections and text.empty_is_zeros:
        return Encoded(torch.zeros_like(tokens), None if pooled is None else torch.zeros_like(pooled))
    return Encoded(tokens, pooled)


def padded(tokens: Tensor, length: int, filler: Tensor) -> Tensor:
    """Vectors of tokens, brought to a length by chunks of an encoded empty text."""
    missing = (length - len(tokens)) // len(filler)
    return torch.cat([tokens, *[filler] * missing])


def chunks_of(words: Any, prompt: Prompt) -> list[Chunk]:
    """A prompt as chunks; one without any text is one empty chunk."""
    chunks = [chunk for section in prompt.sections for chunk in _cut(*_tokens_of(words, section))]
    return chunks or [Chunk((), ())]


def _tokens_of(words: Any, section: Any) -> tuple[list[int], list[float]]:
    tokens: list[int] = []
    weights: list[float] = []
    for phrase in section:
        found = words(phrase.text, add_special_tokens=False, truncation=False, verbose=False).input_ids
        tokens += found
        weights += [phrase.weight] * len(found)
    return tokens, weights


def _cut(tokens: list[int], weights: list[float]) -> Iterator[Chunk]:
    for start in range(0, max(1, len(tokens)), ROOM):
        yield Chunk(tuple(tokens[start : start + ROOM]), tuple(weights[start : start + ROOM]))


def _encode(encoder: Encoder, prompt: Prompt, takes_second_last: bool) -> tuple[Tensor, Tensor]:
    chunks = chunks_of(encoder.words, prompt)
    rows = torch.tensor([_row(encoder.words, chunk) for chunk in chunks], device=encoder.network.device)
    out = encoder.network(rows, output_hidden_states=takes_second_last)
    vectors = out.hidden_states[-2] if takes_second_last else out[0]
    if any(weight != 1 for chunk in chunks for weight in chunk.weights):
        vectors = _weighted(vectors, chunks)
    return vectors.flatten(0, 1).cpu(), out[0][0].cpu()


def _row(words: Any, chunk: Chunk) -> list[int]:
    row = [words.bos_token_id, *chunk.tokens, words.eos_token_id]
    return row + [words.pad_token_id] * (ROOM + 2 - len(row))


def _weighted(vectors: Tensor, chunks: list[Chunk]) -> Tensor:
    weights = torch.ones(vectors.shape[:2], device=vectors.device, dtype=torch.float32)
    for row, chunk in zip(weights, chunks, strict=True):
        row[1 : 1 + len(chunk.weights)] = torch.tensor(chunk.weights)
    before = vectors.float()
    changed = before * weights[..., None]
    return (changed * (before.mean() / changed.mean())).to(vectors.dtype)


def as_arrays(text: TextEncoders, prompt: Prompt, negative: Prompt) -> Mapping[str, Any]:
    """What is kept of an encoded prompt: both texts, both pooled vectors, and an empty text to pad with."""
    wanted, unwanted = encode(text, prompt), encode(text, negative, is_negative=True)
    filler = encode(text, Prompt(())).tokens
    kept = {"tokens": wanted.tokens, "negative": unwanted.tokens, "filler": filler}
    if wanted.pooled is not None and unwanted.pooled is not None:
        kept |= {"pooled": wanted.pooled, "negative_pooled": unwanted.pooled}
    if text.empty_is_zeros and not negative.sections:
        kept["negative_filler"] = torch.zeros_like(filler)
    return {name: tensor.contiguous().numpy() for name, tensor in kept.items()}
