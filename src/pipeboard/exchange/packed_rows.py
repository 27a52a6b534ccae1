"""The rows of an import, packed: a hundred thousand of them take a tenth of the memory that objects do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import overload

import orjson

from pipeboard.domain.actions import ImportedDeal, NewContact
from pipeboard.domain.fields import DEAL, Dumped


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

    def add(self, rows: Iterable[ImportedDeal]) -> None:
        """Pack some rows, after those that are there."""
        unpacked = list(map(tuple, rows))
        if unpacked:
            self._packs.append(orjson.dumps(unpacked, default=tuple))
            self._starts.append(self._count)
            self._count += len(unpacked)

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


_moment = lru_cache(datetime.fromisoformat)
"""Many rows have the same moments: midday of a day."""


def _unpacked(pack: bytes) -> Iterator[ImportedDeal]:
    for fields, status, created, closed, reason, lesson, contacts, *place in orjson.loads(pack):
        yield ImportedDeal(
            Dumped.of(DEAL, fields),
            status,
            created and _moment(created),
            closed and _moment(closed),
            reason,
            lesson,
            tuple([NewContact(*one) for one in contacts]) if contacts else (),
            *place,
        )
