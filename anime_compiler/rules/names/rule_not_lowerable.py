"""`rules` names a rule that does not exist, or one whose severity a storyboard cannot lower

Under `rules` a storyboard raises, lowers or switches off what is reported of it. Warnings and notes are free.
Errors stay errors: an attempt to lower one is warned of and has no effect. A rule that does not exist is an
error itself.

## Why

An error of the contest stands for a clause whose breach scores zero, and any other error for something that
cannot be rendered. A misspelt rule would leave on what was to be off, without a word.

## Instead

Mend what the rule reports, or leave the contest: with `ruleset: open` its rules do not apply.

```yaml
rules: {clip-length: off, frame-size: error}
```
"""

from collections.abc import Iterable, Iterator

from anime_compiler.diagnostics.diagnostic import Edit, Fix, Level
from anime_compiler.diagnostics.did_you_mean import closest
from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, CRAFT, Finding, Rule, all_rules
from anime_compiler.rules.severity import may_be

LEVEL = Level.ERROR
SCOPE = CRAFT


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Look up each rule that the author gives a severity to, and whether it may have that."""
    rules = {rule.name: rule for rule in all_rules()}
    for name, severity in board.severities.items():
        rule = rules.get(name)
        if rule is None:
            yield _unknown(name, board.place.part("rules").key(name), rules)
        elif rule.scope is CONTEST and not board.ruleset.enforces_contest:
            continue  # it is off anyway
        elif not may_be(rule, severity, board.ruleset):
            yield _not_lowerable(rule, board.place.at("rules", name))


def _unknown(name: str, span: Span, rules: Iterable[str]) -> Finding:
    meant = closest(name, rules)
    return Finding(
        span,
        f"there is no rule `{name}`",
        help=f"did you mean `{meant}`?" if meant else "`animec explain` lists the rules",
        fix=Fix(f"replace with `{meant}`", (Edit(span, meant),), safe=False) if meant else None,
    )


def _not_lowerable(rule: Rule, span: Span) -> Finding:
    what = "an error of the contest" if rule.scope is CONTEST else "an error that stops every render"
    return Finding(
        span,
        f"`{rule.name}` is {what} and cannot be lowered",
        help="take it out of `rules`, and mend what it reports",
        level=Level.WARNING,
    )
