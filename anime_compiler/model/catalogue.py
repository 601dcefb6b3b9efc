"""Facts about models, stacks, profiles and rulesets, as the stages after `catalogue` see them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from anime_compiler.model.timecode import Size
from anime_compiler.model.vocabulary import Vocabulary


class WeightRange(NamedTuple):
    """The weights at which a LoRA or ControlNet works, and the one to start from."""

    low: float
    high: float
    default: float


class Schedule(NamedTuple):
    """The noise schedule that a model was trained with."""

    kind: str
    start: float
    end: float


class Model(NamedTuple):
    """A checkpoint: from the catalogue, or declared by the author under `models`."""

    id: str
    title: str
    kind: str
    family: str  # the base it fits: sdxl, sd2, sd15, pocket or any
    status: str  # confirmed, unconfirmed, absent, planned, own; `unknown` stands in for a name that nothing has
    contest: str  # base, addon, postprocess, ask or forbidden
    licence: str
    citation: str
    link: str
    data: str = ""  # terms of the training data; empty where there is nothing to declare
    repo: str = ""
    file: str = ""
    revision: str = ""
    sha256: str = ""
    size_mb: float = 0
    weight: WeightRange | None = None
    control: tuple[str, ...] = ()
    modes: Mapping[str, int] = MappingProxyType({})  # of a union model: its switch position for each kind of map
    prediction: str = ""  # what a base predicts; empty where its own settings say so
    schedule: Schedule | None = None
    triggers: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    needs: str = ""
    made_with: tuple[str, ...] = ()
    note: str = ""
    runs: bool = True  # whether there is code that runs it

    @property
    def is_own(self) -> bool:
        return self.status == "own"

    @property
    def is_known(self) -> bool:
        """Whether there is anything to say about it; a name that nothing has was reported already."""
        return self.status != "unknown"


class CostPoint(NamedTuple):
    """What something costs at a size: 10¹² floating-point operations, or 10⁹ bytes."""

    size: Size
    amount: float


class StackFacts(NamedTuple):
    """What a family of models can do, known before anything is loaded."""

    name: str
    title: str
    profile: str  # of a storyboard that names none
    base: str
    vae: str
    motion: str
    lcm: str
    identity: str
    scheduler: str  # without LCM, where that is another than usual
    stands_in: Mapping[str, str]  # in drafts: its LoRAs for those of other stacks
    vocabulary: Vocabulary | None  # of models that know few words
    families: tuple[str, ...]
    controls: Mapping[str, str]
    annotators: Mapping[str, str]
    motion_loras: Mapping[str, str]
    sizes: tuple[Size, ...]
    multiple: int
    max_size: int
    grows: bool  # whether pictures may be larger than asked for, so that a camera has room
    segment_frames: int
    costs: Mapping[str, tuple[CostPoint, ...]]  # of unet, motion16, controlnet and decode; nothing where unknown
    activation_gb: Mapping[str, tuple[CostPoint, ...]]  # of still and segment16
    weights_gb: Mapping[str, float]

    @property
    def has_models(self) -> bool:
        return bool(self.base)


class Profile(NamedTuple):
    """Size, steps and guidance under one name."""

    name: str
    about: str
    size: Size
    steps: int
    guidance: float
    lcm: bool
    precision: str


class Template(NamedTuple):
    """A prompt template."""

    name: str
    title: str
    positive: str
    negative: tuple[str, ...]
    vars: Mapping[str, str]
    loras: Mapping[str, float]


class Card(NamedTuple):
    """A graphics card, for estimates."""

    name: str
    title: str
    memory_gb: float
    tflops: float
    utilisation: float


class Parameters:
    """The numbers a ruleset gives to one rule. A missing number is a fault of the ruleset, not of the author."""

    def __init__(self, rule: str, values: Mapping[str, object]) -> None:
        self._rule = rule
        self._values = values

    def number(self, name: str, default: float | None = None) -> float:
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"parameter `{name}` of rule `{self._rule}` is not a number")
        return value

    def integer(self, name: str, default: int | None = None) -> int:
        return int(self.number(name, default))

    def flag(self, name: str, default: bool | None = None) -> bool:
        return bool(self._get(name, default))

    def words(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._get(name, default)
        if not isinstance(value, list | tuple):
            raise TypeError(f"parameter `{name}` of rule `{self._rule}` is not a list")
        return tuple(str(item) for item in value)

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of words."""
        value = self._get(name, None)
        if not isinstance(value, list | tuple):
            raise TypeError(f"parameter `{name}` of rule `{self._rule}` is not a list")
        return tuple(tuple(str(word) for word in group) for group in value)

    def span(self, name: str, default: tuple[float, float] | None = None) -> tuple[float, float]:
        """A range, written as `[low, high]`."""
        value = self._get(name, default)
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise TypeError(f"parameter `{name}` of rule `{self._rule}` is not a range")
        return float(value[0]), float(value[1])

    def spans(self, name: str) -> Mapping[str, tuple[float, float]]:
        """A map from words to ranges."""
        value = self._get(name, None)
        if not isinstance(value, Mapping):
            raise TypeError(f"parameter `{name}` of rule `{self._rule}` is not a map")
        return {str(key): (float(low), float(high)) for key, (low, high) in value.items()}

    def _get(self, name: str, default: object) -> object:
        value = self._values.get(name, default)
        if value is None:
            raise KeyError(f"rule `{self._rule}` has no parameter `{name}` in this ruleset")
        return value


class Ruleset(NamedTuple):
    """A contest's rules as data: which rules are on, and their numbers."""

    name: str
    title: str
    link: str
    enforces_contest: bool
    clauses: Mapping[str, str]
    levels: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, object]]

    def parameters_of(self, rule: str) -> Parameters:
        return Parameters(rule, self.parameters.get(rule, {}))
