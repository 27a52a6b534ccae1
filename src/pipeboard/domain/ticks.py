"""The ticks of one deal's checklists, added up from its events.

In the file a tick is a field named after its item, so that two people who tick and untick one item at once
are told and settled like any other field.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeboard.domain.conflicts import Record
from pipeboard.domain.deal import Check, Conflict
from pipeboard.domain.readings import load_id
from pipeboard.domain.values import Value

_WORDS: Final = {"yes": "ticked", "no": "open", "": "open"}


def load_ticks(raw: object) -> dict[str, Value]:
    """Read the ticks of an event, by item; ValueError if malformed."""
    if not isinstance(raw, dict) or not all(
        value is None or isinstance(value, bool) for value in raw.values()
    ):
        raise ValueError("not ticks of items")
    return {load_id(item): value is True for item, value in raw.items()}


class Ticks(Record):
    """Adds up one deal's ticks, in recorded order: a record with a field for each item."""

    __slots__ = ()

    def shown(self) -> tuple[Check, ...]:
        """What a deal shows of them."""
        written = ((item, done, self.writer(item)) for item, done in self.values.items())
        return tuple(Check(item, bool(done), by, at) for item, done, (by, _, at) in written if at is not None)

    def conflicts(self, label: str = "check ", of: str = "") -> Iterator[Conflict]:
        """Items that were ticked and unticked concurrently."""
        for one in super().conflicts(label, of):
            yield one._replace(shown=_WORDS[one.shown], other=_WORDS[one.other])
