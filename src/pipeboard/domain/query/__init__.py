"""The filter language: `owner:me value>10k stage:proposal overdue tag:vip -source:cold close<2w`.

Text becomes a tree (`parser`, `syntax`), which gets its meaning from the moment, the person and the board
(`meaning`) and compiles once to a plain test (`terms`, `conditions`), so that ten thousand deals take a few
milliseconds. One language for searches, filters, lists, metrics, views and rules. For users: `pipeboard help
filter`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.frozen import Frozen
from pipeboard.domain.query import terms as t
from pipeboard.domain.query.meaning import Meaning
from pipeboard.domain.query.parser import parse
from pipeboard.domain.query.readers import said
from pipeboard.domain.query.scope import by_name, names_archive, names_status
from pipeboard.domain.query.syntax import Node, Pair, Unreadable, every, leaves, text_of
from pipeboard.domain.query.vocabulary import FIELDS, FLAGS, HOLDINGS

__all__ = [
    "FIELDS",
    "FLAGS",
    "HOLDINGS",
    "Query",
    "Unreadable",
    "both",
    "parse",
    "parse_query",
    "parse_rule",
    "text_of",
]

_NO_BOARD: Final = Board()


class Query(Frozen, aside=("_test", "_closed", "_archived")):
    """A filter, ready to use."""

    text: str
    node: Node
    root: t.Term
    _test: t.Test
    _closed: t.Test | None
    """Whether it holds by an alternative that names the status."""
    _archived: t.Test | None

    @property
    def names_status(self) -> bool:
        """Whether it speaks of the status, or of what closed deals alone have; else lists show open ones."""
        return self._closed is not None

    def matches(self, deal: Deal, board: Board) -> bool:
        """Whether it holds for the deal, whatever its status; see `shows`."""
        return self._test(deal, board)

    def shows(self, deal: Deal, board: Board) -> bool:
        """Whether a list shows the deal: an open one, unless the filter names a status or the archive."""
        if deal.deleted or deal.merged_into:
            return False
        if deal.archived:
            return self._archived is not None and self._archived(deal, board)
        if deal.status == "open":
            return self._test(deal, board)
        return self._closed is not None and self._closed(deal, board)

    def missed(self, board: Board) -> str:
        """Which stage or pipeline it asks for that there is not, in a sentence; empty for most filters."""
        from pipeboard.domain.find import no_such  # for those who found nothing

        for one in leaves(self.node):
            if isinstance(one, Pair) and one.name in ("stage", "pipeline"):
                text = one.value.casefold()
                things = (board.stages if one.name == "stage" else board.pipelines).values()
                if not any(each.id == text or each.name.casefold().startswith(text) for each in things):
                    return no_such(one.name, one.value, (each for each in things if not each.retired))
        return ""

    def select(self, board: Board) -> list[Deal]:
        """The deals that a list shows."""
        if self._closed is None and self._archived is None:
            test = self._test
            open_deals = (deal for deal in board.visible_deals() if deal.status == "open")
            return [deal for deal in open_deals if test(deal, board)]
        shows = self.shows
        return [deal for deal in board.deals.values() if shows(deal, board)]


def parse_query(
    text: str, now: datetime, me: str, board: Board = _NO_BOARD, said: Callable[[Deal], str] = said
) -> Query:
    """Read a filter; Unreadable names the character where it cannot be read.

    `now` is the present moment in the board's zone, `me` the author that `owner:me` means. The board's
    frameworks say which names are criteria. `said` reads what words are looked for in.
    """
    return _query(text, Meaning(now, me, board, said))


def both(one: str, other: str) -> str:
    """The filter that holds where two filters hold; Unreadable where one of them has no form."""
    return text_of(every((parse(one), parse(other))))


def parse_rule(text: str, now: datetime, board: Board) -> Query:
    """Read the filter of a rule of the score, which is the same for everybody and knows no score."""
    return _query(text, Meaning(now, None, board))


def _query(text: str, meaning: Meaning) -> Query:
    node = parse(text)
    root = meaning.term(node)
    return Query(text, node, root, root.test(), by_name(root, names_status), by_name(root, names_archive))
