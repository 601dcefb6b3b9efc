"""Names to things: looks up models as loosely as people write them, and exactly one way."""

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from anime_compiler.catalogue.shipped import read_shipped
from anime_compiler.language.data_files import (
    CardsFile,
    CatalogueFile,
    CostEntry,
    Costs,
    ModelEntry,
    ProfilesFile,
    RulesetFile,
    StackFile,
)
from anime_compiler.model.catalogue import (
    Card,
    CostPoint,
    Model,
    Profile,
    Ruleset,
    Schedule,
    StackFacts,
    WeightRange,
)
from anime_compiler.model.vocabulary import Vocabulary, words_of

_DATA = Path(__file__).parent


def folded(name: str) -> str:
    """A name without what people vary: case, spaces, hyphens, underscores and dots."""
    return name.lower().translate(_IGNORED)


_IGNORED = str.maketrans("", "", " -_.")


class Catalogue:
    """The shipped catalogue. Each part is read when it is first asked for."""

    @cached_property
    def entries(self) -> Mapping[str, ModelEntry]:
        """Every entry as it was written."""
        entries: dict[str, ModelEntry] = {}
        for file in sorted((_DATA / "models").glob("*.yaml")):
            entries.update(read_shipped(file, CatalogueFile).models)
        return entries

    @cached_property
    def models(self) -> Mapping[str, Model]:
        return {name: _model(name, entry) for name, entry in self.entries.items()}

    @cached_property
    def _by_alias(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for name, entry in self.entries.items():
            for alias in (name, entry.repo or name, *(entry.aliases or ())):
                found.setdefault(folded(alias), name)
        return found

    def find(self, name: str) -> Model | None:
        """The model of a name, an alias or a repository."""
        return self.models.get(name) or self.models.get(self._by_alias.get(folded(name), ""))

    @cached_property
    def profiles(self) -> Mapping[str, Profile]:
        written = read_shipped(_DATA / "profiles.yaml", ProfilesFile).profiles
        return {
            name: Profile(name, entry.about, entry.size, entry.steps, entry.guidance, entry.lcm, entry.precision)
            for name, entry in written.items()
        }

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        written = read_shipped(_DATA / "cards.yaml", CardsFile).cards
        return {
            name: Card(name, entry.title, entry.memory_gb, entry.tflops, entry.utilisation)
            for name, entry in written.items()
        }

    def stack(self, name: str) -> StackFacts:
        """What a stack can do today: models that are planned have no part in it."""
        return _stack(read_shipped(_DATA / "stacks" / f"{name}.yaml", StackFile), self._is_here)

    def _is_here(self, model: str) -> bool:
        return self.models[model].status != "planned"

    @cached_property
    def ruleset_names(self) -> tuple[str, ...]:
        return tuple(sorted(file.stem for file in (_DATA / "rulesets").glob("*.yaml")))

    def ruleset(self, name: str) -> Ruleset:
        return _ruleset(read_shipped(_DATA / "rulesets" / f"{name}.yaml", RulesetFile))


@cache
def shipped_catalogue() -> Catalogue:
    """The one catalogue of this process."""
    return Catalogue()


def _model(name: str, entry: ModelEntry) -> Model:
    control = entry.control or ()
    schedule = entry.schedule
    return Model(
        id=name,
        title=entry.title,
        kind=entry.kind,
        family=entry.family,
        status=entry.status,
        contest=entry.contest,
        licence=entry.licence or "",
        citation=entry.citation or "",
        link=entry.link or "",
        data=entry.data or "",
        repo=entry.repo or "",
        file=entry.file or "",
        revision=entry.revision or "",
        sha256=entry.sha256 or "",
        size_mb=entry.size_mb or 0,
        weight=_weight(entry),
        control=(control,) if isinstance(control, str) else control,
        modes=entry.modes or {},
        prediction=entry.prediction or "",
        schedule=Schedule(schedule.kind, schedule.start, schedule.end) if schedule else None,
        triggers=entry.triggers or (),
        conflicts=entry.conflicts or (),
        instead=entry.instead or (),
        needs=entry.needs or "",
        note=entry.note or "",
        runs=entry.runs is not False,
    )


def _weight(entry: ModelEntry) -> WeightRange | None:
    written = entry.weight
    if written is None:
        return None
    return WeightRange(written.low, written.high, written.high if written.default is None else written.default)


def _stack(written: StackFile, is_here: Callable[[str], bool]) -> StackFacts:
    costs = written.costs

    def here(model: str | None) -> str:
        return model if model and is_here(model) else ""

    def those_here(models: Mapping[str, str]) -> dict[str, str]:
        return {name: model for name, model in models.items() if is_here(model)}

    return StackFacts(
        name=written.stack,
        title=written.title,
        profile=written.profile,
        base=here(written.base),
        vae=here(written.vae),
        motion=here(written.motion),
        lcm=here(written.lcm),
        identity=here(written.identity),
        scheduler=written.scheduler or "",
        stands_in=those_here(written.stands_in or {}),
        vocabulary=_vocabulary(written),
        families=written.families,
        controls=those_here(written.controls),
        annotators=written.annotators or {},
        motion_loras=those_here(written.motion_loras),
        sizes=written.sizes,
        multiple=written.multiple,
        max_size=written.max_size,
        grows=written.grows is not False,
        segment_frames=written.frames_per_segment,
        costs=_costs(costs) if costs else {},
        activation_gb=_activation(costs) if costs else {},
        weights_gb=costs.weights_gb if costs else {},
    )


def _vocabulary(written: StackFile) -> Vocabulary | None:
    words = written.vocabulary
    if words is None:
        return None
    drawn, guessed = (frozenset(words_of(", ".join(texts))) for texts in (words.draws, words.guesses))
    return Vocabulary(drawn, guessed)


def _costs(costs: Costs) -> dict[str, tuple[CostPoint, ...]]:
    return {
        "unet": _points(costs.unet),
        "motion16": _points(costs.motion16),
        "controlnet": _points(costs.controlnet),
        "decode": _points(costs.decode),
    }


def _activation(costs: Costs) -> dict[str, tuple[CostPoint, ...]]:
    entries = costs.activation_gb or ()
    return {
        "still": tuple(CostPoint(entry.size, entry.still) for entry in entries if entry.still),
        "segment16": tuple(CostPoint(entry.size, entry.segment16) for entry in entries if entry.segment16),
    }


def _points(entries: tuple[CostEntry, ...] | None) -> tuple[CostPoint, ...]:
    return tuple(CostPoint(entry.size, entry.tflop) for entry in entries or ())


def _ruleset(written: RulesetFile) -> Ruleset:
    rules: Mapping[str, Mapping[str, Any]] = written.rules
    return Ruleset(
        name=written.ruleset,
        title=written.title,
        link=written.link or "",
        enforces_contest=written.enforces == "contest",
        clauses={rule: str(values["clause"]) for rule, values in rules.items() if "clause" in values},
        levels={rule: str(values["level"]) for rule, values in rules.items() if "level" in values},
        parameters=rules,
    )
