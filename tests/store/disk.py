"""Disks that misbehave on purpose, and sample rows to put on them."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clocks import FixedClock
from pipeboard.domain.ids import Minter
from pipeboard.store.files import OsFiles
from pipeboard.store.layout import key_of, new_file, row_line, spliced

BOARD = "b-9f3k2m"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CALLS = {
    "open",
    "read",
    "pread",
    "write",
    "fsync",
    "fdatasync",
    "close",
    "stat",
    "fstat",
    "chmod",
    "chown",
    "replace",
    "link",
    "unlink",
    "mkdir",
    "names",
    "flock",
}


class Spy(OsFiles):
    """Real files; `before(number, name, arguments)` runs ahead of each system call and may raise or die."""

    def __init__(self, before: Callable[[int, str, tuple[Any, ...]], None] | None = None) -> None:
        self.calls: list[str] = []
        self.before = before
        self.ahead = 0.0
        """Seconds by which `now` runs ahead of the machine's clock."""

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in CALLS:
            return found

        def call(*arguments: Any) -> Any:
            number = len(self.calls)
            self.calls.append(name)
            if self.before is not None:
                self.before(number, name, arguments)
            return found(*arguments)

        return call

    def now(self) -> float:
        return super().now() + self.ahead


def failing_at(number: int, code: int) -> Spy:
    """A disk whose call `number` fails once with the error `code`; half of a write gets through."""

    def before(at: int, name: str, arguments: tuple[Any, ...]) -> None:
        if at == number:
            if name == "write" and code != errno.EINTR:
                os.write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            if name == "close":
                os.close(arguments[0])
            raise OSError(code, os.strerror(code))

    return Spy(before)


def failing_on(names: set[str], code: int, where: str = "") -> Spy:
    """A disk on which the calls of these names fail each time, for paths that contain `where`."""

    def before(_: int, name: str, arguments: tuple[Any, ...]) -> None:
        if name in names and (not where or any(where in str(argument) for argument in arguments)):
            raise OSError(code, os.strerror(code))

    return Spy(before)


def dying_at(number: int) -> Spy:
    """A disk at whose call `number` the process dies on the spot; half of a write gets through."""

    def before(at: int, name: str, arguments: tuple[Any, ...]) -> None:
        if at >= number:
            if name == "write":
                os.write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            os._exit(9)

    return Spy(before)


def clock(seed: int = 0) -> FixedClock:
    """Noon on a day in 2026, with repeatable chance."""
    return FixedClock(NOON, seed)


def sample_rows(count: int, replica: str = "k7q4", seed: int = 0) -> dict[str, bytes]:
    """`count` rows of one replica: id -> line."""
    mint = Minter(replica, clock(seed)).mint
    ids = [mint() for _ in range(count)]
    return {
        key: row_line(
            key, {"do": "deal.set", "deal": ids[0], "by": "Ann", "set": {"title": f"Deal {number}"}}
        )
        for number, key in enumerate(ids)
    }


def by_id(lines: Iterable[bytes]) -> dict[str, bytes]:
    """The same rows: id -> line."""
    return {key_of(line): line for line in lines}


def splice(data: bytes, lines: Iterable[bytes]) -> bytes:
    """A board file with some lines more, in one piece."""
    return b"".join(spliced(data, lines))


def sample_file(*rows: dict[str, bytes], board: str = BOARD) -> bytes:
    """A board file with these rows."""
    return splice(new_file(board), [line for some in rows for line in some.values()])


def strays(folder: Path) -> list[str]:
    """Names of temporary files in a folder and below."""
    return [path.name for path in folder.rglob("*") if path.name.endswith(".tmp")]
