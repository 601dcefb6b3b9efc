"""Text out of foreign values: one line of words, without pictures and without signs that nobody sees."""

import re

from anime_compiler.language.visual_input import picture_in
from anime_compiler.starter.fields import flat_text
from anime_compiler.starter.remarks import Remarks

_MOST = 4000
# Control characters, terminal colours, surrogates, private characters, and marks that turn writing around.
_UNSEEN = re.compile(
    "\x1b\\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ue000-\uf8ff\ufeff\ufffe\uffff]"
)


def clean_text(value: object, remarks: Remarks, most: int = _MOST) -> str:
    """The words of a value on one line, without what may not come in."""
    text = " ".join(_UNSEEN.sub("", flat_text(value)).split())
    text = cut_text(text, most, remarks)
    while found := picture_in(text):
        start, end, _ = found
        remarks.add_picture(text[start:end])
        text = " ".join(f"{text[:start]} {text[end:]}".split())
    return text.strip(" ,;")


def cut_text(text: str, most: int, remarks: Remarks) -> str:
    """The text, or as many of its words as there is room for."""
    if len(text) <= most:
        return text
    remarks.add(f"longer than {most:,} characters; the rest is left out", text)
    return text[:most].rpartition(" ")[0] or text[:most]
