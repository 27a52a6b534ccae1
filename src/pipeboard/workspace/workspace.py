"""The application: one board file, opened. Every face reads its `board` and writes through `do`.

action -> rules -> events -> durable in the journal -> folded -> subscribers are told. The file follows in the
background. Nothing else writes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.change import Change
from pipeboard.domain.clock import Clock, SystemClock
from pipeboard.domain.dates import day_start
from pipeboard.domain.errors import PipeBoardError, Unwritable
from pipeboard.domain.ids import AHEAD_MS, Minter, time_of
from pipeboard.domain.log import Log
from pipeboard.store.layout import row_lines
from pipeboard.store.moved import to_leave_out
from pipeboard.store.replica import git_dir
from pipeboard.store.store import Store
from pipeboard.workspace import told
from pipeboard.workspace.recall import FirstLook, Recall
from pipeboard.workspace.subscriptions import Subscriptions

if TYPE_CHECKING:
    from pipeboard.domain import rules
    from pipeboard.domain.actions import Action, SetUpBoard
    from pipeboard.domain.field_history import FieldChange
    from pipeboard.domain.rules.plan import NewRow
    from pipeboard.domain.rules.preview import Preview
    from pipeboard.domain.timeline import TimelineEntry
    from pipeboard.store.backup import Backups
    from pipeboard.store.files import Read
    from pipeboard.sync.sharing import Shared, Tell
    from pipeboard.sync.summary import Summary
    from pipeboard.workspace.done import Done
    from pipeboard.workspace.erasing import Erasure
    from pipeboard.workspace.inbox import Inbox
    from pipeboard.workspace.minutes import Minutes
    from pipeboard.workspace.past import PastWorkspace
    from pipeboard.workspace.reporter import Reporter
    from pipeboard.workspace.splitting import Splitter


MANY_DEALS: Final = 20
"""A change of more deals than this is worth a backup."""
MANY_ROWS: Final = 2_000
"""A change of more rows than this is folded when somebody looks: a command that imports never does."""
SHORTLY: Final = 2.0
"""Seconds that a sync waits for the file to hold everything; the app stands still for so long."""


class Outcome(NamedTuple):
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
        log: Log | None = None,
        recall: Recall | None = None,
    ) -> None:
        """`log` is what the store holds, where it is read already; `recall` knows what it was last time."""
        self.author = author
        self._store = store
        self._clock = clock
        self._recall = recall or Recall(clock)
        self._asked = log
        self._unfolded: dict[str, bytes] = {}
        self._keeping = Lock()
        self._minter: Minter | None = None
        self._subscriptions = Subscriptions()
        # Ids tell in which order things were done, unless a deal was dated years ahead by a broken clock.
        self._acts: list[str] = []
        self._held: dict[str, bytes] | None = None
        self._following: Callable[[Done], object] | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        state_dir: Path,
        author: str,
        clock: Clock | None = None,
        first: FirstLook | None = None,
        recall: Recall | None = None,
        read: Read | None = None,
    ) -> Workspace:
        """Open a board file. NotFound if there is none, DamagedFile if it cannot be read as a board.

        `first` is called once all that boards show is there, if more is still to be read. `recall` has
        `read` the file already.
        """
        clock = clock or SystemClock()
        recall = recall or Recall(clock, first)
        read = read or recall.read(path, state_dir)
        store = Store.open(path, state_dir=state_dir, clock=clock, read=read)
        workspace = cls(store, author=author, clock=clock, recall=recall)
        if recall.is_shown or recall.board is None or not store.is_saved:
            _ = workspace._log  # a face goes on with it, and has the time now
        return workspace

    @classmethod
    def create(
        cls, path: Path, *, state_dir: Path, author: str, setup: SetUpBoard, clock: Clock | None = None
    ) -> Workspace:
        """Make a new board file and set it up. Refused if there is a file already."""
        from pipeboard.domain import rules  # which reading a board can do without

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
        # To print it, the events need not be told apart where it is known what they add up to.
        known = self._recall.board if self._asked is None else None
        return known or self._log.board

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

    @property
    def unsaved(self) -> int:
        """How many events are not in the file yet; the journal keeps them."""
        return self._store.unsaved

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be known of the file when it is opened: sentences, the gravest first."""
        from pipeboard.store.uniting import copies_of

        copies = [copy.name for copy in copies_of(self.path)]
        way = f"`pipeboard merge-file {self.path.name} '{copies[0]}'` takes it in" if copies else ""
        beside = f"A copy lies beside the board: {way}." if copies else ""
        return tuple(one for one in (self.read_only_reason, self.conflict, beside) if one)

    @property
    def conflict(self) -> str:
        """What came from where while git's conflict markers are in the file; empty without them."""
        sides = [f"{one.rows} of {one.name}" for one in self._store.sides]
        if not sides:
            return ""
        return (
            f"Git has left a conflict in the file: its changes, {' and '.join(sides)}, are all in the board. "
            "The next save takes the markers out; `pipeboard sync` tells git that it is settled."
        )

    def now(self) -> datetime:
        """The present moment in the board's time zone."""
        return self._clock.now().astimezone(self.board.zone)

    def today(self) -> date:
        """Today in the board's time zone."""
        return _day(self._clock, self.board)

    def timeline(self, deal_id: str | None = None, limit: int | None = None) -> tuple[TimelineEntry, ...]:
        """What happened to a deal, or to the whole board: newest first, without what was taken back."""
        return told.timeline(self._log, deal_id, limit)

    def field_history(self, deal_id: str, field: str, of: str = "") -> tuple[FieldChange, ...]:
        """Who gave a field of a deal which value, newest first; `of` picks one contact or follow-up."""
        return told.field_history(self._log, deal_id, field, of)

    def touches(self, deal_ids: Iterable[str]) -> dict[str, tuple[datetime, ...]]:
        """When each of these deals was touched, in no order; what was merged into them is theirs."""
        return told.touches(self._log, deal_ids)

    def minutes(self, since: datetime) -> Minutes:
        """What was decided and agreed on in reviews from a moment on."""
        from pipeboard.workspace.minutes import minutes  # 25 ms: see `told.timeline`

        return minutes(self._log, since)

    def reporter(self) -> Reporter:
        """Makes reports of the board as it is now, also in another thread: later changes leave it alone."""
        from pipeboard.workspace.reporter import Reporter  # 20 ms, for those who look at metrics

        # Moments are kept in whole seconds: what happened in this one counts.
        return Reporter(self._log.copy(), self._clock.now().replace(microsecond=0) + timedelta(seconds=1))

    def look_back(self, day: date) -> Callable[[], PastWorkspace]:
        """Makes the board as of the end of a day, read-only; that takes as long as to open it again.

        The function that is returned may run in another thread: later changes leave it alone.
        """
        from pipeboard.workspace.past import PastWorkspace

        log, moment = self._log.copy(), day_start(day + timedelta(days=1), self.board.zone)
        return lambda: PastWorkspace(self, log.as_of(moment), moment)

    def summary(self, event_ids: Collection[str]) -> Summary:
        """Who did what to which deals by these events."""
        from pipeboard.sync.summary import summary_of  # 25 ms: see `told.timeline`

        return summary_of(self._log, event_ids)

    @property
    def board_id(self) -> str:
        """The name of the board, which tells its copies from other boards."""
        return self._store.board_id

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
        lines: dict[str, bytes] = {}
        plan = rules.Plan(
            self.board,
            author=self.author,
            now=self._clock.now(),
            minter=self._minted(),
            at=action.at,
            take=lambda rows: lines.update(_lines_of(rows)),
        )
        if isinstance(action, (Undo, Redo)):
            from pipeboard.workspace.undoing import plan_undo

            plan_undo(action, plan, self._log, self._mine())
        else:
            rules.apply(action, plan)
        if not plan.act:
            return Outcome("", (), plan.summary)
        before = _worth_a_backup(action, plan)
        if before:
            with contextlib.suppress(PipeBoardError):  # undo takes it back as well
                self._store.back_up(before)
        plan.hand_on(least=1)
        self._keep_safe(lines)
        self._acts.append(plan.act)
        if len(lines) > MANY_ROWS and not self._subscriptions and self._following is None:
            self._unfolded = lines  # there were none: the rules have just looked at the board
            return Outcome(plan.act, plan.touched, plan.summary)
        old = self.board
        change = self._log.add(lines)
        self._subscriptions.tell(change)
        if self._following is not None and self._held is None:
            from pipeboard.workspace.done import Done  # for those who have hooks

            self._following(Done(self.author, old, self.board, change.deals))
        return Outcome(plan.act, change.deals, plan.summary)

    def repeated(self, deals: tuple[str, ...]) -> Action:
        """My latest action on a deal, for others. Refused if none, or if it belongs to that deal."""
        from pipeboard.workspace.repeating import last_action  # see `create`

        return last_action(self._log, self._mine(), deals, self.today())

    def _mine(self) -> Iterator[str]:
        """The author's actions, the newest first."""
        return chain(
            (act for act in reversed(self._acts) if act in self._log), self._log.acts_of(self.author)
        )

    def preview(self, action: Action) -> Preview:
        """What an action on deals would do to each of them, and what holds some back; nothing is written.

        BadInput, Refused or NotFound where it could not be done to any of them.
        """
        from pipeboard.domain import rules  # see `create`
        from pipeboard.domain.rules.preview import preview

        now, board, minter = self._clock.now(), self.board, Minter("try", self._clock)
        return preview(
            action, lambda: rules.Plan(board, author=self.author, now=now, minter=minter, at=action.at)
        )

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """Within it, what is done is durable only at the end: for actions that nobody waits for singly."""
        self._held = held = dict[str, bytes]()
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

        Those that are in an archive stay there. Which events came. Raises Unwritable.
        """
        if self._store.read_only:
            raise Unwritable(self._store.read_only_reason)
        gone = to_leave_out({**rows, **self._store.rows()})
        new = {one: line for one, line in rows.items() if one not in self._log and one not in gone}
        self._store.append(new)
        change = self._log.add(new)
        self._subscriptions.tell(change)
        return change._replace(came=tuple(new))

    def erasure(self, text: str) -> Erasure:
        """What erasing a person would change. NotFound if there is none, Refused if several are called so."""
        from pipeboard.workspace.erasing import plan_erasure  # rare

        return plan_erasure(self._log, text)

    @property
    def in_git(self) -> bool:
        """Whether the file lies in the work tree of a git repository."""
        return git_dir(self.path) is not None

    def damaged_copies(self) -> list[Path]:
        """Damaged files that were replaced and kept beside the board."""
        return self._store.damaged_copies()

    @property
    def splitter(self) -> Splitter:
        """Moves deals that are over and done with to an archive."""
        from pipeboard.workspace.splitting import Splitter  # rare

        return Splitter(self, self._store, self._log, self._minted)

    def erase(self, erasure: Erasure) -> Outcome:
        """Erase a person, here and in all that this clone keeps of the board; it cannot be taken back."""
        from pipeboard.domain.actions import ErasePerson
        from pipeboard.workspace.erasing import scrub  # rare

        outcome = self.do(ErasePerson(erasure.rows))
        lines = scrub(self._store)
        gone = self._log.remove(lines)
        added = self._log.add(lines)
        change = Change(tuple(dict.fromkeys(gone.deals + added.deals)), gone.outline or added.outline)
        self._subscriptions.tell(change)
        return outcome._replace(changed=change.deals)

    def reload(self) -> Change | None:
        """Take in what others did to the file; None if nothing changed."""
        changes = self._store.poll()
        if changes is None:
            return None
        # Rows are never changed, except by an erasure of personal data: then the old ones make way.
        gone = [*changes.vanished, *(event_id for event_id in changes.added if event_id in self._log)]
        change = self._log.remove(gone) if gone else Change()
        added = self._log.add(changes.added) if changes.added else Change()
        deals = tuple(dict.fromkeys(change.deals + added.deals))
        both = Change(deals, change.outline or added.outline, tuple(changes.added))
        self._subscriptions.tell(both)
        return both

    def sharing(self, environment: Mapping[str, str], *, mix: bool = False) -> Callable[[Tell], Shared]:
        """Saves everything; the function that is returned syncs the file through git, in any thread.

        It is given who is told how far it is. With `mix` another board of the remote is taken in. Raises why
        the file cannot be saved; the function raises what is in the way of a sync.
        """
        self._store.flush(SHORTLY)
        log, file = self._log.copy(), self._store.file

        def work(tell: Tell) -> Shared:
            from pipeboard.sync.sharing import share  # 40 ms, for those who share
            from pipeboard.sync.summary import summary_of

            def describe(event_ids: Collection[str]) -> str:
                return summary_of(log, event_ids).message()

            return share(file, environment, describe, tell=tell, mix=mix)

        return work

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` after each change of the board; the returned function ends that."""
        return self._subscriptions.add(listener)

    def on_done(self, follow: Callable[[Done], object]) -> None:
        """Call `follow` after each action that is done here and durable, never for what comes from others."""
        self._following = follow

    def on_saved(self, callback: Callable[[], None]) -> None:
        """Call `callback` from the writer thread after each save, or failure to save."""
        self._store.on_saved(callback)

    def flush(self) -> None:
        """Wait until the file holds everything; raises the reason if it cannot."""
        self._store.flush()

    def keep(self) -> None:
        """Keep what a large board added up to, for the next start: once, in any thread, without failing."""
        with self._keeping:
            self._recall.keep()

    def close(self) -> None:
        """Save what is left and let go of the file; raises the reason if it cannot be saved."""
        self._store.close()
        if self._asked is not None and not self._unfolded and self._store.is_saved:
            self._recall.note(self._asked)

    # How

    @property
    def _log(self) -> Log:
        """The log of all that was written, as far as it is not folded yet folded now that somebody asks."""
        if self._asked is None:
            store = self._store
            self._asked = self._recall.log(store.rows(), in_file=store.is_saved, frame=store.frame)
        if self._unfolded:
            lines, self._unfolded = self._unfolded, {}
            self._asked.add(lines)
        return self._asked

    def _minted(self) -> Minter:
        """The maker of ids: made at the first write, and always behind everything in the log."""
        if self._minter is None:
            self._minter = Minter(self._store.replica, self._clock)
        limit = int(self._clock.now().timestamp() * 1000) + AHEAD_MS
        newest = next((event_id for event_id in self._log.newest if time_of(event_id) <= limit), None)
        if newest is not None:
            self._minter.seen(newest)
        return self._minter

    def _keep_safe(self, lines: Mapping[str, bytes]) -> None:
        if self._held is None:
            self._store.append(lines)
        else:
            self._held |= lines


def _lines_of(rows: Iterable[NewRow]) -> Iterator[tuple[str, bytes]]:
    """New rows as lines of the file, by their ids, once their form is known to be right."""
    from pipeboard.domain.events import checked  # 25 ms: see `told.timeline`

    sound = {event_id: checked(row) for event_id, row in rows}
    return zip(sound, row_lines(sound), strict=True)


def _worth_a_backup(action: Action, plan: rules.Plan) -> str:
    """What an action is that a backup is made before; empty for the usual small ones."""
    if action.backup:
        return action.backup
    return "bulk-change" if len(plan.touched) > MANY_DEALS else ""


def _day(clock: Clock, board: Board) -> date:
    return clock.now().astimezone(board.zone).date()
