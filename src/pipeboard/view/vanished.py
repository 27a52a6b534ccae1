"""Changes that vanished from the file, as rows of their pane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from pipeboard.view.card import Row
from pipeboard.view.dialog import CHOSEN, SOFT, TEXT, columns, padded
from pipeboard.view.text import clean
from pipeboard.workspace.inbox import Vanished

WHY: Final = (
    "The file held these changes of yours and has lost them: a reset, another branch, a restored copy. "
    "They come back only if you want."
)
_WIDE: Final = 60
"""From so many cells on, a row says who made the change."""


def vanished_rows(there: Sequence[Vanished], cursor: int, width: int, zone: tzinfo) -> list[Row]:
    """A row for each change: when it was made, what it did, and who made it."""
    rows: list[Row] = []
    for at, one in enumerate(there):
        chosen = at == cursor
        moment = one.at.astimezone(zone)
        day = f"{moment.day:>2} {moment:%b %H:%M}  "
        left: Row = ((day, CHOSEN if chosen else SOFT), (clean(one.text), CHOSEN if chosen else TEXT))
        by: Row = ((clean(one.by), CHOSEN if chosen else SOFT),) if width >= _WIDE else ()
        rows.append(padded(columns(left, by, width), width, CHOSEN if chosen else TEXT))
    return rows
