"""Noise by identity: a seed depends on what it is for, never on order, so that a new shot leaves the others alone."""

from hashlib import sha256


def derive_seed(seed: int, scene: str, role: str, number: int) -> int:
    """A seed below 2⁶³ for one piece of work of one scene."""
    digest = sha256(f"animec/seed/1\0{seed}\0{scene}\0{role}\0{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
