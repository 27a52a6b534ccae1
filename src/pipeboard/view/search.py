"""Finding deals while someone types: fast on ten thousand of them, in the order of the board."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal
    from pipeboard.view.board import BoardView


@dataclass(frozen=True, slots=True)
class Search:
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


class Finder:
    """Looks through deals; what they say is put together once per deal and kept."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[Deal, str]] = {}

    def find(self, view: BoardView, text: str) -> Search:
        """The deals on the board that hold every word."""
        words = text.casefold().split()
        if not words:
            return Search(text)
        found = []
        texts = self._texts
        for column in view.columns:
            for deal in column.deals:
                known = texts.get(deal.id)
                if known is None or known[0] is not deal:
                    known = texts[deal.id] = deal, haystack(deal)
                if words[0] in known[1] and all(word in known[1] for word in words[1:]):
                    found.append(deal.id)
        return Search(text, tuple(found))


def again(search: Search, finder: Finder, view: BoardView) -> Search:
    """The same search after the board changed."""
    return replace(search, found=finder.find(view, search.text).found)


def haystack(deal: Deal) -> str:
    """All of a deal that a search looks at, in small letters."""
    people = " ".join(f"{one.name} {one.email} {one.phone}" for one in deal.contacts)
    tags = " ".join(f"#{tag}" for tag in deal.tags)
    steps = " ".join(one.text for one in deal.follow_ups)
    parts = (
        deal.title,
        deal.company,
        f"@{deal.owner}",
        tags,
        deal.source,
        deal.channel,
        people,
        steps,
        deal.id,
    )
    return "\n".join(parts).casefold()
