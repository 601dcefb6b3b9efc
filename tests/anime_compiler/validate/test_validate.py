"""A tree is read into its record: everything that is wrong with the structure is told in one go."""

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.language.data_files import TemplateFile
from anime_compiler.language.storyboard import Storyboard
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.validate.validate import validate


def read(text: str) -> tuple[Storyboard, list[str]]:
    """The written storyboard, and `line:column code` of each finding, parser's included."""
    bag = Bag()
    tree = parse("test.yaml", text.encode(), Limits(), bag)
    assert tree is not None
    written = validate(tree, Storyboard, bag)
    return written, [f"{one.span.first.line}:{one.span.first.column} {one.code.name}" for one in bag.in_order()]


def test_a_right_file_is_read_without_findings() -> None:
    written, said = read("animec: 1\nclip: a\nshots:\n  - id: b\n    prompt: c\n    duration: 4s\n")
    assert said == []
    assert written.clip == "a"
    (shot,) = written.shots or ()
    assert shot.duration is not None
    assert shot.duration.text == "4s"


def test_all_mistakes_of_a_file_are_told_at_once_each_at_its_place() -> None:
    _, said = read("animec: one\nclip: 1a\nfps: 0\nshots:\n  - id: b\n    duration: 4\n  - c\ntitel: d\n")
    assert said == [
        "1:9 bad-value",
        "2:7 bad-name",
        "3:6 out-of-range",
        "5:5 missing-key",
        "6:15 bad-value",
        "7:5 wrong-type",
        "8:1 unknown-key",
    ]


def test_what_can_be_read_is_read_whatever_stands_beside_it() -> None:
    written, _ = read(
        "animec: 1\nclip: 1a\nfps: 0\nseed: 7\nshots:\n  - {id: b, duration: 4}\n  - c\n  - {id: d, prompt: e}\n"
    )
    assert written.seed == 7
    assert written.invalid == {"clip", "fps"}
    assert [shot.id for shot in written.shots or ()] == ["b", "d"]


def test_values_mean_what_yaml_1_2_says_and_what_their_key_needs() -> None:
    text = "animec: 1\nclip: NO\ntitle: on\nseed: 0\nshots: [{id: a, prompt: 12:30}, {id: b, prompt: 010}]\n"
    written, said = read(text)
    assert said == []
    assert (written.clip, written.title) == ("NO", "on")
    assert [shot.prompt for shot in written.shots or ()] == ["12:30", "010"]


def test_what_a_syntax_error_cut_off_is_not_called_missing() -> None:
    _, said = read("animec: 1\nclip: a\nshots:\n  - id: b\n    camera: {amount: 10%\n")
    assert said == ["5:13 yaml-syntax"]


def test_what_stood_before_a_syntax_error_is_checked_all_the_same() -> None:
    _, said = read("animec: 1\nclip: 1a\nshots:\n  - id: b\n    duration: 4\n    prompt: c: d\n")
    assert said == ["2:7 bad-name", "5:15 bad-value", "6:14 yaml-syntax"]


def test_a_template_without_quotes_is_one_mistake() -> None:
    _, said = read("animec: 1\nclip: a\nshots:\n  - id: b\n    prompt: {{ hana }} on a roof\n")
    assert said == ["5:14 complex-key"]


def test_other_kinds_of_files_are_read_in_the_same_way() -> None:
    bag = Bag()
    tree = parse("mine.yaml", b"template: mine\ntitle: Mine\npositiv: '{{ prompt }}'\n", Limits(), bag)
    assert tree is not None
    written = validate(tree, TemplateFile, bag)
    assert written.template == "mine"
    assert [(one.message, one.help) for one in bag] == [("there is no key `positiv` here", "did you mean `positive`?")]
