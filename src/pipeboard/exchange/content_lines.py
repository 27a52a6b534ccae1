"""Lines of iCalendar and vCard files: `NAME:value`, escaped and folded, each with its line end.

RFC 5545 (3.1, 3.3.11) and RFC 2426 (2.6, 4) ask for the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

_OCTETS: Final = 75
"""How long a line may be, in bytes of UTF-8, its end left out."""
_CONTROLS: Final = dict.fromkeys(
    (
        *(number for number in range(0x20) if number != 0x0A),
        *range(0x7F, 0xA0),
        *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF),
        *range(0xD800, 0xE000),
    )
)
"""What no text needs and a reader may act on: controls, marks of direction, halves of characters."""
_MEANINGFUL: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def content(lines: Iterable[str]) -> str:
    """The text of a file of these lines."""
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text as a value: what would end it or part it is written so that it stands for itself."""
    return "\n".join(text.splitlines()).translate(_CONTROLS).translate(_MEANINGFUL)


def stamp(when: date | datetime) -> str:
    """A moment in UTC, or a day."""
    if isinstance(when, datetime):
        return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{when:%Y%m%d}"


def folded(line: str) -> str:
    """A line cut into pieces of 75 bytes, none within a character; the next piece starts with a blank."""
    pieces, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += width
    return "\r\n".join(pieces)
