"""The rows of an import, packed: a hundred thousand of them take a tenth of the memory that objects do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, repeat
from typing import NamedTuple, overload

import orjson

from pipeboard.domain.actions import ImportedDeal, NewContact
from pipeboard.domain.deal import Status
from pipeboard.domain.fields import DEAL, Dumped


class Columns(NamedTuple):
    """Some rows of an import, a column for each of what `ImportedDeal` has."""

    fields: Mapping[str, Sequence[object]]
    """None where a row has no such field."""
    statuses: Sequence[Status]
    created: Sequence[datetime | None]
    closed: Sequence[datetime | None]
    reasons: Sequence[str]
    lessons: Sequence[str]
    contacts: Sequence[tuple[NewContact, ...]]
    deals: Sequence[str]
    stages: Sequence[str]
    pipelines: Sequence[str]


class PackedRows(Sequence[ImportedDeal]):
    """Rows that are kept as JSON, and made of it whenever they are gone through."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._packs: list[bytes] = []
        self._starts: list[int] = []
        """Which row is the first one of each pack."""
        self._count = 0
        self._open: tuple[int, Sequence[ImportedDeal]] = (-1, ())
        """The pack that was asked for last, and its rows: a list on the screen shows one after the other."""

    def add(self, columns: Columns) -> None:
        """Pack some rows, after those that are there."""
        if columns.statuses:
            self._packs.append(orjson.dumps(tuple(columns), default=tuple))
            self._starts.append(self._count)
            self._count += len(columns.statuses)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[ImportedDeal]:
        return chain.from_iterable(map(_unpacked, self._packs))

    @overload
    def __getitem__(self, at: int) -> ImportedDeal: ...
    @overload
    def __getitem__(self, at: slice) -> list[ImportedDeal]: ...
    def __getitem__(self, at: int | slice) -> ImportedDeal | list[ImportedDeal]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        number = bisect_right(self._starts, at) - 1
        if number != self._open[0]:
            self._open = number, list(_unpacked(self._packs[number]))
        return self._open[1][at - self._starts[number]]


_moment = lru_cache(maxsize=4096)(datetime.fromisoformat)
"""Many rows have the same moments: midday of one of the days of some years."""


def _unpacked(pack: bytes) -> Iterator[ImportedDeal]:
    fields, statuses, created, closed, reasons, lessons, contacts, *places = orjson.loads(pack)
    return map(
        ImportedDeal,
        by_row(fields, len(statuses)),
        statuses,
        [one and _moment(one) for one in created],
        [one and _moment(one) for one in closed],
        reasons,
        lessons,
        [tuple([NewContact(*one) for one in there]) if there else () for there in contacts],
        *places,
    )


def by_row(columns: Mapping[str, Sequence[object]], rows: int) -> Iterator[Dumped]:
    """The fields of each of so many deals, given by columns; nothing is left out."""
    with_gaps = [name for name, values in columns.items() if None in values]
    for values in zip(*columns.values(), strict=True) if columns else repeat((), rows):
        # Most cells say something: faster than to look at each before it is taken in.
        said = Dumped.of(DEAL, zip(columns, values, strict=True))
        for name in with_gaps:
            if said[name] is None:
                del said[name]
        yield said
