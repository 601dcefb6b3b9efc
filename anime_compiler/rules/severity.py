"""Which of a storyboard's wishes about the severity of rules are granted.

Warnings and notes may be raised, lowered and switched off. Errors may not: those of a contest are its rules,
and the others stand for what cannot be rendered.
"""

from collections.abc import Mapping

from anime_compiler.model.catalogue import Ruleset
from anime_compiler.rules.rule import Rule, all_rules


def honoured(severities: Mapping[str, str], ruleset: Ruleset) -> dict[str, str]:
    """The wishes that are granted, by rule; one for a rule that does not exist is not."""
    return {
        rule.name: severities[rule.name]
        for rule in all_rules()
        if rule.name in severities and may_be(rule, severities[rule.name], ruleset)
    }


def may_be(rule: Rule, severity: str, ruleset: Ruleset) -> bool:
    """Whether a storyboard may give this severity to a rule."""
    return severity == "error" or ruleset.levels.get(rule.name, rule.code.level.value) != "error"
