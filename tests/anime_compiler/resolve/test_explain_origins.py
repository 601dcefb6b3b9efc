"""Where values come from, as people are told."""

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from anime_compiler.resolve.explain_origins import OriginRow, origin_rows

_BOARD = """\
animec: 1
clip: c
stack: sdxl
style: {template: pastel, loras: {flatline: 0.25}}
characters:
  hana: {looks: 1girl, sheet: {views: 3}}
shots:
  - id: roof
    duration: 2s
    prompt: "{{ hana }} <lora:lineani-v2:0.5>"
    control:
      - {kind: openpose, weight: [{at: 0%, value: 0.9}, {at: 100%, value: 0.4}], until: 44%}
    keyframes: {from_first: picture}
"""


def _rows() -> dict[str, OriginRow]:
    board = compile_storyboard("c.yaml", _BOARD.encode(), Library(shipped_catalogue(), ())).storyboard
    assert board is not None
    return {row.path: row for row in origin_rows(board)}


def test_what_was_written_is_told_with_its_line() -> None:
    rows = _rows()
    assert rows["stack"] == ("stack", "sdxl", "written", 3)
    assert rows["roof.keyframes.from_first"] == ("roof.keyframes.from_first", "picture", "written", 13)
    assert rows["roof.duration"] == ("roof.duration", "2s", "written", 9)
    assert rows["roof.control[0].until"] == ("roof.control[0].until", "44%", "written", 12)


def test_what_was_not_written_is_told_with_where_it_came_from() -> None:
    rows = _rows()
    assert rows["fps"] == ("fps", "8", "the language's default", None)
    assert rows["profile.steps"] == ("profile.steps", "22", "from profile 768_long", None)
    assert rows["roof.motion.module"] == ("roof.motion.module", "animatediff-sdxl-beta", "from stack sdxl", None)
    assert rows["profile.batch"] == ("profile.batch", "1", "the language's default", None)
    assert rows["profile.tiling"] == ("profile.tiling", "false", "the language's default", None)
    assert rows["roof.chain.anchor"] == ("roof.chain.anchor", "0", "the language's default", None)
    assert rows["roof.keyframes.shared_noise"] == ("roof.keyframes.shared_noise", "0.5", "the language's default", None)
    assert rows["roof.control[0].after"] == ("roof.control[0].after", "0%", "the language's default", None)


def test_loras_are_told_wherever_they_came_from() -> None:
    rows = _rows()
    assert rows["roof.loras.pastel-anime-xl"][1:] == ("0.8", "from the template", None)
    assert rows["roof.loras.flatline"][1:] == ("0.25", "written (style)", 4)
    assert rows["roof.loras.lineani-v2"][1:] == ("0.5", "written (prompt)", 10)


def test_a_curve_is_told_by_its_points_and_a_character_by_what_it_is() -> None:
    rows = _rows()
    assert rows["roof.control[0].weight"].value == "0.9 at 0f, 0.4 at 15f"
    assert rows["characters.hana.sheet"][1:] == ("3 views", "written", 6)
    assert rows["characters.hana.identity"][1:] == ("0.6", "the language's default", None)


def test_what_was_set_on_the_command_line_is_told_so_and_has_no_line() -> None:
    texts = (
        "fps=12",
        "profile={steps: 9}",
        "style.template=flat",
        "style.loras.flatline=0.5",
        "characters.hana.identity=0.4",
        "shots.roof.duration=3s",
        "shots.roof.chain.overlap=2f",
        "shots.roof.control.0.weight=0.5",
        "shots.roof.camera=pan_left",
    )
    made = compile_storyboard("c.yaml", _BOARD.encode(), Library(shipped_catalogue(), ()), None, texts)
    assert made.storyboard is not None
    rows = {row.path: row for row in origin_rows(made.storyboard)}
    for path, value in (
        ("fps", "12"),
        ("profile.steps", "9"),
        ("roof.style.template", "flat"),
        ("roof.loras.flatline", "0.5"),
        ("characters.hana.identity", "0.4"),
        ("roof.duration", "3s"),
        ("roof.chain.overlap", "2"),
        ("roof.control[0].weight", "0.5"),
        ("roof.camera.move", "pan_left"),
    ):
        assert rows[path] == (path, value, "from the command line (--set)", None)
    assert rows["stack"] == ("stack", "sdxl", "written", 3)
    assert rows["roof.control[0].until"] == ("roof.control[0].until", "44%", "written", 12)
    assert rows["roof.loras.lineani-v2"][1:] == ("0.5", "written (prompt)", 10)


def test_what_is_added_to_a_word_leaves_the_word_written() -> None:
    board = _BOARD.replace("stack: sdxl\n", "profile: 768_lcm\n")
    made = compile_storyboard("c.yaml", board.encode(), Library(shipped_catalogue(), ()), None, ["profile.steps=6"])
    assert made.storyboard is not None
    rows = {row.path: row for row in origin_rows(made.storyboard)}
    assert rows["profile"] == ("profile", "768_lcm", "written", 3)
    assert rows["profile.steps"] == ("profile.steps", "6", "from the command line (--set)", None)
