"""The judge learns, is kept, and refuses what it was not taught."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import torch

from pocket.measure import heads, judge, questions, statistic, teach, wear
from pocket.measure.judge import Judge
from pocket.measure.teach import Lesson
from pocket.train import pictures
from pocket.world import picture, sample
from pocket.world.scene import Scene

BATCH = 8
STEPS = 36


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def small_lesson(step: int) -> Lesson:
    """A plain lesson that costs little."""
    scenes = [sample.scene(sample.HELD_OUT.stop + BATCH * (step % 20) + index) for index in range(BATCH)]
    images = pictures.to_tensor([picture.draw(scene) for scene in scenes])
    return Lesson(images, questions.answer_table(scenes), heads.head_table(scenes, (256, 256)))


def test_a_few_steps_teach_the_time_of_day() -> None:
    torch.manual_seed(0)
    network = Judge()
    losses = list(teach.lessons_of(network, STEPS, 0.0, small_lesson))
    assert sum(losses[-5:]) < 0.9 * sum(losses[:5])
    scenes = [sample.scene(seed) for seed in range(4000, 4060)]
    hits, count = teach.right(network, scenes)["time"]
    times = [["day", "sunset", "night"].index(scene.time) for scene in scenes]
    low, _ = statistic.wilson(hits, count)
    assert count == 60
    assert low > statistic.most_frequent(times)


def test_the_same_steps_make_the_same_judge() -> None:
    def taught() -> list[float]:
        torch.manual_seed(0)
        return list(teach.lessons_of(Judge(), 2, 0.0))

    assert taught() == taught()


def test_lessons_are_not_held_out_and_are_shown_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []
    monkeypatch.setattr(teach, "_drawn", teach._drawn.__wrapped__)
    drawn = sample.scene

    def remembered(seed: int) -> Scene:
        seeds.append(seed)
        return drawn(seed)

    monkeypatch.setattr(sample, "scene", remembered)
    first, again, other = (teach.lesson(step) for step in (0, teach.KEPT, 1))
    assert len(seeds) == 3 * teach.BATCH
    assert not set(seeds) & set(sample.HELD_OUT)
    assert torch.equal(first.answers, again.answers)
    assert not torch.equal(first.images, again.images)
    assert not torch.equal(first.answers, other.answers)


def test_a_judge_is_the_same_after_saving(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = Judge()
    images = torch.rand(2, 3, 256, 256, generator=torch.Generator().manual_seed(2)) * 2 - 1
    judge.save(network, tmp_path / "judge.safetensors", {"right: time": "1 of 2"})
    kept, facts = judge.load(tmp_path / "judge.safetensors")
    before, after = judge.look(network, images), judge.look(kept, images)
    assert torch.allclose(before.scores, after.scores, atol=2e-2)
    assert facts["right: time"] == "1 of 2"
    assert (tmp_path / "judge.safetensors").stat().st_size < 2_000_000


def test_a_judge_of_other_answers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "judge.safetensors"
    judge.save(Judge(), file, {})
    changed = (questions.QUESTIONS[0]._replace(answers=("nobody", "a crowd")), *questions.QUESTIONS[1:])
    monkeypatch.setattr(judge, "QUESTIONS", changed)
    with pytest.raises(SystemExit, match="taught other answers to 'person'"):
        judge.load(file)
    with pytest.raises(SystemExit, match="there is no judge"):
        judge.load(tmp_path / "none.safetensors")


@pytest.mark.parametrize("size", [(320, 192), (192, 320), (128, 128)])
def test_every_size_is_judged(size: tuple[int, int]) -> None:
    opinion = judge.look(Judge(), torch.zeros(1, 3, size[1], size[0]))
    assert opinion.answers().shape == (1, len(questions.QUESTIONS))
    assert opinion.heads[0, 0].abs() <= 128 * size[0] / size[1]


def test_hits_are_counted_where_something_was_asked() -> None:
    scenes = [sample.scene(seed) for seed in range(50)]
    table = questions.answer_table(scenes)
    counts = teach.tally(table, scenes)
    assert all(hits == asked for hits, asked in counts.values())
    assert counts["place"] == (50, 50)
    assert counts["eye colour"][1] < 50
    assert all(hits == 0 for hits, _ in teach.tally(table + 1, scenes).values())
    assert counts["eye colour, close-up"][1] < counts["eye colour"][1]


def test_wear_keeps_the_colours_and_softens_the_detail() -> None:
    images = pictures.held_out(8)
    for seed in range(6):
        soft, moves = wear.worn(images, Random(seed))
        assert soft.shape == images.shape
        assert moves.abs().max() <= wear.SHIFT
        assert (soft.mean(dim=(2, 3)) - images.mean(dim=(2, 3))).abs().max() < 0.15
        assert not torch.equal(soft, images)


def test_a_move_goes_where_it_says() -> None:
    image = torch.zeros(1, 1, 20, 20)
    image[0, 0, 10, 10] = 1
    assert wear.moved(image, 3, -2)[0, 0].nonzero().tolist() == [[8, 13]]


def test_coarser_waves_keep_less() -> None:
    images = pictures.held_out(2)
    fine, coarse = ((wear.quantised(images, strength) - images).abs().mean() for strength in (0.001, 0.1))
    assert fine < 0.005 < coarse
