"""A search: what is looked for on the board, and where it was found."""

from __future__ import annotations

from typing import NamedTuple


class Search(NamedTuple):
    """What is looked for and what was found."""

    text: str
    found: tuple[str, ...] = ()
    """Ids of the deals, column by column."""

    def step(self, current: str | None, by: int) -> str | None:
        """The next (1) or previous (-1) match after a deal, round and round; None when nothing was found."""
        if not self.found:
            return None
        if current not in self.found:
            return self.found[0 if by > 0 else -1]
        return self.found[(self.found.index(current) + by) % len(self.found)]

    def told(self, current: str | None) -> str:
        """How it stands: "2 of 17"."""
        if not self.text:
            return ""
        if not self.found:
            return "nothing found"
        at = f"{self.found.index(current) + 1} of " if current in self.found else ""
        return f"{at}{len(self.found)}"
