import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError, nodes

from anime_compiler.resolve.template_layout import TemplateLayout

PARTS = st.one_of(
    st.sampled_from(["{{ hana }}", "{{- time|lower -}}", "{{ \r\n x }}", "{% if a == 'b' -%}", "{%- endif %}"]),
    st.sampled_from(["{# c #}", "{#- d -#}", "{% raw %}", "{%- endraw -%}"]),
    st.sampled_from([" ", "\n", "\r\n", "\r", "text", "{"]),
)


@given(st.lists(PARTS).map("".join))
def test_names_and_texts_stand_where_the_layout_says(text: str) -> None:
    layout = TemplateLayout(text)
    try:
        tree = layout.parse()
    except TemplateSyntaxError as error:
        _, start, end = layout.explain(error)
        assert 0 <= start <= end <= len(text)
        return
    for name in tree.find_all(nodes.Name):
        start, end = layout.token_at(name.lineno)
        assert text[start:end] == name.name
        first, last = layout.tag_around(start)
        assert text[first] == "{"
        assert text[last - 1] == "}"
    for data in tree.find_all(nodes.TemplateData):
        assert text.startswith(data.data, data.lineno)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ a b }}", "the template is not well-formed: expected `}}`, got `b`"),
        ("{% if %}{% endif %}", "the template is not well-formed: expected an expression, got `%}`"),
        ("{{ ? }}", "the template is not well-formed: unexpected char `?`"),
        ("{% if a %}b", "`{% if %}` is never closed"),
        ("{% if a", "`{%` is never closed"),
        ("{% endif %}", "the template is not well-formed: encountered unknown tag `endif`"),
    ],
)
def test_what_the_parser_says_is_put_into_plain_words(text: str, message: str) -> None:
    layout = TemplateLayout(text)
    with pytest.raises(TemplateSyntaxError) as caught:
        layout.parse()
    assert layout.explain(caught.value)[0] == message
