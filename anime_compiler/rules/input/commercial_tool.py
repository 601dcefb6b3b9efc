"""a commercial generator had a part in the clip

Refused is every tool that is declared under `made_with`, at the top or for a model of your own, and whose
name is on the ruleset's list. Names are compared without case and punctuation, word by word, so that
`ChatGPT 4o` is found. Names of characters and models are not looked at: a character may well be called
Sora.

## Why

Nothing that a commercial generator has made may feed the model, neither as input nor as training data.
Declaring it is honest, and it rules the clip out.

## Instead

Draw the training pictures with the base model itself, and declare that:

```yaml
models:
  hana-lora: {kind: lora_character, family: sdxl, data: synthetic, made_with: animec}
```
"""

import re
from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.language.reader import shown
from anime_compiler.model.catalogue import Parameters
from anime_compiler.parse.spec_tree import ListNode, MapNode, Node, SpecTree, TextNode
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST
_WORD = re.compile(r"[^\W_]+")
_VERSION = re.compile(r"(?<=[^\W\d])v?\d+\Z")
_MOST_WORDS = 4


def check_tree(tree: SpecTree, parameters: Parameters) -> Iterator[Finding]:
    """Look for commercial tools among those that are declared."""
    forbidden = {"".join(_words(name)): name for name in parameters.words("names")}
    for node in _declared(tree.root):
        if name := next((forbidden[word] for word in _spellings(node.text) if word in forbidden), None):
            yield Finding(
                tree.span(node),
                f"`{shown(node.text)}` names the commercial generator `{name}`",
                help="make the material anew with the base model, or leave out what the tool has made",
            )


def _declared(root: MapNode) -> Iterator[TextNode]:
    """The tools under `made_with`, at the top and for each model of the author's own."""
    holders: list[Node | None] = [root]
    if isinstance(models := root.get("models"), MapNode):
        holders += [entry.value for entry in models.entries.values()]
    for holder in holders:
        tools = holder.get("made_with") if isinstance(holder, MapNode) else None
        named = tools.items if isinstance(tools, ListNode) else [tools]
        yield from (node for node in named if isinstance(node, TextNode))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _spellings(text: str) -> Iterator[str]:
    """The words of a text and runs of them, joined, each also without a version number at its end."""
    words = _words(text)
    for start in range(len(words)):
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            joined = "".join(words[start:end])
            yield joined
            yield _VERSION.sub("", joined)
