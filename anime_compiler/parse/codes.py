"""What can be wrong with a file before its meaning is looked at."""

from anime_compiler.diagnostics.diagnostic import Code, Level

YAML_SYNTAX = Code(
    "yaml-syntax",
    Level.ERROR,
    """
the file is not well-formed YAML

Everything before the error has been checked; what follows it has not. Three causes are behind most cases:
text that holds `: ` or starts with `{`, `[`, `@`, `%` or `` ` `` without quotes, a tab used to indent, and a
quote or bracket that is never closed.

```yaml
prompt: {{ hana }} on a roof        # wrong: YAML reads a map here
prompt: "{{ hana }} on a roof"      # right
```
""",
)
NOT_UTF8 = Code(
    "not-utf8",
    Level.ERROR,
    """
the file is not UTF-8 text

Storyboards are UTF-8, with or without a byte order mark. Save the file again as UTF-8 in your editor.
""",
)
FILE_TOO_LARGE = Code(
    "file-too-large",
    Level.ERROR,
    """
the file is larger than the limit

A storyboard is a page of text; the limit of 1 MiB keeps a hostile file from using up memory. Where a large file is
meant, raise it with `--max-bytes`.
""",
)
TOO_MANY_NODES = Code(
    "too-many-nodes",
    Level.ERROR,
    """
the file holds more values than the limit

The limit of 50,000 values keeps a hostile file from using up time. Where a large file is meant, raise it with
`--max-nodes`.
""",
)
TOO_DEEP = Code(
    "too-deep",
    Level.ERROR,
    """
lists or maps are nested deeper than the limit

Nothing in the language nests deeper than 8; the limit is 32.
""",
)
EMPTY_FILE = Code(
    "empty-file",
    Level.ERROR,
    """
the file holds nothing but white space and comments

`animec new` writes a commented storyboard to start from.
""",
)
NOT_A_MAP = Code(
    "not-a-map",
    Level.ERROR,
    """
the file does not start with keys

At the top of a storyboard stand keys such as `animec: 1`, `clip:` and `shots:`.
""",
)
SECOND_DOCUMENT = Code(
    "second-document",
    Level.ERROR,
    """
a file holds one storyboard, but this one starts a second after `---`

Put the second storyboard in a file of its own. `animec check` takes any number of files.
""",
)
ALIAS_REFUSED = Code(
    "alias-refused",
    Level.ERROR,
    """
YAML anchors, aliases and merge keys are not part of the language

`&name`, `*name` and `<<:` make a file that looks small and is not, and a value that stands in two places at once.
Use `vars`, `style` and `characters` to say a thing once.
""",
)
TAG_REFUSED = Code(
    "tag-refused",
    Level.ERROR,
    """
YAML tags are not part of the language

A tag such as `!!python/object` or `!!binary` tells a loader to make something other than text, numbers, lists and
maps. Remove it.
""",
)
DUPLICATE_KEY = Code(
    "duplicate-key",
    Level.ERROR,
    """
a key stands twice in one map

Most YAML readers silently keep the last one. Keep the one that you mean.

```yaml
seed: 1
seed: 2     # wrong
```
""",
)
COMPLEX_KEY = Code(
    "complex-key",
    Level.ERROR,
    """
a key is a list or a map instead of a word

Usually this is text that starts with `{` or `[` and lacks quotes.

```yaml
prompt: {{ hana }}      # wrong: a map whose key is a map
prompt: "{{ hana }}"    # right
```
""",
)
BAD_OVERRIDE = Code(
    "bad-override",
    Level.ERROR,
    """
a `--set` cannot be understood, or names something that is not there

It is a path, `=` and a value. The path leads from the top of the storyboard along its keys, with `.` between them; an
item of a list is named by its number, counted from 0, by its `id`, or by `*` for all of them. A key that is not there
yet is made, an item is not. The value is written as in a storyboard, on one line.

```sh
animec plan clip.yaml --set seed=7
animec plan clip.yaml --set shots.rooftop.duration=4s --set 'shots.*.chain.overlap=2f'
animec plan clip.yaml --set 'shots.0.camera={move: pan_left, amount: 10%}'
animec plan clip.yaml --set 'style.loras."Anime v1.5"=0.7'
animec plan clip.yaml --set 'shots.rooftop.prompt="{{ hana }} in the rain"'
```
""",
)
