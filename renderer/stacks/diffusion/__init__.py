"""Stacks of diffusion models: Stable Diffusion XL, Stable Diffusion 2, and the small ones that ship, on torch.

Threads of a CPU that wait for each other give their core away meanwhile. By default they spin, which on a machine that
has anything else to do made a picture take ten times as long. It counts when torch is imported, so it is said before.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
