"""The filter of the board hides cards while it is typed, and is plain to see and easy to leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from pipeboard.domain.actions import AddDeal
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.agenda import AgendaDialog
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.metrics import MetricsDialog

SIZE = (120, 40)
MINE = {"Anna", "Anna Korhonen"}


@pytest.fixture
def app(tmp_path: Path) -> PipeBoardApp:
    return make_app(fill_board(tmp_path))


async def type_filter(pilot: Pilot[int], text: str, *, last: str = "enter") -> None:
    """Press F, type over what is there, and end with a key."""
    await pilot.press("F", "ctrl+u", *text, last)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def owners(screen: BoardScreen) -> set[str]:
    """Whose deals are on the board."""
    assert screen.board.view is not None
    return {deal.owner for column in screen.board.view.columns for deal in column.deals}


async def test_a_filter_hides_what_does_not_fit_and_counts_the_rest(app: PipeBoardApp) -> None:
    """Heads and the status line are those of the cards that are left; Esc brings all of them back."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        whole = screen.board.view
        assert whole is not None
        await type_filter(pilot, "owner:me")
        view = screen.board.view
        assert view is not None
        assert owners(screen) == MINE
        assert 0 < view.count < whole.count
        text = screen_text(app)
        assert "filter: owner:me" in text
        assert f"{view.count} open" in text
        assert "Esc all deals" in text
        assert screen.status.message == f"{len(view.where)} deals fit the filter."
        await pilot.press("escape")
        assert screen.board.view is not None
        assert screen.board.view.where == whole.where
        assert "filter:" not in screen_text(app)


async def test_a_stage_that_there_is_not_is_told_while_it_is_typed(app: PipeBoardApp) -> None:
    """With those that there are; what finds nothing for another reason needs no word."""
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("F", *"stage:nope")
        assert "There is no stage 'nope'; there are: Lead, " in screen_text(app)
        await pilot.press("ctrl+u", *"owner:nope")
        assert "There is no" not in screen_text(app)


async def test_the_board_follows_every_letter_and_a_mistake_leaves_it(app: PipeBoardApp) -> None:
    """What is wrong is told while it is typed, and the last good board stays."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("F", *"owner:me ")
        assert owners(screen) == MINE
        await pilot.press(*"value>")
        assert owners(screen) == MINE, "a term that is being typed does not empty the board"
        assert "needs something after it" in screen_text(app)
        await pilot.press(*"1x")
        assert "'1x' is not an amount" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert screen.prompt.is_open
        assert screen.prompt.text == "owner:me value>1x"
        await pilot.press("backspace", "enter")
        await app.workers.wait_for_complete()
        assert screen.finding.filter == "owner:me value>1"


async def test_a_filter_given_up_leaves_the_one_before(app: PipeBoardApp) -> None:
    """Board and cursor are where they were; an empty filter is none."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await type_filter(pilot, "owner:me")
        before, place = screen.board.view, screen.board.place
        assert before is not None
        await type_filter(pilot, "nobody has this", last="escape")
        assert screen.finding.filter == "owner:me"
        assert screen.board.view is not None
        assert screen.board.view.where == before.where
        assert screen.board.place == place
        await type_filter(pilot, "")
        assert screen.finding.filter == ""


async def test_escape_leaves_one_layer_after_the_other(app: PipeBoardApp) -> None:
    """First the details, then the search, then the filter."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await type_filter(pilot, "value>1")
        await pilot.press("/", "a", "enter")
        await app.workers.wait_for_complete()
        await pilot.press("enter")
        assert screen.panel.is_open
        for still in (("panel", "search", "filter"), ("search", "filter"), ("filter",), ()):
            there = {
                "panel": screen.panel.is_open,
                "search": bool(screen.search.text),
                "filter": bool(screen.finding.filter),
            }
            assert tuple(name for name, is_there in there.items() if is_there) == still
            await pilot.press("escape")


async def test_the_filter_holds_for_what_changes(app: PipeBoardApp, tmp_path: Path) -> None:
    """Of what others write only the fitting deals come; one that was made here and is hidden is told of."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await type_filter(pilot, "owner:bob")
        other = open_board(tmp_path / "pipeboard.json", author="Bob")
        fits = other.do(AddDeal({"title": "Theirs", "owner": "Bob Smith"})).changed[0]
        hidden = other.do(AddDeal({"title": "Not theirs", "owner": "Anna Korhonen"})).changed[0]
        other.close()
        screen.poll()
        assert screen.board.view is not None
        assert fits in screen.board.view.where
        assert hidden not in screen.board.view.where
        screen.do(AddDeal({"title": "Mine", "owner": "Anna Korhonen"}))
        assert screen.status.message.endswith("It does not fit the filter.")


async def test_closed_deals_come_with_a_filter_that_names_them(app: PipeBoardApp) -> None:
    """However long ago that was, and no longer than the filter is there."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await type_filter(pilot, "status:any")
        assert screen.board.view is not None
        assert screen.board.view.show_closed
        await pilot.press("escape")
        assert not screen.board.view.show_closed


async def test_going_to_a_deal_takes_a_filter_off_that_hides_it(app: PipeBoardApp) -> None:
    """Who asks for a deal wants to see it; one that fits leaves the filter."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await type_filter(pilot, "owner:me")
        assert screen.board.view is not None
        fitting = next(iter(screen.board.view.where))
        screen.reveal(fitting)
        assert screen.finding.filter == "owner:me"
        hidden = next(one for one in screen.workspace.board.visible_deals() if one.owner == "Bob Smith")
        screen.reveal(hidden.id)
        assert screen.finding.filter == ""
        assert screen.deal == hidden
        assert screen.status.message == f"The filter is off: {hidden.title} does not fit it."


async def test_agenda_and_metrics_are_those_of_the_filter(app: PipeBoardApp) -> None:
    """They say so; once the filter is off they are everybody's again."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await type_filter(pilot, "owner:me")
        await pilot.press("A")
        await pilot.pause()
        assert isinstance(app.screen, AgendaDialog)
        assert {entry.deal.owner for entry in app.screen.agenda.entries} <= MINE
        assert "Agenda: owner:me" in screen_text(app)
        await pilot.press("escape", "M")
        await pilot.pause()
        assert isinstance(app.screen, MetricsDialog)
        assert app.screen.scope.filter == "owner:me"
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("escape")
        assert screen.finding.filter == ""
        await pilot.press("M")
        await pilot.pause()
        assert isinstance(app.screen, MetricsDialog)
        assert app.screen.scope.filter == ""


async def test_letters_that_come_at_once_are_all_for_the_filter(app: PipeBoardApp) -> None:
    """On a slow line a key and what follows it arrive together: none of them acts on a deal."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for character in "Fvalue>5k":
            app.post_message(events.Key(_character_to_key(character), character))
        await pilot.pause()
        assert screen.prompt.text == "value>5k"
        assert not screen.selection
