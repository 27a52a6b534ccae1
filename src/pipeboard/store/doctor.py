"""What is wrong with a board, found by looking alone: each defect has a code that scripts can rely on."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pipeboard.domain.clock import Clock
from pipeboard.domain.errors import DamagedFile
from pipeboard.domain.ids import AHEAD_MS, time_of
from pipeboard.domain.log import Log
from pipeboard.store.backup import Backups, backups_of
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.cache import NAMES as CACHES
from pipeboard.store.damage import RECOVER, Damage
from pipeboard.store.erased import erased_lines
from pipeboard.store.files import OS_FILES, Files, shown
from pipeboard.store.journal import Journal
from pipeboard.store.layout import Parsed
from pipeboard.store.moved import moved_ids, moves
from pipeboard.store.parsing import parse
from pipeboard.store.replica import home_of
from pipeboard.store.scrubbing import stale_backups
from pipeboard.store.uniting import copies_of

Level: TypeAlias = Literal["damage", "defect", "note"]
"""The file cannot be read; something is wrong with it; something is worth knowing."""

KINDS: Final[dict[str, tuple[Level, bool]]] = {
    "unreadable": ("damage", False),
    "missing": ("damage", False),
    "broken-line": ("defect", False),
    "double-id": ("defect", False),
    "foreign-id": ("defect", False),
    "malformed-row": ("defect", False),
    "lost-creation": ("defect", False),
    "layout": ("defect", True),
    "erased-row": ("defect", True),
    "erased-elsewhere": ("defect", True),
    "moved-row": ("defect", True),
    "moved-deal": ("defect", True),
    "unsaved": ("defect", True),
    "stray-file": ("defect", True),
    "open-folder": ("defect", True),
    "newer-format": ("note", False),
    "unknown-event": ("note", False),
    "future-clock": ("note", False),
    "vanished": ("note", False),
    "conflict": ("note", False),
    "damaged-copy": ("note", False),
    "conflict-copy": ("note", False),
}
"""Code -> how grave it is, and whether `doctor --fix` mends it. Damage has the codes of `damage` as well."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of defect, and where it is."""

    code: str
    text: str
    """What is wrong and what to do, in one sentence."""
    where: tuple[str, ...] = ()
    """Ids, lines or paths."""

    @property
    def level(self) -> Level:
        """How grave it is."""
        return KINDS.get(self.code, ("damage", False))[0]

    @property
    def fixable(self) -> bool:
        """Whether `doctor --fix` mends it."""
        return KINDS.get(self.code, ("damage", False))[1]


@dataclass(frozen=True, slots=True)
class Examination:
    """What a look at a board has found."""

    path: Path
    findings: tuple[Finding, ...]
    rows: int = 0
    deals: int = 0
    damaged: bytes | None = field(default=None, repr=False)
    """The bytes of a file that cannot be read as a board."""

    @property
    def exit_code(self) -> int:
        """0 when nothing is wrong, 1 for defects, 4 when the file cannot be read."""
        levels = {one.level for one in self.findings}
        return 4 if "damage" in levels else 1 if "defect" in levels else 0


def examine(path: Path, *, state_dir: Path, clock: Clock, files: Files = OS_FILES) -> Examination:
    """Look at the board at `path` (resolved). Nothing is written. Raises NotFound."""
    file = BoardFile(path, state_dir=state_dir, clock=clock, files=files)
    around = [*_litter(file), *_copies(path), *_open_folders(path, state_dir, clock, files)]
    try:
        data, _ = file.read()
    except DamagedFile as error:
        return Examination(path, (Finding("unreadable", error.sentence), *around))
    try:
        parsed = parse(data)
    except Damage as error:
        fact = error.sentence.replace(f"; {RECOVER}", "")  # what the doctor shows itself
        return Examination(path, (Finding(error.code, fact), *around), damaged=data)
    journal = Journal(home_of(path, state_dir), parsed.board, clock, files)
    log = Log(parsed.rows)
    found = (
        *_of_file(parsed),
        *_of_log(log, parsed.rows, clock),
        *_of_moves(parsed, log),
        *_of_journal(parsed, journal),
        *_of_erasures(parsed, journal, file.backups),
        *around,
    )
    return Examination(path, found, len(parsed.rows), len(log.board.deals))


def _of_file(parsed: Parsed) -> Iterator[Finding]:
    if parsed.read_only:
        yield Finding(
            "newer-format",
            f"The file has a newer format (version {parsed.version}): it is only read until you update.",
        )
    for code, what in (
        ("broken-line", "not whole"),
        ("double-id", "rows whose id another row has as well"),
        ("foreign-id", "rows whose id is not an event's"),
    ):
        lines = [one.line.decode("utf-8", "replace") for one in parsed.quarantined if one.code == code]
        if lines:
            text = f"{_lines(len(lines))} {'is' if len(lines) == 1 else 'are'} set aside ({what}): "
            yield Finding(code, f"{text}kept as found, without a part in the board.", tuple(lines))
    if parsed.brought_back:
        yield Finding(
            "erased-row",
            f"{_rows(len(parsed.brought_back))} came back as before their personal data was erased; "
            "the next save writes them erased.",
            parsed.brought_back,
        )
    if parsed.left_out:
        yield Finding(
            "moved-row",
            f"{_rows(len(parsed.left_out))} came back that were moved to an archive; the next save leaves "
            "them out.",
            parsed.left_out,
        )
    if parsed.body is not None and not (parsed.brought_back or parsed.left_out):
        yield Finding(
            "layout",
            "The rows are not laid out as they should be, so git may not merge them line by line.",
        )


