"""`git setup`, `git status`, `sync` and `merge-file` as people and scripts call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clones import BOARD, bare, git, status
from command_line import Pipeboard


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of Ann's with a board, and one to share through."""
    home = tmp_path / "ann"
    home.mkdir()
    git(home, "init", "--quiet", "--initial-branch=main")
    for name, value in (("user.name", "Ann"), ("user.email", "ann@example.com")):
        git(home, "config", name, value)
    bare(tmp_path)
    monkeypatch.chdir(home)
    monkeypatch.setenv("PIPEBOARD_AUTHOR", "Ann")
    return home


@pytest.fixture
def board(pipeboard: Pipeboard, folder: Path) -> Path:
    pipeboard("init", "--stages", "Lead,Offer")
    return folder / BOARD


@pytest.fixture
def shared(pipeboard: Pipeboard, board: Path) -> Path:
    """The board, set up and pushed."""
    git(board.parent, "remote", "add", "origin", "../shared.git")
    pipeboard("git", "setup", "--yes")
    pipeboard("sync")
    return board


def as_bob(pipeboard: Pipeboard, board: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go on as Bob, in a clone of his."""
    clone = board.parent.parent / "bob"
    if not clone.exists():
        git(clone.parent, "clone", "--quiet", "shared.git", "bob")
        for name, value in (("user.name", "Bob"), ("user.email", "bob@example.com")):
            git(clone, "config", name, value)
    monkeypatch.chdir(clone)
    monkeypatch.setenv("PIPEBOARD_AUTHOR", "Bob")
    return clone


def test_setup_shows_what_it_will_do_and_does_that_alone(pipeboard: Pipeboard, board: Path) -> None:
    """Nothing without a yes; then the lines, a commit of these files, and what the branch follows."""
    git(board.parent, "remote", "add", "origin", "../shared.git")
    (board.parent / "mine.txt").write_text("mine\n")
    git(board.parent, "add", "mine.txt")
    shown = pipeboard("git", "setup", "--dry-run").out
    assert "Add to .gitattributes: pipeboard.json text eol=lf merge=union" in shown
    assert "Commit .gitattributes, .gitignore and pipeboard.json, and nothing else" in shown
    assert "Let the branch main follow origin/main" in shown
    refused = pipeboard("git", "setup", ok=False)
    assert (refused.code, refused.err) == (
        1,
        "pipeboard: Say `--yes` to do it, or `--dry-run` to see what it is.\n",
    )
    assert not (board.parent / ".gitattributes").exists()
    done = pipeboard("git", "setup", "--yes", "--json").json
    assert (done["done"], done["dry_run"], len(done["steps"])) == (True, False, 4)
    assert status(board.parent) == ["A  mine.txt"]
    assert (board.parent / ".gitattributes").read_text() == "pipeboard.json text eol=lf merge=union\n"
    assert pipeboard("git", "setup").out == "Everything is set up: `pipeboard sync` shares the board.\n"
    (board.parent / ".pipeboard.json.pipeboard-abc.tmp").touch()
    assert status(board.parent) == ["A  mine.txt"]


def test_setup_says_how_to_tell_git_who_one_is(
    pipeboard: Pipeboard, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first commit of all is made here."""
    for name in ("user.name", "user.email"):
        git(board.parent, "config", "--unset", name)
    git(board.parent, "config", "user.useConfigOnly", "true")
    refused = pipeboard("git", "setup", "--yes", ok=False)
    assert refused.code == 1
    assert "git config --global user.email" in refused.err


def test_setup_leaves_edits_of_ones_own_to_their_owner(pipeboard: Pipeboard, board: Path) -> None:
    """A .gitattributes that the user is editing gets its line, and is not committed."""
    (board.parent / ".gitattributes").write_text("*.png binary\n")
    git(board.parent, "add", ".gitattributes")
    git(board.parent, "commit", "--quiet", "--message", "Attributes")
    (board.parent / ".gitattributes").write_text("*.png binary\n*.gif binary\n")
    pipeboard("git", "setup", "--yes")
    assert status(board.parent) == [" M .gitattributes"]
    lines = (board.parent / ".gitattributes").read_text().splitlines()
    assert lines == ["*.png binary", "*.gif binary", "pipeboard.json text eol=lf merge=union"]


def test_status_says_how_the_board_stands(pipeboard: Pipeboard, board: Path) -> None:
    """Before, while and after it is set up, with what to do next."""
    text = pipeboard("git", "status").out
    assert "not in git yet" in text
    assert "Attributes  not set: `pipeboard git setup`" in text
    git(board.parent, "remote", "add", "origin", "../shared.git")
    pipeboard("git", "setup", "--yes")
    pipeboard("sync")
    pipeboard("add", "Acme website")
    (board.parent / "mine.txt").write_text("mine\n")
    git(board.parent, "add", "mine.txt")
    copy = board.with_name("pipeboard.sync-conflict-20261122-091405.json")
    copy.write_bytes(board.read_bytes())
    record = pipeboard("git", "status", "--json").json
    assert record == {
        "schema": 1,
        "repository": str(board.parent),
        "path": BOARD,
        "branch": "main",
        "upstream": "origin/main",
        "remotes": ["origin"],
        "ahead": 0,
        "behind": 0,
        "attributes": True,
        "tracked": True,
        "ignored": False,
        "uncommitted": True,
        "unsaved": 0,
        "operation": None,
        "unmerged": [],
        "staged": 1,
        "copies": [copy.name],
    }
    text = pipeboard("git", "status").out
    assert "changed since the last commit: `pipeboard sync` shares it" in text
    assert f"{copy.name}: `pipeboard merge-file` takes it in" in text
    git(board.parent, "checkout", "--quiet", "--detach")
    assert "none: HEAD is detached" in pipeboard("git", "status").out


def test_outside_of_a_repository_it_says_how_to_make_one(
    pipeboard: Pipeboard, board: Path, tmp_path: Path
) -> None:
    """With the exit code for what is not there."""
    alone = tmp_path / "alone" / BOARD
    pipeboard("init", "--file", str(alone), "--stages", "Lead")
    for command in (("git", "status"), ("git", "setup"), ("sync",)):
        ran = pipeboard(*command, "--file", str(alone), ok=False)
        assert ran.code == 3
        assert "is in no git repository; make one with `git init`" in ran.err


def test_sync_tells_who_did_what(pipeboard: Pipeboard, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a table, author by author, and as JSON with the keys of `history`."""
    as_bob(pipeboard, shared, monkeypatch)
    pipeboard("add", "Beta shop")
    pipeboard("move", "Beta shop", "Offer")
    assert pipeboard("sync").out == "Synced with origin/main: 2 of your changes sent.\n"
    monkeypatch.chdir(shared.parent)
    pipeboard("add", "Acme website", "--by", "Ann")
    ran = pipeboard("sync")
    assert ran.out.splitlines() == [
        "Synced with origin/main: 1 of your changes sent, 2 received.",
        "WHO  DEAL       WHAT",
        "Bob  Beta shop  Created in Lead",
        "                Moved from Lead to Offer",
    ]
    assert pipeboard("sync").out == "Synced with origin/main: nothing was new.\n"
    as_bob(pipeboard, shared, monkeypatch)
    record = pipeboard("sync", "--json").json
    assert (record["received"], record["committed"], record["conflicts"]) == (1, 0, 0)
    [change] = record["changes"]
    assert (change["by"], change["deal_title"], change["text"]) == ("Ann", "Acme website", "Created in Lead")
    assert set(change) == {"id", "at", "by", "kind", "deal", "deal_title", "text"}


def test_sync_has_an_exit_code_for_each_kind_of_trouble(pipeboard: Pipeboard, shared: Path) -> None:
    """What is in the way is one sentence on stderr."""
    folder = shared.parent
    git(folder, "remote", "set-url", "origin", "../gone.git")
    ran = pipeboard("sync", ok=False)
    assert (ran.code, ran.out) == (5, "")
    assert "There is no repository where origin should be" in ran.err
    git(folder, "checkout", "--quiet", "--detach")
    assert pipeboard("sync", ok=False).code == 1


def test_a_value_that_both_gave_is_told_after_a_sync(
    pipeboard: Pipeboard, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is done all the same: both values are kept."""
    pipeboard("add", "Acme website", "--value", "1k")
    pipeboard("sync")
    as_bob(pipeboard, shared, monkeypatch)
    pipeboard("edit", "Acme website", "--value", "2k")
    pipeboard("sync")
    monkeypatch.chdir(shared.parent)
    monkeypatch.setenv("PIPEBOARD_AUTHOR", "Ann")
    pipeboard("edit", "Acme website", "--value", "3k")
    ran = pipeboard("sync")
    assert "1 value was changed in two ways at once" in ran.err
    mine = shared.with_name("mine.json")
    mine.write_bytes(shared.read_bytes())
    assert pipeboard("merge-file", str(shared), str(mine), ok=False).code == 6
    assert pipeboard("merge-file", str(shared), str(mine), "--json", ok=False).json["conflicts"] == 1


def test_copies_become_one_file(pipeboard: Pipeboard, board: Path) -> None:
    """The first holds everything, or the file that is named; copies are left as they are."""
    copy = board.with_name("pipeboard.sync-conflict-20261122-091405.json")
    copy.write_bytes(board.read_bytes())
    pipeboard("add", "Here")
    pipeboard("add", "There", "--file", str(copy))
    before = copy.read_bytes()
    out = board.with_name("all.json")
    assert "United 2 files in all.json" in pipeboard("merge-file", copy.name, BOARD, "-o", str(out)).out
    assert copy.read_bytes() == before
    assert "United 2 files in pipeboard.json: 1 change more." in pipeboard("merge-file", BOARD, copy.name).out
    assert board.read_bytes() == out.read_bytes()
    titles = {deal["title"] for deal in pipeboard("list", "--json").json["deals"]}
    assert titles == {"Here", "There"}
    record = pipeboard("merge-file", BOARD, copy.name, "--json").json
    assert (record["added"], record["conflicts"], record["path"]) == (0, 0, str(board))
    printed = pipeboard("merge-file", BOARD, copy.name, "-o", "-").out
    assert json.loads(printed)["pipeboard"] == json.loads(board.read_bytes())["pipeboard"]


def test_markers_are_taken_out_of_a_file(pipeboard: Pipeboard, board: Path) -> None:
    """One file that git stopped at, or several: the rows of all sides, without the markers."""
    pipeboard("add", "Here")
    whole = board.read_bytes()
    lines = whole.splitlines(keepends=True)
    marked = [b"<<<<<<< HEAD\n", *lines[2:], b"=======\n", *lines[2:], b">>>>>>> bob/main\n"]
    board.write_bytes(b"".join([*lines[:2], *marked]))
    assert pipeboard("merge-file", BOARD).out == "United 1 file in pipeboard.json: 0 changes more.\n"
    assert board.read_bytes() == whole


def test_files_of_different_boards_are_refused(pipeboard: Pipeboard, board: Path) -> None:
    """Until it is said that they are to become one; a file that is none is told as ever."""
    other = board.with_name("other.json")
    pipeboard("init", "--file", str(other), "--stages", "Lead,Offer")
    pipeboard("add", "Other", "--file", str(other))
    before = board.read_bytes()
    ran = pipeboard("merge-file", BOARD, other.name, ok=False)
    assert ran.code == 1
    assert "two boards" in ran.err
    assert "--unite" in ran.err
    assert board.read_bytes() == before
    pipeboard("merge-file", BOARD, other.name, "--unite")
    assert [deal["title"] for deal in pipeboard("list", "--json").json["deals"]] == ["Other"]
    (board.parent / "notes.txt").write_text("notes\n")
    assert pipeboard("merge-file", BOARD, "notes.txt", ok=False).code == 4
    assert pipeboard("merge-file", BOARD, "gone.json", ok=False).code == 3


def test_reading_a_file_with_markers_says_what_came_from_where(pipeboard: Pipeboard, board: Path) -> None:
    """On stderr; the result is that of both sides."""
    pipeboard("add", "Here")
    lines = board.read_text().splitlines(keepends=True)
    at = next(place for place, line in enumerate(lines) if "deal.created" in line)
    lines[at : at + 1] = ["<<<<<<< HEAD\n", lines[at], "=======\n", ">>>>>>> bob/main\n"]
    board.write_text("".join(lines))
    ran = pipeboard("list")
    assert "Here" in ran.out
    assert "1 of HEAD and 0 of bob/main, are all in the board" in ran.err
