"""No test finds the store of whoever runs it."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMEC_STORE", str(tmp_path / "no store here"))
