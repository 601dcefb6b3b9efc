"""the clip is shorter or longer than the contest wants

The shots together, less the frames that cross-fades share, last 8 to 10 seconds. Storyboards of stills are
not asked.

## Why

The contest guide's definition of done is a clip of 8 to 10 seconds.

## Instead

At 8 frames a second, 8 to 10 seconds are 64 to 80 frames:

```yaml
shots:
  - {id: rooftop, duration: 4s, prompt: a school rooftop at dusk}
  - {id: street, duration: 4.5s, prompt: a street at night}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.model.timecode import seconds_text
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.WARNING
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Compare the clip's length with the range; without durations to trust there is nothing to compare."""
    if not board.shots or any("duration" in shot.doubtful for shot in board.shots):
        return
    low, high = parameters.number("low"), parameters.number("high")
    if not low * board.fps <= board.frames <= high * board.fps:
        wanted = f"{low * board.fps:g} to {high * board.fps:g} frames"
        yield Finding(
            board.place.key("shots"),
            f"the clip lasts {seconds_text(board.frames, board.fps)}, but {low:g} to {high:g} s are wanted",
            help=f"at {board.fps} frames a second that is {wanted}; here there are {board.frames}",
        )
