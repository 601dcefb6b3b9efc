from anime_compiler.resolve.problem import quoted


def test_a_quoted_text_is_visible_short_and_on_one_line() -> None:
    assert quoted("blue hair") == "`blue hair`"
    assert quoted("a\x1b[31m\nb") == r"`a\x1b[31m\nb`"
    assert quoted("word " * 20, most=8) == "`word wor…`"
    assert quoted("夕暮れ") == "`夕暮れ`"
    assert quoted("\ud800") == r"`\ud800`"
