"""The handover: every change is one action, and what is shown is the deal as it then is."""

from __future__ import annotations

from pathlib import Path

import pytest

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import DialogApp, type_text
from factories import NOW, TODAY, make_board
from pipeboard.domain.actions import Action, EditDeals
from pipeboard.domain.checklist import HANDOVER, items
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.handover import HandoverPane

SIZE = (120, 36)


def the_deal(screen: BoardScreen) -> Deal:
    deal = screen.deal
    assert deal is not None
    return deal


async def test_a_win_leads_to_its_handover(tmp_path: Path) -> None:
    """The status line names the key; receiver, promises, ticks, day and mark are saved one by one."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        won = the_deal(screen)
        await pilot.press("W", "f2")
        assert "A handover is due: g h." in screen.status.message
        screen.reveal(won.id)
        await pilot.press("g", "h", "enter")
        await type_text(pilot, "bob")
        await pilot.press("enter", "p")
        await type_text(pilot, "training")
        await pilot.press("enter", "j", "space", "a", "s")
        await type_text(pilot, "9")
        await pilot.press("enter", "j", "enter")
        await type_text(pilot, "quick")
        await pilot.press("enter")
        deal = the_deal(screen)
        assert (deal.receiver, deal.promised, deal.handover_accepted) == ("bob", ("training",), TODAY)
        assert (deal.satisfaction, deal.satisfaction_note) == (9, "quick")
        assert [one.done for one in items(deal, screen.workspace.board, HANDOVER)] == [True, *[False] * 6]
        assert "handover accepted, 1 of 7 ticked" in screen_text(app)
        await pilot.press("u", "u", "u")
        assert the_deal(screen).handover_accepted is None
        assert "handover due" in screen_text(app)
        await pilot.press("U", "a", "escape")
        assert app.screen is screen
        screen.workspace.close()


async def test_what_is_wrong_stays_in_its_line(tmp_path: Path) -> None:
    """A mark beyond 10 and a day to come are told, and can be written anew or given up."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        won = the_deal(screen)
        await pilot.press("W", "f2")
        screen.reveal(won.id)
        await pilot.press("g", "h", "s")
        await type_text(pilot, "11")
        await pilot.press("enter")
        assert "'11' is not a satisfaction" in screen_text(app)
        await pilot.press("escape", "k", "enter")
        await type_text(pilot, "2w")
        await pilot.press("enter")
        assert "is still to come" in screen_text(app)
        assert the_deal(screen).satisfaction is None
        screen.workspace.close()


async def test_a_promise_is_changed_and_taken_away(tmp_path: Path) -> None:
    """An empty one goes; the others stay."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        won = the_deal(screen)
        await pilot.press("W", "f2")
        screen.reveal(won.id)
        await pilot.press("g", "h", "p", "a", "enter", "p", "b", "enter")
        assert the_deal(screen).promised == ("a", "b")
        await pilot.press("g", "j", "enter", "backspace", "enter")
        assert the_deal(screen).promised == ("b",)
        screen.workspace.close()


async def test_undoing_the_win_ends_the_pane(tmp_path: Path) -> None:
    """There is nothing to hand over any more."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        won = the_deal(screen)
        await pilot.press("W", "f2")
        screen.reveal(won.id)
        await pilot.press("g", "h", "u")
        await pilot.pause()
        assert app.screen is screen
        assert the_deal(screen).is_open
        screen.workspace.close()


@pytest.mark.parametrize("keys", [("g", "h"), ("g", "u")])
async def test_an_open_deal_is_told_to_win_first(tmp_path: Path, keys: tuple[str, str]) -> None:
    """No dialog opens; the sentence names the key."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press(*keys)
        assert app.screen is screen
        assert "comes after the win (W)." in screen.status.message
        screen.workspace.close()


async def test_a_renewal_is_made_and_both_ways_are_walked(tmp_path: Path) -> None:
    """g u fills in what is known; g l goes to the won deal and back."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        won = the_deal(screen)
        await pilot.press("g", "l")
        assert "came out of no other deal" in screen.status.message
        await pilot.press("W", "f2")
        screen.reveal(won.id)
        await pilot.press("g", "u", "r")
        assert isinstance(app.screen, FormDialog)
        assert app.screen.form.texts()["relation"] == "renewal"
        await pilot.press("f2")
        await pilot.pause()
        new = the_deal(screen)
        assert (new.origin, new.relation, new.value) == (won.id, "renewal", won.value)
        await pilot.press("g", "l")
        assert the_deal(screen).id == won.id
        await pilot.press("g", "l")
        assert the_deal(screen).id == new.id
        screen.workspace.close()


@pytest.mark.parametrize("size", [(45, 14), (80, 24), (120, 40)])
async def test_the_pane_fits_every_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    """The line of the cursor is in sight, and what is cut is told below."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=size) as pilot:
        screen = await loaded(pilot)
        won = the_deal(screen)
        await pilot.press("W", "f2")
        screen.reveal(won.id)
        await pilot.press("g", "h", "j", "j")
        assert "not part of it" in screen_text(app)
        await pilot.press("G")
        assert "Comment" in screen_text(app)
        screen.workspace.close()


async def test_a_comment_alone_leaves_what_is_disputed_about_the_mark() -> None:
    """It is an edit of the comment only: two marks that were given at once still stand beside each other."""
    board = make_board(20)
    deal = next(iter(board.deals.values()))._replace(status="won", satisfaction=7)
    board = board.with_deals({deal.id: deal})
    done: list[Action] = []
    app = DialogApp(HandoverPane(deal.id, lambda: board, done.append, lambda: NOW))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("s", "escape", "j", "enter")
        await type_text(pilot, "quick")
        await pilot.press("enter")
    assert done == [EditDeals((deal.id,), {"satisfaction_note": "quick"})]
