"""Ten mistakes of different kinds, from a misspelt key to a broken contest rule: ten findings in one run, no echo."""

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.pipeline import Compilation, compile_storyboard
from anime_compiler.resolve.context import Library

_TEN = """\
animec: 1
clip: ten
profile: {extends: 768_lcm, steps: 30}
fps: 60
style:
  loras: {pastel-anime-xl: 0.8, flatline: 0.25, flat-colour: 0.2}
characters:
  hana: {looks: "1girl, blue hair"}
shots:
  - id: rooftop
    durations: 4s
    prompt: "{{ hanna }} on a roof"
    image: ./hana.png
    motion: none
    camera: {move: pan_lef, amount: 15%}
  - id: rooftop
    duration: 4 sec
    motion: none
    prompt: "{{ hana }} walks, (wind:1.2"
"""
_EXPECTED = [
    (3, "lcm-steps"),
    (4, "frame-rate"),
    (6, "unknown-name"),
    (11, "unknown-key"),
    (12, "unreadable-template-variable"),
    (13, "external-visual-input"),
    (15, "unknown-choice"),
    (16, "duplicate-id"),
    (17, "bad-value"),
    (19, "unbalanced-parenthesis"),
]


def _compiled(text: str) -> Compilation:
    return compile_storyboard("ten.yaml", text.encode(), Library(shipped_catalogue(), ()))


def test_ten_mistakes_are_ten_findings() -> None:
    found = _compiled(_TEN).diagnostics
    assert [(finding.span.first.line, finding.code.name) for finding in found] == _EXPECTED
    assert all(finding.level is Level.ERROR for finding in found)


def test_every_finding_says_what_to_do() -> None:
    for finding in _compiled(_TEN).diagnostics:
        assert finding.help, finding.code.name


def test_mending_one_mistake_takes_away_one_finding() -> None:
    mended = {
        11: _TEN.replace("durations", "duration"),
        12: _TEN.replace("hanna", "hana"),
        13: _TEN.replace("    image: ./hana.png\n", ""),
        17: _TEN.replace("4 sec", "4s"),
        19: _TEN.replace("(wind:1.2", "(wind:1.2)"),
    }
    for line, text in mended.items():
        codes = [finding.code.name for finding in _compiled(text).diagnostics]
        assert codes == [code for at, code in _EXPECTED if at != line], line


def test_after_a_syntax_error_what_stood_before_it_is_still_checked() -> None:
    found = _compiled(_TEN + "  - id: 'street\n").diagnostics
    codes = [finding.code.name for finding in found]
    assert "yaml-syntax" in codes
    assert "unknown-key" in codes
    assert "missing-key" not in codes
