"""Exceptions of the renderer; all of them end a render, and none of them is kept as a result.

AnimecError (`anime_compiler/errors.py`)
├── NodeFailed           an operation could not be done; says where in the storyboard    exit of its cause
├── BrokenPicture        an operation gave no numbers, or no picture, where one belongs  exit 9
├── BadFilm              what was encoded is not what was to be encoded                  exit 7
├── StackNotHere         the models of a stack cannot run here                           exit 5
├── BadModel             weights are missing, broken, or of another model                exit 5
│   └── ModelChanged     they are not what was locked (`weights/lock.py`)                exit 5
├── OutputInTheWay       the output folder holds what must not be overwritten            exit 2
├── NotVerified          the evidence beside an output does not hold                     exit 8
├── Interrupted          somebody pressed Ctrl-C                                         exit 130
├── BadAdapter           an adapter cannot be used (`adapters/errors.py`)                exit 5
├── AnnotatorMissing     what makes control maps is not here (`control/errors.py`)       exit 5
└── StoreError           the store (`store/errors.py`)                                   exit 6 or 7
"""

from anime_compiler.errors import AnimecError


class NodeFailed(AnimecError):
    """An operation could not be done."""

    def __init__(self, message: str, cure: str | None, exit_status: int) -> None:
        super().__init__(message, cure)
        self.exit_status = exit_status


class BrokenPicture(AnimecError):
    """An operation gave something that is no picture."""

    exit_status = 9


class BadFilm(AnimecError):
    """A film that was written cannot be read back as what it should be."""

    exit_status = 7


class StackNotHere(AnimecError):
    """The models of a stack cannot run here."""

    exit_status = 5


class BadModel(AnimecError):
    """Weights are missing, not whole, or of another model than they are named for."""

    exit_status = 5


class ModelMissing(BadModel):
    """Weights that a plan runs are not on this machine."""


class OutputInTheWay(AnimecError):
    """The output folder holds something that must not be overwritten without being asked."""

    exit_status = 2


class NotVerified(AnimecError):
    """The evidence beside an output does not hold."""

    exit_status = 8


class Interrupted(AnimecError):
    """Stopped by hand; what is finished is kept."""

    exit_status = 130
