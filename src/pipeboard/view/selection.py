"""The deals that were selected to be changed together: kept by id, whatever is shown of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pipeboard.domain.pricing import totals
from pipeboard.view.amounts import amounts_text

if TYPE_CHECKING:
    from pipeboard.domain.board import Board
    from pipeboard.view.board import BoardView
    from pipeboard.view.columns import Column


@dataclass(frozen=True, slots=True)
class Selection:
    """Deals by id, and the range that is being drawn, if one is."""

    kept: frozenset[str] = frozenset()
    anchor: str = ""
    """The deal at which the range began; empty while none is drawn."""
    covered: frozenset[str] = frozenset()
    """What the range covers now."""

    @property
    def deals(self) -> frozenset[str]:
        """All that is selected."""
        return self.kept | self.covered if self.covered else self.kept

    @property
    def is_ranging(self) -> bool:
        return bool(self.anchor)

    def toggled(self, deal_id: str) -> Selection:
        """With a deal that was not in it, or without one that was; a range ends."""
        return Selection(self.deals ^ {deal_id})

    def begun(self, deal_id: str) -> Selection:
        """With a range that begins at a deal."""
        return Selection(self.deals, deal_id, frozenset((deal_id,)))

    def ended(self) -> Selection:
        """With what the range covers, which is drawn no further."""
        return Selection(self.deals)

    def reaching(self, column: Column, row: int) -> Selection:
        """With the range drawn to a row of a column; it ends where that is another column."""
        ids = [deal.id for deal in column.deals]
        if self.anchor not in ids or not ids:
            return self.ended()
        start, end = sorted((ids.index(self.anchor), min(row, len(ids) - 1)))
        covered = frozenset(ids[start : end + 1])
        return self if covered == self.covered else replace(self, covered=covered)

    def widened(self, view: BoardView, column: Column | None) -> Selection:
        """With all of a column; where it has them, with all cards of the board; where it has those, empty."""
        there = frozenset(deal.id for deal in column.deals) if column is not None else frozenset()
        columns = view.columns
        board = frozenset(one for one, at in view.where.items() if not columns[at].collapsed)
        if not there <= self.deals or not there:
            return Selection(self.deals | there) if there else Selection(self.deals | board)
        return Selection() if board <= self.deals else Selection(self.deals | board)

    def settled(self, board: Board, shown: AbstractSet[str] | Mapping[str, object]) -> Selection:
        """Without deals that went off the board: hidden and closed ones that are not shown.

        Those that a filter or another pipeline keeps out of sight stay.
        """
        gone = frozenset(one for one in self.deals if one not in shown and not _is_there(board, one))
        if not gone:
            return self
        anchor = "" if self.anchor in gone else self.anchor
        return Selection(self.kept - gone, anchor, self.covered - gone if anchor else frozenset())

    def in_order(self, view: BoardView) -> tuple[str, ...]:
        """Its deals as the board shows them, then those out of sight."""
        chosen = self.deals
        if not chosen:
            return ()
        shown = [deal.id for column in view.columns for deal in column.deals if deal.id in chosen]
        return (*shown, *sorted(chosen.difference(shown)))

    def told(self, view: BoardView, board: Board) -> str:
        """How many, and what they are worth: "12 selected · 84k EUR"; empty for none."""
        chosen = self.deals
        if not chosen:
            return ""
        hidden = sum(1 for one in chosen if one not in view.where)
        total = amounts_text(
            totals((board.deals[one] for one in chosen if one in board.deals), board), board.settings.currency
        )
        parts = [f"{len(chosen)} selected" + (f", {hidden} out of sight" if hidden else "")]
        return " · ".join([*parts, *([total] if total else [])])


NOTHING: Final = Selection()


def _is_there(board: Board, deal_id: str) -> bool:
    deal = board.deals.get(deal_id)
    return deal is not None and deal.is_visible and deal.is_open
