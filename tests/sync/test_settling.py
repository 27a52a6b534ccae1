"""What git itself could not merge: the board is united, and the user is told of the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from clocks import FixedClock
from clones import BOARD, Clone, bare, cloned, commits, first, git, status
from pipeboard.domain.errors import DamagedFile, Refused, Unmerged
from pipeboard.store.parsing import parse
from pipeboard.sync.settling import mend

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def team(tmp_path: Path) -> tuple[Clone, Clone]:
    """Two clones without attributes, each with a first deal of its own; Bob's is pushed."""
    shared = bare(tmp_path)
    ann = first(tmp_path, shared, attributes=False)
    # Names of clones that begin with the same letter: their first lines stand at the same place.
    seeds = (seed for seed in count() if FixedClock(NOW, seed).chance(32) == 20)
    bob = cloned(tmp_path, shared, "Bob", FixedClock(NOW, next(seeds)))
    bob.add("By Bob")
    bob.sync()
    chen = cloned(tmp_path, shared, "Chen", FixedClock(NOW, next(seeds)))
    git(chen.folder, "reset", "--quiet", "--hard", "HEAD~1")
    chen.again()
    chen.add("By Chen")
    chen.workspace.flush()
    git(chen.folder, "commit", "--quiet", "--all", "--message", "Chen's")
    ann.workspace.close()
    return bob, chen


def pull(clone: Clone, how: str = "--no-rebase", style: str = "merge") -> None:
    """A pull by hand, which stops at a conflict."""
    git(clone.folder, "-c", f"merge.conflictStyle={style}", "pull", "--quiet", how, "--no-edit", check=False)
    assert git(clone.folder, "ls-files", "-u")


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_a_merge_that_stopped_at_the_board_is_ended(team: tuple[Clone, Clone], style: str) -> None:
    """The app shows both sides at once, and a sync commits the merge and shares it."""
    bob, chen = team
    pull(chen, style=style)
    assert chen.titles() == {"By Bob", "By Chen"}
    assert "1 of HEAD and 1 of " in chen.workspace.conflict
    assert chen.sync().sent == 2
    assert status(chen.folder) == []
    assert chen.workspace.conflict == ""
    bob.sync()
    assert bob.path.read_bytes() == chen.path.read_bytes()
    assert parse(bob.path.read_bytes()).sides == ()


def test_what_was_done_between_the_conflict_and_the_sync_is_there(team: tuple[Clone, Clone]) -> None:
    """A save takes the markers out; the index is still to be settled."""
    _, chen = team
    pull(chen)
    chen.titles()
    chen.add("Later")
    chen.workspace.flush()
    assert b"<<<<<<<" not in chen.path.read_bytes()
    chen.sync()
    assert chen.titles() == {"By Bob", "By Chen", "Later"}
    assert status(chen.folder) == []


def test_sides_that_the_file_does_not_show_are_read_from_the_index(team: tuple[Clone, Clone]) -> None:
    """A merge tool, or `checkout --ours`, left one side alone in the work tree."""
    _, chen = team
    pull(chen)
    git(chen.folder, "checkout", "--quiet", "--ours", "--", BOARD)
    assert chen.titles() == {"By Chen"}
    chen.sync()
    assert chen.titles() == {"By Bob", "By Chen"}


def test_a_rebase_is_the_users_to_end(team: tuple[Clone, Clone]) -> None:
    """The board is settled, and the sentence says how to go on."""
    _, chen = team
    pull(chen, "--rebase")
    with pytest.raises(Refused, match="The board's part is settled"):
        chen.sync()
    assert git(chen.folder, "ls-files", "-u") == ""
    git(chen.folder, "rebase", "--continue", GIT_EDITOR="true")
    assert chen.titles() == {"By Bob", "By Chen"}
    assert chen.sync().sent == 1


def test_a_stash_that_does_not_fit_is_united(team: tuple[Clone, Clone]) -> None:
    """There is nothing to end then: the board is settled and shared."""
    bob, chen = team
    git(chen.folder, "reset", "--quiet", "--soft", "HEAD~1")
    git(chen.folder, "stash", "--quiet")
    git(chen.folder, "pull", "--quiet", "--no-rebase")
    git(chen.folder, "stash", "pop", "--quiet", check=False)
    assert chen.titles() == {"By Bob", "By Chen"}
    chen.sync()
    bob.sync()
    assert bob.titles() == {"By Bob", "By Chen"}


def test_a_conflict_in_another_file_is_named(team: tuple[Clone, Clone]) -> None:
    """With what to do; the board is united already, and nothing is committed."""
    bob, chen = team
    for clone in (bob, chen):
        (clone.folder / "notes.txt").write_text(f"{clone.author}'s\n")
        git(clone.folder, "add", "notes.txt")
        git(clone.folder, "commit", "--quiet", "--message", "Notes")
    git(bob.folder, "push", "--quiet")
    pull(chen)
    with pytest.raises(Unmerged, match=r"The board is united; git has a conflict in notes\.txt\."):
        chen.sync()
    assert chen.titles() == {"By Bob", "By Chen"}
    (chen.folder / "notes.txt").write_text("both\n")
    git(chen.folder, "add", "notes.txt")
    with pytest.raises(Refused, match="A merge is under way"):
        chen.sync()
    git(chen.folder, "commit", "--quiet", "--no-edit")
    chen.sync()
    assert commits(chen.folder, "origin/main")[0].startswith("Merge")


def test_markers_that_somebody_committed_are_taken_out(team: tuple[Clone, Clone]) -> None:
    """On the other side, too: what is shared then has none."""
    bob, chen = team
    pull(chen)
    git(chen.folder, "commit", "--quiet", "--all", "--no-edit")
    git(chen.folder, "push", "--quiet")
    assert b"<<<<<<<" in chen.path.read_bytes()
    bob.add("Later")
    bob.sync()
    assert bob.titles() == {"By Bob", "By Chen", "Later"}
    assert b"<<<<<<<" not in bob.path.read_bytes()
    assert b"<<<<<<<" not in git(bob.folder, "show", f"origin/main:{BOARD}").encode()


def test_an_attempt_of_git_that_is_no_board_gives_way_to_its_sides(team: tuple[Clone, Clone]) -> None:
    """Markers amid another tool's layout cannot be read; the index holds both sides whole."""
    _, chen = team
    pull(chen)
    chen.path.write_bytes(b"{\n<<<<<<< HEAD\n =======\n")
    environment = {"PATH": "/usr/bin:/bin"}
    mend(chen.path, environment)
    chen.again()
    chen.sync()
    assert chen.titles() == {"By Bob", "By Chen"}
    chen.path.write_bytes(b"{\n")
    mend(chen.path, environment)
    with pytest.raises(DamagedFile):
        chen.again()
