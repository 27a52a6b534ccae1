"""Where time and randomness come from. They are passed in; nothing below the faces reads them itself."""

from __future__ import annotations

import os
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
        # As `secrets` does it, which takes 2 ms to import.
        bits = (below - 1).bit_length()
        while True:
            drawn = int.from_bytes(os.urandom((bits + 7) // 8), "big") >> (-bits % 8)
            if drawn < below:
                return drawn
