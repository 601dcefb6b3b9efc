"""Findings as SARIF 2.1.0, for GitHub's code scanning and for editors."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from json import dumps
from os import fsencode
from pathlib import PurePath
from urllib.parse import quote

from anime_compiler import __version__
from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix
from anime_compiler.diagnostics.render_text import visible
from anime_compiler.diagnostics.source import Source, Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://github.com/animec/animec"


def render_sarif(found: Sequence[Diagnostic]) -> str:
    """One run with the findings in the order given; file names are best relative to the repository."""
    codes = {finding.code.name: finding.code for finding in found}
    names = sorted(codes)
    seen: Counter[tuple[str, ...]] = Counter()
    driver = {
        "name": "animec",
        "version": __version__,
        "informationUri": _HOME,
        "rules": [_rule(codes[name]) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, names.index(finding.code.name), seen) for finding in found],
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: Code) -> dict[str, object]:
    summary, page = {"text": code.summary}, code.page.strip()
    return {
        "id": code.name,
        "shortDescription": summary,
        "fullDescription": summary,
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": code.level.value},
        "properties": {"tags": [code.family.value]},
    }


def _result(finding: Diagnostic, rule: int, seen: Counter[tuple[str, ...]]) -> dict[str, object]:
    advice = f"help: {finding.help}".split("\n") if finding.help else []
    result: dict[str, object] = {
        "ruleId": finding.code.name,
        "ruleIndex": rule,
        "level": finding.level.value,
        "message": {"text": "\n".join(map(visible, [finding.message, *advice]))},
        "locations": [{"physicalLocation": _place(finding.span)}],
        "partialFingerprints": {"animecFinding/v1": _fingerprint(finding, seen)},
    }
    if finding.labels:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(label.span), "message": {"text": visible(label.text)}}
            for number, label in enumerate(finding.labels, 1)
        ]
    if finding.fix and finding.fix.edits:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _fingerprint(finding: Diagnostic, seen: Counter[tuple[str, ...]]) -> str:
    """The same as long as the finding is, wherever in its file an edit elsewhere moves it.

    GitHub's upload action adds a `primaryLocationLineHash` of its own, and warns where there is one already.
    """
    what = (finding.code.name, _artifact(finding.span.source)["uri"], finding.span.text)
    seen[what] += 1
    return sha256("\0".join([*what, str(seen[what])]).encode()).hexdigest()


def _fix(fix: Fix) -> dict[str, object]:
    by_source: dict[Source, list[Edit]] = {}
    for edit in fix.edits:
        by_source.setdefault(edit.span.source, []).append(edit)
    changes = [
        {
            "artifactLocation": _artifact(source),
            "replacements": [
                {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}} for edit in edits
            ],
        }
        for source, edits in by_source.items()
    ]
    description = {"text": visible(fix.title)}
    return {"description": description, "artifactChanges": changes, "properties": {"safe": fix.safe}}


def _place(span: Span) -> dict[str, object]:
    return {"artifactLocation": _artifact(span.source), "region": _region(span)}


def _artifact(source: Source) -> dict[str, str]:
    path = PurePath(source.name)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(fsencode(path.as_posix())), "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> dict[str, int]:
    first, last = span.first, span.last
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
    }
