"""Which deals stand out on the board, and how."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple


class Look(NamedTuple):
    """How a card stands out."""

    cursor: bool = False
    found: bool = False
    chosen: bool = False


PLAIN: Final = Look()


class Marks(NamedTuple):
    """The deals that a search found, and those that were selected; by id."""

    found: AbstractSet[str] = frozenset()
    chosen: AbstractSet[str] = frozenset()

    def look(self, deal_id: str, *, cursor: bool) -> Look:
        """How a deal's card looks, with the cursor on it or without."""
        return Look(cursor, deal_id in self.found, deal_id in self.chosen)


NO_MARKS: Final = Marks()
