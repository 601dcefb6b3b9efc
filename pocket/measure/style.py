"""How far a style LoRA moves pictures on the way from the family's own style to another.

Every picture is compared with the one of the same prompt and seed without the LoRA; of drawings, the same scene in both
styles. What differs in a few plain figures (colours, and how edges stand out) is projected on the direction in which
drawings differ: 0 is no move, 1 is as far as drawings are apart. The direction is such that blur, tremor and noise,
which pictures have in any style, count for nothing, and so do moves to other styles.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from diffusers import AutoencoderKL, StableDiffusionXLPipeline
from torch import Tensor

from pocket.measure import paint, questions
from pocket.measure.paint import Manner
from pocket.measure.wear import worn
from pocket.train import pictures, vae
from pocket.train.lora import Lora
from pocket.train.style import BASE, STYLES
from pocket.world import caption, picture, sample, sheet

WEIGHTS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
# Held-out seeds: of drawings that the direction is found on, of those that it is tried on, and of prompts.
FITTED: Final = 6000
TRIED: Final = 6400
PROMPTED: Final = 6800
MOST: Final = 400  # of each
SIZE: Final = (256, 256)
QUANTILES: Final = (0.02, 0.1, 0.5, 0.9)
NEAR: Final = 5  # pixels across, of which the lightest is compared with the middle one: an outline with its fill
AROUND: Final = 9  # pixels across, whose mean is what a place stands out from
EDGES: Final = 0.1  # of the picture, where the middle is darkest against what is near
RIDGE: Final = 0.1


class Direction(NamedTuple):
    """What of the figures of pictures changes with a style; drawings move by 1."""

    weights: Tensor

    def moves(self, before: Tensor, after: Tensor) -> Tensor:
        """How far each picture has moved."""
        return (figures(after) - figures(before)) @ self.weights


class Moved(NamedTuple):
    """How far some pictures have moved: the mean, the spread between them, and the share that is past the middle."""

    mean: float
    spread: float
    past: float


class Finding(NamedTuple):
    """What was measured of a LoRA."""

    style: str
    drawn: Moved  # drawings that the direction was not found on, from the one style to the other: this should be 1
    worn: Moved  # the same drawings without any change of style, only worn: this should be 0
    others: dict[str, Moved]  # drawings to the other styles
    made: dict[float, Moved]  # generated pictures, by the weight of the LoRA
    pictures: Tensor  # those, weight after weight

    @property
    def monotonic(self) -> bool:
        """Whether more weight is always more style."""
        means = [self.made[weight].mean for weight in sorted(self.made)]
        return all(low < high for low, high in pairwise(means))


def figures(images: Tensor) -> Tensor:
    """What of a picture tells its style: a row of numbers for each picture."""
    high, low = (images.max(dim=1).values + 1) / 2, (images.min(dim=1).values + 1) / 2
    light, chroma = (high + low) / 2, high - low
    depth = F.max_pool2d(light[:, None], NEAR, 1, NEAR // 2)[:, 0] - light
    edge = (depth >= torch.quantile(depth.flatten(1), 1 - EDGES, dim=1)[:, None, None]).float()
    edge = edge / edge.sum(dim=(1, 2), keepdim=True)

    def at_edges(values: Tensor) -> Tensor:
        return (values * edge).sum(dim=(1, 2))

    around_light, around_chroma = (
        F.avg_pool2d(values[:, None], AROUND, 1, AROUND // 2)[:, 0] + 0.01 for values in (light, chroma)
    )
    columns = [
        *(torch.quantile(values.flatten(1), torch.tensor(QUANTILES), dim=1) for values in (light, chroma)),
        torch.quantile(depth.flatten(1), torch.tensor((0.5, 0.75)), dim=1),
        torch.stack([light.mean(dim=(1, 2)), chroma.mean(dim=(1, 2)), at_edges(light), at_edges(chroma)]),
        torch.stack([at_edges(depth), at_edges(light / around_light), at_edges(chroma / around_chroma)]),
        at_edges(chroma / (light + 0.1))[None],
    ]
    return torch.cat(columns).T.double()


def direction(plain: Tensor, styled: Tensor, others: Sequence[Tensor]) -> Direction:
    """The direction from some pictures to the same in another style, away from wear and from other styles."""
    dice = Random("worn")
    before, after, *elsewhere = (figures(images) for images in (plain, styled, *others))
    worn_before, worn_after = (figures(worn(images, dice)[0]) for images in (plain, styled))
    moves = torch.cat([after - before, worn_after - worn_before])
    wear = torch.cat([worn_before - before, worn_after - after])
    spread = torch.cov(moves.T) + wear.T @ wear / len(wear)
    for rows in elsewhere:
        spread = spread + (rows - before).T @ (rows - before) / len(rows)
    scale = spread.diagonal().sqrt().clamp(min=1e-6)
    alike = spread / scale / scale[:, None] + RIDGE * torch.eye(len(scale), dtype=spread.dtype)
    wanted = moves.mean(dim=0)
    weights = torch.linalg.solve(alike, wanted / scale) / scale
    return Direction(weights / (wanted @ weights))


def moved(way: Direction, before: Tensor, after: Tensor) -> Moved:
    """How far pictures have moved from others of the same scenes."""
    scores = way.moves(before, after)
    return Moved(float(scores.mean()), float(scores.std()), float((scores > 0.5).double().mean()))


def drawings(style: str, seeds: range, network: AutoencoderKL) -> Tensor:
    """Scenes in a style, after a passage through the VAE, which generated pictures have behind them, too."""
    images = pictures.to_tensor([picture.draw(sample.scene(seed, style), SIZE) for seed in seeds])
    return vae.restore(network, images)


def measure(
    pipeline: StableDiffusionXLPipeline, lora: Lora, style: str, manner: Manner, prompts: int, drawn: int
) -> Finding:
    """Find the direction on drawings, try it on others, and see how far a LoRA on the UNet moves pictures."""
    others = [name for name in STYLES if name != style]
    fitted, tried = (
        {name: drawings(name, range(first, first + drawn), pipeline.vae) for name in (BASE, style, *others)}
        for first in (FITTED, TRIED)
    )
    way = direction(fitted[BASE], fitted[style], [fitted[name] for name in others])
    plain = tried[BASE]
    scenes = [questions.still(sample.scene(PROMPTED + index)) for index in range(prompts)]
    made = {}
    for weight in WEIGHTS:
        with lora.at(weight):
            made[weight] = paint.pictures(pipeline, [caption.plain(scene) for scene in scenes], range(prompts), manner)
    return Finding(
        style,
        moved(way, plain, tried[style]),
        moved(way, plain, worn(plain, Random("tried"))[0]),
        {name: moved(way, plain, tried[name]) for name in others},
        {weight: moved(way, made[0.0], images) for weight, images in made.items()},
        torch.cat(list(made.values())),
    )


def table(found: Finding) -> str:
    """All figures as text."""

    def row(label: str, one: Moved) -> str:
        return f"{label:<28}{one.mean:>8.2f}{one.spread:>10.2f}{100 * one.past:>14.0f}"

    rows = [
        f"{'towards ' + found.style:<28}{'mean':>8}{'spread':>10}{'past half, %':>14}",
        row("drawings", found.drawn),
        row("drawings, only worn", found.worn),
        *(row(f"drawings, to {name}", one) for name, one in found.others.items()),
        *(row(f"generated, weight {weight:g}", one) for weight, one in found.made.items()),
        "more weight is more style" if found.monotonic else "more weight is NOT always more style",
    ]
    return "\n".join(rows)


def as_json(found: Finding, facts: Mapping[str, str]) -> dict[str, Any]:
    """All figures, with what the file of the LoRA says of itself."""
    return {
        "lora": dict(facts),
        "towards": found.style,
        "drawings": found.drawn._asdict(),
        "drawings, only worn": found.worn._asdict(),
        "drawings, to others": {name: one._asdict() for name, one in found.others.items()},
        "generated": {str(weight): one._asdict() for weight, one in found.made.items()},
        "monotonic": found.monotonic,
    }


def save_sheet(found: Finding, file: Path) -> None:
    """Write a sheet with a row for each prompt and a column for each weight."""
    by_prompt = torch.stack(found.pictures.chunk(len(found.made)), dim=1).flatten(0, 1)
    sheet.save(sheet.grid(pictures.to_pixels(by_prompt), len(found.made)), file)
