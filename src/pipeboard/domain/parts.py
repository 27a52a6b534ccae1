"""The parts of a deal: contacts, follow-ups and proposals, each made, changed and taken off by events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from pipeboard.domain.conflicts import Record
from pipeboard.domain.deal import Conflict
from pipeboard.domain.followup import FollowUp, due_order
from pipeboard.domain.people import Contact
from pipeboard.domain.proposal import Proposal
from pipeboard.domain.values import Value


class Parts:
    """Adds up the parts of one kind, in recorded order. A part's id is that of the event that made it."""

    __slots__ = ("_label", "_records", "_successors", "_takers", "_twins")

    def __init__(self, label: str) -> None:
        """`label` names the kind in conflicts: "contact email"."""
        self._label = label
        self._records: dict[str, Record] = {}
        self._takers: dict[str, str] = {}
        self._successors: dict[str, str] = {}
        self._twins: dict[str, str] = {}

    def make(self, part_id: str, loaded: dict[str, Value], by: str, at: datetime, after: str = "") -> None:
        """A new part. `after` is the one whose end brought it by itself.

        Of those that two clones made of one end, the first is there for both: what concerns its twin is its.
        """
        if after and self._successors.setdefault(after, part_id) != part_id:
            self._twins[part_id] = self._successors[after]
        else:
            self._records.setdefault(part_id, Record()).fill(loaded, by, part_id, at)

    def _known(self, part_id: str) -> str:
        return self._twins.get(part_id, part_id)

    def change(
        self,
        part_id: str,
        loaded: Mapping[str, Value],
        saw: Mapping[str, Value] | None,
        by: str,
        event_id: str,
        at: datetime,
        over: Collection[str],
    ) -> Record | None:
        """Change a part; None if there is none of that id."""
        record = self._records.get(self._known(part_id))
        if record is not None:
            record.write(loaded, saw, by, event_id, at, over)
        return record

    def take_back(self, part_id: str, loaded: Mapping[str, Value], saw: Mapping[str, Value]) -> None:
        """Remember a change of a part that was undone: its readers saw its values."""
        record = self._records.get(self._known(part_id))
        if record is not None:
            record.take_back(loaded, saw)

    def take_off(self, part_id: str, by: str) -> Record | None:
        """Take a part off the deal; what it held, None if there is none of that id."""
        self._takers[self._known(part_id)] = by
        return self._records.get(self._known(part_id))

    def taker(self, part_id: str) -> str | None:
        """Who took a part off; None while it is there."""
        return self._takers.get(self._known(part_id))

    def put_back(self, part_id: str) -> str | None:
        """Put a part on the deal again; who had taken it off, None if nobody had."""
        return self._takers.pop(self._known(part_id), None)

    def present(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The parts that were not taken off, each with its fields, in the order they were made."""
        for part_id, record in self._records.items():
            if part_id not in self._takers:
                given = {name: value for name, value in record.values.items() if value is not None}
                yield part_id, given

    def conflicts(self) -> Iterator[Conflict]:
        """What stands beside the values of the parts that are there."""
        for part_id, record in self._records.items():
            if part_id not in self._takers:
                yield from record.conflicts(f"{self._label} ", part_id)


def shown(parts: Mapping[str, Parts]) -> dict[str, Any]:
    """What a deal shows of its parts, by the names of its fields; nothing for kinds that it has none of."""
    found: dict[str, Any] = {}
    for kind, one in parts.items():
        if kind == "contact":
            found["contacts"] = tuple(Contact(part_id, **given) for part_id, given in one.present())
        elif kind == "follow_up":
            steps = (FollowUp(part_id, **given) for part_id, given in one.present())
            found["follow_ups"] = tuple(sorted(steps, key=due_order))
        else:
            found["proposals"] = tuple(Proposal(part_id, **given) for part_id, given in one.present())
    return found
