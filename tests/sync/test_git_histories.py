"""Random histories of clones in real git: every clone ends with the same bytes, and nothing is missing.

`PIPEBOARD_HISTORIES=500 pytest tests/sync/test_git_histories.py` runs so many of them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clocks import FixedClock
from clones import BOARD, Clone, bare, git
from pipeboard.domain.actions import AddDeal, AddNote, EditDeals, MoveDeals
from pipeboard.domain.errors import Refused, Unmerged
from pipeboard.domain.log import Log
from pipeboard.store.parsing import parse

pytestmark = pytest.mark.slow

RUNS = int(os.environ.get("PIPEBOARD_HISTORIES", "12"))
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
SKEWS = (timedelta(), timedelta(hours=-3), timedelta(days=700), timedelta(), timedelta(days=-400))
NAMES = ("Ann", "Bob", "Chen", "Dora", "Emil")
CONTINUE = {"rebase-merge": "rebase", "rebase-apply": "rebase", "CHERRY_PICK_HEAD": "cherry-pick"}


class World:
    """Some clones of one board, and a list of everything that was ever done in them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.shared = bare(folder)
        self.done: list[str] = []
        """A word for each operation; it stands in the event that the operation wrote."""
        self.clones: list[Clone] = []
        self.by_sync = self.chance.random() < 0.7
        """Whether the clones use `sync`, or only stock git."""
        self.begin(attributes=self.chance.random() < 0.5)
        for _ in range(self.chance.randint(2, 4)):
            self.join()

    # The clones

    def begin(self, *, attributes: bool) -> None:
        clone = self.join()
        if attributes:
            (clone.folder / ".gitattributes").write_text(f"{BOARD} text eol=lf merge=union\n")
        (clone.folder / "notes.txt").write_text("mine\n")
        git(clone.folder, "add", "--all")
        git(clone.folder, "commit", "--quiet", "--message", "The board")
        git(clone.folder, "push", "--quiet", "origin", "main")

    def join(self) -> Clone:
        """One more clone, all of whose writing is still to come; it has a clock of its own."""
        number = len(self.clones)
        folder = self.folder / NAMES[number].lower()
        git(self.folder, "clone", "--quiet", str(self.shared), folder.name)
        for name, value in (("gc.auto", "0"), ("branch.main.remote", "origin"), ("rerere.enabled", "false")):
            git(folder, "config", name, value)
        git(folder, "config", "branch.main.merge", "refs/heads/main")
        git(folder, "config", "merge.conflictStyle", self.chance.choice(("merge", "diff3", "zdiff3")))
        clock = FixedClock(START + SKEWS[number], seed=self.chance.randrange(1 << 30))
        self.clones.append(Clone(folder, NAMES[number], clock))
        return self.clones[-1]

    def other(self, clone: Clone) -> Clone:
        return self.chance.choice([one for one in self.clones if one is not clone])

    # What people do

    def act(self, clone: Clone) -> None:
        """One to three changes of the board."""
        for _ in range(self.chance.randint(1, 3)):
            word = f"op-{len(self.done):04d}."
            deals = sorted(clone.workspace.board.deals)
            deal = self.chance.choice(deals) if deals else ""
            kind = self.chance.randrange(4) if deals else 0
            actions = (
                AddDeal({"title": word}),
                AddNote((deal,), word),
                EditDeals((deal,), {"company": word}),
                EditDeals((deal,), {"title": word}),
            )
            clone.workspace.do(actions[kind])
            self.done.append(word)
            if deals and self.chance.random() < 0.5:
                stage = self.chance.choice(("lead", "offer", "decision"))
                clone.workspace.do(MoveDeals((deal,), stage))
        clone.workspace.flush()

    def commit(self, clone: Clone) -> None:
        self.act(clone)
        if self.chance.random() < 0.3:
            (clone.folder / f"{clone.author}.txt").write_text(f"{len(self.done)}\n")
            git(clone.folder, "add", f"{clone.author}.txt")
        self.keep(clone)

    def keep(self, clone: Clone) -> None:
        """Commit what there is, by hand."""
        clone.workspace.flush()
        git(clone.folder, "commit", "--quiet", "--all", "--message", f"{clone.author}'s", check=False)

    def sync(self, clone: Clone) -> None:
        if self.by_sync:
            with suppress(Unmerged):  # another file than the board: that is pulled by hand
                clone.sync()
                return
        self.pull(clone)
        git(clone.folder, "push", "--quiet", "origin", "main", check=False)

    def pull(self, clone: Clone) -> None:
        self.keep(clone)
        how = self.chance.choice(("--rebase", "--no-rebase"))
        git(clone.folder, "pull", "--quiet", how, "--no-edit", "origin", "main", check=False)
        self.settle(clone)

    def merge_a_colleague(self, clone: Clone) -> None:
        """Without the shared repository: where two do that, histories cross."""
        self.keep(clone)
        other = self.other(clone).folder
        git(clone.folder, "pull", "--quiet", "--no-rebase", "--no-edit", str(other), "HEAD", check=False)
        self.settle(clone)

    def octopus(self, clone: Clone) -> None:
        """A merge of several at once; where git will not, one after the other."""
        self.keep(clone)
        heads = []
        for one in self.clones:
            if one is not clone:
                git(clone.folder, "fetch", "--quiet", str(one.folder), f"+HEAD:refs/heads/of-{one.author}")
                heads.append(f"of-{one.author}")
        git(clone.folder, "merge", "--quiet", "--no-edit", *heads, check=False)
        if git(clone.folder, "ls-files", "-u") or self.under_way(clone):
            git(clone.folder, "reset", "--quiet", "--hard")
            for head in heads:
                git(clone.folder, "merge", "--quiet", "--no-edit", head, check=False)
                self.settle(clone)

    def cherry_pick(self, clone: Clone) -> None:
        """A commit of somebody else, perhaps twice."""
        self.keep(clone)
        other = self.other(clone).folder
        git(clone.folder, "fetch", "--quiet", str(other), "HEAD")
        found = git(clone.folder, "rev-list", "--no-merges", "--max-count=5", "FETCH_HEAD").split()
        commit = self.chance.choice(found)
        for _ in range(self.chance.randint(1, 2)):
            git(clone.folder, "cherry-pick", commit, check=False)
            self.settle(clone)

    def stash(self, clone: Clone) -> None:
        """Put work aside, take in that of others, and take it out again."""
        self.act(clone)
        git(clone.folder, "stash", "--quiet", check=False)
        clone.workspace.reload()
        if self.chance.random() < 0.5:
            self.act(clone)
        self.chance.choice((self.pull, self.merge_a_colleague))(clone)
        self.keep(clone)
        if git(clone.folder, "stash", "list"):
            git(clone.folder, "stash", "pop", "--quiet", check=False)
            self.settle(clone)
            git(clone.folder, "stash", "drop", "--quiet", check=False)

    def branch(self, clone: Clone) -> None:
        """Work on a branch, go back, work there, and bring both together."""
        self.keep(clone)
        git(clone.folder, "checkout", "--quiet", "-B", "work")
        self.commit(clone)
        git(clone.folder, "checkout", "--quiet", "main")
        clone.workspace.reload()
        if self.chance.random() < 0.7:
            self.commit(clone)
        how = self.chance.choice((("merge", "--quiet", "--no-edit"), ("rebase", "--quiet")))
        git(clone.folder, *how, "work", check=False)
        self.settle(clone)

    def reset(self, clone: Clone) -> None:
        """Throw commits away; what was one's own is taken back from the journal."""
        self.keep(clone)
        git(clone.folder, "reset", "--quiet", "--hard", self.chance.choice(("HEAD~1", "HEAD")), check=False)
        clone.workspace.reload()
        self.take_back(clone)

    def take_back(self, clone: Clone) -> None:
        store = clone.workspace._store
        store.append(store.lost())
        store.flush()
        clone.again()

    # Ending what git could not

    def under_way(self, clone: Clone) -> str:
        """What git has not ended: the command that goes on with it, or "merge"."""
        folder = clone.folder / ".git"
        if (folder / "MERGE_HEAD").exists():
            return "merge"
        return next((name for mark, name in CONTINUE.items() if (folder / mark).exists()), "")

    def settle(self, clone: Clone) -> None:
        """Unite the board wherever git has stopped, by `sync` or by a save of the app, and go on."""
        for _ in range(40):
            unmerged = git(clone.folder, "ls-files", "-u")
            what = self.under_way(clone)
            if not unmerged and not what:
                clone.workspace.reload()
                return
            if unmerged:
                self.unite(clone)
            if self.under_way(clone) == "merge":
                git(clone.folder, "commit", "--quiet", "--no-edit", check=False)
            elif what and what != "merge":
                self.go_on(clone, what)
        raise AssertionError(git(clone.folder, "status"))

    def unite(self, clone: Clone) -> None:
        if self.by_sync:
            # It settles the board; the rest of what is under way is for people.
            with suppress(Refused, Unmerged):
                clone.sync()
        else:
            clone.workspace.reload()
            self.act(clone)
            git(clone.folder, "add", BOARD)
        other = {line.split("\t")[1] for line in git(clone.folder, "ls-files", "-u").splitlines()}
        for name in other:
            git(clone.folder, "checkout", "--quiet", "--theirs", "--", name, check=False)
            git(clone.folder, "add", "--", name)

    def go_on(self, clone: Clone, what: str) -> None:
        git(clone.folder, what, "--continue", check=False, GIT_EDITOR="true")
        if self.under_way(clone) == what and not git(clone.folder, "ls-files", "-u"):
            git(clone.folder, what, "--skip", check=False)

    # The end

    def finish(self) -> None:
        """Everyone takes back what they lost and shares what they have, until all have the same."""
        for _ in range(12):
            for clone in self.clones:
                self.take_back(clone)
                self.keep(clone)
                self.sync(clone)
            heads = {git(folder, "rev-parse", "main") for folder in self.folders()}
            if len(heads) == 1 and not any(clone.workspace._store.lost() for clone in self.clones):
                return
        raise AssertionError("the clones do not come together")

    def folders(self) -> list[Path]:
        return [self.shared, *(clone.folder for clone in self.clones)]

    def step(self) -> None:
        """Something that somebody does."""
        kinds: tuple[Callable[[Clone], None], ...] = (
            *(self.act, self.commit, self.commit, self.sync, self.sync, self.pull),
            *(self.merge_a_colleague, self.octopus, self.cherry_pick, self.stash, self.branch, self.reset),
        )
        if len(self.clones) < len(NAMES) and self.chance.random() < 0.05:
            self.join()
        clone = self.chance.choice(self.clones)
        clone.workspace.reload()
        self.chance.choice(kinds)(clone)


@pytest.mark.parametrize("seed", range(RUNS))
def test_all_clones_end_with_the_same_bytes_and_everything_that_was_done(tmp_path: Path, seed: int) -> None:
    """Edits, commits, merges, rebases, cherry-picks, stashes, branches, resets; attributes or none."""
    world = World(tmp_path, seed)
    for _ in range(world.chance.randint(6, 20)):
        world.step()
    world.finish()
    ends = {clone.path.read_bytes() for clone in world.clones}
    assert len(ends) == 1
    data = ends.pop()
    parsed = parse(data)
    assert parsed.quarantined == ()
    assert parsed.sides == ()
    text = b"\n".join(parsed.rows.values()).decode()
    assert [word for word in world.done if word not in text] == []
    log = Log(parsed.rows)
    assert log.problems == {}
    for clone in world.clones:
        clone.workspace.reload()
        assert clone.workspace.board == log.board
        assert git(clone.folder, "status", "--porcelain", "--untracked-files=no") == ""
        clone.workspace.close()
