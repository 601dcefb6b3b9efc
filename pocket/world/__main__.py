"""`python -m pocket.world FILE.png`: look at the drawn world."""

import argparse
from pathlib import Path
from typing import Final

import numpy as np

from pocket.world import camera, picture, sample, sheet, truth, vocabulary
from pocket.world.picture import Pixels
from pocket.world.scene import Motion, Scene

ACTIONS: Final = ("still", "walking", "waving", "turning head", "talking")
MOMENTS: Final = 16
FRAMES_PER_SECOND: Final = 8


def main() -> None:
    """Read the command line, write a sheet."""
    asked = _arguments()
    file: Path = asked.file
    size = (asked.size, asked.size)
    if asked.seed is None:
        pictures = [picture.draw(sample.scene(seed, asked.style), size) for seed in range(asked.pictures)]
        sheet.save(sheet.grid(pictures, columns=10), file)
        return
    scene = sample.scene(asked.seed, asked.style)
    scene = scene._replace(weather=asked.weather or scene.weather)
    if asked.truth:
        print("\n".join(truth.of(scene).captions))
        sheet.save(sheet.grid(with_truth(scene, size), columns=5), file)
    else:
        motion = Motion(action=asked.motion, camera=asked.camera, wind=asked.wind)
        sheet.save(sheet.grid(moments(scene._replace(motion=motion), size), columns=8), file)


def with_truth(scene: Scene, size: tuple[int, int]) -> list[Pixels]:
    """A picture with its joints marked, its depth, its lines and its masks."""
    known = truth.of(scene, size)
    marked = picture.draw(scene, size).copy()
    for joint in known.skeleton.values():
        if joint.seen:
            top, left = max(0, round(joint.y) - 2), max(0, round(joint.x) - 2)
            marked[top : top + 5, left : left + 5] = (255, 0, 80)
    greys = (known.depth, known.lines, known.character, known.face)
    return [marked, *(np.repeat(grey[:, :, None], 3, axis=2) for grey in greys)]


def moments(scene: Scene, size: tuple[int, int]) -> list[Pixels]:
    """A scene at moments one after another."""
    return [picture.draw(scene._replace(t=index / FRAMES_PER_SECOND), size) for index in range(MOMENTS)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pocket.world", description=__doc__)
    parser.add_argument("file", type=Path, help="the PNG file to write")
    parser.add_argument("--pictures", type=int, default=100, help="how many on a sheet")
    parser.add_argument("--size", type=int, default=256, help="pixels of a side")
    parser.add_argument("--style", choices=list(vocabulary.STYLES), default="cel")
    parser.add_argument("--weather", choices=list(vocabulary.WEATHERS))
    parser.add_argument("--seed", type=int, help="one scene instead of many")
    parser.add_argument("--truth", action="store_true", help="with depth, lines and masks beside it")
    parser.add_argument("--motion", choices=ACTIONS, default="still")
    parser.add_argument("--camera", choices=list(camera.MOVES), default="still")
    parser.add_argument("--wind", type=float, default=0.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
