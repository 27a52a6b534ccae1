"""Conflicts as rows of text: for each, the values that stand beside each other; then deals that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_moment
from pipeboard.domain.deal import Deal
from pipeboard.domain.disputes import Dispute, Side, disputes
from pipeboard.view.card import Row
from pipeboard.view.dialog import CHOSEN, GOOD, SOFT, TEXT, TITLE, TODAY, Hint, columns, padded, paragraph
from pipeboard.view.text import clean, fit

WIDE: Final = 66
"""From so many cells on, a row has room for who wrote a value and when."""
_WHO: Final = 14
_WHEN: Final = 17


@dataclass(frozen=True, slots=True)
class Item:
    """A line that the cursor can be on: one value of a dispute, or the notice of a deal."""

    deal: Deal | None
    """None for what is the board's own."""
    dispute: Dispute | None = None
    place: int = 0
    """Which of the values; 0 is the one that shows."""

    @property
    def key(self) -> tuple[object, ...]:
        """Tells it from all others, also after others were settled."""
        if self.dispute is None:
            return (self.deal.id if self.deal else "",)
        return *self.dispute.key, self.place

    @property
    def side(self) -> Side | None:
        return self.dispute.sides[self.place] if self.dispute else None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list: an item, the heading of those below it, or a blank."""

    heading: Item | None = None
    item: Item | None = None


def items(board: Board) -> tuple[Item, ...]:
    """All that the cursor can be on, in order."""
    found = [Item(one.deal, one, place) for one in disputes(board) for place, _ in enumerate(one.sides)]
    return (*found, *(Item(deal) for deal in board.noticed))


def lines(shown: Sequence[Item]) -> tuple[Line, ...]:
    """The items with a heading above each dispute and notice."""
    found: list[Line] = []
    for item in shown:
        if item.place == 0:
            found.extend([Line()] if found else [])
            found.append(Line(heading=item))
        found.append(Line(item=item))
    return tuple(found)


def list_rows(shown: Sequence[Line], chosen: Item | None, today: date, zone: tzinfo, width: int) -> list[Row]:
    """The rows of some of the lines."""
    return [_row(line, chosen, today, zone, width) for line in shown]


def _row(line: Line, chosen: Item | None, today: date, zone: tzinfo, width: int) -> Row:
    if line.heading is not None:
        return _heading(line.heading, width)
    if line.item is None:
        return ()
    row = _value(line.item, today, zone, width)
    return tuple((text, CHOSEN) for text, _ in padded(row, width)) if line.item is chosen else row


def _heading(item: Item, width: int) -> Row:
    one = item.dispute
    if one is None:
        title = clean(item.deal.title) if item.deal else ""
        return padded(((f"↺ {title}", TITLE), ("  came back", SOFT)), width)
    return padded(((f"≠ {clean(one.where)}", TITLE), (f"  {clean(one.what)}", TEXT)), width)


def _value(item: Item, today: date, zone: tzinfo, width: int) -> Row:
    side = item.side
    if side is None:
        return padded(((f"   {clean(item.deal.notice if item.deal else '')}", TODAY),), width)
    text = clean(side.text) or "(empty)"
    value: Row = ((f"   {text}", TEXT if side.text else SOFT),)
    if item.place == 0:
        value = (*value, ("  shows", GOOD))
    if width < WIDE:
        return columns(value, ((clean(side.by), SOFT),), width)
    when = when_words(side.at, today, zone)
    return columns(value, ((f"{fit(side.by, _WHO)} ", TEXT), (fit(when, _WHEN), SOFT)), width)


def when_words(at: datetime | None, today: date, zone: tzinfo) -> str:
    """ "Mon 23 Nov 11:00"; empty if it is not known."""
    return show_moment(at, today, zone) if at is not None else ""


def about(item: Item | None, today: date, zone: tzinfo, width: int, rows: int) -> list[Row]:
    """What the highlighted line says in full, and what becomes of it."""
    if item is None:
        return []
    side = item.side
    if side is None:
        notice = item.deal.notice if item.deal else ""
        return paragraph(f"{notice} Space says that this is all right.", width, SOFT, most=rows)
    wrote = f"{side.by} wrote {side.text or 'nothing'}"
    when = when_words(side.at, today, zone)
    stands = "It shows now" if item.place == 0 else "It stands beside"
    said = f"{wrote}{f' on {when}' if when else ''}. {stands}; Space picks it for everybody."
    return paragraph(said, width, SOFT, most=rows)


def clear_rows(width: int) -> list[Row]:
    """What stands there when there is nothing to settle."""
    then = (
        "Where two people change the same thing without seeing each other's change, both values are kept "
        "and listed here until somebody picks one."
    )
    return [
        (),
        *paragraph("  There is nothing to settle.", width, GOOD),
        (),
        *paragraph(f"  {then}", width, SOFT),
    ]


def hints(item: Item | None) -> tuple[Hint, ...]:
    """The keys that matter for the highlighted line."""
    close: tuple[Hint, ...] = (("u", "undo"), ("Esc", "close"))
    if item is None:
        return close
    go: tuple[Hint, ...] = (("Enter", "go to the deal"),) if item.deal is not None else ()
    if item.dispute is None:
        return (("Space", "that is all right"), *go, *close)
    return (("Space", "pick"), ("e", "another value"), *go, *close)


def summary(shown: Sequence[Item]) -> str:
    """ "3 conflicts, 1 came back"."""
    conflicts = sum(1 for item in shown if item.dispute is not None and item.place == 0)
    back = sum(1 for item in shown if item.dispute is None)
    said = [f"{conflicts} conflict{'' if conflicts == 1 else 's'}"] if conflicts else []
    return ", ".join([*said, *([f"{back} came back"] if back else [])])
