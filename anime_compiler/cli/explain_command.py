"""Explain a finding: what it means, why it matters, what to do instead.

animec explain too-many-loras
animec explain                   list every finding there is
"""

import sys
from argparse import ArgumentParser, Namespace

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Code
from anime_compiler.diagnostics.did_you_mean import closest
from anime_compiler.errors import UsageError
from anime_compiler.rules.all_codes import all_codes


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="the name in brackets behind error, warning or note")


def run(options: Namespace) -> int:
    """Print one page, or the list."""
    codes = all_codes()
    if options.code is None:
        _list(codes)
        return 0
    code = codes.get(options.code)
    if code is None:
        meant = closest(options.code, codes)
        cure = f"did you mean `{meant}`?" if meant else "`animec explain` lists them all"
        raise UsageError(f"there is no finding `{options.code}`", cure)
    print(f"{code.name} ({code.level.value})\n")
    print(code.page.strip())
    _print_clauses(code)
    return 0


def _list(codes: dict[str, Code]) -> None:
    width = max(map(len, codes))
    for name in sorted(codes):
        print(f"{name:{width}}  {codes[name].level.value:7}  {codes[name].summary}")
    print("\n`animec explain CODE` says more about one.", file=sys.stderr)


def _print_clauses(code: Code) -> None:
    """The clauses of the contests that stand behind a rule."""
    catalogue = shipped_catalogue()
    for name in catalogue.ruleset_names:
        clause = catalogue.ruleset(name).clauses.get(code.name)
        if clause:
            print(f"\n## Clause in {name}\n\n{clause}")
