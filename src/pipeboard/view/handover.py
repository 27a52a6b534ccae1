"""The handover of a won deal as rows: who takes it over, what was promised, the checklist, how it went."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import HANDOVER, items
from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal
from pipeboard.view.card import Row, Span
from pipeboard.view.checklist import sign, who
from pipeboard.view.dialog import CHOSEN, GOOD, SOFT, TEXT, padded
from pipeboard.view.edit import Edit
from pipeboard.view.text import cells, clean, cut, fit

Kind: TypeAlias = Literal["receiver", "promise", "another", "item", "accepted", "satisfaction", "comment"]
_LABEL: Final = 14
_WIDE: Final = 56
"""From so many cells on, it is said beside an item."""
_NOTHING: Final = {
    "receiver": "nobody yet",
    "another": "what else was promised?",
    "accepted": "not yet",
    "satisfaction": "not asked yet",
    "comment": "nothing",
}


class Line(NamedTuple):
    """One line of the handover, which can be written or ticked."""

    kind: Kind
    label: str
    text: str
    """What it holds, as people would type it."""
    key: str = ""
    """The item's id; the number of a promise."""
    done: bool = False
    beside: str = ""
    """Who ticked it and when, or that it is required."""


def handover_lines(deal: Deal, board: Board, today: date) -> tuple[Line, ...]:
    """All lines, in the order of the work."""
    promised = deal.promised
    lines = [Line("receiver", "Taken over by", deal.receiver)]
    lines += [
        Line("promise", "Promised" if not at else "", text, str(at)) for at, text in enumerate(promised)
    ]
    lines.append(Line("another", "" if promised else "Promised", ""))
    for one in items(deal, board, HANDOVER):
        said = who(one, today, board.zone) if one.done else "required" if one.required else ""
        lines.append(Line("item", sign(one), one.text, one.id, done=one.done, beside=said))
    accepted, mark = deal.handover_accepted, deal.satisfaction
    lines.append(Line("accepted", "Accepted", accepted.isoformat() if accepted else ""))
    lines.append(Line("satisfaction", "Satisfaction", "" if mark is None else str(mark)))
    lines.append(Line("comment", "Comment", deal.satisfaction_note))
    return tuple(lines)


def room_of(line: Line, width: int) -> int:
    """Cells for the text of a line in so many cells."""
    if line.kind == "item":
        return width - 5 - (cells(clean(line.beside)) + 2 if line.beside and width >= _WIDE else 0)
    return max(width - _LABEL - 3, 1)


def line_row(line: Line, width: int, today: date, *, chosen: bool, typed: Edit | None = None) -> Row:
    """A line in exactly so many cells; `typed` is what is being written into it."""
    role, soft = (CHOSEN, CHOSEN) if chosen else (TEXT, SOFT)
    if line.kind == "item":
        return _item(line, width, role, soft, chosen=chosen)
    label: Span = (f" {fit(line.label, _LABEL)} ", soft)
    room = room_of(line, width)
    if typed is not None:
        return padded((label, *typed.row(room)[0]), width, TEXT)
    said = cut(_said(line, today), room)
    return padded((label, (said, role if line.text else soft)), width, role)


def _item(line: Line, width: int, role: str, soft: str, *, chosen: bool) -> Row:
    text = SOFT if line.done and not chosen else role
    beside = f" {clean(line.beside)} " if line.beside and width >= _WIDE else ""
    box: Span = (f" {line.label} ", GOOD if line.done and not chosen else role)
    left = padded((box, (clean(line.text), text)), width - cells(beside), role)
    return (*left, (beside, soft)) if beside else left


def _said(line: Line, today: date) -> str:
    """What a line shows."""
    if not line.text:
        return f"({_NOTHING.get(line.kind, '')})"
    if line.kind == "accepted":
        return show_day(date.fromisoformat(line.text), today)
    return f"{line.text} of 10" if line.kind == "satisfaction" else line.text


def state_word(deal: Deal, board: Board) -> str:
    """How far it is in a few words."""
    listed = items(deal, board, HANDOVER)
    done = f"{sum(1 for one in listed if one.done)} of {len(listed)} ticked" if listed else ""
    return ", ".join(filter(None, ("due" if deal.handover_due else "accepted", done)))
