"""A sync in the app, and what others did: told in the status line, listed in a pane."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, screen_text
from clocks import FixedClock
from clones import IDENTITY, git
from factories import NOW
from golden_files import check_golden
from pipeboard.domain import actions
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.form import FormDialog
from pipeboard.workspace.workspace import Workspace


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Anna's board, pushed, and a clone of Bob's beside it; the board's path."""
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    anna = tmp_path / "anna"
    anna.mkdir()
    path = fill_board(anna, 8)
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "shared.git")
    git(anna, "init", "--quiet", "--initial-branch=main")
    git(anna, "add", path.name)
    git(anna, "commit", "--quiet", "--message", "The board")
    git(anna, "remote", "add", "origin", "../shared.git")
    git(anna, "push", "--quiet", "--set-upstream", "origin", "main")
    git(tmp_path, "clone", "--quiet", "shared.git", "bob")
    return path


def as_bob(board: Path) -> None:
    """Bob moves two deals, adds one, and pushes."""
    bob = board.parent.parent / "bob"
    # Chance of his own: it names what he writes.
    clock, state_dir = FixedClock(NOW, seed=7), bob.parent / "state-bob"
    workspace = Workspace.open(bob / board.name, state_dir=state_dir, author="Bob", clock=clock)
    moved = sorted(one.id for one in workspace.board.deals.values() if one.stage != "negotiation")[:2]
    workspace.do(actions.MoveDeals(tuple(moved), "negotiation"))
    workspace.do(actions.AddDeal({"title": "Beta [@click=app.quit]shop[/]"}))
    workspace.close()
    git(bob, "commit", "--quiet", "--all", "--message", "Bob's")
    git(bob, "push", "--quiet")


async def synced(pilot: Pilot[int]) -> BoardScreen:
    """Wait for the sync that was begun."""
    app = pilot.app
    assert isinstance(app, PipeBoardApp)
    while app.board_screen.is_syncing:
        await pilot.pause(0.01)
    await pilot.pause()
    return app.board_screen


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20)])
async def test_a_sync_tells_who_did_what_and_the_pane_lists_it(shared: Path, size: tuple[int, int]) -> None:
    """The key begins it, the status line tells what came of it, the palette's command shows all of it."""
    as_bob(shared)
    app = make_app(shared)
    async with app.run_test(size=size) as pilot:
        screen = await loaded(pilot)
        screen.workspace.do(actions.AddDeal({"title": "Mine"}))
        await pilot.press("g", "s")
        await synced(pilot)
        assert screen.status.message == (
            "Bob: added Beta [@click=app.quit]shop[/], moved 2 deals. "
            "Synced with origin/main: 1 of your changes sent, 3 received. g e lists it."
        )
        assert len(screen.workspace.board.deals) == 10
        assert git(shared.parent, "status", "--porcelain", "--untracked-files=no") == ""
        await pilot.press("g", "e")
        await pilot.pause()
        check_golden(f"news-{size[0]}x{size[1]}", screen_text(app))
        await pilot.press("enter")
        await pilot.pause()
        assert screen.deal is not None
        assert screen.deal.title.startswith("Beta")
        screen.workspace.close()


async def test_what_comes_by_a_pull_elsewhere_is_told_and_disturbs_nothing(shared: Path) -> None:
    """The cursor stays on its deal, and a form that is open keeps what was typed."""
    as_bob(shared)
    app = make_app(shared)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        await pilot.press("e", *"New name")
        git(shared.parent, "pull", "--quiet", "--no-rebase")
        screen.poll()
        await pilot.pause()
        assert isinstance(app.screen, FormDialog)
        assert "New name" in screen_text(app)
        assert screen.status.message == (
            "Bob: added Beta [@click=app.quit]shop[/], moved 2 deals. g e lists it."
        )
        await pilot.press("escape")
        assert screen.deal is not None
        assert screen.deal.id == deal.id
        screen.workspace.close()


def add_beside(board: Path, title: str, seed: int) -> None:
    """Another app on the same file, which adds a deal."""
    clock, state_dir = FixedClock(NOW, seed=seed), board.parent.parent / "state-bob"
    workspace = Workspace.open(board, state_dir=state_dir, author="Bob", clock=clock)
    workspace.do(actions.AddDeal({"title": title}))
    workspace.close()


async def test_news_wait_until_what_was_said_can_be_read(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The confirmation of one's own work is not swept away by what others do; then all of theirs is told."""
    app = make_app(shared)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await loaded(pilot)
        monkeypatch.setattr("pipeboard.tui.sharing.READ", 1e6)
        screen.do(actions.AddDeal({"title": "Mine"}))
        screen.workspace.flush()
        add_beside(shared, "Beta", 11)
        screen.poll()
        assert screen.status.message.startswith("Added Mine")
        monkeypatch.setattr("pipeboard.tui.sharing.READ", 0)
        add_beside(shared, "Gamma", 12)
        screen.poll()
        assert screen.status.message == "Bob: added 2 deals. g e lists it."
        screen.workspace.close()


async def test_what_is_in_the_way_is_told_in_red(shared: Path) -> None:
    """And the next sync can begin."""
    git(shared.parent, "remote", "set-url", "origin", "../gone.git")
    app = make_app(shared)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await loaded(pilot)
        for _ in range(2):
            await pilot.press("g", "s")
            await synced(pilot)
            assert screen.status.message.startswith("There is no repository where origin should be")
        await pilot.press("g", "e")
        await pilot.pause()
        assert screen.status.message == "Nothing has come from others since you opened the board."
        screen.workspace.close()


def spoil(board: Path) -> None:
    """What a merge by hand and Syncthing leave."""
    lines = board.read_text().splitlines(keepends=True)
    at = next(place for place, line in enumerate(lines) if "deal.created" in line)
    lines[at : at + 1] = ["<<<<<<< HEAD\n", lines[at], "=======\n", ">>>>>>> bob/main\n"]
    board.write_text("".join(lines))
    board.with_name("pipeboard.sync-conflict-20261122-091405.json").touch()


async def test_markers_and_copies_are_told_when_the_board_opens(shared: Path) -> None:
    """With what takes them in; the board shows the rows of both sides."""
    spoil(shared)
    app = make_app(shared)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await loaded(pilot)
        assert "1 of HEAD and 0 of bob/main, are all in the board" in screen.status.message
        assert "`pipeboard merge-file pipeboard.json 'pipeboard.sync-conflict-" in screen.status.message
        assert len(screen.workspace.board.deals) == 8
        screen.workspace.close()
