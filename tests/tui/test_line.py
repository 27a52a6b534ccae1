"""Frames wait for a line that is slow, and it is told when it can have the next."""

from __future__ import annotations

import errno
from collections.abc import Callable
from io import StringIO

import pytest

from pipeboard.tui.line import Line, Pace


def test_a_line_is_busy_until_all_is_written() -> None:
    """Who asked meanwhile is told once."""
    told: list[str] = []
    file = StringIO()
    line = Line(file, lambda: told.append(file.getvalue()))
    assert line.is_free()
    line.begin()
    assert not line.is_free()
    assert not line.is_free()
    line.write("a frame")
    line.flush()
    assert told == ["a frame"]
    assert line.is_free()
    assert line.wait(60)
    line.begin()
    assert not line.wait(0)
    line.flush()
    assert told == ["a frame"]


def test_a_pace_lets_single_frames_go_and_many_wait() -> None:
    """No key waits on a line at rest; held down, it is never more than a moment ahead of the line."""
    pace = Pace(rate=1_000, ahead=0.25)
    assert pace.wait(10) == 0
    pace.wrote(200, 10)
    assert pace.wait(10) == 0
    pace.wrote(800, 10)
    assert pace.wait(10) == pytest.approx(0.75)
    assert pace.wait(10.5) == pytest.approx(0.25)
    assert pace.wait(11) == 0
    pace.wrote(100, 20)
    assert pace.wait(20) == 0


class Gone(StringIO):
    """A terminal that has gone away."""

    def write(self, text: str) -> int:
        raise OSError(errno.EIO, "gone")

    def flush(self) -> None:
        raise OSError(errno.EIO, "gone")


@pytest.mark.parametrize("call", [lambda line: line.write("a frame"), Line.flush])
def test_nobody_waits_for_a_terminal_that_is_gone(call: Callable[[Line], None]) -> None:
    """The app ends at once when its window is closed: nothing can be written any more."""
    line = Line(Gone(), lambda: None)
    line.begin()
    with pytest.raises(OSError, match="gone"):
        call(line)
    assert line.is_free()
    line.begin()
    assert line.wait(0)
