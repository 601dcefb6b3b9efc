"""What this machine has to offer."""

import os


def processors() -> int:
    """Those that this process may use, which are fewer than there are in many a container."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
