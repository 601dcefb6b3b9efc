"""Everything that is measured about a folder of weights."""

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from diffusers import AutoencoderKL, StableDiffusionXLPipeline
from torch import Tensor

from pocket.measure import colour, fidelity, judge, paint, questions, statistic, teach
from pocket.measure.fidelity import Fidelity
from pocket.measure.judge import Judge
from pocket.measure.paint import Manner
from pocket.train import pictures, vae
from pocket.world import caption, picture, sample
from pocket.world.scene import Scene

# Held-out seeds: the first 48 are those that the VAE's training looks at and that its statistics were folded in with.
PROMPTED: Final = 5000
DRAWN: Final = 7000
REFERENCE: Final = 8200
DIVERSE: Final = 9000
RESTORED: Final = 4000
AXES: Final = 24  # directions in which sets of features are compared
THUMBNAIL: Final = 16  # pixels high: diversity as the plain eye sees it, without the judge
LARGEST_REFERENCE: Final = 600  # drawings
CHUNK: Final = 50


class Amounts(NamedTuple):
    """How many of what is measured."""

    pictures: int = 200
    drawings: int = 1000  # that the judge is tried on, plain and through the VAE
    restored: int = 64  # of each size, for the VAE's own figures
    prompts: int = 8  # for diversity
    seeds: int = 8


class Line(NamedTuple):
    """What the report says of one question: hits and counts of drawings, of restored drawings, and of pictures."""

    label: str
    chance: float
    drawn: tuple[int, int]
    restored: tuple[int, int]
    made: tuple[int, int]


class Diversity(NamedTuple):
    """How far pictures of one prompt are from one another, as a share of what drawings of one caption are."""

    features: float
    thumbnails: float
    prompts: int
    seeds: int


class Distances(NamedTuple):
    """Frechet distances to a set of held-out drawings, each of a set of the same size."""

    pictures: int
    reference: int
    drawn: float
    restored: float
    made: float


class Findings(NamedTuple):
    """All that was measured, and the pictures that were made for it."""

    lines: list[Line]
    fidelity: list[Fidelity]
    diversity: Diversity
    distances: Distances
    made: Tensor
    prompts: list[str]


Counts = dict[str, tuple[int, int]]  # by line of the report, how many were right, and of how many


class Bench(NamedTuple):
    """What measuring is done with."""

    pipeline: StableDiffusionXLPipeline
    judge: Judge
    manner: Manner
    amounts: Amounts
    tell: Callable[[str], None]


class Seen(NamedTuple):
    """What was seen in pictures: rightly answered by line of the report, and features with and without their place."""

    right: Counts
    features: Tensor
    cells: Tensor


def measure(bench: Bench) -> Findings:
    """Make pictures, draw, pass through the VAE, and compare."""
    bench.tell(f"making {bench.amounts.pictures} pictures")
    asked = [questions.still(sample.scene(PROMPTED + index)) for index in range(bench.amounts.pictures)]
    prompts = [caption.plain(scene) for scene in asked]
    made = paint.pictures(bench.pipeline, prompts, range(len(prompts)), bench.manner)
    seen = see(bench.judge, made, asked)
    bench.tell(f"judging {bench.amounts.drawings} drawings, plain and through the VAE")
    scenes = [sample.scene(DRAWN + index) for index in range(bench.amounts.drawings)]
    drawn, restored = _see_drawn(bench, scenes), _see_drawn(bench, scenes, bench.pipeline.vae)
    bench.tell("measuring the VAE")
    seeds = range(RESTORED, RESTORED + bench.amounts.restored)
    kept = [fidelity.measure(bench.pipeline.vae, seeds, size) for size in fidelity.SIZES]
    bench.tell("measuring diversity and distances")
    references = min(LARGEST_REFERENCE, bench.amounts.drawings)
    reference = _see_drawn(bench, [sample.scene(REFERENCE + index) for index in range(references)])
    distances = distances_to(reference.features, drawn.features, restored.features, seen.features)
    lines = lines_of(chances(scenes), drawn.right, restored.right, seen.right)
    return Findings(lines, kept, diversity(bench, reference), distances, made, prompts)


def lines_of(by_chance: dict[str, float], drawn: Counts, restored: Counts, made: Counts) -> list[Line]:
    """The lines of the report."""
    return [Line(label, by_chance[label], drawn[label], restored[label], made[label]) for label in drawn]


