"""Time and chance for tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime


class FixedClock:
    """A clock that stands still until told, with repeatable chance."""

    def __init__(self, now: datetime, seed: int = 0) -> None:
        self._now = now
        self._random = random.Random(seed)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Move to another moment, forwards or backwards."""
        self._now = now

    def chance(self, below: int) -> int:
        return self._random.randrange(below)

    def chances(self, below: int) -> Iterator[int]:
        """The same numbers: none is drawn ahead."""
        while True:
            yield self.chance(below)
