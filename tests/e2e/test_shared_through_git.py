"""A running app and real git: a pull elsewhere, a sync by key; what one is doing is not disturbed."""

from __future__ import annotations

from pathlib import Path

import pytest

from clones import BOARD, IDENTITY, bare, git
from e2e.shell import pipeboard
from e2e.terminal import Terminal
from pipeboard.tui.screens.board import POLL_SECONDS


@pytest.fixture
def ann(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ann's clone with two deals, pushed; Bob's is beside it."""
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "ann"
    folder.mkdir()
    bare(tmp_path)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "remote", "add", "origin", "../shared.git")
    for command in (
        ("init", "--stages", "Lead,Offer,Decision"),
        ("add", "Acme website", "--by", "Ann"),
        ("add", "Borealis audit", "--by", "Ann"),
        ("git", "setup", "--yes"),
        ("sync",),
    ):
        assert pipeboard(*command, cwd=folder).code == 0
    git(tmp_path, "clone", "--quiet", "shared.git", "bob")
    return folder


def as_bob(ann: Path) -> None:
    """Bob moves one deal, adds another, and shares both."""
    for command in (("move", "Acme website", "Offer"), ("add", "Beta shop"), ("sync",)):
        ran = pipeboard(*command, cwd=ann.parent / "bob", PIPEBOARD_AUTHOR="Bob")
        assert ran.code == 0, ran.err


def test_a_pull_under_a_running_app_shows_within_two_seconds_and_disturbs_nothing(ann: Path) -> None:
    """The board follows, the status line names who did it, and an open form keeps what was typed."""
    # Two seconds by construction: one look at the file each second. A busy machine must not fail the test.
    assert POLL_SECONDS < 2.0
    with Terminal(cwd=ann, PIPEBOARD_AUTHOR="Ann") as app:
        app.wait_for("Acme website")
        app.press("e")
        app.wait_for("Edit")
        app.press("\x15Acme shop")
        app.wait_for("Acme shop")
        as_bob(ann)
        git(ann, "pull", "--quiet", "--no-rebase", "--no-edit")
        app.wait_for("Bob: added Beta shop, moved Acme website to Offer.")
        assert "Acme shop" in app.text
        app.hang_up()
        app.wait()
    assert git(ann, "status", "--porcelain") == ""


def test_the_key_syncs_and_tells_who_did_what(ann: Path) -> None:
    """What was done here is pushed, what Bob pushed is here, and another key lists it."""
    as_bob(ann)
    with Terminal(cwd=ann, PIPEBOARD_AUTHOR="Ann") as app:
        app.wait_for("Borealis audit")
        app.press("n")
        app.wait_for("New deal")
        app.press("From Ann\r")
        app.wait_for("Added From Ann")
        app.press("gs")
        app.wait_for("Bob: added Beta shop, moved Acme website to Offer. Synced with origin/main")
        app.press("ge")
        app.wait_for("Moved from Lead to Offer")
        app.press("q")
        app.wait_for(lambda text: "What others did" not in text)
        app.press("q")
        app.wait()
    assert "Ann: added From Ann" in git(ann, "log", "--format=%s", "origin/main")
    assert git(ann, "status", "--porcelain") == ""


def test_a_merge_that_stops_under_a_running_app_shows_both_sides(ann: Path) -> None:
    """Markers in the file are no alarm: the rows of both are there, and the key settles it."""
    (ann / ".gitattributes").write_text("")
    git(ann, "commit", "--quiet", "--all", "--message", "No attributes")
    git(ann, "push", "--quiet")
    as_bob(ann)
    assert pipeboard("add", "From Ann", cwd=ann).code == 0
    with Terminal(cwd=ann, PIPEBOARD_AUTHOR="Ann") as app:
        app.wait_for("From Ann")
        lines = (ann / BOARD).read_text().splitlines(keepends=True)
        at = next(place for place, line in enumerate(lines) if "From Ann" in line)
        hunk = ["<<<<<<< HEAD\n", lines[at], "=======\n", ">>>>>>> bob/main\n"]
        (ann / BOARD).write_text("".join([*lines[:at], *hunk, *lines[at + 1 :]]))
        app.wait_for("Git has left a conflict in the file")
        assert "From Ann" in app.text
        app.press("gs")
        app.wait_for("Synced with origin/main")
        app.press("q")
        app.wait()
    assert "<<<<<<<" not in (ann / BOARD).read_text()
