import subprocess
import sys

from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix, Label, Level
from anime_compiler.diagnostics.render_text import render_concise, render_text, summary
from anime_compiler.diagnostics.source import Source, Span

CLIP = Source(
    "specs/clip_001.yaml",
    """\
animec: 1
seed: 1
shots:
  - id: roof
    durations: 4s
    prompt: "a school rooftop <lora:lineani-v2:0.5> <lora:flat-color:0>"
seed: 2
""",
)
ERROR, WARNING, NOTE = (Code(f"a-{level.value}", level, "a page") for level in Level)


def at(source: Source, text: str, nth: int = 0) -> Span:
    """The nth place of a text in a source."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(text, start + 1)
    return Span(source, start, start + len(text))


def drawn(found: Diagnostic) -> str:
    return render_text([found], color=False)


def rows(text: str) -> str:
    """What is drawn here with a line of its own for the quotes."""
    return text.strip("\n")


def test_a_finding_with_everything() -> None:
    fix = Fix("rename to `duration`", (Edit(at(CLIP, "durations"), "duration"),), safe=True)
    found = Diagnostic(ERROR, "there is no key `durations`", at(CLIP, "durations"), "did you mean it?", fix=fix)
    assert drawn(found) == rows("""
error[a-error]: there is no key `durations`
  --> specs/clip_001.yaml:5:5
   |
 5 |     durations: 4s
   |     ^^^^^^^^^
   = help: did you mean it?
   = fix: rename to `duration` (check --fix)
""")


def test_a_fix_that_is_not_safe_is_only_possible_and_a_help_text_may_have_several_lines() -> None:
    fix = Fix("make it 8s", (), safe=False)
    found = Diagnostic(WARNING, "too short", at(CLIP, "4s"), "make the shot longer,\nor add a shot", fix=fix)
    assert drawn(found) == rows("""
warning[a-warning]: too short
  --> specs/clip_001.yaml:5:16
   |
 5 |     durations: 4s
   |                ^^
   = help: make the shot longer,
           or add a shot
   = possible fix: make it 8s (check --unsafe-fixes)
""")


def test_labels_stand_on_their_own_lines_in_their_own_files() -> None:
    template = Source("templates/anime_cel.yaml", "looks: {}\n" * 11 + "seed: 7")
    labels = (Label(at(CLIP, "seed"), "first written here"), Label(at(template, "seed"), "and here"))
    assert drawn(Diagnostic(ERROR, "`seed` stands twice", at(CLIP, "seed", 1), labels=labels)) == rows("""
error[a-error]: `seed` stands twice
   --> specs/clip_001.yaml:7:1
    |
  7 | seed: 2
    | ^^^^
    |
  2 | seed: 1
    | ---- first written here
    |
   --> templates/anime_cel.yaml:12:1
    |
 12 | seed: 7
    | ---- and here
""")


def test_a_label_on_the_same_line_stands_beside_the_finding() -> None:
    labels = (Label(at(CLIP, "<lora:flat-color:0>"), "a weight of 0 counts too"),)
    assert drawn(Diagnostic(ERROR, "too many", at(CLIP, "<lora:lineani-v2:0.5>"), labels=labels)) == rows("""
error[a-error]: too many
  --> specs/clip_001.yaml:6:31
   |
 6 |     prompt: "a school rooftop <lora:lineani-v2:0.5> <lora:flat-color:0>"
   |                               ^^^^^^^^^^^^^^^^^^^^^ ------------------- a weight of 0 counts too
""")


def test_a_span_at_the_end_of_the_file_is_shown_on_the_line_that_is_missing() -> None:
    end = len(CLIP.text)
    assert drawn(Diagnostic(NOTE, "something is missing", Span(CLIP, end, end))) == rows("""
note[a-note]: something is missing
  --> specs/clip_001.yaml:8:1
   |
 8 |
   | ^
""")


def test_a_file_without_text_has_nothing_to_show() -> None:
    empty = Source("a.yaml", "")
    label = Label(at(CLIP, "seed"), "unlike here")
    assert drawn(Diagnostic(ERROR, "no", Span(empty, 0, 0), "write something", (label,))) == rows("""
error[a-error]: no
  --> a.yaml:1:1
   |
  --> specs/clip_001.yaml:2:1
   |
 2 | seed: 1
   | ---- unlike here
   = help: write something
""")


def test_the_rest_of_a_finding_is_spelled_out_too() -> None:
    fix = Fix("\x1b[3m", (), safe=False)
    source = Source("a\x1b\udcff.yaml", "x")
    found = Diagnostic(ERROR, "`a\nb`\x1b[2J", Span(source, 0, 1), "\x1b[1m\n\u202e", fix=fix)
    assert drawn(found) == rows("""
