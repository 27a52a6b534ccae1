"""What others did, as rows of its pane and as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from pipeboard.sync.summary import Told
from pipeboard.view.card import Row
from pipeboard.view.dialog import CHOSEN, KEY, SOFT, TEXT, columns, padded
from pipeboard.view.text import cells, clean, fit

_NAME: Final = 14
"""Cells that a name takes at most."""
_WIDE: Final = 60
"""From so many cells on, a row says when it was."""


def news_rows(told: Sequence[Told], cursor: int, width: int, zone: tzinfo) -> list[Row]:
    """A row for each change: who, on which deal, what, and when. A name that goes on is not said again."""
    size = min(max((cells(clean(one.entry.by)) for one in told), default=0), _NAME)
    rows: list[Row] = []
    before = ""
    for at, one in enumerate(told):
        chosen = at == cursor
        by = clean(one.entry.by) if one.entry.by != before or chosen else ""
        before = one.entry.by
        title = f"{clean(one.title)}: " if one.title else ""
        left: Row = (
            (f"{fit(by, size)}  ", CHOSEN if chosen else KEY),
            (title, CHOSEN if chosen else TEXT),
            (clean(one.entry.text), CHOSEN if chosen else SOFT),
        )
        moment = one.entry.at.astimezone(zone)
        when = ((f"{moment.day} {moment:%b %H:%M}", CHOSEN if chosen else SOFT),) if width >= _WIDE else ()
        rows.append(padded(columns(left, when, width), width, CHOSEN if chosen else TEXT))
    return rows
