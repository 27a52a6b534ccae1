"""Where time and randomness come from. They are passed in; nothing below the faces reads them itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, Protocol

_WORD: Final = 8
"""Bytes of a word."""
_BLOCK: Final = 64
"""So many words are asked of the system at once."""


class Clock(Protocol):
    """The present moment and a source of chance."""

    def now(self) -> datetime:
        """The current time, in UTC and time-zone aware."""
        ...

    def chance(self, below: int) -> int:
        """A random integer in [0, below)."""
        ...

    def chances(self, below: int) -> Iterator[int]:
        """Such integers without end: for many of them, and for one process, as some may be drawn ahead."""
        ...


class SystemClock:
    """The machine's clock and its cryptographic randomness."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def chance(self, below: int) -> int:
        return next(self.chances(below))

    def chances(self, below: int) -> Iterator[int]:
        """At most 64 bits each. As `secrets` does it, which takes 2 ms to import, but by the block."""
        spare = 8 * _WORD - (below - 1).bit_length()
        while True:
            words = memoryview(os.urandom(_WORD * _BLOCK)).cast("Q")
            yield from [drawn for word in words if (drawn := word >> spare) < below]
