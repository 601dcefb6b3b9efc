"""How many pictures of the drawn world one core draws in a second.

python -m bench.world                a few rounds, printed
python -m bench.world --rounds 15    more of them
"""

import argparse
import statistics
import time
from typing import Final

from pocket.world import picture, sample

SIZES: Final = ((128, 128), (256, 256), (512, 512))
PICTURES: Final = 300


def rate(size: tuple[int, int], first_seed: int) -> float:
    """Pictures per second of processor time, scenes as the training draws them."""
    scenes = [sample.scene(first_seed + index) for index in range(PICTURES)]
    began = time.process_time()
    for scene in scenes:
        picture.draw(scene, size)
    return PICTURES / (time.process_time() - began)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.world", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds: int = parser.parse_args().rounds
    rate((256, 256), 0)  # paths and paints that are kept get made here
    print(f"{PICTURES} pictures a round, {rounds} rounds; pictures per second of one core: median (range)")
    for size in SIZES:
        rates = [rate(size, 1000 * index) for index in range(1, rounds + 1)]
        print(f"{size[0]}x{size[1]}: {statistics.median(rates):.0f} ({min(rates):.0f}–{max(rates):.0f})")


if __name__ == "__main__":
    main()