def _of_log(log: Log, rows: Mapping[str, bytes], clock: Clock) -> Iterator[Finding]:
    if log.problems:
        where = tuple(f"{event_id}: {why}" for event_id, why in log.problems.items())
        yield Finding("malformed-row", f"{_rows(len(where))} cannot be understood and take no part.", where)
    if log.unknown:
        yield Finding(
            "unknown-event",
            f"{_rows(len(log.unknown))} of kinds that this version does not know; they are kept.",
            tuple(sorted(log.unknown)),
        )
    moved = moved_ids(rows)
    lost = tuple(deal_id for deal_id in log.board.deals if deal_id not in log and deal_id not in moved)
    if lost:
        yield Finding("lost-creation", f"The first row of {_deals(len(lost))} is missing.", lost)
    limit = int(clock.now().timestamp() * 1000) + AHEAD_MS
    ahead = tuple(event_id for event_id in log.newest if time_of(event_id) > limit)
    if ahead:
        yield Finding("future-clock", f"{_rows(len(ahead))} come from a clock that was days ahead.", ahead)
    torn = tuple(deal.id for deal in log.board.deals.values() if deal.conflicts)
    if torn:
        yield Finding(
            "conflict",
            f"On {_deals(len(torn))} two people changed the same; `pipeboard conflicts` lists it.",
            torn,
        )


def _of_moves(parsed: Parsed, log: Log) -> Iterator[Finding]:
    for move in moves(parsed.rows):
        torn = tuple(deal_id for deal_id in log.board.deals if deal_id not in log and deal_id in move.ids)
        if torn:
            yield Finding(
                "moved-deal",
                f"{_deals(len(torn))} changed after the move to {shown(move.archive)}, where the rest is; "
                "with that file beside the board, `--fix` brings it back whole.",
                torn,
            )


def _of_journal(parsed: Parsed, journal: Journal) -> Iterator[Finding]:
    moved = moved_ids(parsed.rows)
    unsaved = tuple(key for key in journal.unmarked() if key not in parsed.rows and key not in moved)
    if unsaved:
        yield Finding("unsaved", f"The file lacks {_rows(len(unsaved))} that a crash has left.", unsaved)
    vanished = tuple(key for key in journal.marked() if key not in parsed.rows and key not in moved)
    if vanished:
        yield Finding(
            "vanished",
            f"{_rows(len(vanished))} of yours are not in the file any more; "
            "`pipeboard recover` lists them and takes them back.",
            vanished,
        )


def _of_erasures(parsed: Parsed, journal: Journal, backups: Backups) -> Iterator[Finding]:
    lines = erased_lines(parsed.rows)
    where = tuple(str(backup.path) for backup, _ in stale_backups(lines, backups)) if lines else ()
    if lines and journal.holds_other(lines):
        where = ("the journal", *where)
    if where:
        yield Finding(
            "erased-elsewhere", "Personal data that was erased from the board is still kept beside it.", where
        )


def _litter(file: BoardFile) -> Iterator[Finding]:
    strays = tuple(str(path) for path in file.strays())
    if strays:
        yield Finding("stray-file", "A save that was cut off has left temporary files.", strays)
    copies = tuple(str(path) for path in file.damaged_copies())
    if copies:
        yield Finding(
            "damaged-copy", "Damaged files that were replaced lie beside the board; delete them.", copies
        )


def _copies(path: Path) -> Iterator[Finding]:
    copies = tuple(str(one) for one in copies_of(path))
    if copies:
        yield Finding(
            "conflict-copy",
            "A file-sharing service has left copies beside the board; `pipeboard merge-file` unites them.",
            copies,
        )


def _open_folders(path: Path, state_dir: Path, clock: Clock, files: Files) -> Iterator[Finding]:
    found = tuple(str(one) for one in open_paths(path, state_dir, clock, files))
    if found:
        yield Finding("open-folder", "Other users of this machine could read your journal or backups.", found)


def open_paths(path: Path, state_dir: Path, clock: Clock, files: Files = OS_FILES) -> list[Path]:
    """Files and folders of the state whose mode lets others in."""
    home = home_of(path, state_dir)
    kept = backups_of(path, state_dir, clock, files)
    private = [
        home,
        home / "journal",
        home / "history",
        *(home / name for name in CACHES),
        kept.folder,
        *(one.path for one in kept.all()),
    ]
    found = []
    for one in private:
        with suppress(OSError):
            if stat.S_IMODE(files.stat(one).st_mode) & 0o077:
                found.append(one)
    return found


def _lines(count: int) -> str:
    return f"{count} {'line' if count == 1 else 'lines'}"


def _rows(count: int) -> str:
    return f"{count} {'row' if count == 1 else 'rows'}"


def _deals(count: int) -> str:
    return f"{count} {'deal' if count == 1 else 'deals'}"
