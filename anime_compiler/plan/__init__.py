"""Lowered shots to a render plan: a typed graph of operations, verified, keyed, and written as JSON."""
