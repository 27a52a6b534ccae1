"""The deals behind a figure as rows: title, company, value, stage, owner, status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.money import show_compact, show_money
from pipeboard.domain.pricing import in_board_currency
from pipeboard.view.card import Row, Span, initials
from pipeboard.view.dialog import CHOSEN, SOFT, TEXT, padded, window
from pipeboard.view.metrics_page import MIDDLE, WIDE, heading
from pipeboard.view.text import cells, clean, fit, fit_right

_SIGNS: Final = {"open": "·", "won": "+", "lost": "x", "disqualified": "-"}
_VALUE: Final = 9


def deals_behind(ids: Iterable[str], board: Board) -> tuple[Deal, ...]:
    """The deals of these ids, each once, those worth most first; what is worth nothing known comes last."""
    found = [board.deals[one] for one in dict.fromkeys(ids) if one in board.deals]

    def order(deal: Deal) -> tuple[bool, Decimal, str]:
        worth = in_board_currency(deal, board)
        return worth is None, -(worth or Decimal()), deal.title.casefold()

    return tuple(sorted(found, key=order))


@dataclass(frozen=True)
class DealList:
    """The deals behind a line of a page, in one or several lists, and a cursor in one of them."""

    title: str
    lists: tuple[tuple[str, tuple[Deal, ...]], ...]
    """What each list is called, and its deals; none of them is empty."""
    which: int = 0
    at: int = 0
    first: int = 0

    @property
    def deals(self) -> tuple[Deal, ...]:
        """Those of the list that is shown."""
        return self.lists[self.which][1]

    @property
    def deal(self) -> Deal:
        """The highlighted one."""
        return self.deals[self.at]

    def moved(self, by: int) -> DealList:
        """Some deals up or down; stops at the ends."""
        return replace(self, at=max(min(self.at + by, len(self.deals) - 1), 0))

    def turned(self, by: int) -> DealList:
        """The next or previous list, from its beginning."""
        return replace(self, which=(self.which + by) % len(self.lists), at=0, first=0)

    def scrolled(self, space: int) -> DealList:
        """So that the cursor is in sight."""
        return replace(self, first=window(len(self.deals), self._room(space), self.at, self.first))

    def rows(self, board: Board, space: int, width: int) -> tuple[list[Row], int]:
        """The heading, the lists, what the columns are, the deals in sight, and how many are below them."""
        count, room = len(self.deals), self._room(space)
        title = f"{self.title} ({count} deal{'s' if count != 1 else ''})"
        shown = deal_rows(
            self.deals[self.first : self.first + room], board, width, chosen=self.at - self.first
        )
        tabs = [self._tabs(width)] if len(self.lists) > 1 else []
        return [heading(title, width), *tabs, head_row(width), *shown], max(count - self.first - room, 0)

    def _tabs(self, width: int) -> Row:
        """What each list is called, from the one before on where not all fit; the shown one in brackets."""
        names = [f"{name} {len(deals)}" for name, deals in self.lists]
        first = 0
        while (
            first < self.which and sum(cells(clean(one)) + 3 for one in names[first : self.which + 1]) > width
        ):
            first += 1
        spans: list[Span] = []
        for place, name in enumerate(names[first:], first):
            shown = place == self.which
            spans.append((f"[{clean(name)}]" if shown else f" {clean(name)} ", CHOSEN if shown else SOFT))
            spans.append((" ", SOFT))
        return padded(tuple(spans), width)

    def _room(self, space: int) -> int:
        return max(space - 2 - (len(self.lists) > 1), 1)


def lists_behind(
    groups: Iterable[tuple[str, Iterable[str]]], board: Board
) -> tuple[tuple[str, tuple[Deal, ...]], ...]:
    """The deals of each group of ids, in order; groups of which none is on the board are left out."""
    made = ((name, deals_behind(ids, board)) for name, ids in groups)
    return tuple(one for one in made if one[1])


def deal_rows(deals: Sequence[Deal], board: Board, width: int, *, chosen: int) -> list[Row]:
    """The deals, each a row of `width` cells, with one standing out."""
    rows = [_row(deal, board, width) for deal in deals]
    return [tuple((text, CHOSEN) for text, _ in row) if at == chosen else row for at, row in enumerate(rows)]


def head_row(width: int) -> Row:
    """What the columns are."""
    left, right = _parts("", "Deal", "Company", ("Value", "Stage", "Owner", "Status"), width)
    return padded(tuple((text, SOFT) for text, _ in (*left, *right)), width)


def about_deal(deal: Deal, board: Board) -> str:
    """All of it in words."""
    value = "no value" if deal.value is None else show_money(deal.value, _currency(deal, board))
    status = f"{deal.status}: {deal.reason}" if deal.reason and not deal.is_open else deal.status
    parts = (deal.title or "(no title)", deal.company, value, board.stage_of(deal).name, deal.owner, status)
    return " · ".join(clean(part) for part in parts if part)


def _row(deal: Deal, board: Board, width: int) -> Row:
    value = "-" if deal.value is None else show_compact(deal.value, _currency(deal, board))
    owner = deal.owner if width >= WIDE else initials(deal.owner)
    facts = (value, board.stage_of(deal).name, owner, deal.status)
    left, right = _parts(_SIGNS[deal.status], deal.title or "(no title)", deal.company, facts, width)
    return padded((*left, *right), width)


def _parts(
    sign: str, title: str, company: str, facts: tuple[str, str, str, str], width: int
) -> tuple[list[Span], list[Span]]:
    """What grows with the width, and what stands at the right."""
    value, stage, owner, status = facts
    if width >= WIDE:
        right = f" {fit_right(value, _VALUE)}  {fit(stage, 18)} {fit(owner, 10)} {fit(status, 12)}"
    elif width >= MIDDLE:
        right = f" {fit_right(value, _VALUE)}  {fit(stage, 14)} {fit(owner, 5)} {fit(status, 6)}"
    else:
        right = f" {fit_right(value, _VALUE)} {fit(status, 6)}"
    room = width - cells(right) - 3
    first: Span = (f" {sign or ' '} ", SOFT)
    if width >= WIDE:
        name = room * 3 // 5
        left: list[Span] = [(f"{fit(title, name - 1)} ", TEXT), (fit(company, room - name), SOFT)]
    else:
        left = [(fit(title, room), TEXT)]
    return [first, *left], [(right, SOFT)]


def _currency(deal: Deal, board: Board) -> str:
    return deal.currency or board.settings.currency
