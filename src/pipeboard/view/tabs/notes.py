"""The notes on a deal, the newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.view.dialog import SOFT
from pipeboard.view.tabs.tab import Line, Shown, Tab, add_line, lines_of, row_of, wrapped

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec

_NOTE: Final = "note.added"


def _lines(shown: Shown) -> list[Line]:
    width = shown.width
    lines: list[Line] = []
    if shown.working:
        lines.extend([add_line("write a note", width, _write(shown.deal)), Line(row_of("", width))])
    notes = [entry for entry in shown.entries if entry.kind == _NOTE]
    for entry in notes:
        when = show_day(local_day(entry.at, shown.board.zone), shown.today)
        lines.append(Line(row_of(f"{when} · {entry.by}" if entry.by else when, width, SOFT)))
        lines.extend(lines_of(wrapped(entry.text.removeprefix("Note: "), width)))
        lines.append(Line(row_of("", width)))
    return lines if notes else [*lines, Line(row_of("No notes yet.", width, SOFT))]


def _write(deal: Deal) -> Callable[[datetime], FormSpec]:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.activity import write_note  # the forms wait until one is opened (20 ms)

        return write_note((deal,))

    return make


TAB: Final = Tab("Notes", _lines, timeline=True)
