"""A theme's colours as a few words in them, for terminals that show colours."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

from pipeboard.config.look import terminal_colours
from pipeboard.config.themes import Theme

# What is written, in which colour on which.
_SAMPLE: Final = (
    (" Acme website ", "cursor-text", "cursor"),
    (" Acme ", "soft", "background"),
    ("12k EUR ", "text", "background"),
    ("! 2d late ", "late", "background"),
    ("● today ", "today", "background"),
    ("saved ", "good", "background"),
    (" Enter ", "accent", "panel"),
    ("opens ", "soft", "panel"),
)
SAMPLE_WIDTH: Final = sum(len(text) for text, _, _ in _SAMPLE)
"""Cells of a sample."""
_SIXTEEN: Final = {"cursor": "1;7", "late": "1;31", "today": "33", "good": "32", "accent": "1;36"}
_LEVELS: Final = (0, 95, 135, 175, 215, 255)
"""What a channel can be in the colour cube of 256 colours."""


def shows_colours(env: Mapping[str, str]) -> bool:
    """Whether to print in colour: on a terminal that has some, unless NO_COLOR asks for none."""
    return sys.stdout.isatty() and not env.get("NO_COLOR") and env.get("TERM", "dumb") not in ("dumb", "")


def swatch(theme: Theme, env: Mapping[str, str]) -> str:
    """The sample, with the codes that colour it."""
    return (
        "".join(f"\x1b[{_codes(theme, front, back, env)}m{text}" for text, front, back in _SAMPLE) + "\x1b[0m"
    )


def _codes(theme: Theme, front: str, back: str, env: Mapping[str, str]) -> str:
    if not theme.colours:
        return f"0;{_SIXTEEN.get(back, _SIXTEEN.get(front, '39'))}"
    code = _exact if terminal_colours(env) == "truecolor" else _nearest
    return f"0;38;{code(theme.colours[front])};48;{code(theme.colours[back])}"


def _exact(colour: str) -> str:
    return "2;" + ";".join(map(str, _channels(colour)))


def _nearest(colour: str) -> str:
    """The nearest of the cube and the greys of 256 colours."""
    wanted = _channels(colour)
    places = [min(range(6), key=lambda at: abs(_LEVELS[at] - channel)) for channel in wanted]
    grey = min(range(24), key=lambda at: abs(8 + 10 * at - sum(wanted) / 3))
    cube = sum((_LEVELS[at] - channel) ** 2 for at, channel in zip(places, wanted, strict=True))
    if sum((8 + 10 * grey - channel) ** 2 for channel in wanted) < cube:
        return f"5;{232 + grey}"
    return f"5;{16 + 36 * places[0] + 6 * places[1] + places[2]}"


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
