"""What a rule is, and how rules are found and run.

A rule is a module under `rules/<group>/`; its file name with `-` for `_` is its code. It holds

    a docstring     the page for `animec explain`: summary line, then `## Why` and `## Instead`
    LEVEL           how heavy a finding is, unless the ruleset or the storyboard says otherwise
    SCOPE           CONTEST (on where the ruleset enforces a contest) or CRAFT (always on)
    one check       named after what it reads: `check_tree`, `check_storyboard` or `check_plan`;
                    a generator of `Finding`s that takes that product and the rule's `Parameters`

Nothing else has to be edited to add one.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Family, Fix, Label, Level
from anime_compiler.diagnostics.source import Span
from anime_compiler.errors import CompilerBug
from anime_compiler.model.catalogue import Parameters, Ruleset


class Scope(Enum):
    """When a rule is on."""

    CONTEST = "contest"
    CRAFT = "craft"


CONTEST = Scope.CONTEST
CRAFT = Scope.CRAFT


class Finding(NamedTuple):
    """What a rule reports; its code and level come from the rule."""

    span: Span
    message: str
    help: str | None = None
    labels: tuple[Label, ...] = ()
    fix: Fix | None = None
    level: Level | None = None  # where one rule knows of lighter cases


class Reads(Enum):
    """The product that a rule reads."""

    TREE = "check_tree"
    STORYBOARD = "check_storyboard"
    PLAN = "check_plan"


class Rule(NamedTuple):
    """A rule as it was found."""

    code: Code
    scope: Scope
    reads: Reads
    check: Callable[[Any, Parameters], Iterator[Finding]]
    group: str

    @property
    def name(self) -> str:
        return self.code.name


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule there is, in the order of groups and names."""
    folder = Path(__file__).parent
    return tuple(
        _load(file.parent.name, file.stem) for file in sorted(folder.glob("*/*.py")) if file.stem != "__init__"
    )


def _load(group: str, stem: str) -> Rule:
    module = import_module(f"{__package__}.{group}.{stem}")
    checks = [reads for reads in Reads if hasattr(module, reads.value)]
    if len(checks) != 1:
        raise CompilerBug(f"rule module {module.__name__} needs exactly one of {[reads.value for reads in Reads]}")
    scope: Scope = module.SCOPE
    family = Family.CONTEST if scope is CONTEST else getattr(module, "FAMILY", Family.STORYBOARD)
    code = Code(stem.replace("_", "-"), module.LEVEL, module.__doc__ or "", family)
    return Rule(code, scope, checks[0], getattr(module, checks[0].value), group)


def run_rules(reads: Reads, product: object, ruleset: Ruleset, severities: dict[str, str]) -> Iterator[Diagnostic]:
    """The findings of all rules that read this product and are on."""
    for rule in all_rules():
        if rule.reads is not reads or (rule.scope is CONTEST and not ruleset.enforces_contest):
            continue
        severity = severities.get(rule.name, ruleset.levels.get(rule.name))
        if severity == "off":
            continue
        for finding in rule.check(product, ruleset.parameters_of(rule.name)):
            yield Diagnostic(
                rule.code,
                finding.message,
                finding.span,
                finding.help,
                finding.labels,
                finding.fix,
                Level(severity) if severity else finding.level,
            )
