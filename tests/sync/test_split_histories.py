"""Splits in real git: whatever clones edit, split, unite and merge, every event is in a board or an archive.

`PIPEBOARD_HISTORIES=500 pytest tests/sync/test_split_histories.py` runs so many of them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clocks import FixedClock
from clones import BOARD, Clone, bare, cloned, git
from pipeboard.domain.actions import AddNote, CloseDeals, DeleteDeals, MergeDeals, Undo
from pipeboard.domain.errors import PipeBoardError, Refused
from pipeboard.domain.log import Log
from pipeboard.store.parsing import parse

pytestmark = pytest.mark.slow

RUNS = int(os.environ.get("PIPEBOARD_HISTORIES", "12"))
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
ARCHIVE = "old.json"
Step: TypeAlias = tuple[int, str, int]


def steps() -> st.SearchStrategy[list[Step]]:
    """Who does what, and a number that chooses the deal."""
    kinds = (
        "add",
        "lose",
        "note",
        "note",
        "delete",
        "merge",
        "undo",
        "split",
        "split",
        "sync",
        "sync",
        "pull",
    )
    step = st.tuples(st.integers(0, 2), st.sampled_from((*kinds, "unite")), st.integers(0, 5))
    return st.lists(step, min_size=6, max_size=22)


class World:
    """Three clones of one board, and every event that was ever written in one of them."""

    def __init__(self, folder: Path) -> None:
        shared = bare(folder)
        self.clocks = [FixedClock(START + timedelta(hours=2 * number), seed=number) for number in range(3)]
        self.clones = [cloned(folder, shared, "Ann", self.clocks[0])]
        [ann] = self.clones
        (ann.folder / ".gitattributes").write_text(f"{BOARD} text eol=lf merge=union\n")
        for title in ("One", "Two", "Three"):
            ann.add(title)
        self.lose(ann, 0)
        ann.workspace.flush()
        git(ann.folder, "add", "--all")
        git(ann.folder, "commit", "--quiet", "--message", "The board")
        git(ann.folder, "push", "--quiet", "origin", "main")
        self.clones += [
            cloned(folder, shared, name, self.clocks[at]) for at, name in ((1, "Bob"), (2, "Chen"))
        ]
        self.written: set[str] = set()
        self.take_down()

    def take_down(self) -> None:
        """Take down what is written."""
        for clone in self.clones:
            self.written |= parse((clone.folder / BOARD).read_bytes()).rows.keys()

    def step(self, who: int, kind: str, which: int) -> None:
        clone = self.clones[who]
        self.clocks[who].set(self.clocks[who].now() + timedelta(hours=9))
        clone.workspace.reload()
        with suppress(PipeBoardError):  # nothing to split, a deal that is deleted, a push that was overtaken
            getattr(self, kind)(clone, which)
        clone.workspace.flush()
        self.take_down()

    def deal(self, clone: Clone, which: int) -> str:
        deals = sorted(clone.workspace.board.deals)
        if not deals:
            raise Refused("There is no deal.")
        return deals[which % len(deals)]

    def add(self, clone: Clone, which: int) -> None:
        clone.add(f"{clone.author} {which}")

    def lose(self, clone: Clone, which: int) -> None:
        clone.workspace.do(CloseDeals((self.deal(clone, which),), "lost", "price"))

    def note(self, clone: Clone, which: int) -> None:
        clone.workspace.do(AddNote((self.deal(clone, which),), "They rang"))

    def delete(self, clone: Clone, which: int) -> None:
        clone.workspace.do(DeleteDeals((self.deal(clone, which),)))

    def merge(self, clone: Clone, which: int) -> None:
        clone.workspace.do(MergeDeals(self.deal(clone, which), self.deal(clone, which + 1)))

    def undo(self, clone: Clone, _which: int) -> None:
        clone.workspace.do(Undo(anyway=True))

    def split(self, clone: Clone, which: int) -> None:
        today = clone.workspace.today()
        archive = clone.folder / (ARCHIVE if which % 2 else f"{clone.author}-{which}.json")
        splitter = clone.workspace.splitter
        splitter.carry_out(splitter.plan(today, archive, os.environ))

    def unite(self, clone: Clone, which: int) -> None:
        archives = sorted(clone.folder.glob("*.json"))
        chosen = archives[which % len(archives)]
        clone.workspace.flush()
        clone.workspace._store.file.unite([chosen.read_bytes()])

    def sync(self, clone: Clone, _which: int = 0) -> None:
        clone.sync()

    def pull(self, clone: Clone, _which: int = 0) -> None:
        """By hand, as git merges lines."""
        clone.workspace.flush()
        git(clone.folder, "commit", "--quiet", "--all", "--message", f"{clone.author}'s", check=False)
        git(clone.folder, "pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main", check=False)

    def end(self) -> list[bytes]:
        """Everybody syncs until nothing is new; the boards then."""
        for _ in range(2):
            for clone in self.clones:
                clone.workspace.reload()
                clone.sync()
        return [(clone.folder / BOARD).read_bytes() for clone in self.clones]

    def archived(self) -> dict[str, bytes]:
        """The rows of all archives."""
        files = [path for clone in self.clones for path in clone.folder.glob("*.json") if path.name != BOARD]
        return {key: line for path in files for key, line in parse(path.read_bytes()).rows.items()}

    def close(self) -> None:
        for clone in self.clones:
            clone.workspace.close()


@settings(max_examples=RUNS, deadline=None)
@given(steps())
def test_every_event_is_in_the_board_or_an_archive_and_clones_agree(history: Any) -> None:
    """After any order of edits, splits, unions, syncs and pulls by hand."""
    with TemporaryDirectory() as name:
        world = World(Path(name))
        for who, kind, which in history:
            world.step(who, kind, which)
        boards = world.end()
        archived = world.archived()
        world.close()
        assert len(set(boards)) == 1
        rows = parse(boards[0]).rows
        assert parse(boards[0]).left_out == ()
        assert world.written - rows.keys() - archived.keys() == set()
        # United with all that is archived, every deal is whole.
        log = Log({**archived, **rows})
        assert [deal for deal in log.board.deals if deal not in log] == []


def test_a_team_shares_a_split(tmp_path: Path) -> None:
    """One sync brings the archive and the board; what another did meanwhile brings its deal back, whole."""
    clocks = [FixedClock(START, seed=number) for number in range(2)]
    shared = bare(tmp_path)
    ann = cloned(tmp_path, shared, "Ann", clocks[0])
    for title in ("Open", "Lost", "Other"):
        ann.add(title)
    for title in ("Lost", "Other"):
        ann.workspace.do(CloseDeals((ann.deal(title),), "lost", "price"))
    ann.sync()
    bob = cloned(tmp_path, shared, "Bob", clocks[1])
    for clock in clocks:
        clock.set(START + timedelta(days=400))
    splitter = ann.workspace.splitter
    splitter.carry_out(splitter.plan(ann.workspace.today(), ann.folder / ARCHIVE, os.environ))
    git(ann.folder, "add", ARCHIVE)
    git(ann.folder, "commit", "--quiet", "--message", "Archive", ARCHIVE)
    ann.sync()
    bob.workspace.do(AddNote((bob.deal("Lost"),), "They rang"))
    bob.sync()
    assert bob.titles() == {"Open", "Lost"}
    assert (bob.folder / ARCHIVE).read_bytes() == (ann.folder / ARCHIVE).read_bytes()
    ann.sync()
    assert ann.titles() == {"Open", "Lost"}
    assert ann.workspace.board.deals[ann.deal("Lost")].notes == 1
    assert ann.path.read_bytes() == bob.path.read_bytes()
    assert (ann.workspace.inbox.count(), bob.workspace.inbox.count()) == (0, 0)
    ann.workspace.close()
    bob.workspace.close()
