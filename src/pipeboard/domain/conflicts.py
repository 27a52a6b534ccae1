"""Concurrent change: two authors changed one thing without seeing each other's change.

Each event carries what its author saw. When that differs from what the log says at that point, both values
are kept: the later one shows, the other is listed until someone picks (an ordinary change that has seen it).
"""

from __future__ import annotations

from collections.abc import Collection

from pipeboard.domain.deal import Conflict


def unseen(saw: object, stood: object, wrote: object, undone: Collection[object]) -> bool:
    """Whether an author who saw `saw` and wrote `wrote` had missed that `stood` was there.

    Equal results are no conflict. Nor is having seen a value that was taken back since: the author knew the
    log better than the fold now shows it.
    """
    return saw != stood and wrote != stood and saw not in undone


def conflict(field: str, shown: object, shown_by: str, other: object, other_by: str) -> Conflict:
    """The record of a conflict, in words."""
    return Conflict(field, in_words(shown), shown_by, in_words(other), other_by)


def in_words(value: object) -> str:
    """A field's value as text; empty for none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value if part)
    return str(value)
