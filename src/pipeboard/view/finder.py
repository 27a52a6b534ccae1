"""Finds deals by filters while somebody types: fast on ten thousand of them, in the order of the board."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.query import Query, parse_query
from pipeboard.domain.query.readers import said
from pipeboard.domain.query.terms import All, AnyOf, Not, Term, Word
from pipeboard.view.search import Search

if TYPE_CHECKING:
    from pipeboard.view.board import BoardView

_MOST_TERMS: Final = 200
"""Terms whose deals are kept."""


class Finder:
    """Finds deals by filters while somebody types.

    What is read of a deal is kept as long as the deal, and what each term finds as long as the board: a key
    more costs one term more, at most.
    """

    def __init__(self) -> None:
        self._texts: dict[str, tuple[Deal, str]] = {}
        self._board: Board | None = None
        self._found: dict[Term, frozenset[str]] = {}
        self._all: frozenset[str] = frozenset()
        self._said: dict[str, str] = {}

    def read(self, text: str, now: datetime, me: str, board: Board) -> Query:
        """A filter as the language has it; Unreadable where it is none."""
        return parse_query(text, now, me, board, self.said)

    def said(self, deal: Deal) -> str:
        """All that words are looked for in, put together once per deal."""
        known = self._texts.get(deal.id)
        if known is None or known[0] is not deal:
            known = self._texts[deal.id] = deal, said(deal)
        return known[1]

    def ids(self, query: Query, board: Board) -> frozenset[str]:
        """The ids of the deals of a board that a filter holds for, whatever their status."""
        if board is not self._board or len(self._found) > _MOST_TERMS:
            self._board, self._all = board, frozenset(board.deals)
            self._found.clear()
            self._said = {}
        return self._ids(query.root, board)

    def find(self, view: BoardView, query: Query) -> Search:
        """The deals on the board that a filter holds for; none for an empty one."""
        if not query.text.strip():
            return Search(query.text)
        ids = self.ids(query, view.board)
        columns = (column for column in view.columns if column.at_hand)
        found = (deal.id for column in columns for deal in column.deals if deal.id in ids)
        return Search(query.text, tuple(found))

    def _ids(self, term: Term, board: Board) -> frozenset[str]:
        if isinstance(term, Not):
            return self._all - self._ids(term.term, board)
        if isinstance(term, AnyOf):
            return frozenset().union(*(self._ids(one, board) for one in term.terms))
        if isinstance(term, All):
            if not term.terms:
                return self._all
            return frozenset.intersection(*(self._ids(one, board) for one in term.terms))
        known = self._found.get(term)
        if known is None:
            known = self._found[term] = self._looked_up(term, board)
        return known

    def _looked_up(self, term: Term, board: Board) -> frozenset[str]:
        deals = board.deals.values()
        if isinstance(term, Word):  # what is typed most, and so without a call for each deal
            word, words = term.text, self._words(board)
            found = [deal_id for deal_id, text in words.items() if word in text]
            if term.may_be_id:
                found += [one for one in words if one.endswith(word) or one.startswith(word)]
            return frozenset(found)
        test = term.test()
        return frozenset([deal.id for deal in deals if test(deal, board)])

    def _words(self, board: Board) -> dict[str, str]:
        """What words are looked for in, by the ids of the deals."""
        if not self._said:
            self._said = {deal.id: self.said(deal) for deal in board.deals.values()}
        return self._said
