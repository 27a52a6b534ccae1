"""Any history of edits, saves, crashes, checkouts and failing disks: nothing confirmed is ever forgotten."""

from __future__ import annotations

import errno
import shutil
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pipeboard.domain.errors import Unwritable
from pipeboard.store.parsing import parse
from pipeboard.store.store import Store
from pipeboard.store.writer import Writer
from store.disk import Spy, clock, failing_on, sample_file, sample_rows

SOURCE = sample_rows(400)
APPS = st.integers(0, 1)


class Histories(RuleBasedStateMachine):
    """Two apps of one clone on one board, git that takes rows away, and a disk that fills up."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.board = self.folder / "work" / "pipeboard.json"
        self.board.parent.mkdir()
        self.board.write_bytes(sample_file())
        self.disks = [Spy(), Spy()]
        self.fresh = iter(SOURCE)
        self.confirmed: set[str] = set()
        """Every row that an append has ever confirmed."""
        self.taken: set[str] = set()
        """Rows that a checkout has taken out of the file at some time."""

    @initialize()
    def begin(self) -> None:
        # Only a flush saves: a save in the middle of a step of git would make the model guess.
        self.patience = pytest.MonkeyPatch()
        self.patience.setattr("pipeboard.store.store.Writer", partial(Writer, delay=3600, longest=3600))
        self.apps = [self.start(0), self.start(1)]

    def start(self, app: int) -> Store:
        return Store.open(
            self.board,
            state_dir=self.folder / "state",
            clock=clock(app),
            files=self.disks[app],
            patience=0.05,
        )

    @rule(app=APPS, count=st.integers(1, 3))
    def append(self, app: int, count: int) -> None:
        ids = [next(self.fresh) for _ in range(count)]
        try:
            self.apps[app].append({key: SOURCE[key] for key in ids})
        except Unwritable:
            assert not self.apps[app].rows().keys() & set(ids)
        else:
            self.confirmed.update(ids)

    @rule(app=APPS)
    def flush(self, app: int) -> None:
        try:
            self.apps[app].flush()
        except Unwritable:
            assert self.disks[app].before is not None
        else:
            assert self.on_disk() >= self.apps[app].rows().keys() - self.taken

    @rule(app=APPS)
    def poll(self, app: int) -> None:
        before = set(self.apps[app].rows())
        changes = self.apps[app].poll()
        after = set(self.apps[app].rows())
        if changes is None:
            assert before == after
        else:
            assert before - set(changes.vanished) | changes.added.keys() == after
            assert not set(changes.vanished) & after

    @rule(app=APPS)
    def crash(self, app: int) -> None:
        """The app is gone without a word; another one starts."""
        old = self.apps[app]
        if old._writer is not None:
            old._writer.stop()
        self.apps[app] = self.start(app)

    @rule(keep=st.integers(0, 5))
    def checkout(self, keep: int) -> None:
        """Git puts an older state of the file in place."""
        rows = parse(self.board.read_bytes()).rows
        kept = dict(list(rows.items())[:keep])
        self.taken |= rows.keys() - kept.keys()
        other = self.board.with_name("other")
        other.write_bytes(sample_file(kept))
        other.replace(self.board)

    @rule(app=APPS, what=st.sampled_from(["none", "file", "both"]))
    def disk(self, app: int, what: str) -> None:
        """The disk of one app fills up (for the file, or for the journal as well) or is freed."""
        calls = {"none": set(), "file": {"replace"}, "both": {"replace", "fdatasync"}}[what]
        self.disks[app].before = failing_on(calls, errno.ENOSPC).before if calls else None

    @rule(app=APPS)
    def bring_back(self, app: int) -> None:
        """The user takes the offer of lost rows."""
        lost = self.apps[app].lost()
        assert not lost.keys() & self.apps[app].rows().keys()
        try:
            self.apps[app].append(lost)
        except Unwritable:
            assert self.disks[app].before is not None
        else:
            assert self.apps[app].rows().keys() >= lost.keys()

    @invariant()
    def nothing_is_forgotten(self) -> None:
        """A new start shows every confirmed row or offers it back; only what git took is merely offered."""
        store = Store.open(self.board, state_dir=self.folder / "state", clock=clock())
        assert store.rows().keys() >= self.confirmed - self.taken
        assert store.rows().keys() | store.lost().keys() >= self.confirmed
        assert store.rows().keys() <= self.confirmed
        assert store.quarantined == ()

    def on_disk(self) -> set[str]:
        return set(parse(self.board.read_bytes()).rows)

    def teardown(self) -> None:
        for app in self.apps:
            if app._writer is not None:
                app._writer.stop()
        self.patience.undo()
        shutil.rmtree(self.folder)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