error[a-error]: `a␊b`␛[2J
  --> a␛<U+DCFF>.yaml:1:1
   |
 1 | x
   | ^
   = help: ␛[1m
           <U+202E>
   = possible fix: ␛[3m (check --unsafe-fixes)
""")


def test_colours_are_by_level_and_never_without_being_asked_for() -> None:
    found = Diagnostic(ERROR, "no", at(CLIP, "seed"), "help!", (Label(at(CLIP, "1", 1), "x"),))
    assert "\x1b" not in render_text([found], color=False)
    assert render_text([found], color=True) == (
        "\x1b[1;31merror[a-error]\x1b[0m\x1b[1m: no\x1b[0m\n"
        "\x1b[1;34m  -->\x1b[0m specs/clip_001.yaml:2:1\n"
        "\x1b[1;34m   |\x1b[0m\n"
        "\x1b[1;34m 2 |\x1b[0m seed: 1\n"
        "\x1b[1;34m   |\x1b[0m \x1b[1;31m^^^^\x1b[0m  \x1b[1;34m-\x1b[0m \x1b[1;34mx\x1b[0m\n"
        "\x1b[1;34m   =\x1b[0m \x1b[1mhelp:\x1b[0m help!"
    )
    for code, color in (WARNING, 33), (NOTE, 36):
        text = render_text([found._replace(code=code)], color=True)
        assert text.startswith(f"\x1b[1;{color}m{code.name[2:]}[")
        assert f"\x1b[1;{color}m^^^^" in text


def several(*codes: Code) -> list[Diagnostic]:
    return [Diagnostic(code, f"number {number}", at(CLIP, "seed")) for number, code in enumerate(codes)]


def messages(text: str) -> list[str]:
    return [block.split("\n")[0].split(": ")[-1] for block in text.split("\n\n")]


def test_findings_are_apart_by_an_empty_line_and_none_are_nothing() -> None:
    assert messages(render_text(several(NOTE, ERROR), color=False)) == ["number 0", "number 1"]
    assert render_text([], color=False) == ""


def test_at_most_so_many_are_shown_the_heaviest_of_them_in_the_order_given() -> None:
    found = several(NOTE, WARNING, ERROR, WARNING, ERROR)
    rest = "… and 2 more (use --all to see them)"
    assert messages(render_text(found, color=False, most=3)) == ["number 1", "number 2", "number 4", rest]
    assert len(messages(render_text(found, color=False, most=5))) == 5
    assert len(messages(render_text(several(*[ERROR] * 21), color=False))) == 20 + 1
    assert len(messages(render_text(several(*[ERROR] * 21), color=False, most=None))) == 21


def test_the_concise_form_is_one_line_a_finding() -> None:
    found = [Diagnostic(ERROR, "a\nb\x1b", at(CLIP, "durations"), "help"), *several(NOTE)]
    assert render_concise(found) == rows("""
specs/clip_001.yaml:5:5: error[a-error] a␊b␛
specs/clip_001.yaml:2:1: note[a-note] number 0
""")


def mendable(found: Diagnostic, safe: bool) -> Diagnostic:
    return found._replace(fix=Fix("mend", (Edit(found.span, ""),), safe))


def test_the_summary_counts_with_the_right_plurals() -> None:
    assert summary([], 3) == "all good: 3 files"
    assert summary([], 1) == "all good: 1 file"
    assert summary(several(NOTE), 1) == "1 note in 1 file"
    assert summary(several(WARNING, ERROR, ERROR), 3) == "2 errors, 1 warning in 3 files"
    assert summary(several(*[WARNING] * 2, *[NOTE] * 3), 2) == "2 warnings, 3 notes in 2 files"


def test_the_summary_says_what_can_be_mended_safely() -> None:
    one, two, three = several(ERROR, ERROR, NOTE)
    found = [mendable(one, safe=True), mendable(two, safe=False), mendable(three, safe=True)]
    assert summary(found, 1) == "2 errors, 1 note in 1 file; 2 can be mended with --fix"
    assert summary(found[1:2], 1) == "1 error in 1 file"


def test_ascii_never_pays_for_the_unicode_tables() -> None:
    script = """if True:
        import sys
        from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Level
        from anime_compiler.diagnostics.render_text import render_text
        from anime_compiler.diagnostics.source import Source, Span
        found = Diagnostic(Code("a", Level.ERROR, ""), "no", Span(Source("a.yaml", "\\tseed: 1"), 0, 3))
        assert render_text([found], color=True)
        assert "unicodedata" not in sys.modules
    """
    subprocess.run([sys.executable, "-S", "-c", script], check=True)
