"""How the judge is taught: pictures drawn as they are needed, worn, shown twice, and never seen again."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

from pocket.measure import heads, judge, questions, wear
from pocket.measure.judge import Judge
from pocket.train import pictures
from pocket.train.loop import lower_priority
from pocket.world import picture, sample
from pocket.world.picture import Pixels
from pocket.world.scene import Scene

Size = tuple[int, int]

BATCH: Final = 16
RATE: Final = 3e-3
DECAY: Final = 0.02
WARMUP: Final = 100  # steps
TIMED: Final = 12  # steps that are timed to find how many fit
LATER: Final = 0.94  # of the time asked for is taught in; the rest is for the examination
SIZES: Final[dict[Size, float]] = {(256, 256): 0.7, (320, 192): 0.15, (192, 320): 0.15}
KEPT: Final = 48  # batches that are kept for a second showing, because drawing costs as much as learning
ASTRAY: Final = 0.05  # heads: how far the cut-outs are off in training, as the judge's own finding of heads is
EXAMINED: Final = range(7000, 8200)  # held-out seeds that the finished judge is tried on


class Drawn(NamedTuple):
    """A batch of scenes and their pictures, all of one size."""

    scenes: list[Scene]
    pixels: list[Pixels]


class Lesson(NamedTuple):
    """The pictures of a step with all that is true of them."""

    images: Tensor
    answers: Tensor
    heads: Tensor


def lesson(step: int) -> Lesson:
    """The pictures of a step, which depend on nothing but its number. Each is shown twice, and worn in another way."""
    drawn = _drawn(step // (2 * KEPT) * KEPT + step % KEPT)
    images, moves = wear.worn(judge.scaled(pictures.to_tensor(drawn.pixels)), Random(f"worn {step}"))
    height, width = drawn.pixels[0].shape[:2]
    places = heads.head_table(drawn.scenes, (width, height))
    places[:, :2] += moves
    return Lesson(images.contiguous(memory_format=torch.channels_last), questions.answer_table(drawn.scenes), places)


@lru_cache(KEPT)
def _drawn(number: int) -> Drawn:
    dice = Random(f"judge {number}")
    size = dice.choices(list(SIZES), list(SIZES.values()))[0]
    scenes = [sample.scene(pictures.training_seed(dice)) for _ in range(BATCH)]
    return Drawn(scenes, [picture.draw(scene, size) for scene in scenes])


def loss_of(network: Judge, taught: Lesson, step: int) -> Tensor:
    """How wrong the judge is: its answers, and where it sees the heads."""
    somebody = taught.heads[:, 2] > 0
    stray = torch.randn(taught.heads.shape, generator=torch.Generator().manual_seed(step)) * ASTRAY
    height = torch.where(somebody, taught.heads[:, 2], torch.tensor(FULL_BODY_HEAD))[:, None]
    known = torch.cat([taught.heads[:, :2] + stray[:, :2] * height, height * (1 + stray[:, 2:])], dim=1)
    with torch.autocast("cpu", torch.bfloat16):
        opinion = network(taught.images, known)
    wrong = sum(
        (
            F.cross_entropy(scores, truth, ignore_index=questions.UNSEEN, reduction="sum")
            for scores, truth in zip(judge.by_question(opinion.scores), taught.answers.T, strict=True)
        ),
        torch.zeros(()),
    )
    lost = F.smooth_l1_loss(opinion.heads[somebody, :2] / 16, taught.heads[somebody, :2] / 16)
    return wrong / (taught.answers != questions.UNSEEN).sum() + 0.2 * lost


FULL_BODY_HEAD: Final = picture.FRAMINGS["full body"].head


def rate_at(step: int, steps: int) -> float:
    """The learning rate: up, and down to nothing."""
    return RATE * min(1.0, (step + 1) / WARMUP) * (0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps)))


def lessons_of(
    network: Judge, steps: int | None, minutes: float, make: Callable[[int], Lesson] = lesson
) -> Iterator[float]:
    """Teach, giving the loss of each step. Without a number of steps, as many as fit in the minutes of one core."""
    optimiser = torch.optim.AdamW(network.parameters(), RATE, betas=(0.9, 0.98), weight_decay=DECAY)
    began, step, planned = time.process_time(), 0, steps or 10**6
    network.train()
    while step < planned:
        if steps is None and step == TIMED:
            began = time.process_time()
        if steps is None and step == 2 * TIMED:
            planned = int(minutes * 60 * LATER * TIMED / (time.process_time() - began))
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, planned)
        loss = loss_of(network, make(step), step)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        yield float(loss.detach())


def right(network: Judge, scenes: Sequence[Scene], size: Size = (256, 256)) -> dict[str, tuple[int, int]]:
    """For each line of the report, how many drawings were judged rightly, and of how many."""
    given = torch.cat([_judged(network, scenes[start : start + 100], size) for start in range(0, len(scenes), 100)])
    return tally(given, scenes)


def _judged(network: Judge, scenes: Sequence[Scene], size: Size) -> Tensor:
    return judge.look(network, pictures.to_tensor([picture.draw(scene, size) for scene in scenes])).answers()


def tally(given: Tensor, scenes: Sequence[Scene]) -> dict[str, tuple[int, int]]:
    """For each line of the report, how many of the given answers are those of the scenes, and of how many."""
    table = questions.answer_table(scenes)
    counts = {}
    for row in questions.ROWS:
        column, about = questions.INDEX[row.question], questions.asked(row, scenes, table)
        hits = (given[:, column] == table[:, column]) & about
        counts[row.label] = int(hits.sum()), int(about.sum())
    return counts


def teach(file: Path, minutes: float, steps: int | None, tell: Callable[[str], None], seed: int = 0) -> None:
    """Teach a judge, examine it on held-out drawings, and write it down with its marks."""
    lower_priority()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    network = Judge()
    losses: list[float] = []
    for loss in lessons_of(network, steps, minutes):
        losses.append(loss)
        if len(losses) % 100 == 0:
            tell(f"step {len(losses)}  loss {sum(losses[-100:]) / 100:.4f}  cpu {time.process_time():.0f} s")
    judge.save(network, file, {})
    kept, _ = judge.load(file)
    marks = right(kept, [sample.scene(seed) for seed in EXAMINED])
    for label, (hits, count) in marks.items():
        tell(f"{label:24}{count:6}{100 * hits / max(1, count):8.1f} %")
    facts = {f"right: {label}": f"{hits} of {count}" for label, (hits, count) in marks.items()}
    facts |= {"steps": str(len(losses)), "seed": str(seed)}
    judge.save(network, file, facts)
