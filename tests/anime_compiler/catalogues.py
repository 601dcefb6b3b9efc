"""Catalogues for tests, beside the one that ships."""

from functools import cache

from anime_compiler.catalogue.catalogue import Catalogue, shipped_catalogue


@cache
def with_all_models() -> Catalogue:
    """One in which every model that is planned is there: stacks know more than they can do today."""
    catalogue = Catalogue()
    catalogue.models = {
        name: model._replace(status="confirmed") if model.status == "planned" else model
        for name, model in shipped_catalogue().models.items()
    }
    return catalogue
