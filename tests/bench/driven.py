"""A full-screen program in a pty: each chunk of its output is stamped when it is read and looked at later.

Nothing is parsed while the clock runs, so that the emulation of a screen is never part of a figure.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyte

from bench.figures import Cost

QUIET: Final = 0.08
"""Seconds of silence after which a program has answered."""
RESTING: Final = 0.4
RESTING_SHARE: Final = 0.15
"""A program that is silent for so many seconds, and uses less of the CPU than this, is at rest."""
PATIENCE: Final = 120.0
"""Seconds until something that should have appeared is given up."""

_SCHEDULER_CLOCK: Final = 2
"""The kernel's clock of the CPU time of a process, in nanoseconds."""

_QUESTION: Final = re.compile(
    rb"\x1b\[\?(?P<mode>\d+)\$p|(?P<keyboard>\x1b\[\?u)|(?P<device>\x1b\[0?c)|(?P<status>\x1b\[5n)"
)
_KNOWN_MODES: Final = frozenset((b"7", b"25", b"1004", b"1006", b"2004", b"2026"))
"""Modes that a modern terminal says it has; reports of its size within the input are not among them."""
_NOT_FOR_SCREENS: Final = re.compile(
    rb"\x1b\[[<=>][0-9;]*[A-Za-z]|\x1b\[\?[0-9]*\$p|\x1b\[\?u|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)
"""What the emulation would show as text: the keyboard protocol, questions, titles and clipboards."""
_WHOLE: Final = re.compile(rb"\x1b(?:\[[^@-~]*[@-~]|\][^\x07]*\x07|[^\[\]])")


def user_environment() -> dict[str, str]:
    """The environment of a user's shell in a modern terminal."""
    strange = {"COLUMNS", "LINES", "TERM_PROGRAM", "NO_COLOR", "TMUX", "STY", "CI"}
    strange |= {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}  # no user's shell has these
    kept = {name: value for name, value in os.environ.items() if name not in strange}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


def answers(output: bytes) -> bytes:
    """What a modern terminal replies to the questions in some output."""
    replies: list[bytes] = []
    for question in _QUESTION.finditer(output):
        if mode := question["mode"]:
            replies.append(b"\x1b[?%s;%d$y" % (mode, 2 if mode in _KNOWN_MODES else 0))
        elif question["keyboard"]:
            replies.append(b"\x1b[?0u")
        elif question["device"]:
            replies.append(b"\x1b[?62;22c")
        else:
            replies.append(b"\x1b[0n")
    return b"".join(replies)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the clock, and how much CPU the program had used by then; both in milliseconds."""

    wall: float
    cpu: float

    def since(self, earlier: Moment) -> Cost:
        """What it took from one moment to another."""
        return Cost(self.wall - earlier.wall, self.cpu - earlier.cpu)


@dataclass(frozen=True, slots=True)
class Answer:
    """What followed on a key: what it took until the last byte came, and how many bytes came."""

    cost: Cost
    bytes: int


class Driven:
    """A program that is typed at, ended with the block."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unseen: list[tuple[Moment, bytes]] = []
        self._carried = b""
        self.ended = False
        self.written = 0
        """Bytes that the program has written."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.started = Moment(time.perf_counter() * 1000, 0.0)
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**user_environment(), **(env or {})},
        )
        os.close(slave)
        os.set_blocking(self._master, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()  # it puts away what it keeps
            end = time.monotonic() + PATIENCE
            while self.process.poll() is None and time.monotonic() < end:
                self.read(0.01)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        os.close(self._master)

    # Typing and reading

    def now(self) -> Moment:
        """This moment."""
        return Moment(time.perf_counter() * 1000, self.cpu_ms())

    def send(self, keys: str) -> Moment:
        """Type; when that was."""
        at = self.now()
        self._type(keys.encode())
        return at

    def read(self, patience: float, most: int = 65536) -> bytes:
        """What has come, after waiting for it at most so many seconds."""
        if self.ended or not select.select([self._master], [], [], max(0.0, patience))[0]:
            return b""
        try:
            data = os.read(self._master, most)
        except BlockingIOError:
            return b""
        except OSError:  # the program has ended
            data = b""
        if not data:
            self.ended = True
            return b""
        self._unseen.append((self._arrived(data), data))
        self.written += len(data)
        if b"\x1b" in data and (reply := answers(data)):
            self._type(reply)
        return data

    def _type(self, data: bytes) -> None:
        """Bring something to the program."""
        os.write(self._master, data)

    def _arrived(self, data: bytes) -> Moment:
        """When what was just read is on the screen."""
        return self.now()

    def settle(self, quiet: float = QUIET) -> Moment | None:
        """Read until nothing comes for a while; when the last byte came, None if none did."""
        last: Moment | None = None
        end = time.monotonic() + PATIENCE
        while self.read(quiet) and time.monotonic() < end:
            last = self._unseen[-1][0]
        return last

    def rest(self) -> Moment | None:
        """Read until the program neither writes nor works; when the last byte came."""
        last: Moment | None = None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not self.ended:
            before = self.now()
            wrote = self.settle(RESTING)
            last = wrote or last
            spent = self.now().since(before)
            if wrote is None and spent.cpu < RESTING_SHARE * spent.wall:
                break
        return last

    def answer(self, keys: str, quiet: float = QUIET, patience: float = 5.0) -> Answer:
        """Type, and wait for what follows: until the first byte, and from there until it is quiet."""
        before = self.written
        sent = self.send(keys)
        if not self.read(patience):
            return Answer(Cost(0.0, 0.0), 0)
        first = self._unseen[-1][0]
        last = self.settle(quiet) or first
        return Answer(last.since(sent), self.written - before)

    # Looking

    @property
    def text(self) -> str:
        """The screen, without trailing blanks."""
        self.look()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def look(self, *seen: Callable[[str], bool]) -> list[Moment | None]:
        """Replay what has come since the last look; when each condition was first true of the screen."""
        hits: list[Moment | None] = [None] * len(seen)
        chunks, self._unseen = self._unseen, []
        for at, data in chunks:
            self._feed(data)
            if None in hits:
                text = "\n".join(self._screen.display)
                hits = [hit or (at if one(text) else None) for hit, one in zip(hits, seen, strict=True)]
        return hits

    def wait_for(self, *seen: Callable[[str], bool]) -> list[Moment]:
        """Read until the screen has shown each of some things; when it first did. AssertionError if not."""
        hits: list[Moment | None] = [None] * len(seen)
        end = time.monotonic() + PATIENCE
        while None in hits and time.monotonic() < end and not self.ended:
            self.settle(0.02)  # a burst is read before it is parsed
            hits = [hit or new for hit, new in zip(hits, self.look(*seen), strict=True)]
        found = [hit for hit in hits if hit is not None]
        if len(found) < len(seen):
            raise AssertionError(f"It did not appear:\n{self.text}")
        return found

    def last_change(self, rows: int) -> Moment | None:
        """Replay what has come; when the upper rows became what they are now, None if they were it."""
        shown = [(self.started, self._screen.display[:rows])]
        chunks, self._unseen = self._unseen, []
        for at, data in chunks:
            self._feed(data)
            shown.append((at, self._screen.display[:rows]))
        final = shown[-1][1]
        changes = (at for (_, old), (at, new) in pairwise(shown) if new == final and old != final)
        return max(changes, key=lambda one: one.wall, default=None)

    def _feed(self, data: bytes) -> None:
        data = self._carried + data
        cut = data.rfind(b"\x1b")
        if cut >= 0 and not _WHOLE.match(data, cut):
            data, self._carried = data[:cut], data[cut:]  # the filter would not know half a sequence
        else:
            self._carried = b""
        self._stream.feed(_NOT_FOR_SCREENS.sub(b"", data))

    # Counting

    def cpu_ms(self) -> float:
        """Milliseconds of CPU that the program has used so far, all its threads together."""
        try:
            return time.clock_gettime((~self.process.pid << 3) | _SCHEDULER_CLOCK) * 1000
        except OSError:  # it has ended
            return 0.0

    def peak_mb(self) -> float:
        """The most memory that the program ever had, in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        kilobytes = re.search(r"VmHWM:\s+(\d+)", status)
        return int(kilobytes[1]) / 1024 if kilobytes else 0.0
