"""How much tampering is caught, by which level of `animec verify`, for many renders: prints a table.

python -m bench.tamper                 20 renders
python -m bench.tamper --renders 2     a look

Each attack is done twice: as by somebody who only knows that a ledger is text, and as by somebody who knows this
program and makes chain, plan, report and settings agree again. A number is the lowest level that shows it; "a
signature" stands for what nothing else could show.
"""

import shutil
import tempfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from renderer.stacks.available import stack_named
from tests.renderer.noise_stack import NoiseStack
from tests.renderer.verify.attacks import ATTACKS, FIELDS, NOBODY
from tests.renderer.verify.changes import edit_of
from tests.renderer.verify.forgery import Forger, forged
from tests.renderer.verify.renders import Given, copy_of, failed_levels, make, said, verified, write_rows

_HIGHEST = 3


class Deed(NamedTuple):
    """An attack as it is done, and the level that has to show it."""

    name: str
    is_forged: bool
    do: Callable[[Path], object]
    level: int


def main() -> None:
    """Render, tamper, verify, count."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--renders", type=int, default=20)
    renders: int = parser.parse_args().renders
    caught: dict[str, Counter[bool]] = {}
    wrong: list[str] = []
    deeds = [*_deeds()]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(renders):
            out = Path(folder) / f"render{number}"
            overrides = (f"seed={number}", f"shots.sea.duration={8 + number % 3}f")
            make(out, Given(overrides=overrides), stack_named("animatic") if number % 2 else NoiseStack())
            honest = verified(out, _HIGHEST)
            assert honest.is_sound, said(honest)
            for deed in deeds:
                spoilt = copy_of(out, Path(folder) / "deed" / "spoilt")
                deed.do(spoilt)
                levels = failed_levels(verified(spoilt, min(deed.level, _HIGHEST)))
                is_caught = levels[:1] == ([] if deed.level == NOBODY else [deed.level])
                caught.setdefault(deed.name, Counter())[deed.is_forged] += is_caught
                if not is_caught:
                    wrong.append(f"render {number}, {deed.name}, forged: {deed.is_forged}: {levels}")
                shutil.rmtree(Path(folder) / "deed")
    _print(deeds, caught, renders)
    print(*wrong, sep="\n")
    raise SystemExit(bool(wrong))


def _deeds() -> Iterator[Deed]:
    for attack in ATTACKS:
        change = attack.change
        yield Deed(attack.name, False, lambda out, change=change: _plainly(out, change), attack.plainly)  # type: ignore[misc]
        if attack.forged != NOBODY or not attack.is_undone:
            yield Deed(attack.name, True, lambda out, change=change: forged(out, change), attack.forged)  # type: ignore[misc]
    for kind, fields in FIELDS.items():
        for field, level in fields.items():
            name, edit = f"edited: {field} of {kind}", edit_of(kind, field)
            yield Deed(name, False, lambda out, edit=edit: _plainly(out, edit), 0)  # type: ignore[misc]
            yield Deed(name, True, lambda out, edit=edit: forged(out, edit), level)  # type: ignore[misc]


def _plainly(out: Path, change: Callable[[Forger], None]) -> None:
    forger = Forger(out)
    change(forger)
    write_rows(forger.ledger, forger.rows)


def _print(deeds: list[Deed], caught: dict[str, Counter[bool]], renders: int) -> None:
    levels: dict[str, dict[bool, int]] = {}
    for deed in deeds:
        levels.setdefault(deed.name, {})[deed.is_forged] = deed.level
    print("| tampering | plain: level | caught | by one who knows the program: level | caught |")
    print("| --- | --- | --- | --- | --- |")
    for name, of in levels.items():
        cells = [
            cell for is_forged in (False, True) for cell in _cells(of.get(is_forged), caught[name][is_forged], renders)
        ]
        print(f"| {name} | {' | '.join(cells)} |")
    done = [deed for deed in deeds if deed.level != NOBODY]
    total = sum(caught[deed.name][deed.is_forged] for deed in done)
    print(f"\n{total} of {len(done) * renders} tamperings caught at their level, in {renders} renders")


def _cells(level: int | None, caught: int, renders: int) -> tuple[str, str]:
    if level is None:
        return "put right by it", ""
    return ("a signature", "") if level == NOBODY else (str(level), f"{caught} of {renders}")


if __name__ == "__main__":
    main()
