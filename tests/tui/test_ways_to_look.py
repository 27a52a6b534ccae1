"""Sorts, lanes, strips and the table in the app: what keys do there, and that it stays as it was left."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from pipeboard.domain.actions import CloseDeals, EditStage, RetireStage
from pipeboard.domain.arrangement import CLOSED, Arrangement
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.form import FormDialog
from pipeboard.workspace.arrangements import KeptArrangement

SIZE = (120, 40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board file."""
    return fill_board(tmp_path)


def app_on(path: Path) -> PipeBoardApp:
    """The app, which keeps how the board is shown."""
    return make_app(path, kept=KeptArrangement(path.parent / "state", path))


def contents(path: Path) -> bytes:
    """What a file holds."""
    return path.read_bytes()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def values(screen: BoardScreen, column: int) -> list[Decimal]:
    """What the deals of a column are worth, from top to bottom."""
    view = screen.board.view
    assert view is not None
    return [deal.value for deal in view.columns[column].deals if deal.value is not None]


async def test_cards_are_sorted_and_turned_round(path: Path) -> None:
    """The picker says which way; the status line says it afterwards; the cursor stays with its deal."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "l", "j")
        deal = screen.deal
        await press(pilot, "s")
        assert "highest first" in screen_text(app)
        await press(pilot, "v", "enter")
        assert "Sorted by value, highest first." in screen_text(app)
        assert "by value ▾" in screen_text(app)
        assert values(screen, 2) == sorted(values(screen, 2), reverse=True)
        assert screen.deal == deal
        before = values(screen, 2)
        await press(pilot, "S")
        assert "Sorted by value, lowest first." in screen_text(app)
        assert values(screen, 2) == before[::-1]
        await press(pilot, "J")
        assert "Sort automatically (s)" in screen_text(app)


async def test_a_move_keeps_the_lane(path: Path) -> None:
    """Lanes by owner: the deal goes to the next stage, and the cursor with it, in the same lane."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "Z", "o", "enter")
        assert "Lanes by owner" in screen_text(app)
        view, deal = screen.board.view, screen.deal
        assert view is not None
        assert deal is not None
        lane = view.lanes[screen.board.place.lane]
        assert lane.key.title == (deal.owner or "Nobody")
        await press(pilot, "L")
        after = screen.board.view
        assert after is not None
        assert screen.deal is not None
        assert (screen.deal.id, screen.board.place.column) == (deal.id, 1)
        assert after.lanes[screen.board.place.lane].key == lane.key
        await press(pilot, "Z", "n", "enter")
        assert screen.board.view is not None
        assert screen.board.view.lanes == ()


async def test_a_collapsed_column_takes_deals_and_lets_them_pass(path: Path) -> None:
    """A held key goes through it; walking there acts on nothing that is not seen."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "l", "z")
        assert "Qualified is collapsed" in screen_text(app)
        assert screen.deal is None
        await press(pilot, "x")
        assert "There is no deal under the cursor" in screen_text(app)
        await press(pilot, "h")
        deal = screen.deal
        assert deal is not None
        await press(pilot, "L")
        assert screen.workspace.board.deals[deal.id].stage == "qualified"
        await press(pilot, "L")
        assert screen.workspace.board.deals[deal.id].stage == "discovery"
        assert screen.board.column is not None
        assert screen.board.column.stage.id == "discovery"
        await press(pilot, "h", "z")
        assert screen.deal is not None
        assert screen.deal.stage == "qualified"


async def test_a_move_past_the_last_stage_asks_how_the_deal_was_closed(path: Path) -> None:
    """The stage after the win is entered by winning; the columns at the end close deals."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = next(one for one in screen.workspace.board.deals.values() if one.stage == "proposal")
        screen.board.go_to(deal.id)
        await press(pilot, "L", "L")
        assert isinstance(app.screen, FormDialog)
        assert "won" in screen_text(app)
        await press(pilot, "f2")
        won = screen.workspace.board.deals[deal.id]
        assert (won.status, won.stage) == ("won", "delivery")
        assert screen.deal == won
        await press(pilot, "L", "L")
        assert "is won already" in screen_text(app)


async def test_without_stages_after_the_win_there_is_a_column_for_it(path: Path) -> None:
    """Collapsed at first; opened it shows what was won lately."""
    workspace = open_board(path)
    won = next(one for one in workspace.board.deals.values() if one.is_open)
    workspace.do(RetireStage("delivery"))
    workspace.do(RetireStage("after-sales"))
    workspace.do(CloseDeals((won.id,), "won"))
    workspace.close()
    app = app_on(path)
    async with app.run_test(size=(160, 40)) as pilot:
        screen = await loaded(pilot)
        view = screen.board.view
        assert view is not None
        column = next(one for one in view.columns if one.outcome == "won")
        assert (column.collapsed, [deal.id for deal in column.deals]) == (True, [won.id])
        at = view.columns.index(column)
        await press(pilot, str(at + 1), "z")
        assert won.title in screen_text(app)
        assert "won in 30 days" in screen_text(app)
        assert screen.deal is not None
        assert screen.deal.id == won.id


