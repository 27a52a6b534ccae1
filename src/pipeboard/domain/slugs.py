"""Stable ids made of names: lower-case ASCII words joined by hyphens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from typing import Final

LONGEST: Final = 40
_LETTERS: Final = str.maketrans(
    dict(zip("łđðøħı", "lddohi", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "&": " and "}
)
"""Letters that do not decompose into an ASCII letter and an accent."""
_OTHER: Final = r"[^a-z0-9]+"


def slug(name: str, fallback: str = "stage") -> str:
    """An id for `name`: accents dropped, other characters as hyphens; `fallback` where nothing is left."""
    letters = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(_OTHER, "-", plain).strip("-")[:LONGEST].rstrip("-") or fallback


def unique(wish: str, taken: Container[str]) -> str:
    """`wish`, or with the first number from 2 on that makes it differ from everything `taken`."""
    number, candidate = 1, wish
    while candidate in taken:
        number += 1
        candidate = f"{wish}-{number}"
    return candidate
