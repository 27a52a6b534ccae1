"""How much something takes, counted rather than timed: the same on a fast, a slow and a busy machine."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType


def count_calls(run: Callable[[], object]) -> int:
    """How many calls of functions, Python's and built-in ones, `run()` makes."""
    count = 0

    def heard(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(heard)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


def peak_of(run: Callable[[], object]) -> int:
    """How much memory (in bytes) `run()` has at most, beyond what was there before."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
