"""How well one colour can be read on another."""

from __future__ import annotations

READABLE = 4.5
"""WCAG AA for text."""
STRONG = 7.0
"""WCAG AAA."""


def luminance(colour: str) -> float:
    """The relative luminance of a colour such as "#1b212a"."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
