"""The board and single deals as Markdown, for minutes, wikis and mails. What users wrote stays text in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import day_text, show_due
from pipeboard.domain.deal import Deal
from pipeboard.view.board import BoardView
from pipeboard.view.card import value_text
from pipeboard.view.dossier import facts, lists
from pipeboard.view.text import clean

if TYPE_CHECKING:
    from pipeboard.domain.timeline import TimelineEntry

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|~&])|^([-+#=]|[0-9]+(?=[.)]))")
"""What means something anywhere, and what does at the beginning of a line: a list, a heading."""
_HEAD: Final = ("Deal", "Company", "Value", "Owner", "Next step", "Close")
_RIGHT: Final = frozenset({"Value"})


def literal(text: str) -> str:
    """A text on one line that shows as it is."""
    return _MARKUP.sub(_meant, " ".join(clean(text).split()))


def _meant(match: re.Match[str]) -> str:
    found = match[0]
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def board_markdown(views: Iterable[BoardView], board: Board, today: date) -> str:
    """Every stage of these pipelines with its deals in a table; stages without any are left out."""
    lines = [f"# {literal(board.settings.name)}", "", f"As of {day_text(today)}."]
    for view in views:
        name = literal(board.pipelines[view.pipeline].name)
        lines += ["", f"## {name}", "", _worth(view.count, view.summary)]
        for column in view.columns:
            if column.deals:
                lines += ["", f"### {literal(column.stage.name)}", "", _worth(column.count, column.total), ""]
                lines += _table([_cells(deal, board, today) for deal in column.deals])
    return "\n".join([*lines, ""])


def deal_markdown(deal: Deal, board: Board, today: date, timeline: Iterable[TimelineEntry]) -> str:
    """All that is known of a deal, what happened to it last."""
    lines = [f"# {literal(deal.title)}", ""]
    lines += [f"- **{literal(name)}:** {literal(text)}" for name, text in facts(deal, board, today) if text]
    for head, entries in lists(deal, board, today, timeline):
        if entries:
            lines += ["", f"## {literal(head)}", "", *(f"- {literal(one)}" for one in entries)]
    return "\n".join([*lines, ""])


def _worth(count: int, amount: str) -> str:
    return " · ".join(filter(None, (f"{count} {'deal' if count == 1 else 'deals'}", literal(amount))))


def _cells(deal: Deal, board: Board, today: date) -> Sequence[str]:
    step = deal.next_follow_up
    return (
        deal.title,
        deal.company,
        value_text(deal, board.settings.currency),
        deal.owner,
        "" if step is None else f"{step.kind} {show_due(step.due, today, board.zone)}",
        "" if deal.close is None else day_text(deal.close),
    )


def _table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(_HEAD)} |"
    yield f"|{'|'.join('---:' if name in _RIGHT else '---' for name in _HEAD)}|"
    for row in rows:
        yield f"| {' | '.join(literal(cell) for cell in row)} |"
