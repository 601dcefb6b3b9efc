"""Storyboards of any length to measure with: always the same ones, without a mistake or with known ones.

python -m bench.storyboards FOLDER --shots 1000       writes clean_1000.yaml and faulty_1000.yaml
"""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Mistake(NamedTuple):
    """An error that `animec check` has to report, and where."""

    line: int
    code: str


class Board(NamedTuple):
    """The text of a storyboard, and the mistakes that were put into it on purpose."""

    text: str
    mistakes: tuple[Mistake, ...]


class _Slip(NamedTuple):
    """One line of a shot, as somebody writes it who makes a mistake."""

    code: str
    line: str
    written: str


_HEAD = """\
# yaml-language-server: $schema=../schemas/storyboard.json
# Made by bench/storyboards.py, to measure with.
animec: 1
clip: bench_clip
title: A very long film
ruleset: open
stack: sdxl
profile: 768_long
fps: 8
seed: 4242

style:
  template: anime_cel
  loras: {pastel-anime-xl: 0.8, flatline: 0.25}
  negative: [crowd, signature]

vars: {town: a small harbor town}

characters:
"""
_CAST = {
    "hana": "1girl, short blue hair, amber eyes, navy school uniform",
    "ren": "1boy, short brown hair, green jacket",
    "aoi": "1girl, long black hair, red scarf, gray coat",
    "mio": "1girl, brown bob, round glasses, mustard cardigan",
    "sora": "1girl, ponytail, white summer dress, straw hat",
}
_NAMES = tuple(_CAST)
# The lengths have no common factor, so that 45,045 shots pass before one says the same as another.
_TIMES = ("dawn", "morning", "noon", "afternoon", "dusk", "evening", "night")
_AIRS = (
    "wind",
    "light rain",
    "falling petals",
    "drifting fog",
    "gulls",
    "long shadows",
    "wet stones",
    "fireflies",
    "snow",
)
_PLACES = (
    "school rooftop",
    "harbor quay",
    "train platform",
    "market street",
    "temple stairs",
    "iron bridge",
    "classroom",
    "bookshop",
    "lighthouse",
    "tram stop",
    "rice field",
)
_ACTS = (
    "standing still",
    "looking away",
    "turning around",
    "smiling at the viewer",
    "eyes lowered",
    "speaking softly",
    "running",
    "one hand raised",
    "laughing",
    "holding a letter",
    "hair in the wind",
    "looking up",
    "waving",
)
_MOVES = ("pan_left", "zoom_in", "tilt_up", "pan_right", "zoom_out", "tilt_down")
_EASES = ("linear", "in", "out", "in_out")
_JOINS = ("cut", "crossfade 4f", "carry")
# Whole segments, so that nothing is noted: a shot that the one before is carried into shares its first frames. They are
# short, because a plan holds only so many segments.
_DURATIONS = ("16f", "28f", "2s", "16f", "2s")
_CARRIED_DURATIONS = ("12f", "3s", "24f", "1.5s")

_SLIPS = (
    _Slip("unknown-key", "duration", "durations: 28f"),
    _Slip("bad-value", "duration", "duration: three seconds"),
    _Slip("fraction-of-a-frame", "duration", "duration: 2.3s"),
    _Slip("unreadable-template-variable", "prompt", 'prompt: "a town in {{ tiem }} light"'),
    _Slip("wrong-type", "motion", "motion: [1.1]"),
    _Slip("unknown-choice", "camera", "camera: {move: pan_lfet, amount: 15%}"),
    _Slip("unknown-name", "pose", '  - {kind: openpose, from: "shot:nowhere"}'),
    _Slip("out-of-range", "depth", "  - {kind: depth, from: keyframes, weight: 7.5}"),
    _Slip("unbalanced-parenthesis", "first", '  - {at: 0%, prompt: "(standing still, looking away"}'),
    _Slip("missing-key", "last", "  - {at: 100%}"),
    _Slip("duplicate-key", "next", "duration: 2s"),
)
# One shot in a hundred has a mistake; the first comes early, so that short storyboards have one too.
_BETWEEN_MISTAKES, _FIRST_MISTAKE = 100, 5


