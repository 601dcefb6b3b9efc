"""Outputs: what a render leaves behind, copied out of the store, with the evidence beside it."""
