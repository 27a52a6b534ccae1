"""Random work with all that can go wrong around a file, against a list of every operation ever made."""

from __future__ import annotations

import contextlib
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from clocks import FixedClock
from histories import SETUP, START, Replica
from pipeboard.domain import actions
from pipeboard.domain.errors import Refused
from pipeboard.store.layout import spliced
from pipeboard.workspace.workspace import Workspace

pytestmark = pytest.mark.slow

WHO = st.integers(0, 1)
DAYS = timedelta(days=5)
"""How far clocks jump; what is older than two weeks is not offered back."""


class NothingIsLost(RuleBasedStateMachine):
    """Two clones' apps on one file. Each operation leaves a word of its own in its rows."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "pipeboard.json"
        self.clock = FixedClock(START, seed=3)
        first = Workspace.create(
            self.path, state_dir=self.state(0), author="Ann", setup=SETUP, clock=self.clock
        )
        first.flush()
        self.apps = [first, self.open(1)]
        self.made: list[tuple[int, str]] = []
        """Every operation: whose it was, and its word."""
        self.pulled: list[str] = []
        """Words of a third clone, whose rows are in no journal here."""
        self.snapshots = [(self.path.read_bytes(), 0)]
        self.other = Replica("p3yc", "Chen")
        self.other.take(self.rows(0))

    def state(self, who: int) -> Path:
        return Path(self.folder.name) / f"state-{who}"

    def open(self, who: int) -> Workspace:
        return Workspace.open(
            self.path, state_dir=self.state(who), author=("Ann", "Bob")[who], clock=self.clock
        )

    def rows(self, who: int) -> dict[str, bytes]:
        return dict(self.apps[who]._store.rows())

    def word(self) -> str:
        return f"word{len(self.made) + len(self.pulled)}x"

    @rule(who=WHO)
    def add(self, who: int) -> None:
        word = self.word()
        self.apps[who].do(actions.AddDeal({"title": word}))
        self.made.append((who, word))

    @rule(who=WHO, which=st.integers(0, 9), kind=st.sampled_from(("note", "company", "move", "close")))
    def work(self, who: int, which: int, kind: str) -> None:
        """Something on a deal of the board as this app knows it; the word is in what it says."""
        app, word = self.apps[who], self.word()
        deals = sorted(deal.id for deal in app.board.deals.values() if deal.is_open)
        if not deals:
            return
        deal = (deals[which % len(deals)],)
        action: actions.Action = actions.AddNote(deal, word)
        if kind == "company":
            action = actions.EditDeals(deal, {"company": word})
        elif kind == "close":
            action = actions.CloseDeals(deal, "lost", word)
        elif kind == "move":
            action = actions.Together(
                (actions.MoveDeals(deal, "proposal", word), actions.AddNote(deal, word))
            )
        app.do(action)
        self.made.append((who, word))

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        """What is undone stays in the log."""
        with contextlib.suppress(Refused):  # nothing of theirs is there
            self.apps[who].undo()

    @rule(who=WHO)
    def flush(self, who: int) -> None:
        self.apps[who].flush()

    @rule(who=WHO)
    def reload(self, who: int) -> None:
        self.apps[who].reload()

    @rule(who=WHO)
    def restart(self, who: int) -> None:
        self.apps[who].close()
        self.apps[who] = self.open(who)

    @rule(who=WHO)
    def crash(self, who: int) -> None:
        """The app ends on the spot: nothing more is saved, marked or tidied up."""
        store = self.apps[who]._store
        if store._writer is not None:
            store._writer.stop()
        store._journal.close()
        store._marks.close()
        self.apps[who] = self.open(who)

    @rule()
    def commit(self) -> None:
        """Remember the file as it is."""
        for app in self.apps:
            app.flush()
        self.snapshots.append((self.path.read_bytes(), len(self.pulled)))

    @rule(which=st.integers(0, 9))
    def check_out(self, which: int) -> None:
        """Put an earlier file in place, as a reset or another branch does; what was pulled since is gone."""
        data, pulled = self.snapshots[which % len(self.snapshots)]
        for app in self.apps:
            app.flush()
        self.path.write_bytes(data)
        del self.pulled[pulled:]
        for app in self.apps:
            app.reload()

    @rule()
    def pull(self) -> None:
        """Rows of a third clone come in, in one piece."""
        word = f"pulled{len(self.other.rows)}x"
        mine = set(self.other.rows)
        self.other.add(word)
        new = [line for key, line in self.other.rows.items() if key not in mine]
        for app in self.apps:
            app.flush()
        self.path.write_bytes(b"".join(spliced(self.path.read_bytes(), new)))
        self.pulled.append(word)

    @rule(who=WHO)
    def take_back(self, who: int) -> None:
        """Bring back whatever this clone has lost."""
        inbox = self.apps[who].inbox
        acts = [one.act for one in inbox.actions()]
        if acts:
            inbox.take_back(acts)
            assert inbox.actions() == ()

    @rule(hours=st.integers(-120, 120))
    def turn_the_clock(self, hours: int) -> None:
        moment = self.clock.now() + timedelta(hours=hours)
        self.clock.set(min(max(moment, START - DAYS), START + DAYS))

    @invariant()
    def every_operation_is_there_or_offered(self) -> None:
        for who, app in enumerate(self.apps):
            there = b"".join(self.rows(who).values())
            offered = b"".join(line for one in app.inbox.actions() for line in one.rows.values())
            for author, word in self.made:
                if author == who:
                    assert word.encode() in there or word.encode() in offered, (who, word)
            assert app._store.quarantined == ()

    def teardown(self) -> None:
        if not hasattr(self, "apps"):
            return
        for app in self.apps:
            app.flush()
            app.reload()
        for who in (0, 1):
            self.take_back(who)
            self.apps[who].flush()
        data = self.path.read_bytes()
        for word in (*(word for _, word in self.made), *self.pulled):
            assert word.encode() in data, word
        for app in self.apps:
            app.reload()
        assert self.apps[0].board == self.apps[1].board
        for app in self.apps:
            app.close()
        self.folder.cleanup()


TestNothingIsLost: Any = NothingIsLost.TestCase
TestNothingIsLost.settings = settings(deadline=None, max_examples=40, stateful_step_count=25)
