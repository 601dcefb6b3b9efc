"""What is found out while a template is read."""

from collections.abc import Iterable, Mapping

from anime_compiler.diagnostics.diagnostic import Code
from anime_compiler.diagnostics.did_you_mean import closest, known_names
from anime_compiler.resolve import template_codes as codes
from anime_compiler.resolve.problem import Problem, quoted

MOST_BEFORE = 8_192
MOST_AFTER = 16_384


class TemplateReading:
    """Values by name, the names that were read, and the problems; each way of reading a template fills it."""

    def __init__(self, text: str, names: Mapping[str, str], advise: bool = True) -> None:
        self.text = text
        self.names = names
        self.advise = advise  # whether to look for what may have been meant, which takes a while
        self.used: set[str] = set()
        self.problems: list[Problem] = []

    def report(self, code: Code, message: str, start: int, end: int, help: str) -> None:
        self.problems.append(Problem(code, message, start, end, help))

    def value_of(self, name: str, start: int) -> str:
        """The value of a name that stands at `start`; nothing, and a problem, if it has none."""
        if name in self.names:
            self.used.add(name)
            return self.names[name]
        cure = f"known here: {known_names(self.names)}" if self.names else "no names are known here"
        meant = closest(name, self.names) if self.advise else None
        if meant:
            cure = f"did you mean `{meant}`? {cure}"
        message = f"the name {quoted(name)} has no value"
        self.report(codes.UNREADABLE_TEMPLATE_VARIABLE, message, start, start + len(name), cure)
        return ""

    def join(self, parts: Iterable[str]) -> str:
        """The parts as one text, which is measured before it is made."""
        parts = list(parts)
        return "".join(parts) if self.fits(sum(map(len, parts))) else ""

    def fits(self, length: int) -> bool:
        """Whether a text of that length is allowed; the first that is not is a problem."""
        if length <= MOST_AFTER:
            return True
        if not any(problem.code is codes.TEMPLATE_TOO_LONG for problem in self.problems):
            message = f"the template fills out to more than {MOST_AFTER:,} characters"
            cure = "shorten the values that it uses"
            self.report(codes.TEMPLATE_TOO_LONG, message, 0, len(self.text), cure)
        return False
