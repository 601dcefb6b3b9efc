"""Stacks: the one seam to models. Each makes the pictures of a plan in its own way."""
