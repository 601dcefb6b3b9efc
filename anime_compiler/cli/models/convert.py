"""x"""

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    pass


def run(options: Namespace) -> int:
    return 0
