"""What libyaml says of broken YAML, in words that say what to do."""

from yaml import YAMLError
from yaml.error import MarkedYAMLError
from yaml.reader import ReaderError

from anime_compiler.diagnostics.diagnostic import Diagnostic, Label
from anime_compiler.diagnostics.source import Source, Span
from anime_compiler.parse.codes import YAML_SYNTAX

# What libyaml reports -> (what to say, how to mend it). The first that is contained in the report counts.
_PHRASES = (
    (
        "mapping values are not allowed",
        "a key on a line that goes on with the text above it",
        "line it up with the keys it belongs to, or give the line above its `:`",
    ),
    (
        "cannot start any token",
        "a character that cannot start a value",
        "put the text in quotes, and indent with spaces",
    ),
    (
        "did not find expected key",
        "this line does not fit the indentation around it",
        "line it up with the keys it belongs to",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not fit the list above it",
        "start it with `- ` in the list's column",
    ),
    (
        "did not find expected ',' or '}'",
        "a `{` that is never closed",
        'close it, or quote text that starts with it: "{{ name }} …"',
    ),
    (
        "did not find expected ',' or ']'",
        "a `[` that is never closed",
        "close it, or put text that starts with `[` in quotes",
    ),
    ("could not find expected ':'", "a key without its `:`", "write `key: value`"),
    ("found unexpected end of stream", "a quote that is never closed", "close the quote"),
    ("found unexpected document indicator", "a quote that is never closed", "close the quote"),
    (
        "unknown escape character",
        "a backslash that means nothing here",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    ("undefined alias", "an alias, which the language does not have", "write the value out"),
    (
        "did not find expected alphabetic or numeric character",
        "`*` and `&` have a meaning in YAML",
        "put the text in quotes",
    ),
    ("found duplicate", "a directive that stands twice", "remove it"),
)
_CURE = "`animec explain yaml-syntax` shows the usual causes"


def explain_syntax(error: YAMLError, source: Source) -> Diagnostic:
    """A diagnostic at the place where reading stopped, with the likely cure."""
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        return _marked(error, source, error.problem_mark.index)
    if isinstance(error, ReaderError):
        # libyaml gives the code point; the first of its kind is where it stopped.
        at = max(source.text.find(chr(error.character)), 0)
        message = "the file holds a control character"
        return Diagnostic(
            YAML_SYNTAX, message, Span(source, at, at + 1), help="delete it; a NUL or escape cannot be text"
        )
    return Diagnostic(YAML_SYNTAX, str(error).split("\n")[0], Span(source, 0, 0), _CURE)


def where_too_deep(error: YAMLError) -> int | None:
    """Where libyaml itself gave up on nesting, if it did: it reads ahead, so its bound may come before ours."""
    if isinstance(error, MarkedYAMLError) and "maximum nesting depth" in (error.problem or ""):
        return error.problem_mark.index if error.problem_mark is not None else 0
    return None


def _marked(error: MarkedYAMLError, source: Source, at: int) -> Diagnostic:
    reported = f"{error.problem} {error.context}"
    message, cure = next(
        ((said, cure) for sign, said, cure in _PHRASES if sign in reported), (str(error.problem), _CURE)
    )
    at = min(at, len(source.text))
    line = source.text[source.text.rfind("\n", 0, at) + 1 : at]
    if source.text.startswith("\t", at):
        message, cure = "a tab in the indentation", "indent with spaces"
    elif source.text.startswith(":", at) and ":" in line:
        message, cure = "a second `: ` on one line", 'text that holds `: ` needs quotes: prompt: "…"'
    start = at
    labels: tuple[Label, ...] = ()
    if error.context_mark is not None and error.context_mark.index < at:
        opened = error.context_mark.index
        if "never closed" in message:  # where it was opened is what has to be looked at
            return Diagnostic(YAML_SYNTAX, message, Span(source, opened, opened + 1), cure)
        labels = (Label(Span(source, opened, min(opened + 1, len(source.text))), "what was being read starts here"),)
    end = start + 1 if start < len(source.text) and source.text[start] != "\n" else start
    return Diagnostic(YAML_SYNTAX, message, Span(source, start, end), cure, labels)
