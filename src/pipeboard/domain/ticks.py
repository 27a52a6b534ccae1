"""The ticks of one deal's checklists, added up from its events.

In the file a tick is a field named after its item, so that two people who tick and untick one item at once
are told and settled like any other field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from pipeboard.domain.conflicts import Record
from pipeboard.domain.deal import Check, Conflict, Deal
from pipeboard.domain.readings import load_id
from pipeboard.domain.values import Value

_WORDS: Final = {"True": "ticked", "False": "open", "": "open"}


def load_ticks(raw: object) -> dict[str, Value]:
    """Read the ticks of an event, by item; ValueError if malformed."""
    if not isinstance(raw, dict) or not all(
        value is None or isinstance(value, bool) for value in raw.values()
    ):
        raise ValueError("not ticks of items")
    return {load_id(item): value is True for item, value in raw.items()}


class Ticks:
    """Adds up one deal's ticks, in recorded order."""

    __slots__ = ("_record",)

    def __init__(self) -> None:
        self._record = Record()

    def tick(
        self,
        loaded: Mapping[str, Value],
        saw: Mapping[str, Value] | None,
        by: str,
        event_id: str,
        at: datetime,
        over: Collection[str],
    ) -> None:
        """Take in ticks. `saw` is what the author saw, None if the event does not say."""
        self._record.write(loaded, saw, by, event_id, at, over)

    def take_back(self, loaded: Mapping[str, Value], saw: Mapping[str, Value]) -> None:
        """Remember ticks that were undone: their readers saw them."""
        self._record.take_back(loaded, saw)

    def shown_on(self, deal: Deal) -> Deal:
        """The deal with its ticks."""
        record = self._record
        written = ((item, done, record.writer(item)) for item, done in record.values.items())
        checks = (Check(item, bool(done), by, at) for item, done, (by, _, at) in written if at is not None)
        return deal._replace(checks=tuple(checks))

    def conflicts(self) -> Iterator[Conflict]:
        """Items that were ticked and unticked concurrently."""
        for one in self._record.conflicts("check "):
            yield replace(one, shown=_WORDS[one.shown], other=_WORDS[one.other])
