"""Work in a thread that says how far it is and stops when it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar, overload

T = TypeVar("T")
_STEP: Final = 200
"""Items after which it is told again how far the work is."""


class GivenUp(Exception):
    """The user has stopped the work."""


class Progress:
    """What the work and whoever shows it have in common. Only numbers are written, each by one side."""

    def __init__(self, what: str, total: int = 0) -> None:
        self.what = what
        """What is done: "Reading"."""
        self.total = total
        """Of how many rows; 0 where that is not known."""
        self.done = 0
        self.stopped = False

    def tell(self, count: int) -> None:
        """Called by the work: so many more are done. GivenUp where it is to stop."""
        if self.stopped:
            raise GivenUp
        self.done += count

    def stop(self) -> None:
        """Let the work end the next time it tells how far it is."""
        self.stopped = True


class Watched(Sequence[T]):
    """Items whose going through is told, and stopped with GivenUp."""

    def __init__(self, items: Sequence[T], progress: Progress) -> None:
        self._items = items
        self._progress = progress

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> Any:
        return self._items[at]

    def __iter__(self) -> Iterator[T]:
        for number, item in enumerate(self._items, 1):
            yield item
            if number % _STEP == 0:
                self._progress.tell(_STEP)
        self._progress.tell(len(self._items) % _STEP)
