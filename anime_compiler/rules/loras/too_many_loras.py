"""more LoRAs work at once than the contest allows

Style, character and utility LoRAs are counted together, wherever they were written: under `style`, in a
prompt as `<lora:…>`, or with a character. One file counts as often as it is used, and a weight of 0 counts
too. The LCM LoRA and motion LoRAs are not counted.

## Why

Several LoRAs pull on the same layers; with more than three the picture falls apart, and the contest's guide
sets three as the limit.

## Instead

Leave the LoRAs that matter most, or train one that holds both styles.
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Count the LoRAs of each shot and still."""
    most, count_speed = parameters.integer("most"), parameters.flag("count_speed", False)
    reported = set()  # one set of LoRAs is one mistake, in however many shots it is at work
    for scene in board.scenes:
        counted = [use for use in scene.loras if use.model.is_known and (count_speed or use.model.kind != "lora_speed")]
        names = ", ".join(f"`{use.model.id}`" for use in counted)
        if len(counted) > most and names not in reported:
            reported.add(names)
            yield Finding(
                counted[most].place.at(),
                f"`{scene.id}` uses {len(counted)} LoRAs at once, but at most {most} are allowed",
                help=f"leave out {len(counted) - most} of {names}",
            )
