"""Maps with known keys, declared as classes: the one source of the reader, the types and the JSON Schema.

    class Beat(Record):
        '''What is to be seen at one moment of a shot.'''
        at = required(Moment(), "when", example="50%")
        ease = optional(Choice(…), "how the picture travels here")

Reading `beat.at` is typed by the kind: a `Timing`. A field that was not written reads as `None`.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Generic, TypeVar, overload

from anime_compiler.diagnostics.diagnostic import Edit, Fix
from anime_compiler.diagnostics.did_you_mean import closest, known_names
from anime_compiler.diagnostics.source import Span
from anime_compiler.language import codes
from anime_compiler.language.field_schema import described, field_schema
from anime_compiler.language.kinds import Kind, Schema
from anime_compiler.language.reader import Invalid, Reader, shown
from anime_compiler.language.visual_input import is_picture_key
from anime_compiler.parse.overlaid import is_laid_over
from anime_compiler.parse.spec_tree import MapNode, Node, Place, TextNode

T = TypeVar("T")
R = TypeVar("R", bound="Record")


class Field(Generic[T]):
    """A key of a record. Without `__set__`, a value stored on the instance is found first, at full speed."""

    key: str

    def __init__(
        self,
        kind: Kind[Any],
        doc: str,
        key: str | None,
        example: str | None,
        required: bool,
        default: str | None,
    ) -> None:
        self.kind = kind
        self.doc = doc
        self.example = example
        self.required = required
        self.default = default  # as an author would write it, for the documentation
        self._given_key = key

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.key = self._given_key or name

    @overload
    def __get__(self, record: None, owner: type) -> "Field[T]": ...
    @overload
    def __get__(self, record: "Record", owner: type) -> T: ...
    def __get__(self, record: "Record | None", owner: type) -> "Field[T] | T":
        # Reached only where the instance holds no value; a missing required field has been reported.
        return self if record is None else None  # type: ignore[return-value]


def required(kind: Kind[T], doc: str, *, key: str | None = None, example: str | None = None) -> Field[T]:
    """A key that must be written."""
    return Field(kind, doc, key, example, True, None)


def optional(
    kind: Kind[T], doc: str, *, key: str | None = None, example: str | None = None, default: str | None = None
) -> Field[T | None]:
    """A key that may be left out."""
    return Field(kind, doc, key, example, False, default)


class Record:
    """A map with known keys.

    `place` is where it stands, `invalid` are the keys whose values could not be read, and `doubtful` those under which
    there is a finding at any depth.
    """

    fields: ClassVar[dict[str, Field[Any]]] = {}
    one_of: ClassVar[tuple[str, ...]] = ()  # at least one of these keys must be written
    place: Place
    invalid: frozenset[str]
    doubtful: frozenset[str]

    def __init_subclass__(cls) -> None:
        cls.fields = {value.key: value for value in vars(cls).values() if isinstance(value, Field)}


class RecordOf(Kind[R]):
    """A map that is read into a record."""

    expects = "a map"

    def __init__(self, record: type[R]) -> None:
        self.record = record

    def read(self, node: Node, reader: Reader) -> R | Invalid:
        if not isinstance(node, MapNode):
            return self.wrong_type(node, reader)
        record = self.record.__new__(self.record)
        values = record.__dict__
        fields, bag = self.record.fields, reader.bag
        invalid, doubtful = [], []
        for key, entry in node.entries.items():
            field = fields.get(key)
            if field is None:
                free = [known for known in fields if known not in node.entries and known not in invalid]
                invalid += _report_unknown(entry.key, free, fields, reader)
                continue
            before = len(bag)
            value = field.kind.read(entry.value, reader)
            if isinstance(value, Invalid):
                invalid.append(key)
            else:
                values[field.name] = value
            if len(bag) > before:
                doubtful.append(key)
        is_whole = not node.is_open and "<<" not in node.entries  # otherwise what it lacks may stand elsewhere
        for key, field in fields.items():
            if field.required and key not in node.entries:
                if is_whole and key not in invalid:  # otherwise a misspelling of it has just been reported
                    _report_missing(key, field, node, reader)
                invalid.append(key)
        if is_whole:
            one_of = self.record.one_of
            if one_of and not any(key in node.entries or key in invalid for key in one_of):
                wanted = " or ".join(f"`{key}`" for key in self.record.one_of)
                span = Place(reader.source, node).at()
                reader.bag.add(codes.MISSING_KEY, f"there is no {wanted} here", span, help="write at least one of them")
        values["place"] = Place(reader.source, node)
        values["invalid"] = frozenset(invalid)
        values["doubtful"] = frozenset((*invalid, *doubtful))
        return record

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        name = self.record.__name__
        if name not in definitions:
            definitions[name] = {}  # so that a record may hold itself
            definitions[name] = record_schema(self.record, definitions)
        return {"$ref": f"#/definitions/{name}"}


def record_schema(record: type[Record], definitions: dict[str, Schema]) -> Schema:
    """The JSON Schema of one record."""
    schema: Schema = {
        "type": "object",
        **described((record.__doc__ or "").strip()),
        "properties": {
            key: field_schema(field.kind.schema(definitions), field.doc, field.default, field.example)
            for key, field in record.fields.items()
        },
        "additionalProperties": False,
    }
    if needed := [key for key, field in record.fields.items() if field.required]:
        schema["required"] = needed
    if record.one_of:
        message = f"write {' or '.join(f'`{key}`' for key in record.one_of)}"
        schema["anyOf"] = [{"required": [key], "errorMessage": message} for key in record.one_of]
    return schema


def _report_unknown(key: TextNode, free: list[str], fields: Iterable[str], reader: Reader) -> list[str]:
    """Report a key that is not known; gives those that it may be a misspelling of, whose values are then not known."""
    if is_picture_key(key.text) or key.text == "<<":
        return []  # the rule against external visual input, or the parser, says what there is to say
    span = Span(reader.source, key.start, key.end)
    if is_laid_over(span):
        free = [*fields]  # a value given on the command line may be for a key that the file has
    meant = _meant_by(key.text, free) if len(key.text) < 64 else []
    fix = None
    if meant:
        help = f"did you mean {' or '.join(f'`{name}`' for name in meant)}?"
        if len(meant) == 1:
            fix = Fix(f"rename to `{meant[0]}`", (Edit(span, meant[0]),), safe=True)
    else:
        help = f"known here: {known_names(fields, 12)}"
    reader.bag.add(codes.UNKNOWN_KEY, f"there is no key `{shown(key.text)}` here", span, help, fix=fix)
    return meant


def _meant_by(written: str, free: list[str]) -> list[str]:
    """The key that was probably meant; a second one where it could be that as well, as with `var`: `vae` or `vars`."""
    first = closest(written, free)
    if first is None or written.lower() == first:
        return [first] if first else []
    second = closest(written, [name for name in free if name != first])
    return [first, second] if second else [first]


def _report_missing(key: str, field: Field[Any], node: MapNode, reader: Reader) -> None:
    help = f"{field.doc[0].lower()}{field.doc[1:].rstrip('.')}"
    example = f", such as `{key}: {field.example}`" if field.example else ""
    reader.bag.add(codes.MISSING_KEY, f"the key `{key}` is missing", Place(reader.source, node).at(), help + example)
