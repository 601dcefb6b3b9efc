"""The judge: a small network that looks at a picture, and at head, face and body in it, and answers every question."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from pocket.measure import heads
from pocket.measure.heads import HEIGHT
from pocket.measure.questions import INDEX, QUESTIONS, SIZES
from pocket.world.picture import FRAMINGS, NARROWEST
from pocket.world.vocabulary import FRAMINGS as FRAMING_WORDS

FILE: Final = Path(__file__).with_name("judge.safetensors")
CHANNELS: Final = (24, 40, 64, 80)
CELLS: Final = {
    "whole": (4, 48),
    "head": (6, 24),
    "face": (5, 32),
    "body": (6, 24),
}  # across and down, and how many numbers in each
BATCH: Final = 25


class Opinion(NamedTuple):
    """What the judge says of pictures: the answers' scores, where the head is, and what it saw."""

    scores: Tensor
    heads: Tensor
    cells: Tensor  # what was seen in each part of the whole picture
    features: Tensor  # what was seen anywhere in the picture, the head and the face

    def answers(self) -> Tensor:
        """The number of the best answer to each question."""
        return torch.stack([part.argmax(dim=1) for part in by_question(self.scores)], dim=1)


def by_question(scores: Tensor) -> list[Tensor]:
    """Scores cut into those of each question."""
    return list(torch.split(scores, list(SIZES), dim=1))


class Step(nn.Sequential):
    """One convolution with its norm."""

    def __init__(self, inside: int, outside: int, stride: int) -> None:
        convolution = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        super().__init__(convolution, nn.BatchNorm2d(outside), nn.SiLU())


class Glance(nn.Module):
    """Convolutions from a picture down to a sixteenth of its width."""

    def __init__(self) -> None:
        super().__init__()
        one, two, three, four = CHANNELS
        self.down = nn.ModuleList([Step(3, one, 2), Step(one, two, 2), Step(two, three, 2), Step(three, four, 2)])
        self.along = nn.ModuleList([nn.Identity(), Step(two, two, 1), Step(three, three, 1), nn.Identity()])

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Features at an eighth and at a sixteenth of the width."""
        seen, middle = images, images
        for index, (down, along) in enumerate(zip(self.down, self.along, strict=True)):
            seen = down(seen)
            seen = seen + along(seen) if isinstance(along, Step) else seen
            middle = seen if index == 2 else middle
        return middle, seen


class Judge(nn.Module):
    """A glance at the whole and at each cut-out, a map of where the head is, and linear answers from all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.glances = nn.ModuleDict({name: Glance() for name in CELLS})
        self.fewer = nn.ModuleDict({name: nn.Conv2d(CHANNELS[-1], kept, 1) for name, (_, kept) in CELLS.items()})
        self.answer = nn.ModuleDict({name: nn.Linear(n * n * kept, sum(SIZES)) for name, (n, kept) in CELLS.items()})
        self.where = nn.Conv2d(CHANNELS[2], 1, 1)
        self.register_buffer("heights", torch.tensor([FRAMINGS[name].head for name in FRAMING_WORDS]), persistent=False)

    def forward(self, images: Tensor, known: Tensor | None = None) -> Opinion:
        """Judge pictures from -1 to 1; in training the cut-outs are made around known heads."""
        middle, seen = self.glances["whole"](F.avg_pool2d(images, 2))
        scores, cells = self._answer("whole", seen)
        found = self._heads(middle, scores, images.shape[3] / images.shape[2])
        around, features = found.detach() if known is None else known, [seen.mean(dim=(2, 3))]
        for name, cut in heads.CUTS.items():
            seen = self.glances[name](heads.cut_out(images, around, cut))[1]
            scores = scores + self._answer(name, seen)[0]
            features.append(seen.mean(dim=(2, 3)))
        return Opinion(scores, found, cells.float(), torch.cat(features, dim=1).float())

    def _answer(self, name: str, seen: Tensor) -> tuple[Tensor, Tensor]:
        cells = F.adaptive_avg_pool2d(self.fewer[name](seen), CELLS[name][0]).flatten(1)
        return self.answer[name](cells).float(), cells

    def _heads(self, middle: Tensor, scores: Tensor, aspect: float) -> Tensor:
        """x, y and height: the middle of mass of the map of heads, and the height that goes with the framing."""
        rows, columns = middle.shape[2:]
        mass = self.where(middle).float().flatten(1).softmax(dim=1).view(-1, rows, columns)
        across = ((torch.arange(columns) + 0.5) / columns - 0.5) * HEIGHT * aspect
        down = ((torch.arange(rows) + 0.5) / rows - 0.5) * HEIGHT
        x, y = (mass.sum(dim=1) * across).sum(dim=1), (mass.sum(dim=2) * down).sum(dim=1)
        framing = by_question(scores)[INDEX["framing"]].argmax(dim=1)
        heights: Tensor = self.heights  # type: ignore[assignment]
        return torch.stack([x, y, heights[framing] * min(1.0, HEIGHT * aspect / NARROWEST)], dim=1)


def scaled(images: Tensor) -> Tensor:
    """Pictures at the judge's height, so that things keep their size."""
    height, width = images.shape[2:]
    if height == HEIGHT:
        return images
    size = (HEIGHT, round(HEIGHT * width / height))
    return F.interpolate(images, size, mode="bilinear", align_corners=False, antialias=True)


def look(judge: Judge, images: Tensor) -> Opinion:
    """What the judge says of any number of pictures of one size."""
    judge.eval()
    with torch.no_grad():
        parts = [judge(scaled(part)) for part in torch.split(images, BATCH)]
    return Opinion(*(torch.cat(column) for column in zip(*parts, strict=True)))


def save(judge: Judge, file: Path, facts: Mapping[str, str]) -> None:
    """Write the weights in half precision, with what is known about them."""
    state = _in(torch.float16, judge.state_dict())
    names = {question.name: ", ".join(question.answers) for question in QUESTIONS}
    save_file({name: value.contiguous() for name, value in state.items()}, file, {**names, **facts})


def load(file: Path = FILE) -> tuple[Judge, dict[str, str]]:
    """The judge in a file, and what is known about it; one that was asked other questions is refused."""
    if not file.exists():
        raise SystemExit(f"{file}: there is no judge; train one with `python -m pocket.measure train-judge`")
    with safe_open(file, framework="pt") as opened:
        state = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - not a mapping
        facts = dict(opened.metadata() or {})
    for question in QUESTIONS:
        if facts.get(question.name) != ", ".join(question.answers):
            raise SystemExit(f"{file}: this judge was taught other answers to {question.name!r}; train it again")
    judge = Judge()
    judge.load_state_dict(_in(torch.float32, state))
    return judge.eval(), facts


def _in(kind: torch.dtype, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights in a precision; counts stay whole numbers."""
    return {name: value.to(kind) if value.is_floating_point() else value for name, value in state.items()}
