"""What a picture from outside looks like in a text file.

The language has no way to load one. These tests exist so that a person who tries is told which rule it
breaks, instead of hearing of an unknown key or a badly written value. They would rather miss a picture than
see one in an ordinary sentence, and the time they take grows no faster than the text.
"""

import re
from functools import lru_cache

# Keys under which people of other tools put pictures, without case, spaces, hyphens and underscores.
_PICTURE_KEY = re.compile(
    r"(?:init|initial|input|source|start|end|first|last|ref|reference|control|conditioning|hint|pose|depth|normal"
    r"|segmentation|canny|edge|lineart|face|ip|ipadapter|style|storyboard|background|mask|inpaint|driving)?"
    r"(?:images?|imgs?|pictures?|photos?|videos?)"
    r"|(?:control|pose|depth|normal|segmentation|canny|edge|hint)maps?"
    r"|(?:init|first|last|ref|reference)frames?|init(?:latents?)?|img2img|image2image|i2i|ref(?:erence)?s?"
    r"|sketch(?:es)?|scribbles?|drawings?|masks?|inpaint(?:mask|ing)?|skeletons?|keypoints|gif"
)
_ADDRESS = re.compile(
    r"""
      \b(?:[a-z][a-z0-9+.-]{1,15}://|(?:https?|ftp|file):/(?=\w))\S+
    | \bwww\.[\w-]{1,63}\.[a-z]\S*
    | (?<![\w./@-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|edu|gg|co|jp|kr|cn|de|uk)(?::\d+)?/\w\S*
    | (?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?/\S+
    | \blocalhost:\d\S*
    """,
    re.I | re.X,
)
_EXTENSION = re.compile(
    r"\.(?:a?png|jpe?g|jpe|jfif|jp2|jxl|webp|gif|bmp|tiff?|avif|hei[cf]|svg|exr|psd|kra|xcf|tga|dds|ico|p[bgnp]m"
    r"|mp4|m4v|mov|mkv|webm|avi|mpe?g|wmv|flv|ogv|np[yz])(?!\w)",
    re.I,
)
_ENDS_A_NAME = frozenset(" \t\r\n\"'`<>()|,;")
_LONGEST_NAME = 255
_PATH = re.compile(
    r"""
      ~/\w\S*                                # ~/pictures
    | ~[a-z_][\w.-]*/\S+\Z                   # ~hana/pictures
    | \.[/\\]+[\w.]\S*                       # ./pictures
    | \.\.[/\\]\S*                           # ../pictures
    | /[\w.-]+(?:/[\w.-][\w .-]*)+/?\Z       # /home/hana/my pictures
    | //[\w.-]+/\S+                          # //server/pictures
    | \\\\[\w.?-]+\\.+                       # \\server\pictures
    | [A-Za-z]:[\\/]\w.*                     # C:\pictures
    | (?:\$\{?[A-Z_]+\}?|%[A-Z]+%)[/\\]\w.*  # $HOME/pictures
    """,
    re.X | re.S,
)
_WAY_UP = re.compile(r"(?:(?<![\w.])\.\.[/\\]|%2e%2e)\S*", re.I)
_WEIGHTS = re.compile(r"\.(?:safetensors|ckpt|pth?|bin|onnx|gguf)\Z", re.I)
# How pictures begin as a data URI, as hexadecimal digits, as markup and as base64, where case counts.
_DATA = re.compile(
    r"\bdata:[\w.+-]+/[\w.+-]+(?:;[\w.+=-]+)*[;,]\S+|\bdata:[\w.+/=;-]{0,80};base64,\S+"
    r"|(?<!\w)(?:0x)?(?:89504e470d0a|ffd8ff[de][0-9a-f]|47494638[37])[0-9a-f]{16,}|<svg[\s>].*",
    re.I | re.S,
)
_BASE64 = re.compile(
    r"(?<![\w+/])(?:iVBORw0KGgo|R0lGOD[dl]h|/9j/[24]AA|UklGR[\w+/]{3}|PHN2Zy|AAAA[\w+/]{2}Z0eXB)[\w+/=]{16,}",
    re.A,
)
_LONG_RUN = re.compile(r"[\w+/-]{40,}(?:\s+[\w+/-]{40,})*={0,2}", re.A)
# Most texts of a storyboard are told apart from pictures by these two alone.
_MAY_BE = re.compile(r"[./\\%<]|\S{16}").search
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?[%sf]?\Z").match
_SHORTEST_DATA, _LEAST_DATA = 16, 120
_SAME_CLASS = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[+/_-]+")


def is_picture_key(key: str) -> bool:
    """Whether a key is one that people put pictures under; `file` or `path` may mean other things."""
    return bool(_PICTURE_KEY.fullmatch(key.lower().replace("_", "").replace("-", "").replace(" ", "")))


def looks_like_picture(text: str) -> bool:
    """Whether a text names or holds a picture."""
    return picture_in(text) is not None


@lru_cache(4096)  # keys and short values come again and again
def picture_in(text: str) -> tuple[int, int, str] | None:
    """The first piece of a text that names or holds a picture: its place and what it is.

    A file of a model's weights is no picture, wherever it lies.
    """
    if not _MAY_BE(text) or _NUMBER(text):
        return None
    if place := _data_in(text):
        return *place, "picture data"
    if "." in text or "/" in text or "\\" in text or "%" in text:
        for kind, find in (("an address", _address_in), ("a picture file", _file_in), ("a path", _path_in)):
            place = find(text)
            if place and not _WEIGHTS.search(text[place[0] : place[1]]):
                return *place, kind
    return None


def _data_in(text: str) -> tuple[int, int] | None:
    """What starts as a picture does, or is long and mixes letters and digits as no language does."""
    if "<" not in text and all(len(word) < _SHORTEST_DATA for word in text.split()):
        return None
    if found := _DATA.search(text) or _BASE64.search(text):
        return found.span()
    if len(text) >= _LEAST_DATA:
        for run in _LONG_RUN.finditer(text):
            signs = "".join(run.group().split())
            if len(signs) >= _LEAST_DATA and 3 * len(_SAME_CLASS.findall(signs)) > len(signs):
                return run.span()
    return None


def _address_in(text: str) -> tuple[int, int] | None:
    """An address, with its scheme or without."""
    found = _ADDRESS.search(text) if "/" in text or "www." in text.lower() else None
    return (found.start(), found.start() + len(found.group().rstrip(".,;:!?)'"))) if found else None


def _file_in(text: str) -> tuple[int, int] | None:
    """A name with the ending of a picture; `.png` alone, or after a space, is only talk of one."""
    for found in _EXTENSION.finditer(text):
        start = found.start()
        while start and text[start - 1] not in _ENDS_A_NAME and found.start() - start < _LONGEST_NAME:
            start -= 1
        if any(letter.isalnum() or letter == "*" for letter in text[start : found.start()]):
            return start, found.end()
    return None


def _path_in(text: str) -> tuple[int, int] | None:
    """A path as the whole value, or a way out of the folder anywhere."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    found = _PATH.match(text, start, end) or _WAY_UP.search(text)
    return found.span() if found else None
