"""The board as of another day: marked, to be looked at, and left again with Esc."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from clocks import FixedClock
from dialog_app import type_text
from factories import NOW
from pipeboard.domain.actions import AddDeal, DeleteDeals
from pipeboard.domain.errors import Refused
from pipeboard.registry import COMMANDS
from pipeboard.tui.bindings import only_looks
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.metrics import MetricsDialog

SIZE = (120, 40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board with some old deals and one of today."""
    path = fill_board(tmp_path, 3, clock=FixedClock(NOW - timedelta(days=30)))
    workspace = open_board(path)
    workspace.do(AddDeal({"title": "Made today"}))
    workspace.close()
    return path


async def looking_back(pilot: Pilot[int], day: str = "-2d") -> BoardScreen:
    """The board of another day."""
    board = await loaded(pilot)
    await pilot.press("g", "t")
    await pilot.pause()
    await type_text(pilot, day)
    await pilot.press("enter")
    while board.past is None:
        await pilot.pause(0.01)
    await pilot.pause()
    return board


async def test_the_board_of_another_day_is_clearly_marked(path: Path) -> None:
    """In the status line, with the way back; deals of later are not on it."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await looking_back(pilot)
        text = screen_text(app)
        assert "AS OF 21 Nov 2026" in text
        assert "Esc returns" in text
        assert "Made today" not in text
        assert "3 open" in text
        await pilot.press("escape")
        await pilot.pause()
        text = screen_text(app)
        assert board.past is None
        assert "Made today" in text
        assert "AS OF" not in text
        board.workspace.close()


async def test_keys_that_would_write_say_why_they_do_not(path: Path) -> None:
    """Nothing opens, nothing is changed; those that look work as always."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await looking_back(pilot)
        before = board.present.board
        for key in ("L", "e", "n", "m", "D", "u", "x", "A"):
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is board
            assert "This is the board as of 21 Nov 2026" in board.status.message
            board.say("")
        await pilot.press("enter", "enter", "space")
        assert "This is the board as of" in board.status.message
        await pilot.press("escape", "escape")
        assert board.present.board is before
        await pilot.press("M")
        await pilot.pause()
        metrics = app.screen
        assert isinstance(metrics, MetricsDialog)
        while metrics.is_old:
            await pilot.pause(0.01)
        assert "3 deals, as of 21 Nov 2026" in screen_text(app)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert board.past is None
        board.workspace.close()


async def test_what_others_do_does_not_change_a_day_that_is_over(path: Path) -> None:
    """It is there after the return."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await looking_back(pilot)
        board.present.do(AddDeal({"title": "Meanwhile"}))
        await pilot.pause()
        assert "Meanwhile" not in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Meanwhile" in screen_text(app)
        board.workspace.close()


async def test_a_day_to_come_is_refused_in_the_form(path: Path) -> None:
    """With what to do instead."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await loaded(pilot)
        await pilot.press("g", "t")
        await pilot.pause()
        await type_text(pilot, "2w")
        await pilot.press("enter")
        assert "has not come yet" in screen_text(app)
        assert board.past is None
        board.workspace.close()


def test_a_workspace_of_another_day_writes_nothing(path: Path) -> None:
    """Whatever asks it to; the present one goes on."""
    present = open_board(path)
    past = present.look_back(NOW.date() - timedelta(days=2))()
    assert len(past.board.deals) == 3
    assert past.today() == past.day == NOW.date() - timedelta(days=2)
    with pytest.raises(Refused, match="as of 21 Nov 2026"):
        past.do(DeleteDeals(tuple(past.board.deals)))
    assert past.reload() is None
    past.close()
    present.do(AddDeal({"title": "Still open"}))
    assert len(past.board.deals) == 3
    assert len(present.board.deals) == 5
    present.close()


def test_commands_that_may_write_are_refused_on_another_day() -> None:
    """All that is not known only to look."""
    looks = {one.id for one in COMMANDS if only_looks(one.id)}
    assert {"cursor.down", "deal.open", "search.start", "app.back", "board.metrics", "deal.yank-id"} <= looks
    assert not {"deal.move", "panel.edit", "panel.toggle", "board.undo", "board.stages", "deal.new"} & looks
