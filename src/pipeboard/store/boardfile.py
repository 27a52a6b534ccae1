"""The board file on disk: how it is read, and how rows get into it without ever leaving half a file behind.

A save unites what is on the disk with the new rows and replaces the file in one step. It works on bytes: rows
that are there already are never serialised again, and without a new row nothing is written.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeboard.domain.clock import Clock
from pipeboard.domain.errors import Refused, Unwritable
from pipeboard.domain.ids import encode
from pipeboard.store.difference import Difference, Expected, difference
from pipeboard.store.files import (
    OS_FILES,
    Files,
    Known,
    Signature,
    close,
    make_folders,
    persist,
    read_board,
    shown,
    sync_folder,
    unwritable,
    write_all,
    write_new,
)
from pipeboard.store.filetext import FileText, copied, open_board
from pipeboard.store.layout import Parsed, Text, new_file, splices
from pipeboard.store.lock import locked_board
from pipeboard.store.parsing import parse, parse_known

if TYPE_CHECKING:
    from pipeboard.store.backup import Backups

STRAY_AFTER = 60.0
"""A temporary file older than this (seconds) was left by a crash."""

SETTLING = 0.05
"""Without locks, how long after a save (seconds) another app may still be about to replace the file."""

ATTEMPTS = 20
"""How often a save starts over because the file changed under its hands, where locks do not help."""


class Seen(NamedTuple):
    """A state of the file."""

    signature: Signature
    tail: int
    """How many bytes follow the rows; 0 when the layout is not ours: parse the file before a save."""
    digest: bytes = b""
    """A fingerprint of the bytes, taken when the file has changed; empty where none was needed."""


class Loaded(NamedTuple):
    """The file as it was read."""

    seen: Seen
    parsed: Parsed

    @classmethod
    def of(
        cls,
        data: bytes,
        signature: Signature,
        fingerprint: bytes = b"",
        known: Known | None = None,
    ) -> Loaded:
        """Take `data` apart, as far as that is not `known` already. Raises DamagedFile."""
        parsed = parse(data) if known is None else parse_known(data, known)
        tail = len(parsed.tail) if parsed.body is None else 0
        return cls(Seen(signature, tail, fingerprint), parsed)


class Saved(NamedTuple):
    """The outcome of a save."""

    seen: Seen
    """The file as it is now."""
    found: Difference | None
    """What others had done to it, where it was not what the caller knew."""


class BoardFile:
    """One board file, given by its resolved path. The file is never kept open."""

    def __init__(self, path: Path, *, state_dir: Path, clock: Clock, files: Files = OS_FILES) -> None:
        self.path = path
        self.state_dir = state_dir
        """Where what this clone keeps beside the board lies."""
        self._clock = clock
        self._files = files
        self._unsynced = False

    @cached_property
    def backups(self) -> Backups:
        """What the file was before something large was done to it."""
        from pipeboard.store.backup import backups_of  # rare

        return backups_of(self.path, self.state_dir, self._clock, self._files)

    def moved(self, path: Path) -> BoardFile:
        """The same board under another name."""
        return BoardFile(path, state_dir=self.state_dir, clock=self._clock, files=self._files)

    def locked(self) -> AbstractContextManager[bool]:
        """Keep other apps from saving for a moment; False where locks do not work.

        Raises Unwritable when another app does not let go within five seconds.
        """
        return locked_board(self.state_dir, self.path, self._files)

    def signature(self) -> Signature:
        """What `stat` says now. Raises OSError."""
        return Signature.of(self._files.stat(self.path))

    def load(self) -> Loaded:
        """Read the file. Raises NotFound or DamagedFile."""
        data, signature = self.read()
        return Loaded.of(data, signature)

    def create(self, board_id: str) -> None:
        """Write a new board without events. Raises Refused when the path is taken, Unwritable."""
        self.begin(new_file(board_id))

    def begin(self, data: bytes) -> None:
        """Write a whole board where there is none yet. Raises Refused when the path is taken, Unwritable."""
        if os.path.lexists(self.path):
            raise Refused(f"{shown(self.path)} exists already; open it or choose another name.")
        try:
            make_folders(self._files, self.path.parent)
            temp = self._written([data], 0o600, None)
            try:
                # Unlike a rename, a link never replaces what another app has made meanwhile.
                self._files.link(temp, self.path)
            except FileExistsError:
                raise Refused(f"{shown(self.path)} exists already; open it or choose another name.") from None
            except OSError:
                self._files.replace(temp, self.path)
            else:
                self._discard(temp)
            sync_folder(self._files, self.path.parent)
        except OSError as error:
            raise unwritable(self.path, error) from error

    def append(self, lines: Sequence[bytes]) -> None:
        """Save rows (lines without a newline). Raises Unwritable, DamagedFile, NotFound or Refused."""
        self.save(lines, board=None, known=None)

    def save(
        self,
        lines: Iterable[bytes],
        *,
        board: str | None,
        known: Seen | None,
        expected: Callable[[], Expected] | None = None,
    ) -> Saved:
        """Unite the file with `lines`. On any error the old file stays as it was.

        `board` is the id that the file must have. `known` is the state that the caller has seen: while
        the file is still in it, its rows need no second look. `expected` says what it held then, so that only
        what differs is looked into. Raises Unwritable, DamagedFile, NotFound or Refused.
        """
        lines = list(lines)
        with self.locked() as held:
            for _ in range(ATTEMPTS):
                saved = self._saved(lines, board, known, expected)
                if saved is not None and (held or self._stands(saved)):
                    return saved
        raise Unwritable(f"{shown(self.path)} changes faster than it can be saved; try again in a moment.")

    def unite(self, others: Sequence[bytes] = (), *, mix: bool = False) -> None:
        """Bring the rows of other versions of the file (whole files) into it, and its layout back.

        With `mix` the others may be other boards. Raises Unwritable, DamagedFile, NotFound, or Refused for
        another board.
        """
        from pipeboard.store.uniting import united  # rare

        self.rewrite(lambda data, _: united([data, *others], mix=mix), board=None, before="merge")

    def rewrite(self, change: Callable[[bytes, Parsed], bytes], *, board: str | None, before: str) -> Loaded:
        """Replace the file by what `change` makes of its bytes, after a backup; the file as it is then.

        For what cannot be said with new rows. Raises Unwritable, DamagedFile, NotFound or Refused.
        """
        with self.locked() as held:
            for _ in range(ATTEMPTS):
                data, status = self._read()
                parsed = parse(data)
                self._check(parsed, board)
                changed = change(data, parsed)
                if changed == data:
                    return Loaded.of(data, Signature.of(status))
                after = Loaded.of(changed, Signature.of(status))
                try:
                    self.backups.keep(data, before)
                    seen = self._replaced([changed], status, Signature.of(status), after.seen.tail)
                except OSError as error:
                    raise unwritable(self.path, error) from error
                if seen is not None and (held or self._stands(Saved(seen, None))):
                    return Loaded(seen, after.parsed)
        raise Unwritable(f"{shown(self.path)} changes faster than it can be saved; try again in a moment.")

    def put_in_place(self, damaged: bytes, data: bytes) -> Path:
        """Put a sound file in the place of one that is known to be `damaged`, which is kept beside it.

        Where the damaged bytes are now. Raises Refused when the file has changed meanwhile, or Unwritable.
        """
        with self.locked():
            found, status = self._read()
            if found != damaged:
                raise Refused(f"{shown(self.path)} has changed meanwhile; look at it again.")
            stamp = self._clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
            chance = encode(self._clock.chance(1 << 20), 4)
            kept = self.path.with_name(f"{self._kept_prefix()}{stamp}-{chance}")
            try:
                write_new(self._files, kept, [damaged])
                if self._replaced([data], status, Signature.of(status), 0) is None:
                    raise Refused(f"{shown(self.path)} has changed meanwhile; look at it again.")
            except OSError as error:
                raise unwritable(self.path, error) from error
        return kept

    def strays(self) -> list[Path]:
        """Temporary files that a crash has left beside the board."""
        found: list[Path] = []
        with suppress(OSError):
            for name in self._files.names(self.path.parent):
                if name.startswith(self._temp_prefix()) and name.endswith(".tmp"):
                    stray = self.path.parent / name
                    if self._files.now() - self._files.stat(stray).st_mtime > STRAY_AFTER:
                        found.append(stray)
        return found

    def damaged_copies(self) -> list[Path]:
        """What `put_in_place` has kept beside the board."""
        with suppress(OSError):
            names = self._files.names(self.path.parent)
            return [self.path.parent / name for name in sorted(names) if name.startswith(self._kept_prefix())]
        return []

    def remove_strays(self) -> None:
        """Remove what a crash has left beside the board."""
        with suppress(OSError):  # tidying up is never a reason not to open the board
            for stray in self.strays():
                self._files.unlink(stray)

    def read(self) -> tuple[bytes, Signature]:
        """The bytes of the file. Raises NotFound or DamagedFile."""
        data, status = self._read()
        return data, Signature.of(status)

    def opened(self) -> AbstractContextManager[tuple[FileText, os.stat_result]]:
        """The file, open to be read in parts, and what `stat` said of it. Raises NotFound or DamagedFile."""
        return open_board(self.path, self._files)

    def _read(self) -> tuple[bytes, os.stat_result]:
        return read_board(self.path, self._files)

    def _saved(
        self,
        lines: list[bytes],
        board: str | None,
        known: Seen | None,
        expected: Callable[[], Expected] | None,
    ) -> Saved | None:
        """One attempt; None when the file changed meanwhile and all is to be done again."""
        if known is not None:
            try:
                with self.opened() as (text, status):
                    tail, differs = self._looked_into(text, status, known, expected)
                    if tail:
                        seen = self._with_lines(text, lines, tail, status)
                        return Saved(seen, differs) if seen else None
            except EOFError:
                return None
        data, status = self._read()
        found = parse(data)
        self._check(found, board)
        laid_out = found.laid_out(data)
        if laid_out is not data:
            with suppress(OSError):  # the rows are the same: no reason to refuse a save
                self.backups.keep(data, "layout")
        seen = self._with_lines(laid_out, lines, len(found.tail), status)
        if seen and laid_out is not data and seen.signature == Signature.of(status):
            seen = seen._replace(tail=0)  # there was no reason to write it
        differs = Difference.of(found.rows, expected(), len(found.tail)) if expected is not None else None
        return Saved(seen, differs) if seen else None

    def _looked_into(
        self, text: FileText, status: os.stat_result, known: Seen, expected: Callable[[], Expected] | None
    ) -> tuple[int, Difference | None]:
        """How many bytes follow the rows, and what others have done to it; 0 where it has to be taken apart.

        EOFError if somebody is writing into it.
        """
        if Signature.of(status) == known.signature:
            return known.tail, None
        differs = difference(text, expected()) if expected is not None else None
        text.confirm(status)
        return (differs.tail, differs) if differs is not None else (0, None)

    def _with_lines(self, text: Text, lines: list[bytes], tail: int, status: os.stat_result) -> Seen | None:
        """The file with `lines` put into the `text` that it is to hold; None when it changed meanwhile."""
        try:
            pieces = splices(text, lines, tail)
            if len(pieces) > 1:
                return self._replaced(copied(text, pieces), status, Signature.of(status), tail)
            self._sync_again()
            return Seen(Signature.of(status), tail)
        except EOFError:
            return None
        except OSError as error:
            raise unwritable(self.path, error) from error

    def _stands(self, saved: Saved) -> bool:
        """Whether no other app, which read the file before us, has replaced it after us."""
        time.sleep(SETTLING)
        try:
            return self.signature() == saved.seen.signature
        except OSError:
            return False

    def _check(self, found: Parsed, board: str | None) -> None:
        if found.read_only:
            raise Unwritable(
                f"{shown(self.path)} has a newer format (version {found.version}); "
                "update PipeBoard to change it."
            )
        if board is not None and found.board != board:
            raise Refused(
                f"{shown(self.path)} is another board now ({found.board} instead of {board}); "
                "your unsaved changes are kept. Bring the old file back or open the new one."
            )

    def _replaced(
        self, pieces: Iterable[bytes], status: os.stat_result, before: Signature, tail: int
    ) -> Seen | None:
        temp = self._written(pieces, stat.S_IMODE(status.st_mode), status.st_gid)
        try:
            try:
                changed = self.signature() != before
            except FileNotFoundError:
                changed = True
            if changed:
                self._discard(temp)
                return None
            after = Signature.of(self._files.stat(temp))
            persist(self._files.replace, temp, self.path)
        except OSError:
            self._discard(temp)
            raise
        self._unsynced = True
        self._sync_again()
        return Seen(after, tail)

    def _sync_again(self) -> None:
        """Make the last replacement durable, if it is not known to be."""
        if self._unsynced:
            sync_folder(self._files, self.path.parent)
            self._unsynced = False

    def _written(self, pieces: Iterable[bytes], mode: int, group: int | None) -> Path:
        """A complete and synced temporary file beside the board."""
        temp, fd = self._new_temp()
        try:
            try:
                self._inherit(fd, mode, group)
                write_all(self._files, fd, pieces)
                self._files.fsync(fd)
            except (OSError, EOFError):
                close(self._files, fd)
                raise
            self._files.close(fd)
        except (OSError, EOFError):
            self._discard(temp)
            raise
        return temp

    def _new_temp(self) -> tuple[Path, int]:
        # O_EXCL and O_NOFOLLOW: whatever somebody planted under this name, it is not written to.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        for _ in range(ATTEMPTS):
            chance = encode(self._clock.chance(1 << 60), 12)
            temp = self.path.with_name(f"{self._temp_prefix()}{chance}.tmp")
            try:
                return temp, persist(self._files.open, temp, flags, 0o600)
            except FileExistsError:
                continue
        raise FileExistsError(errno.EEXIST, "every name for a temporary file is taken")

    def _inherit(self, fd: int, mode: int, group: int | None) -> None:
        if group is not None and group != self._files.fstat(fd).st_gid:
            try:
                self._files.chown(fd, group)
            except PermissionError:
                # Not a member of that group any more: the mode must not open the file to another one.
                mode &= ~0o070
        if mode != 0o600:
            self._files.chmod(fd, mode)

    def _discard(self, temp: Path) -> None:
        try:
            self._files.unlink(temp)
        except OSError:
            # The next start removes it.
            return

    def _temp_prefix(self) -> str:
        return f".{self.path.name[:40]}.pipeboard-"

    def _kept_prefix(self) -> str:
        return f"{self.path.name[:100]}.damaged-"
