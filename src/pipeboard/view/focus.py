"""The focus list as rows of text: accounts below each other, days beside each other, touches as marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeboard.domain.dates import show_day
from pipeboard.domain.focus import ENOUGH, MOST, MOST_BY_DAY, Line, Sheet
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, GOOD, SOFT, TEXT, TITLE, TODAY, paragraph
from pipeboard.view.text import fit, fit_right

WIDE: Final = 64
"""From so many cells on, a day is told with its date."""
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_MARKS: Final = 4
_SCORE: Final = 5


def sheet_rows(sheet: Sheet, today: date, cursor: int, width: int, *, by_day: bool) -> list[Row]:
    """A heading with the days, and a row for each account."""
    wide = width >= WIDE
    day_width = 10 if wide else 6
    name = max(width - 4 - 3 * (day_width + 1) - _SCORE, 6)
    head: list[Span] = [(fit("", name + 4), SOFT)]
    for day in sheet.focus.days:
        weekday = _WEEKDAYS[day.weekday()]
        text = f"{weekday} {show_day(day, today)}" if wide else weekday
        head.append((fit(text, day_width) + " ", TODAY if day == today else SOFT))
    rows: list[Row] = [tuple(head)]
    for at, line in enumerate(sheet.lines):
        chosen = at == cursor
        spans: list[Span] = [(" › " if chosen else "   ", TITLE), (f"{fit(line.account, name)} ", TEXT)]
        for day, count in zip(sheet.focus.days, line.touches, strict=True):
            spans.append((fit(marks(count, ahead=day > today), day_width) + " ", GOOD if count else SOFT))
        score, most = (line.score_by_day, 3 * ENOUGH) if by_day else (line.score, ENOUGH)
        spans.append((fit_right(f"{score}/{most}", _SCORE - 1), GOOD if score == most else TEXT))
        rows.append(tuple((text, CHOSEN) for text, _ in spans) if chosen else tuple(spans))
    return rows


def marks(count: int, *, ahead: bool = False) -> str:
    """Touches of a day: "●●", "●●●●+2", "·" for none, nothing for a day to come."""
    if not count:
        return "" if ahead else "·"
    more = f"+{count - _MOST_MARKS}" if count > _MOST_MARKS else ""
    return "●" * min(count, _MOST_MARKS) + more


def total(sheet: Sheet, *, by_day: bool) -> str:
    """ "7/9", "11/27"."""
    return f"{sheet.score_by_day}/{MOST_BY_DAY}" if by_day else f"{sheet.score}/{MOST}"


def window_words(sheet: Sheet, today: date) -> str:
    """Where in the three days we are: "day 2 of 3", "starts Mon 30 Nov", "ended 3 days ago"."""
    days = sheet.focus.days
    if today < days[0]:
        return f"starts {_WEEKDAYS[days[0].weekday()]} {show_day(days[0], today)}"
    if today in days:
        return f"day {days.index(today) + 1} of {len(days)}"
    ago = (today - days[-1]).days
    return "ended yesterday" if ago == 1 else f"ended {ago} days ago"


def about(line: Line, width: int) -> list[Row]:
    """Words about the highlighted account: the deal that Enter goes to, and how many there are."""
    if not line.deals:
        return paragraph(f"No deal has the company {line.account} any more.", width, SOFT, most=2)
    first, more = line.deals[0], len(line.deals) - 1
    state = "" if first.is_open else f" ({first.status})"
    others = f", and {more} more" if more else ""
    return paragraph(f"{first.title}{state}{others}", width, SOFT, most=2)


def clear_rows(owner: str, others: Sequence[str], width: int) -> list[Row]:
    """What stands there while nothing was picked."""
    also = f" Tab shows the list of {others[0]}." if others else ""
    return [
        (),
        *paragraph(f"{owner or 'You'} has no focus list yet.", width, TEXT),
        (),
        *paragraph(
            f"Pick three accounts with s, then touch each of them three times in three days.{also}",
            width,
            SOFT,
        ),
    ]