def clean(shots: int) -> Board:
    """A storyboard of which there is nothing to say."""
    return _board(shots, slips=())


def faulty(shots: int) -> Board:
    """The same storyboard, with one mistake in every hundredth shot, of each kind in turn."""
    return _board(shots, _SLIPS)


def write_storyboards(folder: Path, shots: int) -> tuple[Path, Path]:
    """Write both into a folder; gives their paths."""
    paths = folder / f"clean_{shots}.yaml", folder / f"faulty_{shots}.yaml"
    for path, make in zip(paths, (clean, faulty), strict=True):
        path.write_text(make(shots).text, encoding="utf-8")
    return paths


def _board(shots: int, slips: Sequence[_Slip]) -> Board:
    lines = [*_head(shots), "", "shots:"]
    mistakes = []
    for number in range(shots):
        shot = _shot(number, is_last=number == shots - 1)
        turn, rest = divmod(number, _BETWEEN_MISTAKES)
        if slips and rest == _FIRST_MISTAKE:
            slip = slips[turn % len(slips)]
            shot[slip.line] = slip.written
            mistakes.append(Mistake(len(lines) + list(shot).index(slip.line) + 1, slip.code))
        lines += [f"  - {line}" if key == "id" else f"    {line}" for key, line in shot.items()]
    return Board("\n".join(lines) + "\n", tuple(mistakes))


def _head(shots: int) -> Iterator[str]:
    yield from _HEAD.splitlines()
    for name in _NAMES[:shots]:  # nobody who appears in no shot
        yield f'  {name}: {{looks: "{_CAST[name]}"}}'


def _shot(number: int, is_last: bool) -> dict[str, str]:
    """The lines of one shot, each under a name."""
    place, act = _turn(_PLACES, number), _turn(_ACTS, number)
    is_carried_into = number > 0 and _turn(_JOINS, number - 1) == "carry"
    move = f"move: {_turn(_MOVES, number)}, amount: {5 + number % 20}%, ease: {_turn(_EASES, number)}"
    view = f"{{{{ {_turn(_NAMES, number)} }}}} at the {place}, {{{{ town }}}}"
    return {
        "id": f"id: {place.replace(' ', '_')}_{number:05}",
        "duration": f"duration: {_turn(_CARRIED_DURATIONS if is_carried_into else _DURATIONS, number)}",
        "prompt": f'prompt: "{view}, {{{{ time }}}} light, {{{{ air }}}}"',
        "vars": f"vars: {{time: {_turn(_TIMES, number)}, air: {_turn(_AIRS, number)}}}",
        "camera": f"camera: {{{move}}}",
        "motion": f"motion: {{scale: 1.{number % 3}}}",
        "control": "control:",
        "pose": f"  - {{kind: openpose, from: keyframes, weight: 0.{6 + number % 3}, until: 80%}}",
        "depth": f"  - {{kind: depth, from: keyframes, weight: 0.{3 + number % 3}}}",
        "beats": "beats:",
        "first": f'  - {{at: 0%, prompt: "{act}, {_turn(_ACTS, number + 5)}"}}',
        "last": f"  - {{at: 100%, prompt: {_turn(_ACTS, number + 7)}, ease: {_turn(_EASES, number + 1)}}}",
        "next": "next: cut" if is_last else f"next: {_turn(_JOINS, number)}",
        "chain": "chain: {mode: carry, overlap: 4f}",
    }


def _turn(words: Sequence[str], number: int) -> str:
    """They come round in order."""
    return words[number % len(words)]


def main() -> None:
    """Write storyboards for whoever wants to look at them."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shots", type=int, default=1000)
    options = parser.parse_args()
    for path in write_storyboards(options.folder, options.shots):
        print(path)


if __name__ == "__main__":
    main()
