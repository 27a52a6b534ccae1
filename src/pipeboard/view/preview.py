"""What is shown of an action on several deals before it is done: what changes, what is held back."""

from __future__ import annotations

from pipeboard.domain.board import Board
from pipeboard.domain.rules.preview import Effect


def effect_text(effect: Effect, board: Board) -> str:
    """What would happen to a deal, as its timeline would tell it: "Moved from Lead to Qualified"."""
    from pipeboard.domain.events import read_event  # pydantic: 80 ms, which the board can do without
    from pipeboard.domain.timeline import told

    # A manual place that is forgotten is no news: it goes with every move.
    rows = [row for _, row in effect.rows if list(row.get("set", ())) != ["rank"]]
    return "; ".join(told(read_event(row), board) for row in rows)
