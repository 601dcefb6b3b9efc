"""What a storyboard may say about the severity of rules."""

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.rules.severity import honoured


@pytest.mark.parametrize(
    ("rule", "severity", "granted"),
    [
        ("clip-length", "off", True),
        ("clip-length", "error", True),
        ("pose-control-missing", "warning", True),
        ("too-many-loras", "off", False),
        ("too-many-loras", "warning", False),
        ("too-many-loras", "error", True),
        ("duplicate-id", "note", False),
        ("no-such-rule", "off", False),
    ],
)
def test_warnings_and_notes_are_free_and_errors_stay(rule: str, severity: str, granted: bool) -> None:
    ruleset = shipped_catalogue().ruleset("cs492c-2025")
    assert honoured({rule: severity}, ruleset) == ({rule: severity} if granted else {})


def test_what_a_ruleset_makes_of_a_rule_decides() -> None:
    ruleset = shipped_catalogue().ruleset("cs492c-2025")
    stricter = ruleset._replace(levels={"clip-length": "error"})
    milder = ruleset._replace(levels={"too-many-loras": "warning"})
    assert honoured({"clip-length": "off"}, stricter) == {}
    assert honoured({"too-many-loras": "off"}, milder) == {"too-many-loras": "off"}
