"""`python -m anime_compiler` is `animec`."""

import sys

from anime_compiler.cli.main import main

sys.exit(main())
