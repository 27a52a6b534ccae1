"""A real terminal for the real program: a pty whose output is replayed on a screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import pyte

QUIET = 0.15
"""Seconds without output after which a screen counts as settled."""
PATIENCE = 20.0
"""Seconds until something that should have appeared is given up."""


class Terminal:
    """`pipeboard` in a pty of its own, ended with the block. `written` counts the bytes of its output.

    `program` may be another one.
    """

    def __init__(
        self,
        *arguments: str | Path,
        cwd: Path,
        columns: int = 120,
        rows: int = 40,
        program: Sequence[str] = (sys.executable, "-m", "pipeboard"),
        **env: str,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.written = 0
        self.raw = bytearray()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [*program, *map(str, arguments)],
            cwd=cwd,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        os.close(self._master)

    # Typing

    def press(self, keys: str) -> None:
        """Send characters as they are."""
        self.send(keys.encode())

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        os.write(self._master, data)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """Lose the connection, as a broken SSH line does."""
        self.process.send_signal(signal.SIGHUP)

    # Looking

    @property
    def text(self) -> str:
        """The screen as lines, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def row(self, y: int) -> list[str]:
        """A row of the screen, cell by cell: the second half of a wide character is empty."""
        return [self._screen.buffer[y][x].data for x in range(self._screen.columns)]

    def wait_for(self, wanted: str | Callable[[str], bool], patience: float = PATIENCE) -> str:
        """Read until the screen shows `wanted`; the screen. AssertionError, with it, when it never does."""
        shows = wanted if callable(wanted) else (lambda text: wanted in text)
        end = time.monotonic() + patience
        while not shows(self.text):
            left = end - time.monotonic()
            if left <= 0 or (not self._read(min(left, 0.2)) and self.process.poll() is not None):
                raise AssertionError(f"{wanted!r} did not appear:\n{self.text}")
        return self.text

    def settle(self) -> int:
        """Read until nothing more comes; how many bytes came."""
        before = self.written
        while self._read(QUIET):
            pass
        return self.written - before

    def wait(self) -> int:
        """Read until the program ends; its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.1)
        return self.process.wait(1)

    def wait_for_stop(self) -> None:
        """Read until the program has stopped itself. AssertionError when it never does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self._read(0.05)
            if Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
                self.settle()
                return
        raise AssertionError(f"It did not stop:\n{self.text}")

    def _read(self, patience: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], patience)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the program has ended
            return False
        self.written += len(data)
        self.raw += data
        self._stream.feed(data)
        return bool(data)
