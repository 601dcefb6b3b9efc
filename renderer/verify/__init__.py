"""Verifying: whether what lies in an output folder is what its evidence says, level by level, without believing it."""
