"""A program for a process of its own: two blocks compiled for real, run, and told what came of it.

Its argument is the folder in which compiled blocks are kept. Two such processes share nothing else.
"""

import json
import sys
import tempfile
from os import environ
from pathlib import Path
from typing import Any

environ["TORCHINDUCTOR_CACHE_DIR"] = tempfile.mkdtemp()  # read when torch is imported

import torch
from diffusers.models.attention import BasicTransformerBlock
from diffusers.models.resnet import ResnetBlock2D
from torch import nn
from torch._dynamo.utils import counters

from renderer.stacks.diffusion.compiled import Compiler

_FOUND = ("fxgraph_cache_hit", "autograd_cache_hit")
_MADE = ("fxgraph_cache_miss", "autograd_cache_miss")


def main() -> None:
    """Run both blocks as they are written, and compiled."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = nn.ModuleList(
        [
            ResnetBlock2D(in_channels=16, temb_channels=8, groups=4),
            BasicTransformerBlock(16, 2, 8, cross_attention_dim=12),
        ]
    ).requires_grad_(False)
    inputs: list[tuple[Any, ...]] = [
        (torch.randn(2, 16, 6, 8), torch.randn(2, 8)),
        (torch.randn(2, 48, 16), None, torch.randn(2, 7, 12)),
    ]
    plain = [block(*given) for block, given in zip(network, inputs, strict=True)]
    compiler = Compiler(torch.device("cpu"), Path(sys.argv[1]))
    compiler.compile(network)
    made = [block(*given) for block, given in zip(network, inputs, strict=True)]
    compiler.keep()
    apart = max(float((one - other).abs().max()) for one, other in zip(plain, made, strict=True))
    counted = {**counters["inductor"], **counters["aot_autograd"]}
    found, new = (sum(counted.get(name, 0) for name in names) for names in (_FOUND, _MADE))
    json.dump({"apart": apart, "found": found, "made": new}, sys.stdout)


if __name__ == "__main__":
    main()
