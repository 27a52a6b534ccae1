"""The application: one board file, opened. Every face reads its `board` and writes through `do`.

action -> rules -> events -> durable in the journal -> folded -> subscribers are told. The file follows in the
background. Nothing else writes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.change import Change
from pipeboard.domain.clock import Clock, SystemClock
from pipeboard.domain.dates import day_start
from pipeboard.domain.errors import NotFound, PipeBoardError, Refused, Unwritable
from pipeboard.domain.ids import AHEAD_MS, Minter, sort_key, time_of
from pipeboard.domain.log import Log
from pipeboard.domain.readings import load_at
from pipeboard.domain.rows import act_of
from pipeboard.domain.seen import Row
from pipeboard.domain.undo import next_redo, next_undo
from pipeboard.store.layout import row_line
from pipeboard.store.store import Store
from pipeboard.workspace.subscriptions import Subscriptions
from pipeboard.workspace.telling import told_act

if TYPE_CHECKING:
    from pipeboard.domain import rules
    from pipeboard.domain.actions import Action, Redo, SetUpBoard, Undo
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.timeline import TimelineEntry
    from pipeboard.metrics.period import Period
    from pipeboard.metrics.report import Report
    from pipeboard.store.backup import Backups
    from pipeboard.workspace.inbox import Inbox
    from pipeboard.workspace.past import PastWorkspace
    from pipeboard.workspace.reporter import Reporter


MANY_DEALS: Final = 20
"""A change of more deals than this is worth a backup."""
FirstLook: TypeAlias = Callable[[Board, date], None]
"""Is shown a board before all of it is read, and what day it is there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did."""

    act: str
    """Id of the action, which an undo can name; empty when there was nothing to do."""
    changed: tuple[str, ...]
    """Ids of the deals that are not as they were."""
    summary: str
    """One sentence for the user."""


class Workspace:
    """An open board. Not thread-safe: one thread calls it; the store has its own writer thread."""

    def __init__(
        self,
        store: Store,
        *,
        author: str,
        clock: Clock,
        first: FirstLook | None = None,
        log: Log | None = None,
    ) -> None:
        """`log` is what the store holds, where it is read already."""
        self.author = author
        self._store = store
        self._clock = clock
        if log is None:
            log = Log(store.rows(), (lambda board: first(board, _day(clock, board))) if first else None)
        self._log = log
        self._minter: Minter | None = None
        self._subscriptions = Subscriptions()
        # Ids tell in which order things were done, unless a deal was dated years ahead by a broken clock.
        self._acts: list[str] = []
        self._held: list[bytes] | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        state_dir: Path,
        author: str,
        clock: Clock | None = None,
        first: FirstLook | None = None,
    ) -> Workspace:
        """Open a board file. NotFound if there is none, DamagedFile if it cannot be read as a board.

        `first` is called once all that boards show is there, if closed deals are still to be read.
        """
        clock = clock or SystemClock()
        store = Store.open(path, state_dir=state_dir, clock=clock)
        return cls(store, author=author, clock=clock, first=first)

    @classmethod
    def create(
        cls, path: Path, *, state_dir: Path, author: str, setup: SetUpBoard, clock: Clock | None = None
    ) -> Workspace:
        """Make a new board file and set it up. Refused if there is a file already."""
        from pipeboard.domain import rules  # with all actions 40 ms, which reading a board can do without

        clock = clock or SystemClock()
        # A refusal must not leave an empty file behind.
        trial = rules.Plan(Board(), author=author, now=clock.now(), minter=Minter("new", clock), at=setup.at)
        rules.apply(setup, trial)
        workspace = cls(Store.create(path, state_dir=state_dir, clock=clock), author=author, clock=clock)
        workspace.do(setup)
        workspace.flush()
        return workspace

    # Reading

    @property
    def board(self) -> Board:
        """The board as it is now: a snapshot that never changes."""
        return self._log.board

    @property
    def path(self) -> Path:
        return self._store.path

    @property
    def read_only_reason(self) -> str:
        """Why nothing can be written; empty when it can."""
        return self._store.read_only_reason if self._store.read_only else ""

    @property
    def failure(self) -> PipeBoardError | None:
        """Why the last save failed, while it does; edits are kept and saving is tried again."""
        return self._store.failure

    @property
    def problems(self) -> Mapping[str, str]:
        """Rows that could not be read (id -> why). They stay in the file as they are."""
        return self._log.problems

    def now(self) -> datetime:
        """The present moment in the board's time zone."""
        return self._clock.now().astimezone(self.board.zone)

    def today(self) -> date:
        """Today in the board's time zone."""
        return _day(self._clock, self.board)

    def timeline(self, deal_id: str | None = None, limit: int | None = None) -> tuple[TimelineEntry, ...]:
        """What happened to a deal, or to the whole board: newest first, without what was taken back."""
        # Here because it imports pydantic (80 ms), which a list or the first paint of the app can do without.
        from pipeboard.domain.events import read_event
        from pipeboard.domain.timeline import entry

        entries: list[TimelineEntry] = []
        for event_id, row in self._newest_of(deal_id):
            if limit is not None and len(entries) >= limit:
                break
            if event_id in self._log.unknown or act_of(event_id, row) in self._log.undone:
                continue
            if row["do"] == "definition.set" and self._makes_stages(act_of(event_id, row)):
                continue  # The stages' own lines tell of it: a template brings a hundred more.
            with contextlib.suppress(ValueError):
                entries.append(entry(event_id, read_event(row), self.board))
        if deal_id is None:
            return tuple(entries)
        entries += self._followed(deal_id)
        entries.sort(key=lambda one: (one.at, sort_key(one.id)), reverse=True)
        return tuple(entries[:limit])

    def _followed(self, deal_id: str) -> Iterator[TimelineEntry]:
        """When other deals came out of this one: told from their own events."""
        from pipeboard.domain.events import read_event  # see `timeline`
        from pipeboard.domain.timeline import followed

        deal = self.board.deals.get(deal_id)
        origins = (deal_id, *self._log.merged_into(deal_id))
        for follower in self.board.followed_by(deal) if deal is not None else ():
            for event_id, row in self._log.rows_of(follower.id):
                if event_id in self._log.unknown or act_of(event_id, row) in self._log.undone:
                    continue
                with contextlib.suppress(ValueError):
                    told = followed(event_id, read_event(row), origins, self.board)
                    if told is not None:
                        yield told

    def touches(self, deal_ids: Iterable[str]) -> dict[str, tuple[datetime, ...]]:
        """When each of these deals was touched, in no order; what was merged into them is theirs."""
        return {
            deal_id: tuple(
                load_at(row["at"])
                for event_id, row in self._newest_of(deal_id)
                if row["do"] == "touch.logged" and act_of(event_id, row) not in self._log.undone
            )
            for deal_id in deal_ids
        }

    def _newest_of(self, deal_id: str | None) -> Iterator[tuple[str, Row]]:
        """The readable events of the board, or of a deal and the duplicates merged into it; newest first."""
        if deal_id is None:
            return self._log.readable(self._log.newest)
        deals = (deal_id, *self._log.merged_into(deal_id))
        found = [one for each in deals for one in self._log.rows_of(each)]
        return iter(sorted(found, key=lambda one: sort_key(one[0]), reverse=True))

    def report(
        self,
        period: Period,
        *,
        as_of: datetime | None = None,
        pipelines: Iterable[str] = (),
        keep: Callable[[Deal], bool] | None = None,
        owner: str = "",
    ) -> Report:
        """The metrics of a period, by what had happened before `as_of` (now, if nothing is said)."""
        reports = self._reports(self._log)
        return reports.report(period, as_of=as_of, pipelines=pipelines, keep=keep, owner=owner)

    def reporter(self) -> Reporter:
        """Makes reports of the board as it is now, also in another thread: later changes leave it alone."""
        return self._reports(self._log.copy())

    def _reports(self, log: Log) -> Reporter:
        from pipeboard.workspace.reporter import Reporter  # 20 ms, for those who look at metrics

        # Moments are kept in whole seconds: what happened in this one counts.
        return Reporter(log, self._clock.now().replace(microsecond=0) + timedelta(seconds=1))

    def look_back(self, day: date) -> Callable[[], PastWorkspace]:
        """Makes the board as of the end of a day, read-only; that takes as long as to open it again.

        The function that is returned may run in another thread: later changes leave it alone.
        """
        from pipeboard.workspace.past import PastWorkspace

        log, moment = self._log.copy(), day_start(day + timedelta(days=1), self.board.zone)
        return lambda: PastWorkspace(self, log.as_of(moment), moment)

    @property
    def board_id(self) -> str:
        """The name of the board, which tells its copies from other boards."""
        return self._store.board_id

    def has(self, event_id: str) -> bool:
        """Whether the log holds an event."""
        return event_id in self._log

    @property
    def inbox(self) -> Inbox:
        """My changes that the file held and has lost."""
        from pipeboard.workspace.inbox import Inbox

        return Inbox(self._store, self._log, self.take_in)

    @property
    def backups(self) -> Backups:
        """What the file was before large changes."""
        return self._store.backups

    # Writing

    def do(self, action: Action) -> Outcome:
        """Carry out an action; durable on return. Refused, NotFound, BadInput or Unwritable if not."""
        from pipeboard.domain import rules  # see `create`
        from pipeboard.domain.actions import Redo, Undo

        if self._store.read_only:
            raise Unwritable(self._store.read_only_reason)
        plan = rules.Plan(
            self.board,
            author=self.author,
            now=self._clock.now(),
            minter=self._minted(),
            at=action.at,
        )
        if isinstance(action, (Undo, Redo)):
            self._plan_undo(action, plan)
        else:
            rules.apply(action, plan)
        if not plan.rows:
            return Outcome("", (), plan.summary)
        before = _worth_a_backup(plan)
        if before:
            with contextlib.suppress(PipeBoardError):  # undo takes it back as well
                self._store.back_up(before)
        change = self._write(plan)
        self._acts.append(plan.rows[0][0])
        return Outcome(plan.rows[0][0], change.deals, plan.summary)

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """Within it, what is done is durable only at the end: for actions that nobody waits for singly."""
        self._held = held = list[bytes]()
        try:
            yield
        finally:
            self._held = None
            self._store.append(held)

    def undo(self) -> Outcome:
        """Take back my latest action. Refused if there is none."""
        from pipeboard.domain.actions import Undo

        return self.do(Undo())

    def redo(self) -> Outcome:
        """Take back my latest undo. Refused if there is none."""
        from pipeboard.domain.actions import Redo

        return self.do(Redo())

    def take_in(self, rows: Mapping[str, bytes]) -> Change:
        """Unite with rows that were written before (they vanished, or a backup has them); durable on return.

        Raises Unwritable.
        """
        if self._store.read_only:
            raise Unwritable(self._store.read_only_reason)
        new = {event_id: line for event_id, line in rows.items() if event_id not in self._log}
        self._store.append(list(new.values()))
        change = self._log.add(new)
        self._subscriptions.tell(change)
        return change

    def reload(self) -> Change | None:
        """Take in what others did to the file; None if nothing changed."""
        changes = self._store.poll()
        if changes is None:
            return None
        # Rows are never changed, except by an erasure of personal data: then the old ones make way.
        gone = [*changes.vanished, *(event_id for event_id in changes.added if event_id in self._log)]
        change = self._log.remove(gone) if gone else Change()
        added = self._log.add(changes.added) if changes.added else Change()
        both = Change(tuple(dict.fromkeys(change.deals + added.deals)), change.outline or added.outline)
        self._subscriptions.tell(both)
        return both

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` after each change of the board; the returned function ends that."""
        return self._subscriptions.add(listener)

    def on_saved(self, callback: Callable[[], None]) -> None:
        """Call `callback` from the writer thread after each save, or failure to save."""
        self._store.on_saved(callback)

    def flush(self) -> None:
        """Wait until the file holds everything; raises the reason if it cannot."""
        self._store.flush()

    def close(self) -> None:
        """Save what is left and let go of the file; raises the reason if it cannot be saved."""
        self._store.close()

    # How

    def _minted(self) -> Minter:
        """The maker of ids: made at the first write, and always behind everything in the log."""
        if self._minter is None:
            self._minter = Minter(self._store.replica, self._clock)
        limit = int(self._clock.now().timestamp() * 1000) + AHEAD_MS
        newest = next((event_id for event_id in self._log.newest if time_of(event_id) <= limit), None)
        if newest is not None:
            self._minter.seen(newest)
        return self._minter

    def _write(self, plan: rules.Plan) -> Change:
        from pipeboard.domain.events import checked  # pydantic: see `timeline`

        lines = {event_id: row_line(event_id, checked(row)) for event_id, row in plan.rows}
        if self._held is None:
            self._store.append(list(lines.values()))
        else:
            self._held += lines.values()
        change = self._log.add(lines)
        self._subscriptions.tell(change)
        return change

    def _plan_undo(self, action: Undo | Redo, plan: rules.Plan) -> None:
        from pipeboard.domain.actions import Redo

        log = self._log
        mine = (
            act
            for act in chain((act for act in reversed(self._acts) if act in log), log.acts_of(self.author))
            if not self._sets_up(act)
        )
        if isinstance(action, Redo):
            act = next_redo(mine, log.undos, log.undone)
            if act is None:
                raise Refused("There is nothing to redo.")
            plan.summary = f"Redid: {told_act(log, log.undos[act])}."
        else:
            act = self._act(action.act) if action.act else next_undo(mine, log.undos, log.undone)
            if act is None:
                raise Refused("There is nothing of yours to undo.")
            if self._sets_up(act):
                raise Refused(
                    "That made the board; without it there would be no stages. Delete the file instead."
                )
            if act in log.undone:
                raise Refused("That action is undone already.")
            plan.summary = f"Undid: {told_act(log, act)}."
        # An undo reaches what was recorded before it, and a broken clock may have dated that years ahead.
        plan.emit("undo", {"of": act}, after=max([act, *log.members(act)], key=sort_key))

    def _sets_up(self, act: str) -> bool:
        """Whether an action made the board: settings and stages at once, on an empty log."""
        made = [row["do"] for _, row in self._log.readable(self._log.members(act)[:2])]
        return made == ["board.set", "pipeline.created"]

    def _makes_stages(self, act: str) -> bool:
        """Whether an action made a pipeline, with all that belongs to its stages."""
        first = [row["do"] for _, row in self._log.readable(self._log.members(act)[:1])]
        return first in (["board.set"], ["pipeline.created"])

    def _act(self, event_id: str) -> str:
        """The action that an event is part of. NotFound if there is no such event."""
        found = dict(self._log.readable([event_id]))
        if event_id not in found:
            raise NotFound(f"There is no action {event_id}; `pipeboard history` shows them.")
        return act_of(event_id, found[event_id])


def _worth_a_backup(plan: rules.Plan) -> str:
    """What an action is that a backup is made before; empty for the usual small ones."""
    if any(row.get("imported") for _, row in plan.rows):
        return "import"
    return "bulk-change" if len({row.get("deal") for _, row in plan.rows}) > MANY_DEALS else ""


def _day(clock: Clock, board: Board) -> date:
    return clock.now().astimezone(board.zone).date()
