"""`python -m anime_compiler` is `animec`."""

from anime_compiler.cli.main import entry

entry()
