"""Where time and randomness come from. They are passed in; nothing below the faces reads them itself."""

from __future__ import annotations

import random
import secrets
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The present moment and a source of chance."""

    def now(self) -> datetime:
        """The current time, in UTC and time-zone aware."""
        ...

    def chance(self, below: int) -> int:
        """A random integer in [0, below)."""
        ...


class SystemClock:
    """The machine's clock and its cryptographic randomness."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def chance(self, below: int) -> int:
        return secrets.randbelow(below)


class FixedClock:
    """A clock that stands still until told, with repeatable chance: for tests and reproducible demos."""

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
