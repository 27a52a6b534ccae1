"""Looks after the file of a board that may be damaged, so that no workspace can be opened on it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from pipeboard.domain.clock import Clock, SystemClock
from pipeboard.domain.errors import NotFound, PipeBoardError, Unwritable
from pipeboard.domain.rules.plan import counted
from pipeboard.store import rescue
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.doctor import Examination, Finding, examine, open_paths
from pipeboard.store.files import make_private, resolved, shown
from pipeboard.store.moved import moves, to_leave_out
from pipeboard.store.parsing import parse
from pipeboard.store.rescue import Source
from pipeboard.store.store import Store
from pipeboard.sync.versions import versions
from pipeboard.workspace.erasing import scrub


class Repair:
    """Examines a board file, mends what can be mended, and finds what is left of a lost one."""

    def __init__(
        self, path: Path, *, state_dir: Path, environment: Mapping[str, str], clock: Clock | None = None
    ) -> None:
        """`environment` is that of the user, for git."""
        self.path = resolved(path)
        self._state_dir = state_dir
        self._environment = environment
        self._clock = clock or SystemClock()

    def examine(self) -> Examination:
        """What is wrong; nothing is written. Raises NotFound where there is no file, nor anything of it."""
        try:
            return examine(self.path, state_dir=self._state_dir, clock=self._clock)
        except NotFound:
            if os.path.lexists(self.path) or not self.sources(b""):
                raise
            gone = Finding("missing", "The board file is gone, but not all that was in it.")
            return Examination(self.path, (gone,), damaged=b"")

    def fix(self, found: Examination) -> Iterator[str]:
        """Mend what is wrong with a file that can be read, and tell each step once it is done.

        No row is ever lost to it, and what is well is left alone. Raises Unwritable, Refused, DamagedFile.
        """
        codes = {one.code for one in found.findings if one.fixable}
        if codes & {"layout", "unsaved", "erased-row", "erased-elsewhere", "moved-row", "moved-deal"}:
            store = Store.open(self.path, state_dir=self._state_dir, clock=self._clock)
            try:
                yield from self._fix_file(store, found)
            finally:
                store.close()
        if "stray-file" in codes:
            strays = self._file.strays()
            self._file.remove_strays()
            yield f"Removed {counted(len(strays), 'temporary file')}."
        if "open-folder" in codes:
            for path in open_paths(self.path, self._state_dir, self._clock):
                make_private(path)
                yield f"Closed {shown(path)} to other users."

    def _fix_file(self, store: Store, found: Examination) -> Iterator[str]:
        if store.read_only:
            raise Unwritable(store.read_only_reason)
        kept = store.back_up("fix")
        yield f"Kept a backup: {kept.name}."
        unsaved = next((one.where for one in found.findings if one.code == "unsaved"), ())
        store.flush()
        if unsaved:
            yield f"Saved {counted(len(unsaved), 'row')} that a crash had left in the journal."
        if any(one.code.startswith("erased-") for one in found.findings):
            scrub(store)
            yield "Erased the personal data again, in the file and in what is kept beside it."
        if any(one.code == "moved-deal" for one in found.findings):
            yield from self._bring_back(store)
        if any(one.code == "moved-row" for one in found.findings):
            store.leave_out()
            yield "Left the rows out that are in an archive."
        tidied = self._file.rewrite(
            lambda data, parsed: parsed.laid_out(data), board=store.board_id, before="fix"
        )
        if any(one.code == "layout" for one in found.findings):
            yield f"Laid the file out anew; all {counted(len(tidied.parsed.rows), 'row')} are as they were."

    def _bring_back(self, store: Store) -> Iterator[str]:
        """Bring the rest of deals back that changed after they had moved, as far as archives are here."""
        for move in moves(store.rows()):
            try:
                path = self.path.with_name(Path(move.archive).name)
                there = parse(self._file.moved(path).read()[0]).rows
            except (PipeBoardError, ValueError):  # not there, or no name that a file could have
                yield f"{shown(move.archive)} is not beside the board, or cannot be read."
                continue
            rows = {key: line for key, line in there.items() if key in move.ids} | dict(store.rows())
            gone = to_leave_out(rows)
            back = {key: rows[key] for key in move.ids if key in rows and key not in gone}
            new = {key: line for key, line in back.items() if key not in store.rows()}
            store.append(new)
            store.flush()
            yield f"Brought {counted(len(new), 'row')} back from {shown(path.name)}."

    @cached_property
    def _file(self) -> BoardFile:
        return BoardFile(self.path, state_dir=self._state_dir, clock=self._clock)

    # A file that cannot be read

    def sources(self, damaged: bytes) -> list[Source]:
        """Where rows of the board are left. It may run git, and read all backups."""
        found = versions(self.path, self._environment)
        return rescue.sources(self.path, damaged, found, state_dir=self._state_dir, clock=self._clock)

    def mend(self, damaged: bytes, chosen: Collection[Source]) -> Path | None:
        """Put what the chosen sources hold, united, in the place of the damaged file; where that is kept.

        None for a file that was gone.

        Raises Refused, when there is nothing in them or the file has changed meanwhile, and Unwritable.
        """
        return rescue.mend(self.path, damaged, chosen, state_dir=self._state_dir, clock=self._clock)
