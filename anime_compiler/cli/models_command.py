"""The checkpoints of the catalogue, and those on this machine: get, lock, verify and convert them.

  animec models list                       the catalogue in a table
  animec models show "Pastel Anime XL"     everything about one, with licence and citation
  animec models where                      what is in the folder of models
  animec models fetch --for clip.yaml      download what a storyboard needs; sizes are shown first
  animec models lock                       write down which files they are made of
  animec models verify                     hash every byte again
  animec models convert OLD.ckpt NEW.safetensors

`animec models WHAT --help` says more.
"""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter

from anime_compiler.cli.models import convert, fetch, listing, lock, showing, verify, where

_PARTS = {
    "list": listing,
    "show": showing,
    "where": where,
    "fetch": fetch,
    "lock": lock,
    "verify": verify,
    "convert": convert,
}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be done, each with its options."""
    parts = parser.add_subparsers(dest="what", required=True, metavar="WHAT", help=", ".join(_PARTS))
    for name, part in _PARTS.items():
        about = part.__doc__ or ""
        own = parts.add_parser(name, description=about, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False)
        part.add_arguments(own)


def run(options: Namespace) -> int:
    """Do it."""
    status: int = _PARTS[options.what].run(options)
    return status
