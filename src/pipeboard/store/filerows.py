"""The rows of a file that is known: found in its bytes one by one, until somebody wants many of them.

A command that changes a deal looks at a few rows of 150,000. To tell all of them apart would take it 90 ms, a
quarter of what it takes.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, MutableMapping, ValuesView
from typing import Final

from pipeboard.domain.ids import is_event_id
from pipeboard.store.files import Known
from pipeboard.store.layout import place_of

_FEW: Final = 500
"""So many rows are looked for; whoever goes on gets all of them. A row takes 20 us."""


class FileRows(MutableMapping[str, bytes]):
    """Event id -> its line: the rows of a file, in its order, and after them those that were set since."""

    def __init__(self, data: bytes, known: Known) -> None:
        self._unread: tuple[bytes, Known] | None = data, known
        self._own: dict[str, bytes] = {}
        """Those that were set; all of them once they are told apart."""
        self._looked = 0

    def __copy__(self) -> MutableMapping[str, bytes]:
        """The rows as they are now, which later changes leave alone."""
        if self._unread is None:
            return self._own.copy()
        twin = FileRows(*self._unread)
        twin._own = self._own.copy()
        return twin

    def __getitem__(self, key: str) -> bytes:
        if self._unread is None or key in self._own:
            return self._own[key]
        self._looked += 1
        return _found(key, *self._unread) if self._looked <= _FEW else self._all[key]

    def __setitem__(self, key: str, line: bytes) -> None:
        rows = self._own if key not in self else self._all
        rows[key] = line

    def __delitem__(self, key: str) -> None:
        del self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._own) + (self._unread[1].rows if self._unread is not None else 0)

    # As fast as those of the dict.

    def keys(self) -> KeysView[str]:
        return self._all.keys()

    def values(self) -> ValuesView[bytes]:
        return self._all.values()

    def items(self) -> ItemsView[str, bytes]:
        return self._all.items()

    @property
    def _all(self) -> dict[str, bytes]:
        if self._unread is not None:
            self._own = {**self._unread[1].apart(), **self._own}
            self._unread = None  # it holds on to the whole file
        return self._own


def _found(key: str, data: bytes, known: Known) -> bytes:
    """The line of a row in the file. KeyError if it is not there."""
    begin = b'"%b": ' % key.encode()
    place, _ = place_of(data, begin, known.head, len(data) - known.tail)
    if not data.startswith(begin, place) or not is_event_id(key):  # an opener is no row
        raise KeyError(key)
    return data[place : data.index(b"\n", place)]
