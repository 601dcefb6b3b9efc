"""Eases: how far something has travelled after a share of its way's time. What travels uses these and no others."""

from collections.abc import Callable, Mapping


def eased(ease: str, share: float) -> float:
    """The share of the way that lies behind after a share of the time; nothing before the start, all after the end."""
    return EASES[ease](min(max(share, 0.0), 1.0))


def _in_out(share: float) -> float:
    return share * share * (3 - 2 * share)


def _hold(share: float) -> float:
    return float(share >= 1)


EASES: Mapping[str, Callable[[float], float]] = {
    "linear": lambda share: share,
    "in": lambda share: share * share,
    "out": lambda share: share * (2 - share),
    "in_out": _in_out,
    "hold": _hold,
}
