"""Say everything that is wrong with storyboards, and everything that breaks the rules.

Nothing is rendered and no model is loaded. All findings come in one run, each at its line and column, each with what to
do about it. What passes here is not refused later.

  animec check specs/                      every storyboard under a folder
  animec check clip.yaml --fix             mend what can be mended without changing what you meant
  animec check clip.yaml --vram 8          also: will it fit a card with 8 GB?
  animec check . --format sarif > out.sarif   for code scanning; also json and github
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from anime_compiler.cli.inputs import (
    StoryboardFile,
    add_input_arguments,
    compile_file,
    is_storyboard,
    limits_of,
    named_files,
    read_storyboard,
)
from anime_compiler.cli.terminal import report_error, use_color, width_of
from anime_compiler.cli.write_file import write_file
from anime_compiler.diagnostics.diagnostic import Diagnostic
from anime_compiler.diagnostics.exit_status import exit_status
from anime_compiler.errors import AnimecError, UsageError
from anime_compiler.pipeline import Compilation

FORMATS = ("text", "concise", "json", "sarif", "github")
# Kept until the process ends: taking a long storyboard apart would cost as much as several rules.
_KEPT: list[Compilation] = []
_BOM = b"\xef\xbb\xbf"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    add_input_arguments(parser, several=True)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how findings are written (%(default)s)")
    parser.add_argument("--fix", action="store_true", help="apply fixes that cannot change what was meant")
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="as --fix, and apply those that only may be right, too"
    )
    parser.add_argument("--strict", action="store_true", help="warnings fail, too")
    parser.add_argument("--all", action="store_true", help="show all findings, not only the first 20")
    parser.add_argument("--quiet", "-q", action="store_true", help="show errors only")
    parser.add_argument("--skip-others", action="store_true", help="pass over named files without the key `animec`")


def run(options: Namespace) -> int:
    """Check everything that was named."""
    if options.overrides and (options.fix or options.unsafe_fixes):
        raise UsageError("`--fix` cannot mend what is not written: `--set` is here as well", "leave out one of the two")
    mended = 0
    compilations = _KEPT
    compilations.clear()
    trouble = 0
    for path, was_named in named_files(options.paths):
        # One file that cannot be read must not hide what is to be said of the others.
        try:
            file = read_storyboard(path, limits_of(options))
            if is_storyboard(file) or (was_named and not options.skip_others):
                compiled, fixes = _check(file, options)
                compilations.append(compiled)
                mended += fixes
        except AnimecError as error:
            trouble = report_error(error)
    found = [finding for compiled in compilations for finding in compiled.diagnostics]
    files = len(compilations)
    if options.quiet:
        found = [finding for finding in found if finding.level.value == "error"]
    print(_written(found, files, mended, options), end="")
    if trouble:
        return trouble
    if not files:
        print("animec: no storyboard here (a storyboard has the key `animec`)", file=sys.stderr)
        return 0 if options.skip_others else 2
    return exit_status(found, options.strict) or (1 if mended else 0)


def _check(file: StoryboardFile, options: Namespace) -> tuple[Compilation, int]:
    """What came of one file, after mending it where that was asked for."""
    compiled = compile_file(file, options)
    found = compiled.diagnostics
    if not (options.fix or options.unsafe_fixes):
        return compiled, 0
    if file.name == "<stdin>":
        raise UsageError("standard input cannot be changed", "name a file")
    from anime_compiler.diagnostics.fixes import apply_fixes  # only where something is to be mended

    source = next((finding.span.source for finding in found if finding.span.source.name == file.name), None)
    text, fixes = apply_fixes(source, found, options.unsafe_fixes) if source else ("", 0)
    if not fixes:
        return compiled, 0
    data = (_BOM if file.data.startswith(_BOM) else b"") + text.encode()
    write_file(file.name, data)
    return compile_file(StoryboardFile(file.name, data), options), fixes


def _written(found: Sequence[Diagnostic], files: int, mended: int, options: Namespace) -> str:
    """The findings in the form that was asked for; each form is imported where it is used, for the sake of start-up."""
    if options.format == "json":
        from anime_compiler.diagnostics.render_json import render_json

        return render_json(found) + "\n"
    if options.format == "sarif":
        from anime_compiler.diagnostics.render_sarif import render_sarif

        return render_sarif(found) + "\n"
    if options.format == "github":
        from anime_compiler.diagnostics.render_github import render_github

        return render_github(found) + ("\n" if found else "")
    from anime_compiler.diagnostics.render_text import render_concise, render_text, summary

    if options.format == "concise":
        return render_concise(found) + ("\n" if found else "")
    text = render_text(found, use_color(sys.stdout), width_of(sys.stdout), None if options.all else 20)
    note = f"{mended} {'fix' if mended == 1 else 'fixes'} applied\n" if mended else ""
    return "\n\n".join(filter(None, (text, f"{note}{summary(found, files)}\n"))) if files else ""
