"""The lock keeps two apps from saving at once, and never stands in the way for long."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeboard.domain.errors import Unwritable
from pipeboard.store.files import OS_FILES
from pipeboard.store.lock import lock_path, locked
from store.disk import Spy, failing_on


class Time:
    """A clock that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_the_lock_is_beside_the_state_not_beside_the_board(board: Path, state: Path) -> None:
    """Git never sees it, it is private, and two boards have two locks."""
    path = lock_path(state, board)
    assert path.is_relative_to(state)
    assert path != lock_path(state, board.with_name("other.json"))
    with locked(path, OS_FILES) as held:
        assert held
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_held_lock_is_waited_for_and_then_reported(tmp_path: Path) -> None:
    """After five seconds the user hears that another app holds it, with exit code 5."""
    time = Time()
    path = tmp_path / "lock"
    with (
        locked(path, OS_FILES),
        pytest.raises(Unwritable, match="Another app") as caught,
        locked(path, OS_FILES, sleep=time.sleep, monotonic=time.monotonic),
    ):
        pytest.fail("two hold the lock")
    assert caught.value.exit_code == 5
    assert 5 <= time.now < 6


def test_a_lock_that_becomes_free_is_taken(tmp_path: Path) -> None:
    """Waiting ends as soon as the other app is done."""
    time = Time()
    path = tmp_path / "lock"
    other = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(other, fcntl.LOCK_EX)

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if time.now > 1:
            fcntl.flock(other, fcntl.LOCK_UN)

    with locked(path, OS_FILES, sleep=sleep, monotonic=time.monotonic) as held:
        assert held
    os.close(other)
    assert time.now < 2


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EIO])
def test_where_locks_are_not_supported_work_goes_on(tmp_path: Path, code: int) -> None:
    """A network drive without locks gives a warning value, not an error."""
    with locked(tmp_path / "lock", failing_on({"flock"}, code)) as held:
        assert not held


def test_the_lock_is_given_back_after_an_error(tmp_path: Path) -> None:
    """Whatever happens inside, the next one gets the lock."""
    spy = Spy()
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock", spy):
        raise ZeroDivisionError
    assert spy.calls[-1] == "close"
    with locked(tmp_path / "lock", OS_FILES, wait=0) as held:
        assert held


HOLDER = """
import fcntl, os, sys, time
fds = [os.open(path, os.O_RDWR | os.O_CREAT, 0o600) for path in sys.argv[1:]]
for fd in fds:
    fcntl.flock(fd, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(600)
"""


def test_a_lock_whose_holder_is_killed_is_free_at_once(tmp_path: Path) -> None:
    """The kernel gives it back: nobody has to remove a stale file."""
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Unwritable), locked(path, OS_FILES, wait=0):
            pytest.fail("two hold the lock")
        holder.kill()
        holder.wait(30)
        with locked(path, OS_FILES) as held:
            assert held
