"""Own changes that git took out of the file: noticed on the board, taken back or dismissed in a pane."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, screen_text
from pipeboard.domain import actions
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.board import BoardScreen


async def reset(pilot: Pilot[int], path: Path) -> BoardScreen:
    """Two changes of one's own, and the file put back to before them under the running app."""
    screen = await loaded(pilot)
    screen.workspace.flush()
    before = bytes_of(path)
    made = screen.workspace.do(actions.AddDeal({"title": "Vanishing"}))
    screen.workspace.do(actions.EditDeals(made.changed, {"company": "Gone Oy"}))
    screen.workspace.flush()
    put_back(path, before)
    screen.poll()
    await noticed(pilot, 2)
    return screen


async def noticed(pilot: Pilot[int], count: int) -> None:
    app = pilot.app
    assert isinstance(app, PipeBoardApp)
    while app.board_screen.vanished != count:
        await pilot.pause(0.01)
    await pilot.pause()


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def put_back(path: Path, data: bytes) -> None:
    """What a checkout does."""
    path.write_bytes(data)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20)])
async def test_vanished_changes_are_noticed_and_taken_back_one_by_one(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """The status line names the key; an edit brings its deal; nothing comes back by itself."""
    path = fill_board(tmp_path, 3)
    app = make_app(path)
    async with app.run_test(size=size) as pilot:
        screen = await reset(pilot, path)
        assert "2 of your changes vanished: g v shows them." in screen_text(app)
        assert len(screen.workspace.board.deals) == 3
        await pilot.press("g", "v")
        assert "Company Gone Oy" in screen_text(app)
        await pilot.press("t")
        assert "Took back 2 changes." in screen_text(app)
        assert "none" in screen_text(app)
        await pilot.press("escape")
        await noticed(pilot, 0)
        assert "Gone Oy" in {deal.company for deal in screen.workspace.board.deals.values()}
        screen.workspace.close()


async def test_dismissed_changes_are_gone_from_the_pane_and_the_status_line(tmp_path: Path) -> None:
    """All at once, after which there is nothing to show."""
    path = fill_board(tmp_path, 3)
    app = make_app(path)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await reset(pilot, path)
        await pilot.press("g", "v", "X")
        assert "Dismissed 2 changes." in screen_text(app)
        await pilot.press("q")
        await noticed(pilot, 0)
        assert "vanished" not in screen_text(app).splitlines()[-2]
        await pilot.press("g", "v")
        assert "Nothing of yours has vanished" in screen_text(app)
        assert len(screen.workspace.board.deals) == 3
        screen.workspace.close()


async def test_a_change_taken_back_can_be_undone_in_the_pane(tmp_path: Path) -> None:
    """As in every pane, `u` takes back what was done last."""
    path = fill_board(tmp_path, 3)
    app = make_app(path)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await reset(pilot, path)
        await pilot.press("g", "v", "j", "t", "u")
        deals = screen.workspace.board.deals.values()
        assert "Vanishing" not in {deal.title for deal in deals}
        screen.workspace.close()
