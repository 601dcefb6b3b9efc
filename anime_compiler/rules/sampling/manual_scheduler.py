"""a scheduler is chosen by hand

The key `scheduler` is understood only to be refused, whatever it says. The scheduler follows from the rest of
the storyboard: LCM brings its own, everything else is denoised with DPM++ 2M Karras, and a motion module
brings the noise schedule that it was trained on.

## Why

A scheduler that does not suit the models spoils every frame, and nothing reports it. The contest guide wants
it set automatically, never by hand.

## Instead

Leave `scheduler` out, and say with `lcm` what you want: quick or thorough.

```yaml
profile: {extends: 768_long, lcm: false}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Refuse a scheduler that the author wrote."""
    if board.sampling.written_scheduler:
        yield Finding(
            board.place.at("profile", "scheduler"),
            f"the scheduler `{board.sampling.written_scheduler}` is chosen by hand",
            help=f"leave `scheduler` out; `{board.sampling.scheduler}` follows from the rest of `profile`",
        )
