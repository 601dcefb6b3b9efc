"""What can go wrong with control.

AnimecError (`anime_compiler/errors.py`)
└── AnnotatorMissing     what makes the maps of a kind is not here, or does not work here     exit 5
"""

from anime_compiler.errors import AnimecError


class AnnotatorMissing(AnimecError):
    """What makes the maps of a kind is not here, or does not work here. Nothing else stands in for it."""

    exit_status = 5
