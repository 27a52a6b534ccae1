"""The selection on the board screen: what the keys do to it, and how it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.view.selection import Selection


class SelectionDesk:
    """Owns the selection. Commands of selecting come here, and all that may change what it holds."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self._selection: Selection | None = None  # made when something is selected: many sessions never do
        self._told: tuple[object, object, str] = (None, None, "")

    @property
    def selection(self) -> Selection:
        """What is selected."""
        if self._selection is None:
            from pipeboard.view.selection import NOTHING

            return NOTHING
        return self._selection

    def __bool__(self) -> bool:
        return self._selection is not None and bool(self._selection.deals)

    @property
    def deals(self) -> tuple[Deal, ...]:
        """The selected deals, in the order of the board."""
        self.follow_cursor()
        view = self._screen.board.view
        if not self or view is None:
            return ()
        there = self._screen.workspace.board.deals
        return tuple(there[one] for one in self.selection.in_order(view) if one in there)

    @property
    def fact(self) -> str:
        """How many there are and what they are worth; empty for none."""
        view = self._screen.board.view
        if not self or view is None:
            return ""
        # Asked for at every move of the cursor: it is put together once for each state.
        if self._told[:2] != (self.selection, view.columns):
            self._told = self.selection, view.columns, self.selection.told(view, self._screen.workspace.board)
        return self._told[2]

    # What the keys do

    def toggle(self) -> None:
        """Select the deal under the cursor, or take it out."""
        self.follow_cursor()
        if self._screen.deal is not None:
            self._go(self.selection.toggled(self._screen.deal.id))

    def range(self) -> None:
        """Begin a range at the cursor, or end the one that is being drawn."""
        self.follow_cursor()
        if self.selection.is_ranging:
            self._go(self.selection.ended())
        elif self._screen.deal is not None:
            self._go(self.selection.begun(self._screen.deal.id))

    def widen(self) -> None:
        """Select all of the column, then all of the board, then nothing."""
        self.follow_cursor()
        if self._screen.board.view is not None:
            self._go(self.selection.widened(self._screen.board.view, self._screen.board.column))

    def clear(self) -> None:
        """Select nothing."""
        from pipeboard.view.selection import NOTHING

        self._go(NOTHING)

    # What changes beneath it

    def follow_cursor(self) -> None:
        """Draw the range on to the cursor.

        That the cursor moved is told a moment later: a key that comes at once must not find less selected.
        """
        if self.selection.is_ranging:
            board = self._screen.board
            column = board.column
            self._go(self.selection.reaching(column, board.place.row) if column else self.selection.ended())

    def settle(self) -> None:
        """Let go of deals that are not there any more."""
        view = self._screen.board.view
        if self and view is not None:
            self._go(self.selection.settled(self._screen.workspace.board, view.where.keys()))

    def _go(self, selection: Selection) -> None:
        before, self._selection = self.selection, selection
        if selection == before:
            return
        screen = self._screen
        screen.board.mark(screen.board.marks._replace(chosen=selection.deals))
        screen.update_facts()
        if (bool(before.deals), before.is_ranging) != (bool(selection.deals), selection.is_ranging):
            screen.update_hints()
