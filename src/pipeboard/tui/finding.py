"""Asks for filters on the bottom row, with what may follow offered above it, and shows what they find."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pipeboard.domain.errors import BadInput
from pipeboard.view.search import Search

if TYPE_CHECKING:
    from pipeboard.domain.arrangement import Arrangement
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.query import Query
    from pipeboard.domain.query.completion import Known
    from pipeboard.tui.screens.showing import Showing
    from pipeboard.view.board import BoardView
    from pipeboard.view.card import Row
    from pipeboard.view.finder import Finder
    from pipeboard.view.suggest import Suggestions

_EXAMPLE: Final = "Words, or terms such as owner:me value>10k -tag:vip close<2w"


class Finding:
    """What is looked for on the board screen. The language is imported when it is first asked for (20 ms)."""

    def __init__(self, screen: Showing) -> None:
        self._screen = screen
        self._known: Known | None = None
        self._problem = ""
        self._whole: BoardView | None = None
        self._before: tuple[BoardView, frozenset[str], BoardView] | None = None
        self._handed = ""
        self.before: tuple[str, Arrangement] | None = None
        """The filter and the arrangement that were left for a saved view."""
        self.filter = ""
        """What the deals on the board have to fit; empty for all of them."""

    @cached_property
    def finder(self) -> Finder:
        """Finds deals, and remembers what it read."""
        from pipeboard.view.finder import Finder

        return Finder()

    def warm_up(self, board: Board) -> None:
        """Do what the first letter would wait for: at 10,000 deals 60 ms for what words are looked for in."""
        from pipeboard.domain.query.completion import Known

        finder = self.finder
        for deal in tuple(board.deals.values()):
            finder.said(deal)
        Known(board).names()

    def read(self, text: str) -> Query:
        """A filter for the board that is shown; BadInput where it is none."""
        workspace = self._screen.workspace
        return self.finder.read(text, workspace.now(), workspace.author, workspace.board)

    def search(self, text: str, view: BoardView) -> Search:
        """Where a filter holds on the board; nowhere for one that cannot be read any more."""
        try:
            return self.finder.find(view, self.read(text))
        except BadInput:
            return Search(text)

    # The filter

    def show(self, text: str, arrangement: Arrangement | None = None) -> int:
        """Show the deals that a filter leaves, all of them for an empty one; BadInput where it is none.

        The board is arranged as ever, or as is said.
        """
        found = self._narrow(self.read(text), arrangement)
        self._whole = self._before = None
        return found

    def look_through(self, query: Query) -> str:
        """Show the deals that a filter leaves while it is typed, and say how many they are.

        One that ends what was typed is shown already, as a rule: it need not be found once more.
        """
        text, view = query.text.strip(), self._screen.board.view
        found = view.shown if view is not None and text == self.filter else self._narrow(query, None)
        return counted(found) if text else ""

    def hides(self, deal: Deal) -> bool:
        """Whether it is for the filter that a deal is not on the board."""
        view = self._screen.board.view
        return (
            bool(self.filter)
            and deal.is_visible
            and deal.is_open
            and (view is None or deal.id not in view.where)
        )

    def hand_over(self) -> str | None:
        """The filter for another screen to begin with; None where it keeps its own.

        That is where there is none here, and there was none when it was last handed over.
        """
        before, self._handed = self._handed, self.filter
        return self.filter if self.filter or before else None

    def renew(self) -> None:
        """Filter anew, since days have moved on; without what cannot be read any more."""
        try:
            if self.filter:
                self.show(self.filter)
        except BadInput as error:
            self.show("")
            self._screen.fail(error.sentence)

    def _narrow(self, query: Query, arrangement: Arrangement | None) -> int:
        """Show what a filter leaves, closed deals too where it speaks of the status; how many are shown."""
        screen = self._screen
        whole = self._whole_view(query.names_status, arrangement)
        self.filter = query.text.strip()
        if whole is None:
            return 0
        if not self.filter:
            screen.show_view(whole)
            return whole.shown
        view = self._left_by(query, whole)
        screen.show_view(view)
        return view.shown

    def _left_by(self, query: Query, whole: BoardView) -> BoardView:
        """The part of a board that a filter leaves; of the part before, where it only leaves less."""
        from pipeboard.view.board import narrowed

        ids = self.finder.ids(query, whole.board)
        before = self._before
        base = before[2] if before and before[0] is whole and ids <= before[1] else whole
        view = narrowed(base, query.matches, ids)
        self._before = whole, ids, view
        return view

    def _whole_view(self, show_closed: bool, arrangement: Arrangement | None) -> BoardView | None:
        """The present board without a filter; kept while one is typed."""
        from pipeboard.view.board import board_view, pipeline_of

        view = self._screen.board.view
        if view is None:
            return None
        how = arrangement or view.arrangement
        pipeline = pipeline_of(view.board, how) if arrangement else view.pipeline
        basis = id(view.board), pipeline, view.today, how, show_closed
        for known in (view if view.match is None else None, self._whole):
            if known is not None and basis == _basis(known):
                self._whole = known
                return known
        self._whole = board_view(
            view.board, pipeline=pipeline, today=view.today, show_closed=show_closed, arrangement=how
        )
        return self._whole

    # Asking

    async def ask(self, label: str, text: str, look: Callable[[Query], str]) -> Query | None:
        """Ask for a filter, None when it was given up.

        `look` shows what each one that can be read finds, and says it in a word or two. One that cannot be
        read leaves what was shown; with Enter it is asked for again.
        """
        screen = self._screen
        screen.say(_EXAMPLE, "panel soft")
        try:
            while True:
                self._problem = ""
                answer = await screen.ask_line(
                    label, text=text, changed=self._changed(look), suggest=self._suggest, offer=self._offer
                )
                if answer is None:
                    return None
                try:
                    return self.read(answer)
                except BadInput as error:
                    screen.fail(error.sentence)
                    text = answer
        finally:
            self._whole = self._before = None
            screen.status.show_instead(None)

    def _changed(self, look: Callable[[Query], str]) -> Callable[[str], None]:
        def changed(text: str) -> None:
            query = self._best(text)
            if query is not None:
                self._screen.prompt.note(look(query))

        return changed

    def _best(self, text: str) -> Query | None:
        """The filter to show while it is typed; None to leave what is shown.

        Where the last term cannot be read yet, or finds nothing as a word and may become a name, it is what
        stands before that.
        """
        from pipeboard.domain.query.completion import term_start

        self._problem, query = "", None
        try:
            query = self.read(text)
        except BadInput as error:
            self._problem = _in_short(error)
        if query is not None and (not query.text.strip() or self.finder.ids(query, self._board)):
            return query
        start = term_start(text, len(text))
        if start == len(text) or not (self._problem or self._suggest(text, len(text))):
            if query is not None:
                self._problem = query.missed(self._board)
            return query
        try:
            return self.read(text[:start].rstrip(" -("))
        except BadInput:
            return query

    @property
    def _board(self) -> Board:
        return self._screen.workspace.board

    def _suggest(self, text: str, at: int) -> Suggestions:
        from pipeboard.domain.query.completion import Known, complete
        from pipeboard.view.suggest import Suggestions

        board = self._board
        if self._known is None or self._known.board is not board:
            self._known = Known(board)
        return Suggestions(complete(text, at, self._known))

    def _offer(self, offered: Suggestions | None) -> None:
        """Show what may follow, else what is wrong, in the place of the status line."""
        problem = self._problem

        def complaint(width: int) -> Row:
            from pipeboard.view.bars import status_row

            return status_row(problem, "panel late", (), width)

        self._screen.status.show_instead(offered.row if offered else complaint if problem else None)


def counted(count: int) -> str:
    """So many deals, in words."""
    return "no deals" if not count else "1 deal" if count == 1 else f"{count} deals"


def _in_short(error: BadInput) -> str:
    """What is wrong, and where, without the text that stands in the line below."""
    at, why = getattr(error, "at", 0), getattr(error, "why", "")
    return f"At character {at}: {why}." if at else error.sentence


def _basis(view: BoardView) -> tuple[object, ...]:
    """What has to be the same for a view to stand for another one without its filter."""
    return id(view.board), view.pipeline, view.today, view.arrangement, view.show_closed
