"""`python -m pocket.train STAGE`: make the pocket family, stage by stage, or go on with a stage.

Stages, in the order in which they are needed:

  tokenizer    write the tokenizers
  vae          train the VAE
  bake         fix the latents: from here on only the VAE's decoder may change
  latents      draw and encode the denoiser's training pictures
  unet         train the UNet and the text encoders
  vae-decoder  train the decoder further, at any time after `bake`
  export       write all of it as a folder that diffusers loads
  style-lora   train a LoRA of a style on such a folder, and write it beside it
  adopt        begin a run with the weights of such a folder
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Final

from pocket.train import export, latents, loop, style, tokenizer
from pocket.train.denoiser import DenoiserStage, Mix, Shape
from pocket.train.latents import Size
from pocket.train.loop import Budget, Settings
from pocket.train.run import Run
from pocket.train.style import StyleStage
from pocket.train.vae import VaeStage

VAE: Final = Settings(rate=4e-4, matrix_rate=5e-3, warmup=50, beta=0.98, average=0.998)
UNET: Final = Settings(rate=8e-4, warmup=200, beta=0.98, average=0.9995)
STYLE: Final = Settings(rate=4e-3, warmup=10, beta=0.98, average=0.98)
SHAPE: Final = Shape()
BASE: Final = Path("pocket/weights/pocket-base")
STAGES: Final = ("tokenizer", "vae", "bake", "latents", "unet", "vae-decoder", "export", "style-lora", "adopt")


def main() -> None:
    """Read the command line, do one stage."""
    asked = _arguments()
    root: Path = asked.run
    loop.lower_priority()
    budget = Budget(asked.minutes, asked.steps, asked.workers, asked.threads, asked.device, asked.anneal)
    pace = {"save_every": asked.save_every, "look_every": asked.look_every, "log_every": asked.log_every}
    stage: str = asked.stage
    match stage:
        case "tokenizer":
            tokenizer.write_tokenizers(root)
        case "vae":
            loop.train(partial(VaeStage, asked.device), root / "vae", VAE._replace(**pace), budget)
        case "vae-decoder":
            make = partial(VaeStage, asked.device, root / "vae-baked")
            loop.train(make, root / "vae-decoder", VAE._replace(**pace), budget)
        case "bake":
            export.baked_vae(root).save_pretrained(root / "vae-baked")
        case "latents":
            for size, count in asked.sizes:
                latents.encode(root / "vae-baked", root / "latents", size, int(count), asked.workers)
        case "unet":
            mix = Mix(tuple(asked.sizes), asked.batch)
            loop.train(
                partial(DenoiserStage, root, mix, SHAPE, asked.device), root / "unet", UNET._replace(**pace), budget
            )
        case "export":
            export.export(root, asked.to, SHAPE)
        case "style-lora":
            drawn, run = root / "style-latents", root / f"style-{asked.style}"
            size = asked.sizes[0][0]
            style.encode(asked.weights, drawn, asked.style, asked.workers, asked.pairs, size)
            make_style = partial(StyleStage, asked.weights, drawn, asked.style, asked.batch, asked.device, size)
            loop.train(make_style, run, STYLE._replace(**pace), budget)
            export.style_lora(asked.weights, Run(run), asked.style, asked.strength or style.STYLES[asked.style])
        case "adopt":
            export.adopt(asked.weights, root, SHAPE)
        case _:
            raise AssertionError(stage)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m pocket.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument(
        "--run", type=Path, required=True, help="the folder of the family's runs; copy it, and they have moved"
    )
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after that long, with a checkpoint")
    parser.add_argument("--steps", type=int, default=10**9, help="stop at that step")
    parser.add_argument("--workers", type=int, default=1, help="processes that share a batch")
    parser.add_argument("--threads", type=int, default=1, help="of each process; more pay on idle cores only")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument(
        "--anneal", type=int, default=0, help="lower the learning rate to nothing over that many steps, then stop"
    )
    parser.add_argument("--batch", type=int, default=16, help="pictures of the smallest size in a step of each process")
    parser.add_argument(
        "--sizes",
        type=_sized,
        nargs="+",
        default=[((256, 256), 1.0)],
        help="WIDTHxHEIGHT:NUMBER, for `latents` how many pictures, for `unet` how often; `style-lora` takes the first",
    )
    parser.add_argument("--save-every", type=float, default=240.0, help="seconds between checkpoints")
    parser.add_argument("--look-every", type=float, default=600.0, help="seconds between sample grids")
    parser.add_argument("--log-every", type=int, default=25, help="steps in a line of the log")
    parser.add_argument("--weights", type=Path, default=BASE, help="the base that `adopt` and `style-lora` read")
    parser.add_argument("--style", choices=list(style.STYLES), default="pastel", help="of `style-lora`")
    parser.add_argument("--strength", type=float, help="what weight 1 of a `style-lora` stands for")
    parser.add_argument("--pairs", type=int, default=512, help="scenes that `style-lora` draws in both styles")
    parser.add_argument("--to", type=Path, default=BASE, help="where `export` writes")
    return parser.parse_args()


def _sized(text: str) -> tuple[Size, float]:
    """`256x256:1000` as a size and a number."""
    size, _, number = text.partition(":")
    width, _, height = size.partition("x")
    return (int(width), int(height)), float(number or 1)


if __name__ == "__main__":
    main()
