"""When garbage is looked for: while nobody presses keys, and never among what stays.

The collector of its own accord begins in the middle of a key, and among all that a board is made of it looks
for longer than a key takes. References do most of the work; what is left for it can wait for a pause.
"""

from __future__ import annotations

import gc
from typing import Final

_MANY: Final = 50_000
"""So many new objects are looked through at once, pause or not: a few milliseconds."""
_FEW: Final = 2_000
"""Fewer are not worth a look."""
_AT_REST: Final = 200
"""A program that makes no more objects than this from one look at it to the next has a pause."""


def keep_what_is_there() -> None:
    """What there is by now stays: it is not looked through any more."""
    gc.freeze()


class Collector:
    """Looks for garbage in pauses. Asked now and then, it finds out by itself whether there is one."""

    def __init__(self) -> None:
        self._before = 0

    def begin(self) -> None:
        """Look by itself from now on, and else only where very much has come together."""
        keep_what_is_there()
        gc.set_threshold(_MANY)
        gc.enable()

    def look(self) -> bool:
        """Look for garbage if this is a pause and something may be found; whether that was done."""
        count = gc.get_count()[0]
        pause = abs(count - self._before) <= _AT_REST
        self._before = count
        if not pause or count < _FEW:
            return False
        gc.collect()
        self._before = gc.get_count()[0]
        return True
