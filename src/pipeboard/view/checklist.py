"""A deal's checklists in words and signs, and as the rows of the pane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import CLOSING, HANDOVER, SCREENING, Item, is_ready, items_of
from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, GOOD, SOFT, TEXT, TODAY, padded, paragraph
from pipeboard.view.edit import Edit
from pipeboard.view.text import cells, clean, cut, fit

TITLES: Final = {
    "": "Stage",
    SCREENING: "Screening",
    CLOSING: "Closing signals",
    HANDOVER: "Handover",
}
"""What people call the lists; the one without a name is the checklist of the deal in its stage."""
READY: Final = "★ Ready to close: all closing signals are there."
_WIDE: Final = 56
"""From so many cells on, a row says who ticked it."""
_TURNED: Final = 8
"""Cells beside the name of the one list that a narrow pane names."""


def lists_of(deal: Deal) -> tuple[str, ...]:
    """The lists that matter on a deal: the handover once it is won."""
    return ("", SCREENING, CLOSING, *((HANDOVER,) if deal.status == "won" else ()))


def sign(item: Item) -> str:
    """A box: `[x]` done, `[ ]` open, `[!]` open and required."""
    return "[x]" if item.done else "[!]" if item.required else "[ ]"


def role_of(item: Item) -> str:
    """The role of its box."""
    return GOOD if item.done else TODAY if item.required else TEXT


def who(item: Item, today: date, zone: tzinfo) -> str:
    """ "Ann, 3 Nov": who ticked or unticked it last, and when; "" if nobody did."""
    day = show_day(local_day(item.at, zone), today) if item.at else ""
    return clean(", ".join(part for part in (item.by, day) if part))


def count_text(listed: Sequence[Item]) -> str:
    """ "2/4"; "" for an empty list."""
    return f"{sum(one.done for one in listed)}/{len(listed)}" if listed else ""


def tabs_row(deal: Deal, board: Board, name: str, width: int) -> Row:
    """The lists beside each other, the present one standing out; where there is no room, that one alone."""
    names = lists_of(deal)
    texts = [f" {TITLES[one]} {count_text(items_of(deal, board, one)) or '-'} " for one in names]
    if sum(map(cells, texts)) + len(texts) <= width:
        spans: list[Span] = []
        for one, text in zip(names, texts, strict=True):
            spans.extend([(text, CHOSEN if one == name else SOFT), (" ", SOFT)])
        return tuple(spans)
    at = names.index(name)
    return (
        (cut(texts[at], width - _TURNED), CHOSEN),
        (f" {at + 1} of {len(names)}", SOFT),
    )


def pane_rows(
    listed: Sequence[Item], today: date, zone: tzinfo, cursor: int, width: int, first: int, rows: int
) -> list[Row]:
    """The items from `first` on: number, box and text; who ticked it, and what is required, in words."""
    made: list[Row] = []
    for place, item in enumerate(listed[first : first + rows], first):
        chosen = place == cursor
        number = f"{place + 1:>2} " if place < 9 else "   "
        spans: list[Span] = [
            (number, CHOSEN if chosen else SOFT),
            (f"{sign(item)} ", CHOSEN if chosen else role_of(item)),
        ]
        room = width - cells(number) - 4
        said = who(item, today, zone) if item.done else "required" if item.required else ""
        beside = f"  {said} " if said and width >= _WIDE else ""
        text = fit(item.text, max(room - cells(beside), 1))
        spans.append((text, CHOSEN if chosen else SOFT if item.done else TEXT))
        spans.append((beside, CHOSEN if chosen else SOFT))
        made.append(padded(tuple(spans), width, CHOSEN if chosen else TEXT))
    return made


def pane_words(
    deal: Deal, board: Board, today: date, name: str, item: Item | None, width: int, typing: Edit | None
) -> list[Row]:
    """Below the items, in three rows: the text being typed, or all about the highlighted item."""
    ready = is_ready(deal, board)
    if typing is not None:
        label = " New item: "
        row: Row = ((label, SOFT), *typing.row(max(width - cells(label), 1))[0])
        return [row, (), ()]
    if item is None:
        return [((f" {cut(_nothing(deal, board, name), width - 1)}", SOFT),), (), ()]
    rows: list[Row] = [((" ", TEXT), *row) for row in paragraph(item.text, max(width - 1, 1), TEXT, most=2)]
    rows += [()] * (2 - len(rows))
    if ready and name == CLOSING:
        return [*rows, ((f" {READY}", GOOD),)]
    return [*rows, ((f" {cut(_about(item, name, deal, board, today), width - 1)}", SOFT),)]


def _about(item: Item, name: str, deal: Deal, board: Board, today: date) -> str:
    if item.done:
        return f"Ticked by {who(item, today, board.zone)}"
    if item.required and not name:
        return f"Required: it holds the deal in {board.stage_of(deal).name} until it is done"
    if item.at:
        return f"Unticked by {who(item, today, board.zone)}"
    return "Required, and not done yet" if item.required else "Not done yet"


def _nothing(deal: Deal, board: Board, name: str) -> str:
    if name:
        return "This list is empty."
    return f"{board.stage_of(deal).name} has no checklist; a adds an item for this deal alone."
