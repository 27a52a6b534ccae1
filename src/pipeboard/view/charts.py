"""Bars of block characters, an eighth of a cell exact; of ASCII where a terminal has no such blocks."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"


def bar(part: Fraction, width: int, *, plain: bool = False) -> str:
    """A bar over `part` (0 to 1) of `width` cells, without the rest; what is not 0 can be seen.

    `plain` draws it in ASCII.
    """
    steps = 1 if plain else 8
    length = _length(part, width * steps)
    if plain:
        return "#" * length
    whole, rest = divmod(length, steps)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def centred(part: Fraction, width: int, *, plain: bool = False) -> str:
    """A bar in the middle of `width` cells, padded on both sides: the level of a funnel."""
    if plain:
        return ("#" * _length(part, width)).center(width)
    halves = _length(part, width)  # half cells on each side of the middle
    whole, rest = divmod(halves, 2)
    if width % 2:
        # The middle is a cell of its own: sides begin beside it.
        side = max(halves - 1, 0)
        whole, rest = divmod(side, 2)
        body = ("▐" if rest else "") + "█" * whole + ("█" if halves else "")
        body += "█" * whole + ("▌" if rest else "")
    else:
        body = ("▐" if rest else "") + "█" * (2 * whole) + ("▌" if rest else "")
    return body.center(width)


def _length(part: Fraction, most: int) -> int:
    """`part` of `most`, at least 1 of what is not 0."""
    clamped = min(max(part, Fraction()), Fraction(1))
    return max(round(clamped * most), 1) if clamped and most else 0
