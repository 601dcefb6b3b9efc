"""Writes `docs/rules/`: a page for each finding, and a list of them all.

  python docs/make_rule_pages.py             write what has changed, and remove pages of findings that are gone
  python docs/make_rule_pages.py --check     exit with 1 where the pages are not what would be written

The pages come from the docstrings and codes of the compiler, from the clauses of the rulesets, and from the cases that
the rules are tested with.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Level
from anime_compiler.diagnostics.exit_status import exit_status
from anime_compiler.diagnostics.source import Source, Span
from anime_compiler.rules.all_codes import all_codes
from anime_compiler.rules.rule import all_rules

_ROOT = Path(__file__).resolve().parents[1]
_PAGES = _ROOT / "docs" / "rules"
_CASES = _ROOT / "tests" / "rules"
_GENERATED = "<!-- Written by docs/make_rule_pages.py. Change the rule, then run it again. -->"
_LEFT_OUT = "What every storyboard needs (`animec`, `clip`, a shot) is left out where it does not matter."
_ABOUT = """\
Everything that `animec check` may say, with a page each; `animec explain` shows the same pages without the examples.
Under `rules:` a storyboard may raise every rule, and lower or switch off those that are warnings and notes; errors stay
errors."""
_SCOPES = {
    "contest": ("Rules of the contest", "on where the ruleset enforces a contest"),
    "craft": ("Rules of the craft", "on with every ruleset"),
    "language": ("The language", "what cannot be read or made sense of, with every ruleset"),
}


class Finding(NamedTuple):
    """A kind of finding with what its page says besides the text of its own."""

    code: Code
    scope: str
    group: str
    clauses: dict[str, str]

    @property
    def name(self) -> str:
        return self.code.name


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python docs/make_rule_pages.py [--check]\n")
        return 2
    wanted = pages()
    stale = [file for file in sorted({*wanted, *_PAGES.glob("*.md")}) if _read(file) != wanted.get(file)]
    if arguments:
        sys.stdout.writelines(f"{file.relative_to(_ROOT)} is not up to date\n" for file in stale)
        if stale:
            sys.stderr.write("`python docs/make_rule_pages.py` puts it right\n")
        return 1 if stale else 0
    _PAGES.mkdir(exist_ok=True)
    for file in stale:
        if file in wanted:
            file.write_text(wanted[file], encoding="utf-8", newline="\n")
        else:
            file.unlink()
    sys.stdout.write(f"{len(wanted)} pages, {len(stale)} of them changed\n")
    return 0


def pages() -> dict[Path, str]:
    """Every page by its file."""
    findings = _findings()
    written = {_PAGES / f"{finding.name}.md": _page(finding) for finding in findings}
    return {**written, _PAGES / "README.md": _list(findings)}


def _findings() -> list[Finding]:
    rules = {rule.name: rule for rule in all_rules()}
    catalogue = shipped_catalogue()
    rulesets = [catalogue.ruleset(name) for name in catalogue.ruleset_names]
    return [
        Finding(
            code,
            rules[name].scope.value if name in rules else "language",
            rules[name].group if name in rules else "",
            {ruleset.name: ruleset.clauses[name] for ruleset in rulesets if name in ruleset.clauses},
        )
        for name, code in sorted(all_codes().items())
    ]


def _page(finding: Finding) -> str:
    code = finding.code
    _, _, rest = code.page.strip().partition("\n")
    scope = f"{finding.scope}: {_SCOPES[finding.scope][1]}"
    facts = [["level", "family", "exit status", "scope"], ["---"] * 4]
    facts.append([code.level.value, code.family.value, _status(finding), scope])
    parts = [_GENERATED, f"# {code.name}", f"**{code.summary}**", _as_table(facts), rest.strip()]
    parts += [f"## Clause in {name}\n\n> {clause}" for name, clause in finding.clauses.items()]
    cases = _CASES / f"{code.name}.md"
    if finding.scope != "language" and cases.is_file():
        parts += ["## Examples", _LEFT_OUT, _examples(cases.read_text(encoding="utf-8"))]
    return "\n\n".join(filter(None, parts)) + "\n"


def _status(finding: Finding) -> str:
    """What `animec` ends with because of it."""
    code = finding.code
    error = Diagnostic(code, code.summary, Span(Source("", ""), 0, 0), level_override=Level.ERROR)
    status = exit_status([error])
    if code.level is Level.ERROR:
        return str(status)
    ways = ["with `--strict`"] if code.level is Level.WARNING else []
    ways += ["as an error"] if finding.scope != "language" else []  # only rules can be raised
    return f"0; {status} {' or '.join(ways)}"


def _examples(document: str) -> str:
    """The cases of a rule, as part of a page: their headings one level lower, and findings in words."""
    return "\n".join(_example_lines(document)).strip()


def _example_lines(document: str) -> Iterator[str]:
    fence: str | None = None
    said: list[str] = []
    for line in document.splitlines():
        if fence is None and line.startswith("```"):
            fence, said = line.removeprefix("```"), []
            if fence != "findings":
                yield line
        elif fence is None:
            if not line.startswith("# "):  # the name of the rule, which the page has already
                yield f"#{line}" if line.startswith("## ") else line
        elif line.startswith("```"):
            yield from _in_words(said) if fence == "findings" else [line]
            fence = None
        elif fence == "findings":
            said.append(line)
        else:
            yield line


def _in_words(said: list[str]) -> list[str]:
    return ["animec says:", "", "```text", *said, "```"] if said else ["animec says nothing of this."]


def _list(findings: list[Finding]) -> str:
    parts = [_GENERATED, "# Findings", _ABOUT]
    for scope, (title, when) in _SCOPES.items():
        rows = [finding for finding in findings if finding.scope == scope]
        rows.sort(key=lambda finding: (finding.group, finding.name))
        parts.append(f"## {title}\n\n{len(rows)} findings: {when}.\n\n{_table(rows)}")
    return "\n\n".join(parts) + "\n"


def _table(findings: list[Finding]) -> str:
    """Name, level and summary; before them the group, where there are groups."""
    grouped = any(finding.group for finding in findings)
    rows = [["about", "finding", "level", "says"], ["---"] * 4]
    for finding in findings:
        code = finding.code
        link, summary = f"[{code.name}]({code.name}.md)", code.summary.replace("|", "\\|")
        rows.append([finding.group, link, code.level.value, summary])
    return _as_table(rows if grouped else [row[1:] for row in rows])


def _as_table(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _read(file: Path) -> str | None:
    return file.read_bytes().decode() if file.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
