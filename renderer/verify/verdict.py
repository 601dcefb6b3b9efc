"""What came of verifying: for each ledger, level by level, what is proven and what does not hold."""

from typing import Literal, NamedTuple, TypeAlias

Status: TypeAlias = Literal["passed", "failed", "not run"]
TITLES = ("structure", "rules", "bytes", "re-render")


class Failure(NamedTuple):
    """Something that does not hold; the details are lines of their own."""

    message: str
    details: tuple[str, ...] = ()


class Level(NamedTuple):
    """What one level of checks came to. `found` says in a few words what was looked at, `remarks` what is notable."""

    number: int
    status: Status
    found: str = ""
    failures: tuple[Failure, ...] = ()
    remarks: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """Of one ledger."""

    ledger: str
    root: str = ""
    stack: str = ""
    about: tuple[tuple[str, str], ...] = ()
    levels: tuple[Level, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether every level that was run has been passed."""
        return all(level.status != "failed" for level in self.levels)


class Report(NamedTuple):
    """Of everything that was named."""

    verdicts: tuple[Verdict, ...]

    @property
    def is_sound(self) -> bool:
        return all(verdict.is_sound for verdict in self.verdicts)


def level(number: int, found: str, failures: list[Failure], remarks: tuple[str, ...] = ()) -> Level:
    """A level that was run."""
    return Level(number, "failed" if failures else "passed", found, tuple(failures), remarks)
