"""Saved views in the app: a letter goes to one, a key goes back, and what is shown can be saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from pipeboard.config.views import OwnViews
from pipeboard.domain.actions import Define
from pipeboard.domain.arrangement import Arrangement
from pipeboard.domain.views import saved_view, shared_views
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.board import BoardScreen

SIZE = (120, 40)


@pytest.fixture
def own(tmp_path: Path) -> OwnViews:
    return OwnViews({}, tmp_path / "views.toml")


@pytest.fixture
def app(tmp_path: Path, own: OwnViews) -> PipeBoardApp:
    path = fill_board(tmp_path)
    workspace = open_board(path)
    big = {"title": "Big ones", "letter": "b", "filter": "value>20k", "shown": "sort:-value lanes:owner"}
    workspace.do(Define("view", big))
    workspace.do(Define("view", {"title": "Odd", "letter": "o", "filter": "impact:maybe"}))
    workspace.close()
    return make_app(path, own_views=lambda: own)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys and wait until what they began is done."""
    await pilot.press(*keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def state(screen: BoardScreen) -> tuple[str, Arrangement]:
    assert screen.board.view is not None
    return screen.finding.filter, screen.board.view.arrangement


async def test_a_letter_goes_to_a_view_and_back(app: PipeBoardApp) -> None:
    """Its filter and its arrangement are shown; ` goes back to what was shown, and forth again."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        plain = state(screen)
        await pilot.press("'")
        assert "Big ones" in screen_text(app)
        await press(pilot, "b")
        assert state(screen) == ("value>20k", Arrangement(sort="value", reverse=True, lanes="owner"))
        view = screen.board.view
        assert view is not None
        assert screen.status.message == f"Big ones: {len(view.where)} deals."
        assert all(deal.value and deal.value > 20000 for column in view.columns for deal in column.deals)
        await press(pilot, "`")
        assert state(screen) == plain
        await press(pilot, "`")
        assert state(screen)[0] == "value>20k"


async def test_there_is_no_way_back_from_nowhere(app: PipeBoardApp) -> None:
    """It is said how to go to a view."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "`")
        assert screen.status.message == "You came from no other view; ' goes to one."


async def test_what_is_shown_is_saved_for_the_team(app: PipeBoardApp) -> None:
    """Its filter and arrangement under a name and a letter, undone by one step."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "F", *"owner:me", "enter")
        screen.rearrange(lanes="priority")
        await pilot.press("'", "+")
        await pilot.pause()
        await pilot.press(*"Mine", "enter")
        await pilot.pause()
        assert screen.prompt.text == "m"
        await pilot.press("enter")
        await pilot.pause()
        await press(pilot, "t")
        saved = shared_views(screen.workspace.board)[-1]
        assert (saved.title, saved.letter, saved.filter) == ("Mine", "m", "owner:me")
        assert saved.arrangement == Arrangement(lanes="priority")
        assert screen.status.message == "Defined the view Mine."
        await press(pilot, "u")
        assert "Mine" not in {one.title for one in shared_views(screen.workspace.board)}


async def test_a_view_of_ones_own_stays_out_of_the_board(app: PipeBoardApp, own: OwnViews) -> None:
    """And its letter counts before the team's."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "F", *"overdue", "enter")
        await pilot.press("'", "+")
        await pilot.pause()
        await pilot.press(*"Late", "enter")
        await pilot.pause()
        await pilot.press("ctrl+u", "b", "enter")
        await pilot.pause()
        await press(pilot, "y")
        assert [(one.title, one.letter, one.filter) for one in own.all()] == [("Late", "b", "overdue")]
        assert len(shared_views(screen.workspace.board)) == 2
        await press(pilot, "escape")
        await press(pilot, "'", "b")
        assert screen.finding.filter == "overdue"


async def test_a_name_that_is_given_up_saves_nothing(app: PipeBoardApp, own: OwnViews) -> None:
    """At every step."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for steps in ((), ("L", "enter"), ("L", "enter", "enter")):
            await pilot.press("'", "+")
            await pilot.pause()
            for key in steps:
                await pilot.press(key)
                await pilot.pause()
            await press(pilot, "escape")
            assert screen.status.message == "Nothing was saved."
        assert own.all() == ()


async def test_the_list_shows_all_views_with_what_they_say(app: PipeBoardApp, own: OwnViews) -> None:
    """A letter or Enter goes to one."""
    own.save(saved_view("Quiet", {"filter": "silent"}, mine=True))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, "'", "'")
        text = screen_text(app)
        for words in ("Saved views", "Quiet", "yours", "silent", "Big ones"):
            assert words in text
        await press(pilot, "b")
        assert screen.finding.filter == "value>20k"


async def test_a_view_that_means_nothing_here_changes_nothing(app: PipeBoardApp) -> None:
    """It is said what is wrong with it."""
    own = OwnViews({"Bad": {"letter": "x", "filter": "value>lots"}}, Path("none.toml"))
    app.own_views = lambda: own
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        plain = state(screen)
        await press(pilot, "'", "x")
        assert screen.status.message.startswith("Bad: Cannot read 'value>lots'")
        assert state(screen) == plain


async def test_the_palette_finds_views(app: PipeBoardApp) -> None:
    """By name, with their keys beside them."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press(pilot, ":", *"big ones")
        assert "view ' b" in screen_text(app)
        await press(pilot, "enter")
        assert screen.finding.filter == "value>20k"