def see(network: Judge, images: Tensor, scenes: Sequence[Scene]) -> Seen:
    """Judge pictures that are to show some scenes."""
    opinion = judge.look(network, images)
    right = teach.tally(opinion.answers(), scenes) | {colour.LABEL: colour.tally(images, scenes)}
    return Seen(right, opinion.features, opinion.cells)


def chances(scenes: Sequence[Scene]) -> dict[str, float]:
    """For each line how often the most frequent answer is right."""
    table = questions.answer_table(scenes)
    shares = {
        row.label: statistic.most_frequent(
            table[questions.asked(row, scenes, table), questions.INDEX[row.question]].tolist()
        )
        for row in questions.ROWS
    }
    return shares | {colour.LABEL: shares["hair colour"]}


def distances_to(reference: Tensor, drawn: Tensor, restored: Tensor, made: Tensor) -> Distances:
    """Frechet distances from a reference, of sets cut to one size: small sets seem farther than large ones."""
    count = min(len(drawn), len(made))
    axes = statistic.axes(reference, AXES)
    target = axes.of(reference)
    drawn_far, restored_far, made_far = (
        statistic.frechet(axes.of(features[:count]), target) for features in (drawn, restored, made)
    )
    return Distances(count, len(reference), drawn_far, restored_far, made_far)


def diversity(bench: Bench, reference: Seen) -> Diversity:
    """How differently one prompt is pictured from several seeds, against drawings that one caption fits."""
    count = bench.amounts.seeds
    scale = reference.cells.std(dim=0) + 1e-6
    shares = []
    for index in range(bench.amounts.prompts):
        scene = questions.still(sample.scene(DIVERSE + index))
        prompt = caption.plain(scene)
        seeds = range(1000 * (index + 1), 1000 * (index + 1) + count)
        made = paint.pictures(bench.pipeline, [prompt] * count, seeds, bench.manner)
        dice = Random(f"varied {index}")
        drawn = draw([varied(scene, dice) for _ in range(count)], bench.manner.size)
        seen = [judge.look(bench.judge, images).cells for images in (made, drawn)]
        by_features = [statistic.spread(cells / scale) for cells in seen]
        by_thumbnails = [statistic.spread(thumbnails(images)) for images in (made, drawn)]
        shares.append((by_features[0] / by_features[1], by_thumbnails[0] / by_thumbnails[1]))
    features, small = (sum(column) / len(shares) if shares else math.nan for column in zip(*shares, strict=True))
    return Diversity(features, small, bench.amounts.prompts, count)


def varied(scene: Scene, dice: Random) -> Scene:
    """A scene that has the same plain caption, with all else thrown anew as `sample` throws it."""
    layout = dice.randrange(sample.LAYOUTS)
    at = (float(sample.GRID * dice.randint(-2, 2)), float(sample.GRID * dice.randint(-1, 1)))
    who = scene.character
    if who is not None:
        side = dice.choice((-1.0, 1.0)) if caption.view_name(who) == "profile" else 1.0
        who = who._replace(yaw=who.yaw * side, tilt=dice.choice((0.0, 0.0, 0.0, -8.0, 8.0)))
    return scene._replace(layout=layout, at=at, character=who)


def thumbnails(images: Tensor) -> Tensor:
    """Pictures made very small."""
    width = round(THUMBNAIL * images.shape[3] / images.shape[2])
    return F.interpolate(images, (THUMBNAIL, width), mode="area")


def draw(scenes: Sequence[Scene], size: tuple[int, int]) -> Tensor:
    """Drawings as tensors."""
    return pictures.to_tensor([picture.draw(scene, size) for scene in scenes])


def _see_drawn(bench: Bench, scenes: Sequence[Scene], network: AutoencoderKL | None = None) -> Seen:
    """Judge drawings in chunks, so that memory stays small; with a VAE, after a passage through it."""
    parts = []
    for start in range(0, len(scenes), CHUNK):
        chunk = scenes[start : start + CHUNK]
        images = draw(chunk, bench.manner.size)
        parts.append(see(bench.judge, images if network is None else vae.restore(network, images), chunk))
    return Seen(
        {label: added([part.right[label] for part in parts]) for label in parts[0].right},
        torch.cat([part.features for part in parts]),
        torch.cat([part.cells for part in parts]),
    )


def added(counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Counts of parts as those of the whole."""
    return sum(hits for hits, _ in counts), sum(number for _, number in counts)
