"""What the doctor says: one value for each line of the report."""

from typing import Literal, NamedTuple


class Remark(NamedTuple):
    """One line of the report."""

    level: Literal["ok", "note", "warning", "error"]
    about: str
    says: str
    cure: str | None = None
