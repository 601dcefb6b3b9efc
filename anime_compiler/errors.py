"""Exceptions: bugs and the environment, never a mistake in a storyboard (those are `Diagnostic` values).

AnimecError
├── UsageError           the command line asks for something that is not there      exit 2
│   └── ShotListError    a shot list cannot be understood (`starter/`)               exit 2
├── UnreadablePlan       a file is not a plan, or one of another version             exit 3
├── UnreadableFile       a file cannot be read                                       exit 7
├── UnwritableFile       a file cannot be written                                    exit 7
├── UnusableEnvironment  a part that animec stands on is missing or broken           exit 7
└── CompilerBug          a stage made something illegal; please report it            exit 9
"""


class AnimecError(Exception):
    """The root of all; `exit_status` is what the command line ends with, `cure` what to do about it."""

    exit_status = 9

    def __init__(self, message: str, cure: str | None = None) -> None:
        super().__init__(message)
        self.cure = cure


class UsageError(AnimecError):
    """The command line asks for something that is not there."""

    exit_status = 2


class UnreadableFile(AnimecError):
    """A file cannot be read, or is not a regular file."""

    exit_status = 7


class UnwritableFile(AnimecError):
    """A file cannot be written."""

    exit_status = 7


class UnusableEnvironment(AnimecError):
    """A part that animec stands on is missing or broken."""

    exit_status = 7


class UnreadablePlan(AnimecError):
    """A file is not a plan, or one of another version."""

    exit_status = 3


class CompilerBug(AnimecError):
    """A stage made something illegal out of a legal input; the message asks for a report."""

    exit_status = 9
