"""Everything about a model, for programs."""

from anime_compiler.model.catalogue import Model


def facts_of(model: Model) -> dict[str, object]:
    """What the catalogue says of a model."""
    facts: dict[str, object] = dict(model._asdict())
    facts["weight"] = dict(model.weight._asdict()) if model.weight else None
    return facts


def print_json(value: object) -> None:
    """Print what a program asked for."""
    from json import dumps  # a start that does not need it should not pay for it

    print(dumps(value, indent=2, ensure_ascii=False))
