"""Text for a terminal: made safe, measured in cells, cut and padded to a width.

What users type is data. `clean` takes away everything that a terminal could act on or that would make a
row longer or shorter than it measures: control characters, escape sequences, directions, zero-width
characters, variation selectors. The data itself stays as it is; only what is shown is cleaned.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

ELLIPSIS: Final = "…"
REPLACEMENT: Final = "\ufffd"
_MOST_MARKS: Final = 4
"""Combining marks kept on one letter; piles of them only hide the rows above."""

_SPACES: Final = frozenset("\t\n\v\f\r\x85\u2028\u2029\u00a0\u1680\u202f\u205f\u3000") | frozenset(
    map(chr, range(0x2000, 0x200B))
)
_WIDE_SINCE: Final = ((0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D376))
"""Ranges that newer editions of Unicode made two cells wide."""
_EMPTY: Final = ((0x1160, 0x11FF), (0xD7B0, 0xD7FF), (0x3164, 0x3164), (0xFFA0, 0xFFA0), (0x1F3FB, 0x1F3FF))
"""Letters that join the one before: parts of Hangul syllables, skin tones."""
_SIMPLE: Final = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0391-\u03a9\u03b1-\u03c9"
    r"\u0400-\u045f\u2500-\u25fc…–—·≈‹›↺≠•]*"
)
"""One cell each, in every terminal."""


def clean(text: str) -> str:
    """`text` on one line with nothing in it that a terminal acts on.

    White space of any kind becomes a space, other control characters become U+FFFD, and characters without
    a width of their own (directions, joiners, variation selectors) are left out.
    """
    return text if _is_plain(text) else _clean(text)


def _is_plain(text: str) -> bool:
    """Whether it is but printable ASCII, one cell each, as most texts are: told in a fifth of the time."""
    return text.isascii() and text.isprintable()


@lru_cache(maxsize=4096)
def _clean(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        if character in _SPACES:
            kept.append(" ")
            marks = 0
            continue
        category = unicodedata.category(character)
        if category in ("Cc", "Cs", "Cn"):
            kept.append(REPLACEMENT)
            marks = 0
        elif category in ("Cf", "Zl", "Zp") or "\ufe00" <= character <= "\ufe0f":
            continue
        elif _width(character):
            kept.append(character)
            marks = 0
        elif kept and marks < _MOST_MARKS:
            kept.append(character)
            marks += 1
    return "".join(kept)


def cells(text: str) -> int:
    """How many terminal cells clean text takes."""
    return len(text) if _is_plain(text) or _SIMPLE.fullmatch(text) else sum(map(_width, text))


def is_simple(text: str) -> bool:
    """Whether every character is one cell wide in every terminal, whatever its edition of Unicode."""
    return _is_plain(text) or _SIMPLE.fullmatch(text) is not None


def clusters(text: str) -> list[tuple[str, int]]:
    """Clean text cut into what is drawn as one: each character with the marks on it, and its cells."""
    found: list[tuple[str, int]] = []
    for character in text:
        width = _width(character)
        if width == 0 and found:
            base, cells_of_base = found[-1]
            found[-1] = (base + character, cells_of_base)
        else:
            found.append((character, width))
    return found


def cut(text: str, width: int) -> str:
    """Clean text of at most `width` cells, with an ellipsis where something is missing."""
    text = clean(text[: _enough(width)])
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    kept: list[str] = []
    left = width - 1
    for cluster, size in clusters(text):
        if size > left:
            break
        kept.append(cluster)
        left -= size
    return "".join(kept).rstrip() + ELLIPSIS


def fit(text: str, width: int) -> str:
    """Clean text of exactly `width` cells: cut with an ellipsis or padded with spaces."""
    if len(text) <= width and _is_plain(text):
        return text.ljust(width)
    text = cut(text, width)
    return text + " " * (width - cells(text))


def fit_right(text: str, width: int) -> str:
    """As `fit`, set to the right."""
    text = cut(text, width)
    return " " * (width - cells(text)) + text


def wrap(text: str, width: int) -> list[str]:
    """Paragraphs as clean lines of at most `width` cells, broken at spaces where there are any."""
    width = max(width, 1)
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        lines.extend(_wrap_paragraph(clean(paragraph), width))
    return lines


def _wrap_paragraph(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if cells(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _chop(word, width)
        lines.extend(full)
    return [*lines, line]


def _chop(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells (a wide character in one cell's room stands alone)."""
    pieces = [""]
    room = width
    for cluster, size in clusters(word):
        if size > room and pieces[-1]:
            pieces.append("")
            room = width
        pieces[-1] += cluster
        room -= size
    return pieces


def _enough(width: int) -> int:
    """How many characters are looked at to fill `width` cells; keeps endless texts cheap."""
    return max(width, 0) * (_MOST_MARKS + 1) + 200


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Zl", "Zp"):
        return 0
    if any(low <= code <= high for low, high in _EMPTY):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 2 if any(low <= code <= high for low, high in _WIDE_SINCE) else 1
