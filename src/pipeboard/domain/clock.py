"""Where time and randomness come from. They are passed in; nothing below the faces reads them itself."""

from __future__ import annotations

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
        if below & (below - 1):
            return secrets.randbelow(below)
        return secrets.randbits(below.bit_length() - 1)  # ids ask by the hundred thousand: no draw is in vain
