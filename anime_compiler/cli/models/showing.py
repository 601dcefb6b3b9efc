"""Everything about one model of the catalogue.

animec models show "Pastel Anime XL"
"""

from argparse import ArgumentParser, Namespace

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.models.facts import facts_of, print_json
from anime_compiler.diagnostics.did_you_mean import closest
from anime_compiler.errors import UsageError
from anime_compiler.language.data_files import CATALOGUE_KINDS, CONTEST, FAMILIES, STATUSES, ModelEntry


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="a name, an alias or a repository")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: Namespace) -> int:
    """Show."""
    if options.name is None:
        raise UsageError("which one?", "animec models show NAME")
    return _show(options.name, options.json)


def _show(name: str, as_json: bool) -> int:
    catalogue = shipped_catalogue()
    model = catalogue.find(name)
    if model is None:
        meant = closest(name, catalogue.models)
        cure = f"did you mean `{meant}`?" if meant else "`animec models list` shows all"
        raise UsageError(f"there is no model `{name}`", cure)
    if as_json:
        print_json(facts_of(model))
        return 0
    entry = catalogue.entries[model.id]
    print(f"{model.id}: {model.title}\n")
    print(f"  {CATALOGUE_KINDS[model.kind]} {FAMILIES[model.family]}")
    print(f"  {STATUSES[model.status]} {CONTEST[model.contest]}")
    if not model.runs:
        print("  animec has no code that runs it yet.")
    if model.note:
        print(f"  {model.note}")
    print()
    for label, value in _rows(entry):
        print(f"  {label:14} {value}")
    return 0


def _rows(entry: ModelEntry) -> list[tuple[str, str]]:
    """What there is to say about an entry, in the order of its form."""
    said = {"title", "kind", "family", "status", "contest", "note", "runs"}
    rows = []
    for key, field in type(entry).fields.items():
        value = getattr(entry, field.name)
        words = "" if value is None or key in said else _in_words(value)
        if words:
            rows.append((key.replace("_", " "), words))
    return rows


def _in_words(value: object) -> str:
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    fields = getattr(type(value), "fields", None)
    if fields:
        given = [(key, getattr(value, field.name)) for key, field in fields.items()]
        return ", ".join(
            f"{key} {item:g}" if isinstance(item, float) else f"{key} {item}" for key, item in given if item is not None
        )
    return getattr(value, "text", str(value))
