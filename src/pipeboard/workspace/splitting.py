"""Splits a board that has grown: deals that are over and done with move to an archive, which is a board, too.

The archive is written, synced and read back before a row leaves the board, and the event that says so names
every row, so that a merge with a clone that still has them does not bring them back (see `domain.splitting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import SplitBoard
from pipeboard.domain.board import Board
from pipeboard.domain.change import Change, difference
from pipeboard.domain.dates import day_start, day_text, moment_text
from pipeboard.domain.deadlines import DATES
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, DamagedFile, Refused, Unmerged, Unwritable
from pipeboard.domain.ids import Minter
from pipeboard.domain.log import Log
from pipeboard.domain.rows import happened
from pipeboard.domain.seen import Row
from pipeboard.domain.splitting import ARCHIVE, MOVED, deals_concerned
from pipeboard.store.files import resolved, shown
from pipeboard.store.layout import new_file, row_line, spliced
from pipeboard.store.moved import archives_in, moves, readable
from pipeboard.store.store import Store
from pipeboard.sync.settling import check_settled

if TYPE_CHECKING:
    from pipeboard.store.boardfile import BoardFile
    from pipeboard.workspace.workspace import Outcome, Workspace

_ID: Final = 12
"""Bytes of the board that are left of each row that was moved."""


@dataclass(frozen=True)
class Split:
    """What a split would do; nothing is done yet."""

    before: date
    archive: Path
    deals: tuple[Deal, ...]
    """Those that would move."""
    moved: frozenset[str] = field(repr=False)
    """Ids of the rows that would leave the board."""
    lines: Mapping[str, bytes] = field(repr=False)
    """The rows of the archive by id: those that move, and what both files need."""
    size: int
    """Bytes of the board as it is."""

    @cached_property
    def leaving(self) -> int:
        """By how many bytes the board would shrink, the ids that stay in it taken off."""
        return sum(len(self.lines[key]) + 1 - _ID for key in self.moved)

    @cached_property
    def archive_size(self) -> int:
        """About how many bytes the archive would have."""
        return sum(len(line) + 1 for line in self.lines.values())

    @property
    def closed(self) -> tuple[date, date] | None:
        """The first and the last day on which one of the deals was closed, in UTC; None if none was."""
        days = sorted(deal.closed.date() for deal in self.deals if deal.closed is not None)
        return (days[0], days[-1]) if days else None

    def count(self, status: str) -> int:
        """How many of the deals that count in metrics ended so."""
        return sum(deal.status == status and not deal.deleted for deal in self.deals)


class Splitter:
    """Splits the board of a workspace."""

    def __init__(self, workspace: Workspace, store: Store, log: Log, minted: Callable[[], Minter]) -> None:
        self._workspace = workspace
        self._store = store
        self._log = log
        self._minted = minted

    @property
    def archives(self) -> list[str]:
        """What the archives are called that rows of the board were moved to."""
        return list(dict.fromkeys(move.archive for move in moves(self._store.rows())))

    def plan(self, before: date, archive: Path, environment: Mapping[str, str]) -> Split:
        """What would move to the file `archive`: what is over, and nothing happened to since a day began.

        `environment` is that of the user, for git. Raises BadInput for a day to come, Refused where there is
        nothing to move or the archive is another file, and Unmerged while git is not done with the board.
        """
        if self._workspace.conflict:
            raise Unmerged(self._workspace.conflict)
        check_settled(self._store.path, environment)
        board = self._workspace.board
        if before > self._workspace.today():
            raise BadInput(f"{day_text(before)} is still to come; name a day that is over, or today.")
        self._check(self._store.file.moved(resolved(archive)))
        rows = dict(self._store.rows())
        concerned = deals_concerned(readable(rows))
        everything = {deal for deals in concerned.values() for deal in deals}
        stay = self._busy(rows, concerned, before) | {
            deal.id for deal in board.deals.values() if not _is_over(deal, board)
        }
        origins = ({deal.id, deal.origin} for deal in board.deals.values() if deal.origin in everything)
        stay = _together(stay, [*filter(_is_many, concerned.values()), *origins])
        moved = frozenset(key for key, deals in concerned.items() if stay.isdisjoint(deals))
        deals = tuple(deal for deal in board.deals.values() if deal.id not in stay)
        if not deals:
            raise Refused(
                f"There is nothing to split off: no deal was over before {day_text(before)} and left alone "
                "since. `pipeboard help growing` says which deals move."
            )
        lines = {
            key: rows[key] for key, row in readable(rows) if key in moved or _in_both(row, key in concerned)
        }
        return Split(before, archive, deals, moved, lines, self._store.path.stat().st_size)

    def carry_out(self, split: Split) -> Outcome:
        """Write the archive, read it back, and only then take the rows out of the board.

        Raises what is in the way; then the board is as before.
        """
        if self._workspace.read_only_reason:
            raise Unwritable(self._workspace.read_only_reason)
        file = self._store.file.moved(resolved(split.archive))
        made, line = self._archive_row(file)
        lines = {**split.lines, made: line}
        data = b"".join(spliced(new_file(self._store.board_id), lines.values()))
        if file.path.exists():
            file.unite([data])
        else:
            file.begin(data)
        self._verify(file, lines, split)
        outcome = self._workspace.do(SplitBoard(split.moved, len(split.deals), made, file.path.name))
        self._store.leave_out()
        self._workspace.reload()
        return outcome._replace(changed=tuple(deal.id for deal in split.deals))

    # What moves

    def _busy(self, rows: Mapping[str, bytes], concerned: Mapping[str, Set[str]], before: date) -> set[str]:
        """The deals to which something happened since the start of a day."""
        since = moment_text(day_start(before, self._workspace.board.zone))
        busy: set[str] = set()
        for key, deals in concerned.items():
            if happened(rows[key]) >= since:
                busy |= deals
        return busy

    # The archive

    def _check(self, file: BoardFile) -> None:
        """Refused where the archive is a file that is no archive of this board."""
        if file.path == self._store.path:
            raise Refused("An archive is a file of its own; give it another name than the board's.")
        if not file.path.exists():
            return
        try:
            there = file.load().parsed
        except DamagedFile as error:
            raise DamagedFile(
                f"{shown(file.path)} exists already and cannot be read; name another file with `--output`. "
                f"{error.sentence}"
            ) from error
        if there.board != self._store.board_id or not archives_in(there.rows):
            raise Refused(
                f"{shown(file.path)} exists already and is no archive of this board; name another file with "
                "`--output`."
            )

    def _archive_row(self, file: BoardFile) -> tuple[str, bytes]:
        """The row by which the archive was made, or is to be: one that the board does not have."""
        from pipeboard.domain.events import checked  # 25 ms, which opening an archive can do without

        if file.path.exists():
            rows = file.load().parsed.rows
            for made in archives_in(rows):
                if made not in self._store.rows():  # it has if the two were united, and were split once more
                    return made, rows[made]
        made = self._minted().mint()
        row = {"do": ARCHIVE, "at": moment_text(self._workspace.now()), "by": self._workspace.author}
        return made, row_line(made, checked(row))

    def _verify(self, file: BoardFile, lines: Mapping[str, bytes], split: Split) -> None:
        """Read the archive back. Unwritable unless it holds the very rows, which add up to the same deals."""
        there = file.load().parsed
        held = {key: there.rows[key] for key in lines if key in there.rows}
        board = self._workspace.board._replace(deals={deal.id: deal for deal in split.deals})
        if held != lines or there.quarantined or difference(board, Log(held).board) != Change():
            raise Unwritable(
                f"{shown(file.path)} does not read back as it was written; nothing was moved. Check the "
                "disk, then try again with another name."
            )


def _in_both(row: Row, concerns_deals: bool) -> bool:
    """Whether a row goes into the archive and stays in the board as well.

    What is no deal's does. So does an undo, for the action that it takes back may have changed both: a deal
    that stays, and something that is no deal's.
    """
    kind = row.get("do")
    return kind == "undo" or not (concerns_deals or kind in (MOVED, ARCHIVE))


def _is_many(deals: Set[str]) -> bool:
    return len(deals) > 1


def _is_over(deal: Deal, board: Board) -> bool:
    """Whether a deal is off the board, and nothing is left to be done about it."""
    if deal.conflicts:
        return False
    if not deal.is_visible:
        return True
    return not (
        deal.is_open
        or (deal.status == "won" and board.stage_of(deal).phase == "post")
        or any(getattr(deal, name) is not None for name in DATES[deal.status])
        or deal.steps
    )


def _together(stay: set[str], groups: Iterable[Set[str]]) -> set[str]:
    """The deals that stay, and those that belong to one of them by any of these groups."""
    open_groups = list(groups)
    while True:
        kept = [group for group in open_groups if stay.isdisjoint(group)]
        if len(kept) == len(open_groups):
            return stay
        for group in open_groups:
            if not stay.isdisjoint(group):
                stay |= group
        open_groups = kept
