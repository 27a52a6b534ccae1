"""The machine's chance: within its bounds, asked of the system by the block, never handed out twice."""

from __future__ import annotations

import os
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.clock import SystemClock


@given(st.integers(1, 1 << 64))
def test_chance_is_below_its_bound(below: int) -> None:
    """One number or many."""
    clock = SystemClock()
    assert 0 <= clock.chance(below) < below
    assert all(0 <= drawn < below for drawn in islice(clock.chances(below), 200))


@pytest.mark.parametrize("below", [1, 2, 3, 32])
def test_every_number_below_the_bound_is_drawn(below: int) -> None:
    """The first and the last as well; by bad luck this fails once in 10^26 runs."""
    assert set(islice(SystemClock().chances(below), 2000)) == set(range(below))


def test_the_system_is_asked_once_for_many_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import draws a hundred thousand of them."""
    asked: list[int] = []

    def urandom(size: int) -> bytes:
        asked.append(size)
        return bytes(size)

    monkeypatch.setattr(os, "urandom", urandom)
    assert list(islice(SystemClock().chances(32**3), 1000)) == [0] * 1000
    assert len(asked) < 20
    assert sum(asked) < 10_000
