"""Times for people who wait: exact about what is gone, and no more exact than it can be about what is to come."""

from anime_compiler.cli.progress.estimate import Left


def clock_text(seconds: float) -> str:
    """Time gone, as a clock shows it: `0:07`, `12:30`, `1:02:03`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def took_text(seconds: float) -> str:
    """Time that something took: `0.4 s`, `38 s`, `12:30`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 60 else clock_text(seconds)


def left_text(left: Left | None) -> str:
    """Time to come, in steps so coarse that the text stands still."""
    if left is None:
        return ""
    return f"{'about' if left.is_all else 'at least'} {_coarse(left.seconds)} left"


def _coarse(seconds: float) -> str:
    if seconds < 57.5:
        return f"{max(5, round(seconds / 5) * 5)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    rest = minutes % 60 // 5 * 5
    return f"{minutes // 60} h {rest} min" if rest else f"{minutes // 60} h"