async def test_the_table_shares_the_keys_of_the_board(path: Path) -> None:
    """Move, details and priority act on the row of the cursor; the sort stands in its head."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "V")
        text = screen_text(app)
        assert all(head in text for head in ("TITLE", "VALUE", "STAGE▴", "NEXT"))
        await press(pilot, "j", "j")
        deal = screen.deal
        assert deal is not None
        await press(pilot, "L")
        moved = screen.workspace.board.deals[deal.id]
        assert moved.stage != deal.stage
        assert screen.deal == moved
        await press(pilot, "p", "h")
        assert screen.workspace.board.deals[deal.id].priority == "high"
        await press(pilot, "z")
        assert "no columns in the table" in screen_text(app)
        await press(pilot, "enter")
        assert screen.panel.is_open
        await press(pilot, "escape", "V")
        assert screen.deal is not None
        assert screen.deal.id == deal.id
        assert "TITLE" not in screen_text(app)


async def test_a_full_stage_says_so_and_lets_deals_in_with_a_reason(path: Path) -> None:
    """The head of the column counts against its limit; a limit that holds asks why it is to be passed."""
    workspace = open_board(path)
    count = sum(deal.stage == "qualified" for deal in workspace.board.deals.values())
    workspace.do(EditStage("qualified", {"limit": count, "limit_holds": True}))
    workspace.close()
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        assert f"{count}/{count} " in screen_text(app).splitlines()[0]
        deal = screen.deal
        assert deal is not None
        await press(pilot, "L")
        assert f"Qualified would hold {count + 1} of {count}" in screen_text(app)
        assert screen.workspace.board.deals[deal.id].stage == "lead"
        await press(pilot, "o", *"fair", "enter")
        assert screen.workspace.board.deals[deal.id].stage == "qualified"
        assert f"{count + 1}/{count}!" in screen_text(app).splitlines()[0]
        await press(pilot, "u")
        assert screen.workspace.board.deals[deal.id].stage == "lead"


async def test_the_table_says_what_it_is_asked_to(path: Path) -> None:
    """A list of names; a slip is told, and the list is there again to be put right."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        screen.run_command("board.cells")
        await press(pilot, "ctrl+u", *"title,prioritee", "enter")
        assert "did you mean 'priority'?" in screen_text(app)
        await press(pilot, "backspace", "backspace", "y", "enter")
        head = screen_text(app).splitlines()[0].split()
        assert head == ["TITLE", "PRIORITY"]
        await press(pilot, "J")
        assert "placed by hand in columns; V shows them" in screen_text(app)


async def test_hidden_columns_come_back_when_they_are_needed(path: Path) -> None:
    """What is looked for in one is shown; so is everything with one command."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        screen.run_command("board.hide")
        await pilot.pause()
        assert "Lead" not in screen_text(app).splitlines()[0]
        assert "1 hidden" in screen_text(app)
        screen.reveal(deal.id)
        await pilot.pause()
        assert screen.deal is not None
        assert screen.deal.id == deal.id
        screen.run_command("board.show-all")
        await pilot.pause()
        assert screen.board.view is not None
        assert not any(column.collapsed for column in screen.board.view.columns)


async def test_pipelines_are_switched_made_and_counted(path: Path) -> None:
    """The picker tells what is open in each; a new one is shown at once; what is kept names the last one."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "B")
        assert "12 open · " in screen_text(app)
        await press(pilot, "n", "enter")
        assert "Templates" in screen_text(app)
        await press(pilot, "enter", "f2")
        live = screen.workspace.board.live_pipelines()
        view = screen.board.view
        assert view is not None
        assert (len(live), view.pipeline) == (2, live[1].id)
        assert "no deals" in screen_text(app)
        await press(pilot, "B", "k", "enter")
        assert screen.board.view is not None
        assert screen.board.view.pipeline == live[0].id
        await press(pilot, "B", "e", "enter")
        assert "Stages of Sales" in screen_text(app)
    assert KeptArrangement(path.parent / "state", path).read().pipeline == live[0].id


async def test_archived_and_deleted_deals_are_brought_back(path: Path) -> None:
    """From a list of both, the last one first; undo works there, and the board has them again."""
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "g", "a")
        assert "Nothing is archived or deleted; x archives a deal." in screen_text(app)
        first = screen.deal
        await press(pilot, "x")
        second = screen.deal
        await press(pilot, "D", "y", "g", "a")
        assert first is not None
        assert second is not None
        text = screen_text(app)
        assert text.index("deleted") < text.index("archived ")
        await press(pilot, "r")
        assert screen.workspace.board.deals[second.id].is_visible
        await press(pilot, "u")
        assert not screen.workspace.board.deals[second.id].is_visible
        await press(pilot, "r", "r")
        assert "Everything is on the board." in screen_text(app)
        await press(pilot, "escape")
        assert first.title in screen_text(app)


async def test_the_board_looks_the_next_time_as_it_was_left(path: Path) -> None:
    """Sort, lanes and columns are kept on this machine, and nothing of them in the board."""
    written = contents(path)
    app = app_on(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "s", "t", "enter", "Z", "o", "enter", "z")
        assert screen.board.view is not None
        left = screen.board.view.arrangement
    assert (left.sort, left.lanes, left.collapsed) == ("title", "owner", CLOSED | {"lead"})
    assert contents(path) == written
    async with app_on(path).run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        assert screen.board.view is not None
        assert screen.board.view.arrangement == left


def test_an_arrangement_that_cannot_be_read_is_the_plain_one(tmp_path: Path) -> None:
    """Nobody is kept from the board by how it looked; and boards do not look like each other."""
    kept = KeptArrangement(tmp_path, tmp_path / "one.json")
    assert kept.keep(Arrangement("value", reverse=True))
    assert kept.read() == Arrangement("value", reverse=True)
    assert KeptArrangement(tmp_path, tmp_path / "other.json").read() == Arrangement()
    file = next((tmp_path / "arrangements").iterdir())
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("sort:nonsense")
    assert kept.read() == Arrangement()
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("in the way")
    assert not kept.keep(Arrangement())
