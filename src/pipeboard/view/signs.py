"""PipeBoard's own signs and lines in ASCII, where a terminal lacks them; always as wide as they were."""

from __future__ import annotations

from typing import Final

from pipeboard.view.text import clusters

_ASCII: Final = str.maketrans(
    {
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┼", "+"),
        **dict.fromkeys("─–—━", "-"),
        **dict.fromkeys("│▏▎▍", "|"),
        **dict.fromkeys("█▋▊▉▐", "#"),
        "┃": "#",  # the line of the details that are worked in
        "▌": ">",  # the card under the cursor
        "●": "*",
        "•": "*",
        "○": "o",
        "◆": "*",  # selected
        "◇": "=",
        "·": ".",
        "…": "~",
        "★": "$",  # ready to close
        "▲": "^",
        "§": "%",  # a play is on offer
        "»": ">",
        "∞": "&",  # nurtured
        "≠": "#",  # entered differently
        "↺": "<",  # came back
        "↻": "@",  # comes again
        "✓": "+",
        "✗": "-",
        "×": "x",
        "≈": "~",
        "‹": "<",
        "›": ">",
        "▴": "^",
        "▾": "v",
        "→": ">",
        "←": "<",
        "↑": "^",
        "↓": "v",
    }
)


def in_ascii(text: str) -> str:
    """The text with ASCII in the place of the program's own signs; letters stay as they are."""
    return text if text.isascii() else text.replace(" · ", " - ").translate(_ASCII)


def in_encoding(text: str, encoding: str) -> str:
    """The text with "?" for each cell of what the encoding lacks."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(cluster if _has(encoding, cluster) else "?" * size for cluster, size in clusters(text))
    return text


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
