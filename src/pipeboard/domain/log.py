"""The log in memory: the file's lines, and the board they fold to.

Lines are kept as the bytes of the file and read again when a deal changes, which costs a tenth of the memory
that event objects would. Loading is one pass in recorded order; a later change folds only the deals it
touches.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.fold import DealFold, Row
from pipeboard.domain.ids import is_event_id, sort_key
from pipeboard.domain.outline import OutlineFold
from pipeboard.domain.undo import undone_acts


@dataclass(frozen=True, slots=True)
class Change:
    """What rows that came or went did to the board."""

    deals: tuple[str, ...] = ()
    """Deals that are not as they were."""
    outline: bool = False
    """Whether settings, pipelines or stages changed."""


class Log:
    """All events by id, folded to a `board`. `add` and `remove` keep the two in step.

    Public attributes are for reading: `board`; `problems` (event id -> why its row was left out); `unknown`
    (ids of events of kinds this version does not know).
    """

    def __init__(self, rows: Mapping[str, bytes] | None = None) -> None:
        self._forget()
        if rows:
            self.add(rows)

    def _forget(self) -> None:
        self.board = Board()
        self.problems: dict[str, str] = {}
        self.unknown: set[str] = set()
        self._lines: dict[str, bytes] = {}
        self._order: list[str] = []
        self._deals: dict[str, list[str]] = {}
        self._outline: set[str] = set()
        self._members: dict[str, list[str]] = {}
        self._undos: dict[str, str] = {}
        self._undone: dict[str, str] = {}
        self._merges: dict[str, tuple[str, str]] = {}
        self._merged: dict[str, str] = {}

    # Reading

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._lines

    @property
    def newest(self) -> Iterator[str]:
        """Event ids, the latest recorded first."""
        return reversed(self._order)

    @property
    def undos(self) -> Mapping[str, str]:
        """Every undo's id -> the action it names."""
        return self._undos

    @property
    def undone(self) -> Mapping[str, str]:
        """Actions that are taken back -> the undo that does it."""
        return self._undone

    def row(self, event_id: str) -> Row:
        """One event as the parsed object of its row; KeyError if it is not in the log."""
        return read_row(self._lines[event_id])

    def rows_of(self, deal_id: str) -> Iterator[tuple[str, Row]]:
        """A deal's readable events, in recorded order, the undone ones included."""
        for event_id in self._deals.get(deal_id, ()):
            if event_id not in self.problems:
                yield event_id, read_row(self._lines[event_id])

    def members(self, act: str) -> list[str]:
        """The events of an action."""
        first = [act] if act in self._lines else []
        return first + [event_id for event_id in self._members.get(act, ()) if event_id != act]

    def acts_of(self, author: str) -> Iterator[str]:
        """The author's actions, the latest first."""
        before = None
        for event_id in self.newest:
            if event_id in self.problems:
                continue
            row = read_row(self._lines[event_id])
            act = row.get("act", event_id)
            if row.get("by") == author and act != before:
                before = act
                yield act

    # Changing

    def add(self, rows: Mapping[str, bytes]) -> Change:
        """Unite the log with more rows; those it has already are passed over."""
        new = []
        for event_id, line in rows.items():
            if event_id in self._lines or event_id in self.problems:
                continue
            if is_event_id(event_id):
                self._lines[event_id] = line
                new.append(event_id)
            else:
                self.problems[event_id] = "The row's id is not an event id."
        new.sort(key=sort_key)
        if len(new) == len(self._lines):
            self._order = new
            return self._load()
        for event_id in new:
            insort(self._order, event_id, key=sort_key)
        return self._take_in(new)

    def remove(self, event_ids: Collection[str]) -> Change:
        """Forget rows that are no longer in the file, and fold what is left: rare (a checkout, a reset)."""
        gone = set(event_ids)
        left = {event_id: line for event_id, line in self._lines.items() if event_id not in gone}
        before = self.board
        self._forget()
        self.add(left)
        return difference(before, self.board)

    def _load(self) -> Change:
        """Fold everything in one pass, holding one parsed row at a time."""
        for event_id in self._order:
            if b'"undo"' in self._lines[event_id]:
                self._index_undo(event_id)
        self._undone = undone_acts(self._undos)
        folds: dict[str, DealFold] = {}
        outline = OutlineFold()
        for event_id in self._order:
            row = self._parsed(event_id)
            if row is not None:
                self._index(event_id, row)
                self._fold_row(event_id, row, folds, outline)
        made = self._made(folds)
        self._set_outline(outline)
        self.board = replace(self.board, deals={i: deal for i, deal in made.items() if deal is not None})
        return Change(tuple(self.board.deals), outline=True)

    def _take_in(self, new: list[str]) -> Change:
        """Fold what a few new rows touch."""
        deals: set[str] = set()
        outline = False
        for event_id in new:
            row = self._parsed(event_id)
            if row is None:
                continue
            if row.get("do") == "undo":
                self._index_undo(event_id)
            self._index(event_id, row)
            if isinstance(row.get("deal"), str):
                deals.add(row["deal"])
            else:
                outline = True
        before, self._undone = self._undone, undone_acts(self._undos)
        for act in before.keys() ^ self._undone.keys():
            for event_id in self.members(act):
                row = read_row(self._lines[event_id])
                if isinstance(row.get("deal"), str):
                    deals.add(row["deal"])
                else:
                    outline = True
        return self._refold(deals, outline=outline)

    def _refold(self, deals: set[str], *, outline: bool) -> Change:
        """Fold these deals and, if asked for, the outline from their rows."""
        pending, done = list(deals), set(deals)
        while pending:
            # A duplicate's events count on the deal it was merged into, before and after.
            for linked in self._linked(pending.pop()):
                if linked not in done:
                    done.add(linked)
                    pending.append(linked)
        folds: dict[str, DealFold] = {}
        fold = OutlineFold()
        for deal_id in done:
            self._deals.setdefault(deal_id, []).sort(key=sort_key)
            self._fold_again(self._deals[deal_id], folds, fold)
        if outline:
            self._fold_again(sorted(self._outline, key=sort_key), folds, fold)
            self._set_outline(fold)
        changed = {
            deal_id: deal
            for deal_id, deal in self._made(folds).items()
            if self.board.deals.get(deal_id) != deal
        }
        self.board = self.board.with_deals(changed)
        return Change(tuple(changed), outline)

    def _fold_again(self, event_ids: Iterable[str], folds: dict[str, DealFold], outline: OutlineFold) -> None:
        """Apply rows that were folded before; whether one is malformed can depend on the others."""
        for event_id in event_ids:
            self.problems.pop(event_id, None)
            self._fold_row(event_id, read_row(self._lines[event_id]), folds, outline)

    def _linked(self, deal_id: str) -> set[str]:
        """The deals that this one was or is merged with, either way."""
        into = {
            row["into"] for _, row in self.rows_of(deal_id) if row["do"] == "deal.merged" and "into" in row
        }
        return {into_id for into_id in into if into_id in self._deals} | {
            other
            for loser, (_, winner) in self._merges.items()
            if deal_id in (loser, winner)
            for other in (loser, winner)
        }

    # Reading and indexing rows

    def _parsed(self, event_id: str) -> dict[str, Any] | None:
        """The row as an object; None, and a problem noted, if it is none."""
        try:
            if not is_event_id(event_id):
                raise ValueError("its id is not an event id")
            row = read_row(self._lines[event_id])
            if not isinstance(row.get("do"), str):
                raise ValueError("it does not say what it does")
        except ValueError as error:
            self.problems[event_id] = f"The row cannot be read: {error}."
            return None
        return row

    def _index_undo(self, event_id: str) -> None:
        row = self._parsed(event_id)
        if row is not None and row["do"] == "undo" and isinstance(row.get("of"), str):
            self._undos[event_id] = row["of"]

    def _index(self, event_id: str, row: Row) -> None:
        deal = row.get("deal")
        if isinstance(deal, str):
            self._deals.setdefault(deal, []).append(event_id)
        elif row["do"] != "undo":
            self._outline.add(event_id)
        act = row.get("act")
        if isinstance(act, str) and act != event_id:
            self._members.setdefault(act, []).append(event_id)

    def _fold_row(self, event_id: str, row: Row, folds: dict[str, DealFold], outline: OutlineFold) -> None:
        """Apply one row to what it concerns; a malformed one is noted and left out."""
        if event_id in self.problems:
            return
        undo = self._undone.get(row.get("act", event_id))
        deal_id = row.get("deal")
        try:
            if not isinstance(deal_id, str):
                if undo is None and row["do"] != "undo" and not outline.apply(row):
                    self.unknown.add(event_id)
                return
            fold = folds.get(deal_id)
            if fold is None:
                fold = folds[deal_id] = DealFold(deal_id)
            if undo is not None:
                fold.skip(event_id, row, undo)
            elif not fold.apply(event_id, row):
                self.unknown.add(event_id)
        except (ValueError, KeyError) as error:
            self.problems[event_id] = f"The row is malformed: {error}."

    # Making the board

    def _made(self, folds: Mapping[str, DealFold]) -> dict[str, Deal | None]:
        """The deals of finished folds; duplicates are given to the deals they were merged into."""
        for deal_id, fold in folds.items():
            self._merges.pop(deal_id, None)
            if fold.merge is not None:
                self._merges[deal_id] = fold.merge
        if self._merges or self._merged:
            self._merged = standing_merges(self._merges)
        made: dict[str, Deal | None] = {}
        losers: dict[str, list[str]] = {}
        for loser, winner in sorted(self._merged.items()):
            if loser in folds and winner in folds:
                losers.setdefault(winner, []).append(loser)

        def make(deal_id: str) -> Deal | None:
            if deal_id not in made:
                absorbed = [deal for loser in losers.get(deal_id, ()) if (deal := make(loser)) is not None]
                deal = folds[deal_id].deal(absorbed)
                if deal is not None and deal_id in self._merged:
                    deal = replace(deal, merged_into=self._merged[deal_id])
                made[deal_id] = deal
            return made[deal_id]

        for deal_id in folds:
            make(deal_id)
        return made

    def _set_outline(self, fold: OutlineFold) -> None:
        outline = fold.outline()
        self.board = Board(outline.settings, outline.pipelines, outline.stages, self.board.deals)


def read_row(line: bytes) -> dict[str, Any]:
    """The object of one line `"id": {...},`. ValueError if it is none."""
    row = orjson.loads(line[line.index(b":") + 1 :].rstrip(b", \r\n"))
    if not isinstance(row, dict):
        raise ValueError("it is not an object")
    return row


def standing_merges(merges: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Duplicate -> the deal that shows it, from all merges (duplicate -> event id, deal it was merged into).

    Two clones may merge two deals crosswise: the earlier merge stands and the later has no effect.
    """
    standing: dict[str, str] = {}
    for loser, (_, winner) in sorted(merges.items(), key=lambda item: sort_key(item[1][0])):
        end = winner
        while end in standing:
            end = standing[end]
        if end != loser:
            standing[loser] = winner
    return standing


def difference(before: Board, after: Board) -> Change:
    """What differs between two boards."""
    changed = tuple(
        deal_id
        for deal_id in before.deals.keys() | after.deals.keys()
        if before.deals.get(deal_id) != after.deals.get(deal_id)
    )
    same = (before.settings, before.pipelines, before.stages) == (
        after.settings,
        after.pipelines,
        after.stages,
    )
    return Change(changed, not same)
