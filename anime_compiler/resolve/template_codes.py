"""What can be wrong with a template."""

from anime_compiler.diagnostics.diagnostic import Code, Level

TEMPLATE_SYNTAX = Code(
    "template-syntax",
    Level.ERROR,
    """
a template is not well-formed

Something is not closed, or stands where nothing can stand. A single `{` is an ordinary character; `{{`, `{%`
and `{#` start something and need their partner.

```yaml
prompt: "{{ hana on a roof"                           # wrong: never closed
prompt: "{{ hana hair }} on a roof"                   # wrong: two names
prompt: "{{ hana }} on a roof"                        # right
prompt: "{% if night %}neon signs{% endif %}"         # right
```
""",
)
TEMPLATE_CONSTRUCT_REFUSED = Code(
    "template-construct-refused",
    Level.ERROR,
    """
a template uses a construct that prompts do not have

Templates put texts together and choose between them; they do not compute, so none can run away or reach out.
There are names, the filters `lower`, `upper`, `title`, `capitalize`, `trim`, `default` and `replace`, and
`{% if %}` with `and`, `or`, `not`, `==`, `!=`, `in` and texts in quotes.

```yaml
prompt: "{{ hana.looks }} on a roof"                      # wrong: an attribute
prompt: "{% for girl in girls %}{{ girl }}{% endfor %}"   # wrong: a loop
prompt: "{{ hana }} on a roof"                            # right
prompt: '{% if time == "night" %}neon signs{% endif %}'   # right
```
""",
)
UNREADABLE_TEMPLATE_VARIABLE = Code(
    "unreadable-template-variable",
    Level.ERROR,
    """
a template reads a name that has no value

Names are the characters and the `vars` of the storyboard and of the shot. A name that may be missing needs a
value for that case.

```yaml
vars: {time: dusk}
prompt: "{{ tiem }} light"                            # wrong: misspelt
prompt: "{{ time }} light"                            # right
prompt: '{{ weather | default("clear") }} sky'        # right: without `weather` the sky is clear
```
""",
)
UNKNOWN_FILTER = Code(
    "unknown-filter",
    Level.ERROR,
    """
a template uses a filter that does not exist

The filters are `lower`, `upper`, `title`, `capitalize`, `trim`, `default("otherwise")` and
`replace("old", "new")`. A filter with a wrong number of arguments is reported here as well.

```yaml
prompt: "{{ time | lowercase }} light"                # wrong
prompt: "{{ time | lower }} light"                    # right
```
""",
)
TEMPLATE_TOO_LONG = Code(
    "template-too-long",
    Level.ERROR,
    """
a template is longer than the limit, or becomes so

A template may have 8,192 characters, and 16,384 when all names are filled in. A text encoder reads 75 tokens
at a time, about 300 characters, so a longer text is a mistake or an attack.

```yaml
prompt: '{{ time | replace("d", "dddd") | replace("d", "dddd") }}'    # wrong when it goes on like this
prompt: "{{ time }} light"                                            # right
```
""",
)
