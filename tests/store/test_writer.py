"""The thread that saves: it is woken when there is something to do."""

from __future__ import annotations

import pytest

from pipeboard.store.writer import Writer


def test_changes_while_a_save_is_due_leave_the_thread_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key held down makes a change thirty times a second: the first one wakes the thread, the rest wait."""
    saves: list[int] = []
    writer = Writer(lambda: saves.append(1), delay=60, longest=60)
    woken: list[int] = []
    tell = writer._state.notify_all

    def heard() -> None:
        woken.append(1)
        tell()

    monkeypatch.setattr(writer._state, "notify_all", heard)
    for _ in range(10):
        writer.wake()
    assert (len(woken), saves) == (1, [])
    assert writer.flush(10)
    assert saves == [1]
    woken.clear()
    writer.wake()
    assert len(woken) == 1
    writer.stop()
