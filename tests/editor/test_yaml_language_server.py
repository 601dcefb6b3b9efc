"""What authors see in an editor: the standard YAML language server with our schema."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.editor.lsp_client import LspClient

_ROOT = Path(__file__).parents[2]
_SPECS = _ROOT / "specs"
_INSTALLED = Path(__file__).parent / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
_SETTINGS = {
    "yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}},
    "editor": {"tabSize": 2},
}
_MODELINE = "# yaml-language-server: $schema=../schemas/storyboard.json\n"
_SHOT = _MODELINE + "animec: 1\nclip: c\nshots:\n  - id: rooftop\n    prompt: x\n"
_NUMBERS = count(1)


class Item(NamedTuple):
    """What the server offers to write."""

    text: str
    documentation: str


@pytest.fixture(scope="module")
def server() -> Iterator[LspClient]:
    """The server: `ANIMEC_YAML_LS` is its program, by default the one that `npm ci` puts beside this file."""
    node, program = shutil.which("node"), Path(os.environ.get("ANIMEC_YAML_LS", _INSTALLED))
    if node is None:
        pytest.skip("there is no `node`: install Node.js, and run `npm ci --prefix tests/editor`")
    if not program.is_file():
        pytest.skip(f"there is no `{program}`: run `npm ci --prefix tests/editor`, or set ANIMEC_YAML_LS to one")
    client = LspClient([node, str(program), "--stdio"], _ROOT, _SETTINGS)
    yield client
    client.close()


def _diagnostics(server: LspClient, text: str) -> list[str]:
    found = server.open((_SPECS / f"unsaved_{next(_NUMBERS)}.yaml").as_uri(), text)
    said = []
    for one in found:
        start, end = one["range"]["start"], one["range"]["end"]
        place = f"{start['line']}:{start['character']}-{end['line']}:{end['character']}"
        said.append(f"{place} {one['message']}")
    return sorted(said)


def _ask(server: LspClient, method: str, text: str) -> Any:
    """Ask about the place that `|` marks."""
    before, _, behind = text.partition("|")
    uri = (_SPECS / f"unsaved_{next(_NUMBERS)}.yaml").as_uri()
    server.open(uri, before + behind)
    position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
    return server.request(method, {"textDocument": {"uri": uri}, "position": position})


def _offers(server: LspClient, text: str) -> dict[str, Item]:
    items = {}
    for item in _ask(server, "textDocument/completion", text)["items"]:
        said = item.get("documentation") or ""
        items[item["label"]] = Item(item["insertText"], said if isinstance(said, str) else said["value"])
    return items


def _hover(server: LspClient, text: str) -> str:
    return str(_ask(server, "textDocument/hover", text)["contents"]["value"])


# -- diagnostics


@pytest.mark.parametrize("file", sorted(_SPECS.glob("*.yaml")), ids=lambda file: str(file.stem))
def test_what_ships_has_no_findings(server: LspClient, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert server.open(file.as_uri(), text if text.startswith(_MODELINE) else _MODELINE + text) == []


def test_each_mistake_is_underlined_once_and_exactly(server: LspClient) -> None:
    bad = _SHOT + (
        "    duratoin: 4s\n"  # line 6, counted from 0
        "    duration: 4\n"
        "    camera: pan_lefty\n"
        "    chain: {overlap: 4 frames}\n"
        "    control: {kind: depth}\n"
        "    vars: {a-b: c}\n"
        "    style: 3\n"
        "  - prompt: y\n"
        "base: ../x\n"
        "title: ''\n"
    )
    name = "a name is 1 to 64 letters, digits and `_`, and starts with a letter"
    assert _diagnostics(server, bad) == [
        '10:13-10:26 Incorrect type. Expected "array".',
        f"11:11-11:14 {name}",
        '12:11-12:12 Incorrect type. Expected "object(animec storyboard)".',
        '13:4-13:5 Missing property "id".',
        "14:6-14:10 a name from the catalogue belongs here; `animec models list` shows them",
        "15:7-15:9 the text is empty",
        "6:4-6:12 Property duratoin is not allowed.",
        "7:14-7:15 write a duration such as `4s` or `32f`",
        '8:12-8:21 Value is not accepted. Valid values: "none", "pan_left", "pan_right", "tilt_up", "tilt_down",'
        ' "zoom_in", "zoom_out", "roll_left", "roll_right".',
        "9:21-9:29 write a duration such as `4s` or `32f`",
    ]


@pytest.mark.parametrize("value", ["3", "", "[pan_left]"])
def test_a_value_of_the_wrong_form_is_one_finding(server: LspClient, value: str) -> None:
    said = _diagnostics(server, f"{_SHOT}    camera: {value}\n")
    assert [one.partition(" ")[2] for one in said] == ["Incorrect type. Expected one of string, object."]


def test_a_storyboard_of_nothing_hears_of_both_ways(server: LspClient) -> None:
    assert _diagnostics(server, _MODELINE + "animec: 1\nclip: c\n") == ["1:0-1:1 write `shots` or `stills`"]


def test_the_schema_can_be_named_by_a_key(server: LspClient) -> None:
    text = f"$schema: ../schemas/storyboard.json\n{_SHOT.removeprefix(_MODELINE)}    nope: 1\n"
    assert _diagnostics(server, text) == ["6:4-6:8 Property nope is not allowed."]


# -- completion


def test_keys_are_offered_with_what_they_mean_and_an_example(server: LspClient) -> None:
    offers = _offers(server, _SHOT + "    |")
    assert offers["duration"] == Item("duration: ${1:4s}", "How long it is. Default: 2s.")
    assert offers["camera"] == Item("camera: ", "A move of the camera: its name, or a map.")
    assert offers["chain"].text == "chain:\n  overlap: ${1:4f}"
    assert not {"id", "prompt"} & offers.keys(), "what is written already"
    assert {"motion", "control", "beats", "next", "seed", "style", "vars", "negative"} <= offers.keys()


@pytest.mark.parametrize(
    ("text", "word", "meaning"),
    [
        pytest.param("stack: |", "animatic", "No models at all", id="in the storyboard"),
        pytest.param(_SHOT + "    camera: {move: |}", "zoom_in", "The picture grows.", id="in a map"),
        pytest.param(_SHOT + "    camera: |", "zoom_in", "The picture grows.", id="where a word or a map belongs"),
        pytest.param(_SHOT + "    control:\n      - kind: |", "depth", "Near and far", id="in a list"),
        pytest.param("rules:\n  clip-length: |", "note", "Reported as a note.", id="behind a name"),
    ],
)
def test_words_are_offered_with_what_they_mean(server: LspClient, text: str, word: str, meaning: str) -> None:
    offers = _offers(server, text if text.startswith(_MODELINE) else f"{_MODELINE}animec: 1\nclip: c\n{text}")
    assert offers[word].text == word
    assert offers[word].documentation.startswith(meaning)
    assert all(item.documentation for label, item in offers.items() if not label.startswith("{"))


def test_a_new_file_can_be_filled_at_once(server: LspClient) -> None:
    skeleton = _offers(server, _MODELINE + "|")["new clip"]
    assert skeleton.text.startswith("animec: 1\nclip: ${1:my_clip}\n")
    assert "shots:\n  - id: " in skeleton.text


@pytest.mark.parametrize(
    "place", ["    control: |", "    control:\n      - |", "    control:\n      - kind: depth\n      - |"]
)
def test_an_item_of_a_list_can_be_filled_at_once(server: LspClient, place: str) -> None:
    lines = _offers(server, _SHOT + place)["control"].text.split("\n")
    dash = "- " if place.endswith(": |") else ""
    assert [line.strip() for line in lines if line] == [
        dash + "kind: ${1|openpose,depth,lineart,canny,softedge|}", "from: ${2:keyframes}", "weight: ${3:0.8}"
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["camera", "motion", "style", "vars", "control", "beats", "negative", "chain"])
def test_no_offer_is_of_no_use(server: LspClient, key: str) -> None:
    offers = _offers(server, f"{_SHOT}    {key}: |")
    assert offers
    assert "[object Object]" not in str(offers)


# -- hover


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "    dura|tion: 4s\n",
            "How long it is. Default: 2s.\n\nExample:\n\n```yaml\n4s\n```\n",
            id="a text",
        ),
        pytest.param(
            "    style|: {}\n",
            "Changes to the storyboard's style in this shot.\n\nExample:\n\n```yaml\ntemplate: noir\n```\n",
            id="a map says what it means here",
        ),
        pytest.param(
            "    camera|: {move: pan_left}\n",
            "A move of the camera: its name, or a map.\n\nExample:\n\n```yaml\nmove: pan_left\namount: 15%\n```\n",
            id="a word or a map",
        ),
        pytest.param(
            "    control|: [{kind: depth}]\n",
            "ControlNets that steer the shot.\n\nExample:\n\n```yaml\n- kind: depth\n```\n",
            id="a list",
        ),
        pytest.param(
            "    control: [{kind: depth, fr|om: keyframes}]\n",
            "What the maps are taken from: `keyframes`, `shot:<id>` or `character:<id>`. Never a file. "
            "Default: keyframes.\n\nExample:\n\n```yaml\nkeyframes\n```\n",
            id="a key in a list",
        ),
        pytest.param(
            "    chain: {mo|de: windows}\n",
            "How segments are joined. Default: carry.\n\nAllowed Values:\n\n"
            "* `windows`: The whole shot is denoised at once under overlapping windows.\n"
            "* `carry`: Each segment starts from the last latents of the one before.\n\n"
            "Example:\n\n```yaml\ncarry\n```\n",
            id="a choice",
        ),
    ],
)
def test_hovering_tells_meaning_default_and_example(server: LspClient, text: str, expected: str) -> None:
    title, _, said = _hover(server, _SHOT + text).partition("\n\n")
    assert title == "#### animec storyboard"
    assert said.partition("\nSource:")[0] == expected
