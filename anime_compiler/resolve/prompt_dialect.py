"""The prompt dialect of the community: `(word:1.2)`, `[word]`, `BREAK` and `<lora:name:0.8>`.

The grammar is that of AUTOMATIC1111's web UI. What it has and we do not, and what it repairs in silence, is
a problem here. Nothing recurses and nothing is read again and again, so hostile prompts take no longer.
"""

import re
from math import isfinite
from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Code
from anime_compiler.model.prompt import LoraTag, Phrase, Prompt
from anime_compiler.resolve import prompt_codes as codes
from anime_compiler.resolve.problem import Problem, quoted

_STEP = 1.1
_MOST_WEIGHT = 10.0
_WEAK, _STRONG = 0.4, 1.6

# Lone surrogates stand here too: they are no characters at all, and cannot be written to a file.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
_MARKUP = re.compile(r"[()\[\]<>\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_KEYWORD = r"(?<![\w-])(?:BREAK|AND)(?![\w-])"
# Possessive quantifiers (`*+`) keep the time linear. It stays a text until a prompt has markup, because to
# compile it takes a millisecond; `re` keeps what it has compiled.
_TOKEN = rf"""(?x)
      \\(?P<literal>[()\[\]\\])
    | (?P<open>[(\[])
    | (?P<suffix>:(?:(?!{_KEYWORD})[^()\[\]\\:<>|{_CONTROL}])*+)?(?P<close>[)\]])
    | (?P<tag><\s*+(?:lora\b|(?P<network>\w++)\s*+:)(?:[^<>{_CONTROL}]*+>|[^<>,{_CONTROL}]*+))
    | (?P<keyword>{_KEYWORD})
    | (?P<bar>\|)
    | (?P<control>(?:\x1b\[[0-9;?]*+[A-Za-z]|[{_CONTROL}])+)
"""
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_OPENER = {")": "(", "]": "["}


class ReadPrompt(NamedTuple):
    """A prompt without its markup, the LoRAs that stood in it, and what was wrong with it."""

    prompt: Prompt
    loras: tuple[LoraTag, ...]
    problems: tuple[Problem, ...]


def read_prompt(text: str) -> ReadPrompt:
    """Read a prompt; one that is not well-formed is read as far as it can be, and its problems are told."""
    plain = " ".join(text.split())
    has_markup = _MARKUP.search(text) or "BREAK" in text or "AND" in text
    if has_markup or not plain or not plain.isprintable():
        return _PromptReader(text).read()
    return ReadPrompt(Prompt(((Phrase(plain),),)), (), ())


class _Piece(NamedTuple):
    """Literal text, where it stands, and the group of brackets that it is in."""

    text: str
    group: int
    start: int
    end: int


class _Group:
    """A pair of brackets; what it multiplies its words by is known only where it ends."""

    __slots__ = ("factor", "has_bar", "has_words", "opener", "parent", "start")

    def __init__(self, parent: int, opener: str, start: int) -> None:
        self.parent = parent
        self.opener = opener
        self.start = start
        self.factor = 1.0
        self.has_bar = False
        self.has_words = False


class _PromptReader:
    """Reads one prompt in a single pass; weights are worked out at the end, group by group."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.loras: list[LoraTag] = []
        self.sections: list[list[_Piece]] = [[]]
        self.groups = [_Group(0, "", 0)]  # the first is the prompt itself
        self.open = [0]
        self.open_count = {"(": 0, "[": 0}
        # The last visible character of this section, and whether a tag was lifted out behind it.
        self.last_char = ""
        self.after_tag = False

    def read(self) -> ReadPrompt:
        position = 0
        for token in re.finditer(_TOKEN, self.text):
            if token.start() > position:
                self._add(self.text[position : token.start()], position)
            self._take(token)
            position = token.end()
        if position < len(self.text):
            self._add(self.text[position:], position)
        self._end_section()
        self._give_up_groups(1)
        prompt = self._assemble()
        if not prompt.sections and not self.problems:
            cure = "write what is to be seen"
            self._report(codes.EMPTY_PROMPT, "the prompt holds no words", 0, len(self.text), cure)
        self.problems.sort(key=lambda problem: problem.start)
        return ReadPrompt(prompt, tuple(self.loras), tuple(self.problems))

    def _take(self, token: re.Match[str]) -> None:
        start, end = token.span()
        match token.lastgroup:
            case "literal":
                self._add(token["literal"], start)
            case "open":
                self._open(token["open"], start)
            case "close":
                self._close(token["close"], token["suffix"] or "", start, end)
            case "tag":
                self._lift_tag(token)
            case "keyword":
                self._split(token["keyword"], start, end)
            case "bar":
                self.groups[self.open[-1]].has_bar = True
                self._add("|", start)
            case _:
                message = f"the prompt holds the control character {quoted(token[0])}"
                self._report(codes.CONTROL_CHARACTER, message, start, end, "delete it")

    def _report(self, code: Code, message: str, start: int, end: int, cure: str) -> None:
        self.problems.append(Problem(code, message, start, end, cure))

    # -- literal text

    def _add(self, text: str, start: int) -> None:
        end = start + len(text)
        if text and not text.isspace():
            if self.after_tag and text.lstrip().startswith(","):
                text = self._tidy_comma(text.lstrip())
            self.after_tag = False
            self.last_char = text.rstrip()[-1:] or self.last_char
            self.groups[self.open[-1]].has_words = True
        if text:
            self.sections[-1].append(_Piece(text, self.open[-1], start, end))

    def _tidy_comma(self, text: str) -> str:
        """What to keep of text that starts with a comma, just after a tag that was lifted out."""
        if self.last_char in ("", ","):
            return text[1:]
        self._trim_section(0)
        return text

    def _end_section(self) -> None:
        if self.after_tag and self.last_char == ",":
            self._trim_section(1)
        self.last_char, self.after_tag = "", False

    def _trim_section(self, letters: int) -> None:
        """Take white space from the section's end, and then so many letters."""
        section = self.sections[-1]
        while section[-1].text.isspace():
            section.pop()
        text = section[-1].text.rstrip()
        section[-1] = section[-1]._replace(text=text[: len(text) - letters])

    # -- brackets

    def _open(self, bracket: str, start: int) -> None:
        self.groups.append(_Group(self.open[-1], bracket, start))
        self.open.append(len(self.groups) - 1)
        self.open_count[bracket] += 1

    def _close(self, bracket: str, suffix: str, start: int, end: int) -> None:
        opener = _OPENER[bracket]
        if not self.open_count[opener]:
            self._add(suffix, start)
            cure = rf"remove it, or write `\{bracket}` if it is meant as a character"
            self._report(codes.UNBALANCED_PARENTHESIS, f"`{bracket}` was never opened", end - 1, end, cure)
            return
        depth = len(self.open) - 1
        while self.groups[self.open[depth]].opener != opener:
            depth -= 1
        self._give_up_groups(depth + 1)
        group = self.groups[self.open[depth]]
        if opener == "[":
            self._close_square(group, suffix, start, end)
        else:
            group.factor = self._read_weight(group, suffix, start) if suffix else _STEP
        self.groups[group.parent].has_words |= group.has_words
        self.open.pop()
        self.open_count[opener] -= 1

    def _close_square(self, group: _Group, suffix: str, start: int, end: int) -> None:
        self._add(suffix, start)
        group.factor = 1 / _STEP
        if group.has_bar or re.fullmatch(_NUMBER, suffix[1:].strip()):
            # A slice of bounded length: nested groups would otherwise be copied again for each bracket.
            written = quoted(self.text[group.start : min(end, group.start + 41)])
            message = f"{written} changes the prompt between denoising steps"
            cure = "say what is seen when with `beats`, or use `(word:1.2)` for attention"
            self._report(codes.PROMPT_SCHEDULING_UNSUPPORTED, message, group.start, end, cure)

    def _read_weight(self, group: _Group, suffix: str, start: int) -> float:
        written = suffix[1:].strip()
        cure = "write `(words:1.2)`; where a colon belongs to the words, add a weight: `(mood: calm:1.1)`"
        if re.fullmatch(_NUMBER, written) is None:
            message = f"{quoted(written)} is not a number" if written else "the number is missing"
            message = f"an attention weight belongs after the colon, but {message}"
            self._add(suffix, start)
        elif not 0 <= float(written) <= _MOST_WEIGHT:
            message = f"the attention weight {quoted(written)} is not between 0 and 10"
        elif not group.has_words:
            message = f"there are no words that {quoted(suffix)} could weigh"
        else:
            return float(written)
        self._report(codes.BAD_ATTENTION_WEIGHT, message, start, start + len(suffix), cure)
        return 1.0

    def _give_up_groups(self, depth: int) -> None:
        """Report the groups that are open at this depth and deeper; a run of brackets is one problem."""
        unclosed = [self.groups[index] for index in self.open[depth:]]
        del self.open[depth:]
        for group in unclosed:
            self.open_count[group.opener] -= 1
            self.groups[group.parent].has_words |= group.has_words
        while unclosed:
            first = last = unclosed.pop()
            while unclosed and unclosed[-1].start == first.start - 1:
                first = unclosed.pop()
            message = f"`{first.opener}` is never closed"
            cure = rf"close it, or write `\{first.opener}` if it is meant as a character"
            self._report(codes.UNBALANCED_PARENTHESIS, message, first.start, last.start + 1, cure)

    # -- words with a meaning, and tags

    def _split(self, keyword: str, start: int, end: int) -> None:
        if keyword == "BREAK":
            self._end_section()
            self.sections.append([])
            return
        self._add(keyword, start)
        cure = "write `and` in small letters, or `BREAK` to start a new section"
        self._report(codes.COMPOSABLE_PROMPT_UNSUPPORTED, "`AND` cannot join sub-prompts", start, end, cure)

    def _lift_tag(self, token: re.Match[str]) -> None:
        start, end = token.span()
        self.after_tag = True
        tag, network = token["tag"], token["network"]
        name, colon, weight = (part.strip() for part in tag.strip("<>").partition(":")[2].partition(":"))
        if network and network.lower() != "lora":
            message = f"{quoted(tag)} asks for a network that is not a LoRA"
        elif not tag.endswith(">"):
            message = f"the tag {quoted(tag)} is never closed"
        elif not name:
            message = f"the tag {quoted(tag)} names no LoRA"
        elif colon and not re.fullmatch(_NUMBER, weight):
            message = f"the weight of the LoRA {quoted(name)} is not a number"
        elif not isfinite(float(weight or 1)):
            message = f"the weight of the LoRA {quoted(name)} is far too large"
        else:
            self.loras.append(LoraTag(" ".join(name.split()), float(weight or 1), start, end))
            return
        self._report(codes.BAD_LORA_TAG, message, start, end, "write `<lora:name>` or `<lora:name:0.8>`")

    # -- phrases

    def _assemble(self) -> Prompt:
        weights = [1.0]
        for group in self.groups[1:]:
            # The bound keeps deep nesting from reaching infinity, which times zero would be no number.
            weights.append(min(weights[group.parent] * group.factor, 1e6))
        sections = [self._phrases(section, weights) for section in self.sections]
        return Prompt(tuple(section for section in sections if section))

    def _phrases(self, pieces: list[_Piece], weights: list[float]) -> tuple[Phrase, ...]:
        runs: list[tuple[float, list[_Piece]]] = []
        for piece in pieces:
            weight = round(weights[piece.group], 6)
            if runs and (runs[-1][0] == weight or piece.text.isspace()):
                runs[-1][1].append(piece)
            elif piece.text.strip():
                runs.append((weight, [piece]))
        phrases: list[Phrase] = []
        for weight, run in runs:
            text = re.sub(r"\s+", " ", "".join(piece.text for piece in run))
            if not phrases or phrases[-1].text.endswith(" "):
                text = text.lstrip()
            phrases.append(Phrase(text, min(weight, _MOST_WEIGHT)))
            if not _WEAK <= weight <= _STRONG:
                self._report_weight(text.strip(), weight, run[0].start, run[-1].end)
        if phrases:
            phrases[-1] = phrases[-1]._replace(text=phrases[-1].text.rstrip())
        return tuple(phrases)

    def _report_weight(self, words: str, weight: float, start: int, end: int) -> None:
        if weight > _MOST_WEIGHT:
            message = f"the nested weights of {quoted(words)} multiply to more than 10"
            self._report(codes.BAD_ATTENTION_WEIGHT, message, start, end, "take some of the parentheses away")
        else:
            message = f"the attention weight of {quoted(words)} is {weight:.3g}"
            cure = "weights between 0.4 and 1.6 keep a picture in balance"
            self._report(codes.ATTENTION_WEIGHT_EXTREME, message, start, end, cure)
