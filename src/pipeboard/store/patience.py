"""How long a file may be unreadable, and how often it is looked at meanwhile."""

from __future__ import annotations

PATIENCE = 10.0
"""Seconds until a file that cannot be read is an alarm."""

SHORTEST = 0.05
LONGEST = 2.0
"""The pauses between two looks at a file that git is working on, in seconds: each is twice the one before."""


class Backoff:
    """Pauses that double, and whether patience has run out."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self.reset()

    def reset(self) -> None:
        """All is well again."""
        self._since: float | None = None
        self._pause = SHORTEST
        self.until = 0.0

    def over(self, now: float) -> bool:
        """Whether the trouble has lasted longer than it may."""
        return self._since is not None and now - self._since >= self._patience

    def next(self, now: float) -> float:
        """Seconds until the next attempt; the first call starts the time of patience."""
        if self._since is None:
            self._since = now
        pause = self._pause
        self._pause = min(LONGEST, 2 * pause)
        self.until = now + pause
        return pause
