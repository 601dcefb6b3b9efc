"""Says it aloud where the tests with a real language server could not run."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "tests/editor/" in report.nodeid]
    if skipped:
        terminalreporter.section("the schemas were not tried in a real editor's language server", yellow=True)
        terminalreporter.line(str(skipped[0].longrepr[2]))
