"""Notices that somebody else has written the board file. Polled: it has no thread and no clock of its own.

A checkout, a pull or a copy is not atomic: for moments the file is missing, empty or half there, and git's
`index.lock` lies in its folder. That is no reason for an alarm before it has lasted ten seconds.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pipeboard.domain.errors import DamagedFile, NotFound
from pipeboard.store.boardfile import BoardFile, Loaded, Seen
from pipeboard.store.difference import Difference, Expected, difference
from pipeboard.store.files import Signature, unreadable, while_open
from pipeboard.store.patience import PATIENCE, Backoff


class Busy(NamedTuple):
    """Somebody is writing the file; it is worth another look in `wait` seconds."""

    wait: float


class Touched(NamedTuple):
    """The file has another date but the same bytes."""

    seen: Seen


class Differs(NamedTuple):
    """The file was written, and holds other rows or the same; it was not taken apart."""

    seen: Seen
    difference: Difference


class Watch:
    """Compares the file with the state that is known."""

    def __init__(
        self,
        file: BoardFile,
        git_dir: Path | None = None,
        *,
        patience: float = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = file
        self._index_lock = git_dir / "index.lock" if git_dir is not None else None
        self._patience = patience
        self._monotonic = monotonic
        self._backoff = Backoff(patience)

    def changed(
        self, known: Seen, expected: Callable[[], Expected] | None = None
    ) -> Loaded | Differs | Touched | Busy | None:
        """What is new; None when nothing is, at the cost of one `stat`.

        `expected` says what the file should hold: where that is known, only what differs is looked into.
        Raises NotFound or DamagedFile when the file has been unreadable for longer than git can take.
        """
        now = self._monotonic()
        if now < self._backoff.until:
            return Busy(self._backoff.until - now)
        try:
            signature = self._file.signature()
            if signature == known.signature:
                self._backoff.reset()
                return None
            if self._git_is_working() and not self._backoff.over(now):
                return Busy(self._backoff.next(now))
            return self._read(now, known, expected)
        except OSError as error:
            return self._wait(now, unreadable(self._file.path, error))
        except (NotFound, DamagedFile) as error:
            return self._wait(now, error)

    def _read(
        self, now: float, known: Seen, expected: Callable[[], Expected] | None
    ) -> Loaded | Differs | Touched | Busy:
        if expected is not None and (told := self._told(now, expected())) is not None:
            return told
        data, signature = self._file.read()
        fingerprint = hashlib.sha1(data, usedforsecurity=False).digest()
        if fingerprint == known.digest:
            self._backoff.reset()
            return Touched(Seen(signature, known.tail, fingerprint))
        loaded = Loaded.of(data, signature, fingerprint)
        self._backoff.reset()
        return loaded

    def _told(self, now: float, expected: Expected) -> Differs | Busy | None:
        """What differs, where that can be told without reading all of the file into memory."""
        try:
            with self._file.opened() as (text, status):
                found = difference(text, expected)
                text.confirm(status)
        except EOFError:
            return None if self._backoff.over(now) else Busy(self._backoff.next(now))
        if found is None:
            return None
        self._backoff.reset()
        return Differs(Seen(Signature.of(status), found.tail), found)

    def _wait(self, now: float, error: NotFound | DamagedFile) -> Busy:
        if self._backoff.over(now):
            self._backoff.next(now)
            raise while_open(self._file.path, error)
        return Busy(self._backoff.next(now))

    def _git_is_working(self) -> bool:
        return self._index_lock is not None and self._index_lock.exists()
