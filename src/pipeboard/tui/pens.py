"""How a terminal writes: pens, and the shortest codes that turn one into another."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
_UNSEEN_ON_BLANKS: Final = frozenset("1238")
"""Bold, dim, italic and hidden change nothing on a blank."""
_FOREGROUNDS: Final = frozenset(map(str, (*range(30, 38), 39, *range(90, 98))))
_BACKGROUNDS: Final = frozenset(map(str, (*range(40, 48), 49, *range(100, 108))))
_MOST: Final = 4096


class Pen:
    """How the terminal writes: attributes, foreground and background as parts of an SGR code.

    Pens that write alike are one object, made by `pen_of`: they are compared for every cell.
    """

    __slots__ = ("attributes", "background", "blank", "foreground")

    def __init__(
        self, attributes: frozenset[str], foreground: str, background: str, blank: Pen | None
    ) -> None:
        self.attributes = attributes
        self.foreground = foreground
        self.background = background
        self.blank = blank or self
        """What is seen of it on a blank: the foreground only with a line through or under it."""

    @property
    def is_blank(self) -> bool:
        """Whether it is for blanks alone."""
        return self.blank is self


@lru_cache(maxsize=_MOST)
def pen_of(codes: str) -> Pen:
    """The pen after a reset and these codes."""
    attributes: set[str] = set()
    foreground, background = "39", "49"
    parts = iter(codes.split(";"))
    for part in parts:
        if part in ("38", "48"):
            kind = next(parts, "5")
            colour = ";".join((part, kind, *(next(parts, "0") for _ in range(3 if kind == "2" else 1))))
            if part == "38":
                foreground = colour
            else:
                background = colour
        elif part in _OFF:
            attributes.add(part)
        elif part in _FOREGROUNDS:
            foreground = part
        elif part in _BACKGROUNDS:
            background = part
        elif part in ("", "0"):
            attributes.clear()
            foreground, background = "39", "49"
        else:
            attributes.add(part)  # rare ones, such as a double underline, are taken away by a reset
    return _pen(frozenset(attributes), foreground, background)


@lru_cache(maxsize=_MOST)
def _pen(attributes: frozenset[str], foreground: str, background: str) -> Pen:
    seen = attributes - _UNSEEN_ON_BLANKS
    blank = _blank_pen(seen, foreground if seen else "39", background)
    return Pen(attributes, foreground, background, blank)


@lru_cache(maxsize=_MOST)
def _blank_pen(attributes: frozenset[str], foreground: str, background: str) -> Pen:
    return Pen(attributes, foreground, background, None)


@lru_cache(maxsize=_MOST)
def change(before: Pen | None, after: Pen) -> str:
    """The shortest code that turns one pen into the other; None is an unknown one."""
    full = [*sorted(after.attributes)]
    full += [after.foreground] if after.foreground != "39" else []
    full += [after.background] if after.background != "49" else []
    fresh = f"\x1b[{';'.join(['0', *full]) if full else ''}m"
    if before is None:
        return fresh
    gone = before.attributes - after.attributes
    if not gone <= _OFF.keys():
        return fresh
    removed = {_OFF[one] for one in gone}
    lost = {one for one in before.attributes & after.attributes if _OFF.get(one) in removed}
    codes = sorted(removed) + sorted((after.attributes - before.attributes) | lost)
    codes += [after.foreground] if after.foreground != before.foreground else []
    codes += [after.background] if after.background != before.background else []
    step = f"\x1b[{';'.join(codes)}m" if codes else ""
    return min(step, fresh, key=len)
