"""The JSON Schemas that editors use, made from the classes that the compiler reads with, so that both agree."""

from json import dumps
from typing import NamedTuple

from anime_compiler.language.data_files import (
    CatalogueFile,
    ProfilesFile,
    RulesetFile,
    StackFile,
    TemplateFile,
)
from anime_compiler.language.field_schema import described
from anime_compiler.language.kinds import Schema
from anime_compiler.language.record import Record, record_schema
from anime_compiler.language.storyboard import LANGUAGE_VERSION, Shot, Storyboard

SCHEMAS_ADDRESS = "https://raw.githubusercontent.com/animec/animec/main/schemas"
DOCUMENTATION = "https://github.com/animec/animec#readme"


class SchemaFile(NamedTuple):
    """What a schema is of."""

    record: type[Record]
    title: str


SCHEMA_FILES = {
    "storyboard.json": SchemaFile(Storyboard, "animec storyboard"),
    "template.json": SchemaFile(TemplateFile, "animec prompt template"),
    "catalogue.json": SchemaFile(CatalogueFile, "animec model catalogue"),
    "profiles.json": SchemaFile(ProfilesFile, "animec profiles"),
    "ruleset.json": SchemaFile(RulesetFile, "animec contest ruleset"),
    "stack.json": SchemaFile(StackFile, "animec model stack"),
}


class Skeleton(NamedTuple):
    """What an editor writes when its name is chosen; the tabulator goes from one `${…}` to the next."""

    label: str
    description: str
    body: Schema


_BEAT = Skeleton("beat", "A moment of the shot.", {"at": "${1:50%}", "prompt": "${2:turning her head}"})
_CONTROL = Skeleton(
    "control",
    "A ControlNet that steers the shot.",
    {"kind": "${1|openpose,depth,lineart,canny,softedge|}", "from": "${2:keyframes}", "weight": "${3:0.8}"},
)
_SHOT = Skeleton(
    "shot",
    "A shot of one prompt.",
    {"id": "${1:rooftop}", "duration": "${2:4s}", "prompt": '"${3:a school rooftop}"'},
)
_SHOT_WITH_BEATS = Skeleton(
    "shot with beats",
    "A shot with a camera move, a control and two beats.",
    {
        **_SHOT.body,
        "camera": {"move": "${4:pan_left}", "amount": "${5:10%}"},
        "control": [{"kind": "${6:openpose}"}],
        "beats": [{"at": "0%", "prompt": "${7:standing still}"}, {"at": "100%", "prompt": "${8:smiling}"}],
    },
)
_STILL = Skeleton(
    "still",
    "A picture for itself.",
    {"id": "${1:portrait}", "prompt": '"${2:1girl, portrait}"', "count": "${3:4}"},
)
_CLIP = Skeleton(
    "new clip",
    "A storyboard with a character and a shot.",
    {
        "animec": LANGUAGE_VERSION,
        "clip": "${1:my_clip}",
        "stack": "${2|sdxl,sd2,pocket,animatic|}",
        "characters": {"${3:hana}": {"looks": "${4:1girl, short blue hair}"}},
        "shots": [{"id": "${5:rooftop}", "duration": "${6:4s}", "prompt": '"{{ $3 }} on a school rooftop"'}],
    },
)
_STILLS = Skeleton(
    "new stills",
    "A storyboard of stills.",
    {"animec": LANGUAGE_VERSION, "clip": "${4:my_stills}", "stills": [_STILL.body]},
)
# Of a list, editors put the body into the next item, or make one.
_SKELETONS: dict[tuple[type[Record], str | None], tuple[Skeleton, ...]] = {
    (Storyboard, None): (_CLIP, _STILLS),
    (Storyboard, "shots"): (_SHOT, _SHOT_WITH_BEATS),
    (Storyboard, "stills"): (_STILL,),
    (Shot, "beats"): (_BEAT,),
    (Shot, "control"): (_CONTROL,),
}


def schemas() -> dict[str, Schema]:
    """Every schema by the name of its file."""
    return {name: _schema(name, *file) for name, file in SCHEMA_FILES.items()}


def schema_text(schema: Schema) -> str:
    """A schema as it is published: the same bytes for the same schema."""
    return dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _schema(name: str, record: type[Record], title: str) -> Schema:
    definitions: dict[str, Schema] = {}
    body = record_schema(record, definitions)
    _add_skeletons({**definitions, record.__name__: body})
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"{SCHEMAS_ADDRESS}/{name}",
        "title": title,
        **body,
        **described(f"{body['description']}\n{DOCUMENTATION}"),
        "definitions": dict(sorted(definitions.items())),
    }


def _add_skeletons(records: dict[str, Schema]) -> None:
    for (record, key), skeletons in _SKELETONS.items():
        if schema := records.get(record.__name__):
            place = schema["properties"][key] if key else schema
            place["defaultSnippets"] = [skeleton._asdict() for skeleton in skeletons]
