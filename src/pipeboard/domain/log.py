"""The log in memory: the file's lines, and the board they fold to.

Loading is one pass in recorded order; a later change folds only the deals it touches.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping
from copy import copy
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from pipeboard.domain.additions import ADDING, Additions
from pipeboard.domain.board import Board
from pipeboard.domain.change import Change, difference
from pipeboard.domain.deal import Deal
from pipeboard.domain.fold import DEAL_KINDS, DealFold
from pipeboard.domain.ids import are_event_ids, is_event_id, sort_key
from pipeboard.domain.index import EventIndex
from pipeboard.domain.merges import losers_first, standing_merges
from pipeboard.domain.outline import OUTLINE_KINDS, OutlineFold
from pipeboard.domain.plain import told_apart
from pipeboard.domain.rows import About, act_of, read_row, read_rows, subject_of
from pipeboard.domain.seen import Row
from pipeboard.domain.undo import turned_acts, undone_acts

First: TypeAlias = Callable[[Board], None]
"""Wants the board before all of it is there."""


class Log(EventIndex):
    """All events by id, folded to a `board`; `add` and `remove` keep the two in step."""

    def __init__(self, rows: Mapping[str, bytes] | None = None, first: First | None = None) -> None:
        """Fold `rows`. `first` gets the board, still without closed deals, as soon as it can be shown."""
        self._forget()
        if rows:
            self.add(rows, first)

    def _forget(self) -> None:
        self.board = Board()
        self._since: list[str] | None = None
        self._forget_rows()
        self._merges: dict[str, tuple[str, str]] = {}
        self._merged: dict[str, str] = {}
        self._folds: dict[str, _Begun] = {}

    # Reading

    def merged_into(self, deal_id: str) -> list[str]:
        """The duplicates that the deal shows, theirs included."""
        found = [deal_id]
        for one in found:
            found.extend(loser for loser, winner in self._merged.items() if winner == one)
        return found[1:]

    @property
    def winners(self) -> Collection[str]:
        """The deals that show duplicates."""
        return set(self._merged.values())

    def before(self, event_id: str, deal_id: str) -> Deal | None:
        """A deal by what had been recorded before an event; None where it was not there yet."""
        limit = sort_key(event_id)
        earlier = [one for one in self._deals.get(deal_id, ()) if sort_key(one) < limit]
        folds: dict[str, DealFold] = {}
        none = OutlineFold()
        for one, row in self.readable(sorted(earlier, key=sort_key)):
            self._apply(one, row, folds, none)
        return folds[deal_id].deal() if deal_id in folds else None

    def as_of(self, moment: datetime) -> Log:
        """The log of what had happened to deals by a moment.

        The rest is that of today: stages and settings, so that what was imported or dated back has a place,
        and undos, for what was taken back never was.
        """
        later = self.later(moment)
        return self._without(later) if later else self

    def _without(self, later: Mapping[str, set[str]]) -> Log:
        """The log less some events of deals: what it would be, had it been made without them.

        Only the deals that lose some are folded again; the lists of the others are the same ones.
        """
        gone = set().union(*later.values())
        past = Log()
        past.board = self.board
        past.problems = {one: why for one, why in self.problems.items() if one not in gone}
        past.unknown = set(self.unknown)
        past._lines = {one: line for one, line in self._lines.items() if one not in gone}
        past._unreadable = set(self._unreadable)
        past._order = [one for one in self._order if one not in gone]
        past._outline = list(self._outline)
        past._members = {
            act: kept
            for act, members in self._members.items()
            if (kept := [one for one in members if one not in gone])
        }
        past._undos, past._undone, past._turned = dict(self._undos), dict(self._undone), dict(self._turned)
        past._links = {deal_id: set(linked) for deal_id, linked in self._links.items()}
        past._merges, past._merged = dict(self._merges), dict(self._merged)
        left: set[str] = set()
        ended: dict[str, None] = {}
        for deal_id, event_ids in self._deals.items():
            lost = later.get(deal_id)
            kept = [one for one in event_ids if one not in lost] if lost else event_ids
            if kept:
                past._deals[deal_id] = kept
                left.update((deal_id,) if lost else ())
            else:
                ended[deal_id] = None
                past._merges.pop(deal_id, None)
                # A deal that was merged into this one stands for itself again.
                left |= self._links.get(deal_id, set())
        past.board = past.board.with_deals(ended)
        past._refold({deal_id for deal_id in left if deal_id in past._deals}, outline=False)
        return past

    def copy(self) -> Log:
        """This log as it is, which later changes leave alone: for another thread, or to hold on to."""
        twin = copy(self)
        vars(twin).update({name: _copied(value) for name, value in vars(self).items()})
        twin._folds = {}  # each goes on with its own
        return twin

    # Keeping

    def parts(self) -> list[object]:
        """All that the rows add up to, in pieces that later changes leave alone: see `restored`."""
        index = {name: _copied(value) for name, value in vars(self).items() if name not in _NOT_IN_INDEX}
        self._since = []
        return [*self.board.parts(), index]

    @classmethod
    def restored(
        cls, board: Board, index: Mapping[str, Any], rows: MutableMapping[str, bytes], since: Iterable[str]
    ) -> Log:
        """The log whose parts were this board (see `Board.of_parts`) and index, and the rows that came since.

        `rows` are all of them, and its own from now on.
        """
        log = cls()
        vars(log).update(index)
        log.board, log._lines, log._since = board, rows, []
        log._unite(list(since))
        return log

    @property
    def since(self) -> Mapping[str, bytes] | None:
        """The rows that were added since the parts were taken; None where more than that has changed."""
        return None if self._since is None else {one: self._lines[one] for one in self._since}

    # Changing

    def add(self, rows: Mapping[str, bytes], first: First | None = None) -> Change:
        """Unite the log with more rows; those it has already are passed over. `first`: as when it is made."""
        new: list[str] = []
        if not self._lines and are_event_ids(rows):
            self._lines, new = dict(rows), list(rows)
        for event_id in [one for one in rows if one not in self._lines]:
            self._lines[event_id] = rows[event_id]
            if is_event_id(event_id):
                new.append(event_id)
            else:
                self._unreadable.add(event_id)
                self.problems[event_id] = "The row's id is not an event id."
                self._since = None
        return self._unite(new, first)

    def _unite(self, new: list[str], first: First | None = None) -> Change:
        """Take in new rows, which are among the lines by now."""
        if not new:
            return Change()
        if self._since is not None:
            self._since += new
        new.sort(key=sort_key)
        if not self._order:
            self._order = new
            return self._load(first)
        if len(new) < _FEW:
            for event_id in new:
                insort(self._order, event_id, key=sort_key)
        else:
            # What was there before the first of them stays in its place.
            place = bisect_left(self._order, sort_key(new[0]), key=sort_key)
            self._order[place:] = sorted(self._order[place:] + new, key=sort_key)
            return self._take_in_many(new)
        return self._take_in(new)

    def remove(self, event_ids: Collection[str]) -> Change:
        """Forget rows that are no longer in the file (a checkout, a reset), and fold what they touched."""
        gone = {one for one in event_ids if one in self._lines}
        undos, before = len(self._undos), self.board
        subjects = self._take_out(gone)
        if len(self._undos) < undos:
            subjects |= self._turn()
        self._since = None
        deals = {one for one in subjects if isinstance(one, str)}
        left = {deal_id for deal_id in deals if deal_id in self._deals}
        for deal_id in deals - left:
            self._merges.pop(deal_id, None)
            # A deal that was merged into this one stands for itself again.
            left |= self._links.get(deal_id, set()) & self._deals.keys()
        self.board = before.with_deals(dict.fromkeys(deals - left))
        change = self._refold(left, outline=About.OUTLINE in subjects)
        ended = [deal_id for deal_id in deals - left if deal_id in before.deals]
        return change._replace(deals=(*ended, *change.deals))

    def _load(self, first: First | None) -> Change:
        """Fold a whole log: what is plainly a deal's, deal by deal; the rest as if it came later."""
        deals, rest, closes = told_apart(self._order, self._lines)
        later = self._out_of_sight(deals, rest, closes) if first is not None else {}
        strange = self._fold_plainly({i: rows for i, rows in deals.items() if i not in later})
        self._take_in(sorted(rest + strange, key=sort_key))
        if first is not None and later:
            first(self.board)
            self._take_in(self._fold_plainly(later))
            turned = self._subjects_of(member for act in self._turned for member in self.members(act))
            self._refold({deal for deal in turned if deal in later and deal in self._deals}, outline=False)
            there = self.board.deals
            in_order = {deal_id: there[deal_id] for deal_id in deals if deal_id in there}
            self.board = self.board._replace(deals=in_order | dict(there))
        return Change(tuple(self.board.deals), outline=True)

    def _out_of_sight(
        self, deals: Mapping[str, list[str]], rest: Iterable[str], closes: Mapping[str, str]
    ) -> dict[str, list[str]]:
        """The deals, with their rows, that surely no board shows: closed ones that nothing else concerns."""
        aside = Log({event_id: self._lines[event_id] for event_id in rest})
        named = aside._deals.keys() | aside._links.keys()
        return {
            deal_id: deals[deal_id]
            for deal_id, close in closes.items()
            if deal_id not in named and aside._is_closed(deal_id, close, self._lines[close])
        }

    def _is_closed(self, deal_id: str, close: str, line: bytes) -> bool:
        """Whether a deal's last close is sound, was not taken back, and takes the deal off the board."""
        try:
            row = read_row(line)
            if act_of(close, row) in self._undone or not DealFold(deal_id).apply(close, row):
                return False
        except (ValueError, KeyError):
            return False
        # What is won stays on the board if that was in a stage after the win.
        return row["do"] != "deal.won" or ("from" in row and self.board.stage(row["from"]).phase == "pre")

    def _fold_plainly(self, deals: Mapping[str, list[str]]) -> list[str]:
        """Fold deals of their plain rows; those that turn out to be strange."""
        strange: list[str] = []
        made = dict(self.board.deals)
        for deal_id, event_ids in deals.items():
            rows = read_rows(event_ids, self._lines)
            if rows is None:
                strange += event_ids
                continue
            deal = self._fold_plain(deal_id, rows, strange)
            if deal is not None:
                made[deal_id] = deal
        self.board = self.board._replace(deals=made)
        return strange

    def _fold_plain(self, deal_id: str, rows: Mapping[str, Row], strange: list[str]) -> Deal | None:
        """The deal of its plain rows, as long as nothing was taken back; others are added to `strange`."""
        fold = DealFold(deal_id)
        known: list[str] = []
        for event_id, row in rows.items():
            try:
                if subject_of(row) != deal_id or row["do"] == "deal.merged":
                    raise ValueError("not as plain as it seemed")
                act = act_of(event_id, row)
                if act in self._undone:
                    raise ValueError("taken back before it came")
            except ValueError:
                strange.append(event_id)
                continue
            known.append(event_id)
            if act != event_id:
                self._members.setdefault(act, []).append(event_id)
            try:
                fold.apply(event_id, row)
            except ValueError as error:
                self.problems[event_id] = _malformed(error)
        if known:
            self._deals[deal_id] = known
        return fold.deal()

    def _take_in(self, new: list[str]) -> Change:
        """Fold what a few new rows touch."""
        undos = len(self._undos)
        about = {event_id: self._index(event_id) for event_id in new}
        turned = self._turn() if len(self._undos) > undos else set()
        subjects = turned.union(about.values())
        # Of a log that is being loaded, a part of the deals is still to come.
        deals = {subject for subject in subjects if isinstance(subject, str) and subject in self._deals}
        more: dict[str, list[str]] = {}
        for event_id, subject in about.items():
            if isinstance(subject, str) and subject not in turned:
                more.setdefault(subject, []).append(event_id)
        return self._refold(deals, outline=About.OUTLINE in subjects, more=more)

    def _turn(self) -> set[str | About]:
        """Find out anew what is taken back, and what that changes."""
        self._folds.clear()  # what they have applied may be taken back now
        undone, self._undone = self._undone, undone_acts(self._undos)
        turned, self._turned = self._turned, turned_acts(self._undos)
        changes = (undone.items() ^ self._undone.items(), turned.items() ^ self._turned.items())
        acts = {act for changed in changes for act, _ in changed}
        return self._subjects_of(event_id for act in acts for event_id in self.members(act))

    def _take_in_many(self, new: list[str]) -> Change:
        """Fold many new rows: deals that are plainly new one by one, as if they were loaded (see `_load`)."""
        deals, rest, _ = told_apart(new, self._lines)
        known = self._deals.keys() | self._links.keys()
        fresh = {deal_id: rows for deal_id, rows in deals.items() if deal_id not in known}
        there = [one for deal_id, rows in deals.items() if deal_id in known for one in rows]
        strange = self._fold_plainly(fresh)
        made = tuple(deal_id for deal_id in fresh if deal_id in self.board.deals)
        later = self._take_in(sorted(rest + there + strange, key=sort_key))
        return Change(tuple(dict.fromkeys(made + later.deals)), later.outline)

    def _refold(
        self, deals: set[str], *, outline: bool, more: Mapping[str, list[str]] = MappingProxyType({})
    ) -> Change:
        """Fold these deals, with those that they are linked to, and the outline if that is asked for.

        `more` are all rows that are new.
        """
        pending, done = list(deals), set(deals)
        while pending:
            # A duplicate's events count on the deal it was merged into, before and after.
            for linked in self._links.get(pending.pop(), ()):
                if linked in self._deals and linked not in done:
                    done.add(linked)
                    pending.append(linked)
        folds: dict[str, DealFold] = {}
        fold = OutlineFold()
        for deal_id in sorted(done, key=sort_key):  # those that are new come in the order they were made
            self._latest.pop(deal_id, None)
            folds[deal_id], rows = self._begun(deal_id, more.get(deal_id, []))
            self._fold_again(rows, folds, fold)
        if outline:
            self._outline.sort(key=sort_key)
            self._fold_again(self._outline, folds, fold)
            before = self.board
            self._set_outline(fold)
            outline = difference(before, self.board).outline
        changed = {
            deal_id: deal
            for deal_id, deal in self._made(folds).items()
            if self.board.deals.get(deal_id) != deal
        }
        if changed:
            self.board = self.board.with_deals(changed)
        return Change(tuple(changed), outline)

    def _begun(self, deal_id: str, more: list[str]) -> tuple[DealFold, list[str]]:
        """A fold of a deal to go on with, and the rows that it lacks: those that are new (`more`), or all.

        Who works on a deal changes it several times, so that the folds of deals that changed lately are kept.
        What others have sent mostly adds to what the deal shows.
        """
        event_ids, deal = self._deals[deal_id], self.board.deals.get(deal_id)
        fold, rows = DealFold(deal_id), event_ids
        begun = self._folds.pop(deal_id, None)
        # A row that comes late, from another clone, goes before some that were applied.
        if begun is not None and event_ids[: len(begun.rows)] == begun.rows:
            fold, rows = begun.fold, event_ids[len(begun.rows) :]
        elif deal is not None and more == event_ids[-len(more) :] and self._can_be_added_to(deal):
            read = read_rows(more, self._lines) or {}
            if read and all(self._only_adds(one, row) for one, row in read.items()):
                return Additions(deal), more
        if len(self._folds) >= _MOST_FOLDS:
            del self._folds[next(iter(self._folds))]
        self._folds[deal_id] = _Begun(fold, event_ids.copy())
        return fold, rows

    def _can_be_added_to(self, deal: Deal) -> bool:
        """Whether a deal is as its own events make it: in sight, without duplicates, and created by a row."""
        line = self._lines.get(deal.id)
        if line is None or deal.id in self.problems or deal.id in self._links or not deal.is_visible:
            return False
        row = read_row(line)
        return (row["do"], row.get("deal")) == ("deal.created", deal.id)

    def _only_adds(self, event_id: str, row: Row) -> bool:
        act = act_of(event_id, row)
        return row["do"] in ADDING and act not in self._undone and act not in self._turned

    def _fold_again(self, event_ids: list[str], folds: dict[str, DealFold], outline: OutlineFold) -> None:
        """Apply rows, also some that were folded before; whether one is malformed depends on those before."""
        rows = read_rows(event_ids, self._lines) or {one: read_row(self._lines[one]) for one in event_ids}
        for event_id, row in rows.items():
            self.problems.pop(event_id, None)
            self._apply(event_id, row, folds, outline)

    # Applying rows

    def _apply(self, event_id: str, row: Row, folds: dict[str, DealFold], outline: OutlineFold) -> None:
        """Apply one row to what it concerns; a malformed one is noted and left out."""
        act = act_of(event_id, row) if self._turned else event_id
        undo, turned = self._undone.get(act), self._turned.get(act)
        try:
            if row["do"] in DEAL_KINDS:
                fold = folds.get(row["deal"])
                if fold is None:
                    fold = folds[row["deal"]] = DealFold(row["deal"])
                known = fold.apply(event_id, row) if undo is None else fold.skip(event_id, row, undo)
                if known and turned is not None:
                    fold.turn(turned)
            elif row["do"] in OUTLINE_KINDS:
                (outline.apply if undo is None else outline.skip)(event_id, row)
        except ValueError as error:
            self.problems[event_id] = _malformed(error)

    # Making the board

    def _made(self, folds: Mapping[str, DealFold]) -> dict[str, Deal | None]:
        """The deals of finished folds; duplicates are given to the deals they were merged into."""
        for deal_id, fold in folds.items():
            self._merges.pop(deal_id, None)
            if fold.merge is not None:
                self._merges[deal_id] = fold.merge
        if self._merges or self._merged:
            # A deal that was merged into one that is not there any more stands for itself.
            there = {
                loser: merge
                for loser, merge in self._merges.items()
                if (folds[merge[1]].exists if merge[1] in folds else merge[1] in self.board.deals)
            }
            self._merged = standing_merges(there)
        made: dict[str, Deal | None] = {}
        absorbed: dict[str, list[Deal]] = {}
        for deal_id in losers_first(folds, self._merged):
            deal = folds[deal_id].deal(absorbed.get(deal_id, ()))
            winner = self._merged.get(deal_id)
            if deal is not None and winner is not None:
                deal = deal._replace(merged_into=winner)
                absorbed.setdefault(winner, []).append(deal)
            made[deal_id] = deal
        return made

    def _set_outline(self, fold: OutlineFold) -> None:
        outline = fold.outline()
        self.board = Board(
            outline.settings,
            outline.pipelines,
            outline.stages,
            self.board.deals,
            outline.defined,
            outline.changed,
            outline.conflicts,
        )


def _copied(value: object) -> object:
    """A part of a log, with whatever lists and sets it holds, as later changes leave it."""
    if isinstance(value, dict):
        return {key: one.copy() if isinstance(one, (list, set)) else one for key, one in value.items()}
    return copy(value) if isinstance(value, (list, set, MutableMapping)) else value


class _Begun(NamedTuple):
    """A fold that can go on."""

    fold: DealFold
    rows: list[str]
    """The events that it has taken in."""


_NOT_IN_INDEX: Final = frozenset(("board", "_lines", "_latest", "_since", "_folds"))
_FEW: Final = 200
"""Up to so many new rows are put in their places one by one."""
_MOST_FOLDS: Final = 32
"""So many folds are kept, each of a few kilobytes."""


def _malformed(error: ValueError) -> str:
    return f"The row is malformed: {error}."
