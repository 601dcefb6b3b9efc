"""Where the parts of a template stand: Jinja counts lines only, and a finding needs the very characters."""

import re
from collections.abc import Iterator
from itertools import pairwise

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

_ENVIRONMENT = Environment(keep_trailing_newline=True, autoescape=False)  # noqa: S701 (prompts are not HTML)
# What Jinja calls the ends of tags -> what they look like.
_SIGNS = {"end of print statement": "}}", "end of statement block": "%}", "token ": ""}


class TemplateLayout:
    """A template cut into tokens, whose "line numbers" are offsets in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ends: dict[int, int] = {}
        self.tags: list[tuple[int, int]] = []
        self.open_tag: int | None = None
        self.reached = 0
        self.tokens: list[Token] = []

    def parse(self) -> nodes.Template:
        """The tree; raises TemplateSyntaxError, with an offset as its line number."""
        try:
            self.tokens.extend(map(self._unchanged, _ENVIRONMENT.lexer.wrap(self._pieces())))
        except ValueError:
            raise TemplateSyntaxError("the number has too many digits", self.reached) from None
        parser = Parser(_ENVIRONMENT, "")
        parser.stream = TokenStream(self.tokens, None, None)
        return parser.parse()

    def token_at(self, start: int) -> tuple[int, int]:
        return start, self.ends.get(start, start)

    def tag_around(self, offset: int) -> tuple[int, int]:
        """The `{{ … }}` or `{% … %}` that encloses a place."""
        for start, end in self.tags:
            if start <= offset < end:
                return start, end
        return self.token_at(offset)

    def explain(self, error: TemplateSyntaxError) -> tuple[str, int, int]:
        """What is wrong, in words, and where."""
        message = error.message or ""
        at_end = "end of template" in message
        if self.open_tag is not None and (at_end or "Missing end" in message):
            opening = self.text[self.open_tag : self.open_tag + 2]
            return f"`{opening}` is never closed", self.open_tag, self.open_tag + 2
        unclosed = self._unclosed_if()
        if at_end and unclosed is not None:
            return "`{% if %}` is never closed", *self.tag_around(unclosed)
        sentence = re.sub(r" at \d+$", "", message.split(". ")[0].rstrip("."))[:120]
        for jargon, sign in _SIGNS.items():
            sentence = sentence.replace(jargon, sign)
        sentence = re.sub(r"'([^']*)'", r"`\1`", sentence[:1].lower() + sentence[1:])
        return f"the template is not well-formed: {sentence}", *self.token_at(error.lineno)

    def _unchanged(self, token: Token) -> Token:
        """Literal text with the line ends that it was written with; Jinja would make them all alike."""
        if token.type != "data":
            return token
        return token._replace(value=self.text[token.lineno : self.ends[token.lineno]])

    def _pieces(self) -> Iterator[tuple[int, str, str]]:
        """What Jinja's lexer finds, with offsets for line numbers."""
        position = 0
        # A space for each carriage return keeps the lexer from dropping them, which would move all offsets.
        source = self.text.replace("\r", " ")
        try:
            for _, kind, piece in _ENVIRONMENT.lexer.tokeniter(source, None):
                # Between two pieces lies nothing but white space that a `-` took away.
                start = source.find(piece, position)
                position = start + len(piece)
                self.ends[start] = position
                self.reached = start
                if kind in ("variable_begin", "block_begin", "comment_begin"):
                    self.open_tag = start
                elif kind in ("variable_end", "block_end", "comment_end") and self.open_tag is not None:
                    self.tags.append((self.open_tag, start + len(piece.rstrip())))
                    self.open_tag = None
                yield start, kind, piece
        except TemplateSyntaxError as error:
            self.ends[position] = min(position + 1, len(source))
            raise TemplateSyntaxError(error.message or "", position) from None

    def _unclosed_if(self) -> int | None:
        opened: list[int] = []
        for token, name in pairwise(self.tokens):
            if token.type == "block_begin" and name.value == "if":
                opened.append(token.lineno)
            elif token.type == "block_begin" and name.value == "endif" and opened:
                opened.pop()
        return opened[-1] if opened else None
