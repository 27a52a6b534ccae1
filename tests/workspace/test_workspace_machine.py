"""Random work on a real file, against a model that knows only what a user was told."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from clocks import FixedClock
from histories import SETUP, START
from pipeboard.domain import actions
from pipeboard.domain.errors import Refused
from pipeboard.workspace.workspace import Workspace

Model = dict[str, tuple[str, str, str, int]]
"""Title -> company, stage, status, and which action made it so: what the user believes the board to be."""
NONE = ("", "", "", 0)


class TwoApps(RuleBasedStateMachine):
    """Two apps of two authors on one file; the model is a plain dictionary and a list of states for undo."""

    deals = Bundle("deals")

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "pipeboard.json"
        self.clock = FixedClock(START, seed=1)
        self.latest = START
        self.count = 0
        self.ids: dict[str, str] = {}
        self.model: Model = {}
        self.past: list[list[tuple[Model, Model]]] = [[], []]
        self.future: list[list[tuple[Model, Model]]] = [[], []]
        state = Path(self.folder.name) / "state"
        ann = Workspace.create(self.path, state_dir=state, author="Ann", setup=SETUP, clock=self.clock)
        self.apps = [ann, self.open(1)]

    def open(self, who: int) -> Workspace:
        state = Path(self.folder.name) / "state"
        return Workspace.open(self.path, state_dir=state, author=("Ann", "Bob")[who], clock=self.clock)

    def act(self, who: int, title: str, entry: tuple[str, str, str], action: actions.Action) -> str:
        """Do it in one app, which has seen everything, and note what the user now believes."""
        before = {title: self.model[title]} if title in self.model else {}
        outcome = self.app(who).do(action)
        self.count += 1
        self.model[title] = (*entry, self.count)
        self.past[who].append((before, {title: self.model[title]}))
        self.future[who].clear()
        self.turn_the_clock_by_a_second()
        return outcome.act

    def turn_the_clock_by_a_second(self) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=1))
        self.latest = max(self.latest, self.clock.now())

    def app(self, who: int) -> Workspace:
        """An app that knows what the other one did."""
        for app in self.apps:
            app.flush()
        self.apps[who].reload()
        return self.apps[who]

    @rule(target=deals, who=st.integers(0, 1))
    def add(self, who: int) -> str:
        title = f"Deal {len(self.ids)}"
        action = actions.AddDeal({"title": title, "company": "-"})
        self.ids[title] = self.act(who, title, ("-", "lead", "open"), action)
        return title

    @rule(who=st.integers(0, 1), title=deals, company=st.sampled_from("ABC"))
    def edit(self, who: int, title: str, company: str) -> None:
        old, stage, status, _ = self.model.get(title, NONE)
        if old not in ("", company):
            action = actions.EditDeals((self.ids[title],), {"company": company})
            self.act(who, title, (company, stage, status), action)

    @rule(who=st.integers(0, 1), title=deals, stage=st.sampled_from(("lead", "qualified", "proposal")))
    def move(self, who: int, title: str, stage: str) -> None:
        company, old, status, _ = self.model.get(title, NONE)
        if status == "open" and stage != old:
            self.act(who, title, (company, stage, status), actions.MoveDeals((self.ids[title],), stage))

    @rule(who=st.integers(0, 1), title=deals, won=st.booleans())
    def close(self, who: int, title: str, won: bool) -> None:
        company, stage, status, _ = self.model.get(title, NONE)
        if status == "open":
            action = actions.CloseDeals((self.ids[title],), "won" if won else "lost", "price")
            self.act(who, title, (company, "delivery" if won else stage, "won" if won else "lost"), action)

    @rule(who=st.integers(0, 1), title=deals, stage=st.sampled_from(("lead", "proposal")))
    def reopen(self, who: int, title: str, stage: str) -> None:
        company, _, status, _ = self.model.get(title, NONE)
        if status in ("won", "lost"):
            self.act(who, title, (company, stage, "open"), actions.ReopenDeals((self.ids[title],), stage))

    @rule(who=st.integers(0, 1))
    def undo(self, who: int) -> None:
        """Only what the other author has not built upon has an undo that this plain model can foretell."""
        if self.past[who] and self.stands(self.past[who][-1][1]):
            before, after = self.past[who].pop()
            self.app(who).undo()
            self.future[who].append((before, after))
            self.put(before, after)

    @rule(who=st.integers(0, 1))
    def redo(self, who: int) -> None:
        app = self.app(who)
        if not self.future[who]:
            try:
                app.redo()
            except Refused:
                return
            raise AssertionError("there was nothing to redo")
        if self.is_as(self.future[who][-1][0], self.future[who][-1][1]):
            before, after = self.future[who].pop()
            app.redo()
            self.past[who].append((before, after))
            self.put(after, before)

    def stands(self, after: Model) -> bool:
        return all(self.model.get(title) == entry for title, entry in after.items())

    def is_as(self, before: Model, after: Model) -> bool:
        return all(self.model.get(title) == before.get(title) for title in after)

    def put(self, new: Model, old: Model) -> None:
        for title in old:
            self.model.pop(title, None)
        self.model |= new
        self.turn_the_clock_by_a_second()

    @rule(who=st.integers(0, 1))
    def restart(self, who: int) -> None:
        """The app ends in good order and is started again."""
        self.apps[who].close()
        self.apps[who] = self.open(who)

    @rule(hours=st.integers(-30, 30))
    def turn_the_clock(self, hours: int) -> None:
        """Forth and back by up to a day; further back, ids are no longer followed and a restart forgets."""
        moment = self.clock.now() + timedelta(hours=hours)
        self.latest = max(self.latest, moment)
        self.clock.set(max(moment, self.latest - timedelta(hours=23)))

    @invariant()
    def both_apps_show_what_users_believe(self) -> None:
        boards = []
        for who in (0, 1):
            board = self.app(who).board
            boards.append(board)
            shown = {deal.title: (deal.company, deal.stage, deal.status) for deal in board.deals.values()}
            assert shown == {title: entry[:3] for title, entry in self.model.items()}
            assert not any(deal.conflicts or deal.notice for deal in board.deals.values())
        assert boards[0] == boards[1]

    def teardown(self) -> None:
        if hasattr(self, "apps"):
            for app in self.apps:
                app.close()
            self.folder.cleanup()


TestTwoApps: Any = TwoApps.TestCase
TestTwoApps.settings = settings(deadline=None, max_examples=40, stateful_step_count=20)
