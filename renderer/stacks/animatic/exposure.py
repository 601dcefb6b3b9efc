"""The exposure sheet of a segment: what each of its frames shows. This is what latents are to boards.

A frame is described so fully that it can be drawn by itself; so a frame that is carried into the next segment as it
stands is drawn there as it was drawn before.
"""

from collections.abc import Sequence
from hashlib import sha256
from math import pi, sin
from typing import NamedTuple

import numpy as np

from anime_compiler.model.prompt import Prompt
from anime_compiler.plan import ops
from anime_compiler.plan.ops import Segment
from renderer.curves import between_points, value_at
from renderer.stacks.animatic.packed import packed, prompt_in, unpacked
from renderer.values import Embeds, Latents, Pictures

_NAME = "exposures"


class Exposure(NamedTuple):
    """A frame: between which texts it is and how far, when it is, and what acts on it."""

    text: int  # number of the text it comes from, in the sheet
    next_text: int
    share: float  # of the way from one to the other
    clock: int  # frames since the first segment of the run began
    seed: int  # of that first segment
    own_seed: int  # of the segment that made it
    stir: float  # how much is seen of what the own seed decides: nothing where one segment follows another
    scale: float  # of motion
    controls: tuple[tuple[str, float], ...]  # kinds, and how strongly each acts


class Sheet(NamedTuple):
    """The frames of a segment, and the texts that they name."""

    width: int
    height: int
    texts: tuple[Prompt, ...]
    exposures: tuple[Exposure, ...]
    made_of: str  # digest of all that the segment was given, so that a wire to the wrong node never goes unseen


def expose(
    op: Segment,
    texts: Sequence[Embeds],
    maps: Sequence[Pictures],
    carried: Latents | None,
    anchor: Latents | None,
    identity: Sequence[Pictures],
) -> Sheet:
    """The sheet of a segment; its first frames are those of the carried one, as they stand there."""
    named = [prompt_of(text) for text in texts]
    known_texts, known = _known(op, carried)
    table = tuple(dict.fromkeys([*known_texts, *named]))
    places = [table.index(prompt) for prompt in named]
    first, seed = (known[-1].clock + 1, known[-1].seed) if known else (0, op.seed)
    new = [_exposure(op, frame, places, first + frame - op.overlap, seed) for frame in range(op.overlap, op.frames)]
    latents = ([one] if one is not None else [] for one in (carried, anchor))
    digest = _digest(texts, maps, *latents, identity)
    return Sheet(op.denoising.size.width, op.denoising.size.height, table, (*known, *new), digest)


def _known(op: Segment, carried: Latents | None) -> tuple[tuple[Prompt, ...], tuple[Exposure, ...]]:
    """The frames that are carried, and the texts that they name, numbered anew."""
    if carried is None or not op.overlap:
        return (), ()
    before = sheet_in(carried)
    known = before.exposures[op.carried_at : op.carried_at + op.overlap]
    numbers = list(dict.fromkeys(number for one in known for number in (one.text, one.next_text)))
    table = tuple(dict.fromkeys(before.texts[number] for number in numbers))
    new = {number: table.index(before.texts[number]) for number in numbers}
    return table, tuple(one._replace(text=new[one.text], next_text=new[one.next_text]) for one in known)


def _exposure(op: Segment, frame: int, places: Sequence[int], clock: int, seed: int) -> Exposure:
    one, other, share = between_points(op.travel, frame)
    own = (frame - op.overlap + 0.5) / (op.frames - op.overlap)
    return Exposure(
        text=places[one],
        next_text=places[other],
        share=round(share, 6),
        clock=clock,
        seed=seed,
        own_seed=op.seed,
        stir=round(sin(pi * own), 6),
        scale=round(value_at(op.scale, frame), 6),
        controls=tuple((control.kind, round(value_at(control.weight, frame), 6)) for control in op.controls),
    )


def _digest(*inputs: Sequence[Embeds | Latents | Pictures]) -> str:
    """A digest of values, with the slots that they came in."""
    digest = sha256()
    for slot in inputs:
        digest.update(f"{len(slot)};".encode())
        for value in slot:
            arrays = [value.pixels] if isinstance(value, Pictures) else [*value.tensors.values()]
            for array in arrays:
                digest.update(f"{array.shape};".encode())
                digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:16]


def embeds_of(op: ops.EncodePrompt) -> Embeds:
    """A prompt and what is to be kept out, as boards have encoded text."""
    return Embeds(packed("prompt", [op.prompt.sections, op.negative.sections]))


def prompt_of(text: Embeds) -> Prompt:
    """The prompt in encoded text."""
    return prompt_in(unpacked("prompt", text.tensors)[0])


def latents_of(sheet: Sheet) -> Latents:
    """A sheet as boards have latents."""
    return Latents(
        packed(
            _NAME, [sheet.width, sheet.height, [text.sections for text in sheet.texts], sheet.exposures, sheet.made_of]
        )
    )


def sheet_in(latents: Latents) -> Sheet:
    """The sheet in latents."""
    width, height, texts, exposures, made_of = unpacked(_NAME, latents.tensors)
    rows = (Exposure._make((*numbers, tuple(map(tuple, controls)))) for *numbers, controls in exposures)
    return Sheet(width, height, tuple(map(prompt_in, texts)), tuple(rows), made_of)
