"""Boards instead of models: every operation of a plan done in kind, drawn from its words and seeds."""
