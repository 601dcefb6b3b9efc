import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from anime_compiler.cli.main import main
from anime_compiler.diagnostics import render_sarif

_DOCS = Path(__file__).parents[2] / "docs"
_EXAMPLE = (_DOCS / "examples" / "animec.yml").read_text(encoding="utf-8")
_PAGE = (_DOCS / "github-actions.md").read_text(encoding="utf-8")
_WORKFLOWS = re.findall(r"^```yaml\n(.*?)^```$", _PAGE, re.MULTILINE | re.DOTALL)


def _read(workflow: str) -> Any:
    # Texts only: GitHub does not read `on` as a truth value, as YAML 1.1 does.
    return yaml.load(workflow, Loader=yaml.BaseLoader)  # noqa: S506 - the safest of them, it makes nothing but texts


def _steps(workflow: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = _read(workflow)["jobs"]["check"]["steps"]
    return steps


def test_the_page_shows_the_example_and_the_simpler_form() -> None:
    code_scanning, annotations = _WORKFLOWS
    assert code_scanning == _EXAMPLE
    assert _steps(annotations)[-1] == {"run": "animec check . --format github"}
    assert _read(annotations)["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("workflow", _WORKFLOWS, ids=("code scanning", "annotations"))
def test_github_would_take_it(workflow: str, tmp_path: Path) -> None:
    file = tmp_path / "animec.yml"
    file.write_text(workflow, encoding="utf-8")
    words = ["--builtin-schema", "vendor.github-workflows", str(file)]
    done = subprocess.run([sys.executable, "-m", "check_jsonschema", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_an_upload_needs() -> None:
    workflow = _read(_EXAMPLE)
    assert set(workflow["on"]) == {"push", "pull_request"}
    assert workflow["jobs"]["check"]["permissions"]["security-events"] == "write"
    *_, check, upload = _steps(_EXAMPLE)
    assert check["run"].endswith(f" > {upload['with']['sarif_file']}")
    assert upload["uses"].startswith("github/codeql-action/upload-sarif@")
    assert f"steps.{check['id']}.outcome" in upload["if"], "findings fail the check, and are to be uploaded then"


def test_it_installs_from_the_home_that_findings_name() -> None:
    for workflow in _WORKFLOWS:
        assert f'pip install "animec @ git+{render_sarif._HOME}"' in workflow


@pytest.mark.parametrize("workflow", _WORKFLOWS, ids=("code scanning", "annotations"))
def test_the_command_is_one_that_animec_has(
    workflow: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = next(step["run"] for step in _steps(workflow) if step.get("run", "").startswith("animec check"))
    monkeypatch.chdir(tmp_path)
    Path("clip.yaml").write_text("animec: 1\nclip: a\nshotz: 1\n", encoding="utf-8")
    assert main(command.split(" > ")[0].split()[1:]) == 3
    assert "clip.yaml" in capsys.readouterr().out
