"""All about one deal, as lines under tabs: what the panel beside the board shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.view.card import Row, Span, value_text
from pipeboard.view.dialog import CHOSEN, RULE, SOFT, TITLE
from pipeboard.view.tabs import (
    checklist,
    contacts,
    follow_ups,
    notes,
    overview,
    proposals,
    qualification,
    timeline,
)
from pipeboard.view.tabs.tab import Entry, Line, Shown, Tab, Target, row_of
from pipeboard.view.text import cells, clean, cut, fit

TABS: Final[tuple[Tab, ...]] = (
    overview.TAB,
    qualification.TAB,
    follow_ups.TAB,
    checklist.TAB,
    proposals.TAB,
    contacts.TAB,
    timeline.TAB,
    notes.TAB,
)
"""The one list of tabs, in the order in which they are shown."""
_LOW: Final = 9
"""Up to so many rows, there is no room for a head of three."""
_WIDE: Final = 64
"""From so many cells on, title and place of a deal stand on one row."""


@dataclass(frozen=True)
class Detail:
    """A deal's panel: the fixed head, and the lines that scroll beneath a rule; each just `width` cells."""

    head: tuple[Row, ...]
    lines: tuple[Line, ...]
    width: int

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """What can be worked on, from the top."""
        return tuple({line.target.key: line.target for line in self.lines if line.target}.values())

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """Key of a target -> its first and its last line."""
        found: dict[str, tuple[int, int]] = {}
        for at, line in enumerate(self.lines):
            if line.target is not None:
                found[line.target.key] = (found.get(line.target.key, (at, at))[0], at)
        return found

    def room(self, height: int) -> int:
        """Lines that are seen beneath the head and the rule, in so many rows."""
        return max(height - len(self.head_in(height)) - 1, 1)

    def head_in(self, height: int) -> tuple[Row, ...]:
        """The head in a panel of so many rows: a low one does without its second row."""
        return self.head if height > _LOW or len(self.head) < 3 else (self.head[0], self.head[-1])


def detail(
    deal: Deal | None,
    board: Board,
    today: date,
    entries: Sequence[Entry],
    *,
    tab: int,
    width: int,
    working: bool = False,
) -> Detail:
    """The panel of a deal in so many cells; a hint when there is no deal under the cursor."""
    if deal is None:
        return Detail((row_of("No deal here.", width, SOFT),), (), width)
    head = (*_title(deal, board, width), _tabs(tab, width))
    shown = Shown(deal, board, today, entries, width, working)
    return Detail(head, tuple(TABS[tab].lines(shown)), width)


def summary(deal: Deal, board: Board) -> str:
    """A deal on one line, for the clipboard."""
    value = value_text(deal, board.settings.currency)
    parts = (deal.title, deal.company, value, board.stage_of(deal).name, deal.owner)
    return " · ".join(clean(part) for part in parts if part)


def rule_row(width: int, above: int, below: int) -> Row:
    """The line under the tabs, which says how many lines are out of sight."""
    told = " ".join(one for one in (f"↑{above}" if above else "", f"↓{below}" if below else "") if one)
    if not told or cells(told) + 4 > width:
        return (("─" * width, RULE),)
    return (("─" * (width - cells(told) - 3), RULE), (f" {told} ", SOFT), ("─", RULE))


def _title(deal: Deal, board: Board, width: int) -> tuple[Row, ...]:
    title, where = deal.title or "(no title)", _where(deal, board)
    if width < _WIDE:
        return row_of(title, width, TITLE), row_of(where, width, SOFT)
    where = cut(where, width // 2)
    return ((*row_of(title, width - cells(where) - 1, TITLE), (f"{where} ", SOFT)),)


def _where(deal: Deal, board: Board) -> str:
    stage = board.stage_of(deal)
    status = "" if deal.status == "open" else f" · {deal.status}"
    return f"{deal.company} · {stage.name}{status}" if deal.company else f"{stage.name}{status}"


def _tabs(active: int, width: int) -> Row:
    """The active tab and as many of its neighbours as fit around it; arrows where some are cut off."""
    names = [f" {tab.title} " for tab in TABS]
    first, last = active, active + 1
    room = width - 2 - cells(names[active])
    while True:
        before = first > 0 and cells(names[first - 1]) <= room
        after = last < len(names) and cells(names[last]) <= room
        # The side that has fewer of its own goes first, so that the active one stays in the middle.
        if after and (not before or last - active <= active - first + 1):
            room -= cells(names[last])
            last += 1
        elif before:
            first -= 1
            room -= cells(names[first])
        else:
            break
    spans: list[Span] = [("‹" if first else " ", SOFT)]
    for index in range(first, last):
        name = cut(names[index], width - 2)
        spans.append((name, CHOSEN if index == active else "panel tab"))
    used = sum(cells(text) for text, _ in spans)
    end = "›" if last < len(names) else " "
    return (*spans, (fit("", width - used - 1) + end, SOFT)) if used < width else tuple(spans)
