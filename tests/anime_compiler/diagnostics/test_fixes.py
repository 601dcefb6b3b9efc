from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix, Level
from anime_compiler.diagnostics.fixes import apply_fixes
from anime_compiler.diagnostics.source import Source, Span

CODE = Code("a-code", Level.ERROR, "a page")
TEXT = "durations: 4s\nsead: 7\n"

Edits = list[tuple[int, int, str]]


def finding(source: Source, edits: Edits | None, safe: bool = True) -> Diagnostic:
    fix = None
    if edits is not None:
        fix = Fix("mend it", tuple(Edit(Span(source, start, end), new) for start, end, new in edits), safe)
    return Diagnostic(CODE, "a message", Span(source, 0, 0), fix=fix)


def mended(text: str, *fixes: Edits) -> tuple[str, int]:
    source = Source("a.yaml", text)
    return apply_fixes(source, [finding(source, edits) for edits in fixes])


def test_all_fixes_are_applied_in_whatever_order_they_were_found() -> None:
    rename, repair = [(0, 9, "duration")], [(14, 18, "seed")]
    assert mended(TEXT, rename, repair) == ("duration: 4s\nseed: 7\n", 2)
    assert mended(TEXT, repair, rename) == ("duration: 4s\nseed: 7\n", 2)


def test_an_empty_span_inserts_and_an_empty_replacement_deletes() -> None:
    assert mended("a: b", [(3, 3, '"'), (4, 4, '"')], [(0, 1, "")]) == (': "b"', 2)


def test_a_finding_without_a_fix_and_a_fix_without_edits_change_nothing() -> None:
    source = Source("a.yaml", TEXT)
    assert apply_fixes(source, [finding(source, None), finding(source, [])]) == (TEXT, 0)


def test_an_unsafe_fix_waits_until_it_is_asked_for() -> None:
    source = Source("a.yaml", TEXT)
    found = [finding(source, [(0, 9, "duration")], safe=False)]
    assert apply_fixes(source, found) == (TEXT, 0)
    assert apply_fixes(source, found, unsafe=True) == ("duration: 4s\nsead: 7\n", 1)


def test_of_overlapping_fixes_the_first_in_the_text_wins() -> None:
    assert mended("abcdef", [(2, 5, "-")], [(1, 3, "+")]) == ("a+def", 1)
    assert mended("abcdef", [(2, 2, "-")], [(1, 3, "+")]) == ("a+def", 1)
    assert mended("abcdef", [(0, 6, "x")], [(1, 2, "y")], [(3, 4, "z")]) == ("x", 1)


def test_fixes_that_only_touch_are_both_applied() -> None:
    assert mended("abcd", [(0, 2, "x")], [(2, 4, "y")]) == ("xy", 2)
    assert mended("abcd", [(0, 2, "x")], [(2, 2, "y")]) == ("xycd", 2)


def test_two_fixes_that_begin_at_one_place_have_no_order_so_one_waits() -> None:
    assert mended("abcd", [(1, 1, "x")], [(1, 1, "y")]) == ("axbcd", 1)
    assert mended("abcd", [(1, 3, "y")], [(1, 1, "x")]) == ("axbcd", 1)


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    assert mended("abcdef", [(0, 1, "x"), (3, 5, "y")], [(2, 3, "p"), (4, 6, "q")]) == ("xbcyf", 1)
    assert mended("abcdef", [(0, 1, "x"), (5, 6, "y")], [(2, 3, "p"), (3, 4, "q")]) == ("xbpqey", 2)


def test_a_fix_at_odds_with_itself_is_not_applied() -> None:
    assert mended("abcdef", [(0, 3, "x"), (2, 4, "y")]) == ("abcdef", 0)


def test_a_fix_that_reaches_into_another_text_is_not_applied_in_half() -> None:
    here, there = Source("a.yaml", TEXT), Source("a.yaml", TEXT)
    fix = Fix("mend both", (Edit(Span(here, 0, 9), "duration"), Edit(Span(there, 0, 9), "duration")), safe=True)
    both = Diagnostic(CODE, "a message", Span(here, 0, 9), fix=fix)
    assert apply_fixes(here, [both, finding(there, [(14, 18, "seed")])]) == (TEXT, 0)


def test_a_great_many_fixes_take_no_great_time() -> None:
    text, fixes = "ab" * 20_000, [[(2 * n, 2 * n + 1, "x")] for n in range(20_000)]
    assert mended(text, *fixes) == ("xb" * 20_000, 20_000)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Edits]]:
    text = draw(st.text("abc", max_size=12))
    places = st.integers(0, len(text))
    span = st.tuples(places, places).map(sorted)
    edit = st.builds(lambda span, new: (span[0], span[1], new), span, st.text("XYZ", max_size=3))
    return text, draw(st.lists(st.lists(edit, max_size=3), max_size=5))


@given(cases())
def test_nothing_outside_the_edits_is_touched(case: tuple[str, list[Edits]]) -> None:
    text, fixes = case
    result, applied = mended(text, *fixes)
    touched = {place for edits in fixes for start, end, _ in edits for place in range(start, end)}
    kept = iter(result)
    assert all(letter in kept for place, letter in enumerate(text) if place not in touched)
    assert applied <= len(fixes)
    if applied == 0:
        assert result == text


@given(cases())
def test_the_result_is_that_of_applying_the_chosen_fixes_from_the_end(case: tuple[str, list[Edits]]) -> None:
    text, fixes = case
    chosen: Edits = []
    number = 0
    for edits in sorted(sorted(edits) for edits in fixes if edits):
        together = sorted(chosen + edits)
        apart = all(a[1] <= b[0] and a[0] != b[0] for a, b in pairwise(together))
        if apart:
            chosen, number = together, number + 1
    expected = text
    for start, end, new in reversed(chosen):
        expected = expected[:start] + new + expected[end:]
    assert mended(text, *fixes) == (expected, number)


@given(st.text(), st.booleans())
def test_without_fixes_the_text_stays_as_it_is(text: str, unsafe: bool) -> None:
    source = Source("a.yaml", text)
    assert apply_fixes(source, [finding(source, None)], unsafe) == (text, 0)
    assert apply_fixes(source, [], unsafe) == (text, 0)
