"""All that happened to a deal, day by day, the newest first."""

from __future__ import annotations

from datetime import date
from typing import Final

from pipeboard.domain.dates import show_day
from pipeboard.domain.followup import local_day
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TITLE
from pipeboard.view.tabs.tab import Line, Shown, Tab, lines_of, row_of, wrapped

_CLOCK: Final = 6
"""Cells of "09:00" and a blank."""


def _lines(shown: Shown) -> list[Line]:
    zone, width = shown.board.zone, shown.width
    rows: list[Row] = []
    day: date | None = None
    for entry in shown.entries:
        its_day = local_day(entry.at, zone)
        if its_day != day:
            day = its_day
            rows.append(row_of(show_day(day, shown.today), width, TITLE))
        by = f" · {entry.by}" if entry.by else ""
        rows.extend(wrapped(f"{entry.at.astimezone(zone):%H:%M} {entry.text}{by}", width, indent=_CLOCK))
    return lines_of(rows or [row_of("Nothing yet.", width, SOFT)])


TAB: Final = Tab("Timeline", _lines, timeline=True)
