"""What can be wrong with a prompt."""

from anime_compiler.diagnostics.diagnostic import Code, Level

UNBALANCED_PARENTHESIS = Code(
    "unbalanced-parenthesis",
    Level.ERROR,
    r"""
a bracket in a prompt has no partner

`(` and `[` raise and lower the attention of what they enclose. Other programs let an open bracket reach to
the end of the prompt and drop a stray one in silence; here it is a mistake, because it almost always is
one. A bracket that is meant as a character is written with a backslash.

```yaml
prompt: a girl, (blue hair, school rooftop        # wrong: where does it end?
prompt: a girl, (blue hair), school rooftop       # right
prompt: saber \(fate\), school rooftop            # right: the brackets are part of the name
```
""",
)
BAD_ATTENTION_WEIGHT = Code(
    "bad-attention-weight",
    Level.ERROR,
    """
an attention weight is not a number from 0 to 10

What stands after the last colon in a pair of parentheses is the weight of what stands before it. Nested
weights are multiplied, and the product has the same bounds.

```yaml
prompt: (blue hair:high), rooftop         # wrong: not a number
prompt: (blue hair:), rooftop             # wrong: the number is missing
prompt: (blue hair:1.3), rooftop          # right
prompt: "(mood: calm:1.1), rooftop"       # right: only the last colon announces a weight
```
""",
)
ATTENTION_WEIGHT_EXTREME = Code(
    "attention-weight-extreme",
    Level.WARNING,
    """
a phrase is weighted so much or so little that pictures suffer

Beyond about 1.6 a phrase pushes everything else out and brings burnt colours; below about 0.4 it has no
effect that could be seen. Weights of nested parentheses are multiplied.

```yaml
prompt: ((blue hair:1.5):1.5), rooftop    # warned of: 1.5 × 1.5 = 2.25
prompt: (blue hair:1.3), rooftop          # right
```
""",
)
PROMPT_SCHEDULING_UNSUPPORTED = Code(
    "prompt-scheduling-unsupported",
    Level.ERROR,
    """
a prompt changes itself from denoising step to denoising step

`[a:b:0.5]`, `[a:0.5]` and `[a|b]` exchange words in the middle of drawing one picture. A clip changes its
prompt over time instead, and says so with beats. `[a]` alone lowers attention and is understood.

```yaml
prompt: a girl, [dusk:night:0.5] sky      # wrong
beats:                                    # right
  - {at: 0%, prompt: dusk sky}
  - {at: 50%, prompt: night sky}
```
""",
)
COMPOSABLE_PROMPT_UNSUPPORTED = Code(
    "composable-prompt-unsupported",
    Level.ERROR,
    """
a prompt joins sub-prompts with `AND`

In other programs `AND` in capitals denoises several prompts at once and mixes the results. Here it would be
an ordinary word, and the picture another one, so it has to be written as what is meant.

```yaml
prompt: a girl AND a rooftop              # wrong
prompt: a girl and a rooftop              # right: one sentence
prompt: a girl BREAK a rooftop            # right: two sections, each read by the text encoder on its own
```
""",
)
BAD_LORA_TAG = Code(
    "bad-lora-tag",
    Level.ERROR,
    """
a tag in angle brackets is not `<lora:name>` or `<lora:name:0.8>`

A LoRA in a prompt counts as if it stood under `loras`. Its weight is one number; without one it is 1. Other
networks, such as hypernetworks, do not exist here.

```yaml
prompt: a girl, <lora:pastel-anime-xl:strong>       # wrong: not a number
prompt: a girl, <hypernet:pastel:0.8>               # wrong: not a LoRA
prompt: a girl, <lora:pastel-anime-xl:0.8>          # right
```
""",
)
EMPTY_PROMPT = Code(
    "empty-prompt",
    Level.ERROR,
    """
a prompt holds no words

White space, `BREAK` and LoRA tags are not words: nothing is left that could be drawn.

```yaml
prompt: "<lora:pastel-anime-xl:0.8>"                # wrong
prompt: a girl, <lora:pastel-anime-xl:0.8>          # right
```
""",
)
CONTROL_CHARACTER = Code(
    "control-character",
    Level.ERROR,
    r"""
a prompt holds an invisible control character

Control characters come into a text by copying from terminals and documents. They mean nothing to a text
encoder, and some of them rewrite what a terminal shows. Line breaks and tabs are fine.

```yaml
prompt: "a girl \e[31m on a roof"                   # wrong: a terminal's colour code
prompt: "a girl on a roof"                          # right
```
""",
)
