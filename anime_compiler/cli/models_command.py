"""List and show the checkpoints of the catalogue, with licences and citations.

animec models list
animec models list --kind lora_style --family sdxl
animec models show "Pastel Anime XL"
"""

import sys
from argparse import ArgumentParser, Namespace

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.did_you_mean import closest
from anime_compiler.errors import UsageError
from anime_compiler.language.data_files import CATALOGUE_KINDS, CONTEST, FAMILIES, STATUSES, ModelEntry
from anime_compiler.model.catalogue import Model


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", choices=("list", "show"), help="all of them in a table, or everything about one")
    parser.add_argument("name", nargs="?", metavar="NAME", help="with show: a name, an alias or a repository")
    parser.add_argument("--kind", choices=CATALOGUE_KINDS, metavar="KIND", help=f"one of {', '.join(CATALOGUE_KINDS)}")
    parser.add_argument("--family", choices=FAMILIES, metavar="FAMILY", help=f"one of {', '.join(FAMILIES)}")
    parser.add_argument("--all", action="store_true", help="list those that nobody has published, too")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: Namespace) -> int:
    """List or show."""
    if options.what == "show":
        if options.name is None:
            raise UsageError("which one?", "animec models show NAME")
        return _show(options.name, options.json)
    if options.name is not None:
        raise UsageError("`list` takes no name", f"animec models show {options.name}")
    return _list(options)


def _list(options: Namespace) -> int:
    models = [
        model
        for model in shipped_catalogue().models.values()
        if options.kind in (None, model.kind)
        and options.family in (None, model.family)
        and (options.all or model.status not in ("absent", "planned"))
    ]
    if options.json:
        _print_json([_facts(model) for model in models])
        return 0
    models.sort(key=lambda model: (list(CATALOGUE_KINDS).index(model.kind), model.family, model.id))
    width = max((len(model.id) for model in models), default=0)
    print(f"  {'name':{width}}  {'family':6}  {'in contest':11}  licence\n", file=sys.stderr)
    kind = ""
    for model in models:
        if model.kind != kind:
            between = "\n" if kind else ""
            kind = model.kind
            print(f"{between}{kind}: {CATALOGUE_KINDS[kind]}")
        doubt = " (unconfirmed)" if model.status == "unconfirmed" else f" ({model.status})" if _is_absent(model) else ""
        print(f"  {model.id:{width}}  {model.family:6}  {model.contest:11}  {model.licence or '-'}{doubt}")
    print(
        f"\n{len(models)} models; --all lists what nobody has published, too. `animec models show NAME` says more.",
        file=sys.stderr,
    )
    return 0


def _is_absent(model: Model) -> bool:
    return model.status in ("absent", "planned")


def _show(name: str, as_json: bool) -> int:
    catalogue = shipped_catalogue()
    model = catalogue.find(name)
    if model is None:
        meant = closest(name, catalogue.models)
        cure = f"did you mean `{meant}`?" if meant else "`animec models list` shows all"
        raise UsageError(f"there is no model `{name}`", cure)
    if as_json:
        _print_json(_facts(model))
        return 0
    entry = catalogue.entries[model.id]
    print(f"{model.id}: {model.title}\n")
    print(f"  {CATALOGUE_KINDS[model.kind]} {FAMILIES[model.family]}")
    print(f"  {STATUSES[model.status]} {CONTEST[model.contest]}")
    if model.note:
        print(f"  {model.note}")
    print()
    for label, value in _rows(entry):
        print(f"  {label:14} {value}")
    return 0


def _rows(entry: ModelEntry) -> list[tuple[str, str]]:
    """What there is to say about an entry, in the order of its form."""
    said = {"title", "kind", "family", "status", "contest", "note"}
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


def _facts(model: Model) -> dict[str, object]:
    facts: dict[str, object] = dict(model._asdict())
    facts["weight"] = dict(model.weight._asdict()) if model.weight else None
    return facts


def _print_json(value: object) -> None:
    from json import dumps  # a start that does not need it should not pay for it

    print(dumps(value, indent=2, ensure_ascii=False))
