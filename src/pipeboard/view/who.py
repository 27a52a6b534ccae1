"""The history of one field as rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Final

from pipeboard.domain.dates import show_moment
from pipeboard.domain.field_history import FieldChange
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TEXT, TITLE, paragraph
from pipeboard.view.text import cells, clean, fit, wrap

WIDE: Final = 56
"""From so many cells on, a value stands beside its author and time; below them where there are fewer."""
_WHO: Final = 16
_WHEN: Final = 22


def who_rows(changes: Sequence[FieldChange], today: date, zone: tzinfo, width: int) -> list[Row]:
    """When, who and the value, newest first; the newest is the one that stands."""
    if not changes:
        return paragraph("Nobody has given it a value yet.", width, SOFT)
    rows: list[Row] = []
    for place, one in enumerate(changes):
        when = show_moment(one.at, today, zone)
        role = TITLE if place == 0 else TEXT
        value = clean(one.value) or "(emptied)"
        if width < WIDE:
            rows.append(((f"{when}  ", SOFT), (clean(one.by), TEXT)))
            rows.extend(((f"  {line}", role),) for line in wrap(value, max(width - 2, 1)))
            continue
        head: Row = ((f"{fit(when, _WHEN)} ", SOFT), (f"{fit(one.by, _WHO)} ", TEXT))
        indent = sum(cells(text) for text, _ in head)
        first, *more = wrap(value, width - indent)
        rows.append((*head, (first, role)))
        rows.extend(((" " * indent, TEXT), (line, role)) for line in more)
    return rows
