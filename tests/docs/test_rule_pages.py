import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from anime_compiler.rules.all_codes import all_codes
from anime_compiler.rules.rule import all_rules

_ROOT = Path(__file__).parents[2]
_RULES = _ROOT / "docs" / "rules"
_FENCED = re.compile(r"^(?P<fence>```+).*?^(?P=fence)$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`+[^`]+`+")
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _make_pages(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "docs/make_rule_pages.py", *words],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
    )


def test_the_pages_are_up_to_date() -> None:
    done = _make_pages(_ROOT, "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_finding_has_a_page_and_a_place_in_the_list() -> None:
    listed = re.findall(r"\[([a-z0-9-]+)\]\(\1\.md\)", (_RULES / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(all_codes())
    assert {file.stem for file in _RULES.glob("*.md")} == {*all_codes(), "README"}


def test_what_a_page_of_a_rule_says() -> None:
    page = (_RULES / "too-many-loras.md").read_text(encoding="utf-8")
    assert "\n# too-many-loras\n\n**more LoRAs work at once than the contest allows**\n" in page
    assert "\n| error | contest | 4 | contest: on where the ruleset enforces a contest |\n" in page
    assert "\n## Clause in cs492c-2025\n\n> contest guide §2.2 and pipeline guide §1.2: at most three LoRAs" in page
    assert "\n### Three are allowed\n\n```yaml\nstyle:\n" in page
    assert "\n```\n\nanimec says nothing of this.\n" in page
    assert "\nanimec says:\n\n```text\nerror 7:53 `roof` uses 4 LoRAs at once, but at most 3 are allowed\n```\n" in page


def test_every_rule_shows_a_case_with_a_finding() -> None:
    for rule in all_rules():
        page = (_RULES / f"{rule.name}.md").read_text(encoding="utf-8")
        assert "\nanimec says:\n\n```text\n" in page, rule.name
        assert "```findings" not in page, rule.name


def test_drift_is_told_and_mended(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(_ROOT / "docs" / "make_rule_pages.py", tmp_path / "docs")
    shutil.copytree(_ROOT / "tests" / "rules", tmp_path / "tests" / "rules")
    assert _make_pages(tmp_path).stdout == f"{len(all_codes()) + 1} pages, {len(all_codes()) + 1} of them changed\n"
    assert _make_pages(tmp_path, "--check").returncode == 0

    pages = tmp_path / "docs" / "rules"
    (pages / "clip-length.md").write_text("something else", encoding="utf-8")
    (pages / "frame-rate.md").unlink()
    (pages / "of-a-rule-that-is-gone.md").touch()
    done = _make_pages(tmp_path, "--check")
    assert done.returncode == 1
    stale = [line.split()[0] for line in done.stdout.splitlines()]
    assert stale == [f"docs/rules/{name}.md" for name in ("clip-length", "frame-rate", "of-a-rule-that-is-gone")]

    assert _make_pages(tmp_path).stdout.endswith(" pages, 3 of them changed\n")
    assert _make_pages(tmp_path, "--check").returncode == 0
    assert _make_pages(tmp_path, "--chekc").returncode == 2


def _prose(document: Path) -> str:
    return _CODE.sub("", _FENCED.sub("", document.read_text(encoding="utf-8")))


def _anchors(document: Path) -> set[str]:
    """The names that GitHub gives to the headings of a document."""
    headings = _HEADING.findall(_FENCED.sub("", document.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _broken_links(document: Path) -> Iterator[str]:
    for link in _LINK.finditer(_prose(document)):
        name, _, anchor = link["target"].partition("#")
        if re.match(r"[a-z]+:", name):
            continue
        target = document.parent / name if name else document
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            yield f"{document.relative_to(_ROOT)}: {link['target']}"


def test_every_link_inside_the_project_leads_somewhere() -> None:
    documents = [*_ROOT.glob("*.md"), *_ROOT.glob("docs/**/*.md")]
    assert len(documents) > len(all_codes())
    assert [broken for document in documents for broken in _broken_links(document)] == []
