"""The catalogue as a table.

animec models list
animec models list --kind lora_style --family sdxl
"""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.models.facts import facts_of, print_json
from anime_compiler.diagnostics.render_text import counted
from anime_compiler.errors import UsageError
from anime_compiler.language.data_files import CATALOGUE_KINDS, FAMILIES
from anime_compiler.model.catalogue import Model


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", help=SUPPRESS)
    parser.add_argument("--kind", choices=CATALOGUE_KINDS, metavar="KIND", help=f"one of {', '.join(CATALOGUE_KINDS)}")
    parser.add_argument("--family", choices=FAMILIES, metavar="FAMILY", help=f"one of {', '.join(FAMILIES)}")
    parser.add_argument("--all", action="store_true", help="list those that nobody has published, too")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: Namespace) -> int:
    """List."""
    if options.name is not None:
        raise UsageError("`list` takes no name", f"animec models show {options.name}")
    models = [
        model
        for model in shipped_catalogue().models.values()
        if options.kind in (None, model.kind)
        and options.family in (None, model.family)
        and (options.all or model.status not in ("absent", "planned"))
    ]
    if options.json:
        print_json([facts_of(model) for model in models])
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
        f"\n{counted(len(models), 'model')}; --all lists what nobody has published, too. "
        "`animec models show NAME` says more.",
        file=sys.stderr,
    )
    return 0


def _is_absent(model: Model) -> bool:
    return model.status in ("absent", "planned")
