"""Cadences, the nurture track and the focus list, from the board."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from factories import NOW, TODAY
from pipeboard.domain.actions import AddDeal, LogTouch, SetFocus
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.focus import FocusDialog
from pipeboard.tui.screens.form import FormDialog

SIZE = (120, 40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board with deals of three companies, without next steps."""
    path = fill_board(tmp_path, 0)
    workspace = open_board(path)
    for name in ("Acme", "Beta", "Gamma"):
        workspace.do(AddDeal({"title": f"{name} website", "company": name, "owner": "Anna"}))
    workspace.close()
    return path


def deal_of(board: BoardScreen, title: str) -> Deal:
    """The deal with a title that begins so."""
    return next(one for one in board.workspace.board.deals.values() if one.title.startswith(title))


async def test_a_cadence_starts_from_the_form_of_f_and_goes_on(path: Path) -> None:
    """It is among the templates; to finish a step is to accept the next one."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await loaded(pilot)
        assert board.deal is not None
        title = board.deal.title
        await pilot.press("f", "pagedown")
        await pilot.pause()
        form = app.screen
        assert isinstance(form, FormDialog)
        while form.form.texts()["template"] != "cadence first-contact":
            await pilot.press("left")
        assert "7 steps" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert [(one.cadence, one.step) for one in deal_of(board, title).follow_ups] == [("first-contact", 1)]
        await pilot.press("f", "d", "f2")
        await pilot.pause()
        assert "2 of 7 First contact" in board.status.message
        assert deal_of(board, title).follow_ups[0].step == 2
        await pilot.press("f")
        await pilot.pause()
        assert "End the cadence" in screen_text(app)
        await pilot.press("e")
        await pilot.pause()
        assert deal_of(board, title).follow_ups == ()
        board.workspace.close()


async def test_the_palette_starts_a_cadence(path: Path) -> None:
    """And ends it."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await loaded(pilot)
        assert board.deal is not None
        title = board.deal.title
        for _ in range(2):
            board.run_command("deal.cadence")
            await pilot.pause()
            await pilot.press(*(("f2",) if isinstance(app.screen, FormDialog) else ("e",)))
            await pilot.pause()
        assert deal_of(board, title).follow_ups == ()
        assert "Stopped 1 of 7 First contact" in board.status.message
        board.workspace.close()


async def test_a_deal_is_nurtured_with_two_keys_and_a_save(path: Path) -> None:
    """Its card has the mark; the same keys stop it."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await loaded(pilot)
        await pilot.press("g", "n", "f2")
        await pilot.pause()
        assert board.deal is not None
        assert (board.deal.track, board.deal.follow_ups[0].every) == ("nurture", 30)
        assert "∞" in screen_text(app)
        await pilot.press("g", "n", "s")
        await pilot.pause()
        assert (board.deal.track, board.deal.follow_ups) == ("", ())
        board.workspace.close()


def score(dialog: FocusDialog) -> int | None:
    """What the list shows."""
    return dialog.shown.score if dialog.shown else None


def focused(path: Path) -> None:
    """Give the author a focus list with a touch yesterday."""
    workspace = open_board(path)
    acme = next(one.id for one in workspace.board.deals.values() if one.company == "Acme")
    workspace.do(SetFocus("me", ("Acme", "Beta", "Gamma"), TODAY - timedelta(days=1)))
    workspace.do(LogTouch((acme,), "call", at=NOW - timedelta(days=1)))
    workspace.close()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20)])
async def test_the_focus_list_shows_accounts_days_and_touches(path: Path, size: tuple[int, int]) -> None:
    """At every size; c logs a touch on the spot, and u takes it back."""
    focused(path)
    app = make_app(path)
    async with app.run_test(size=size) as pilot:
        board = await loaded(pilot)
        await pilot.press("g", "f")
        await pilot.pause()
        dialog = app.screen
        assert isinstance(dialog, FocusDialog)
        text = screen_text(app)
        for words in ("Acme", "Beta", "Gamma", "Mon", "day 2 of 3 · 1/9", "Esc close"):
            assert words in text
        await pilot.press("j", "c", "f2")
        await pilot.pause()
        assert score(dialog) == 2
        assert "2/9" in screen_text(app)
        await pilot.press("u")
        assert score(dialog) == 1
        await pilot.press("t")
        assert "1/27" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert board.deal is not None
        assert board.deal.company == "Beta"
        board.workspace.close()


async def test_accounts_are_picked_in_the_app(path: Path) -> None:
    """From nothing: s, the names, F2; a name that nobody has is told beneath it."""
    app = make_app(path)
    async with app.run_test(size=(45, 20)) as pilot:
        board = await loaded(pilot)
        await pilot.press("g", "f")
        await pilot.pause()
        assert "no focus list yet" in screen_text(app)
        await pilot.press("j", "enter", "c", "tab", "s")
        await pilot.pause()
        await type_text(pilot, "acme")
        await pilot.press("down")
        await type_text(pilot, "zeta")
        await pilot.press("f2")
        await pilot.pause()
        form = app.screen
        assert isinstance(form, FormDialog)
        assert "No deal has" in form.form.errors["account 1"]
        await pilot.press("ctrl+u")
        await type_text(pilot, "gam")
        await pilot.press("f2")
        await pilot.pause()
        dialog = app.screen
        assert isinstance(dialog, FocusDialog)
        assert dialog.shown is not None
        assert dialog.shown.focus.accounts == ("Acme", "Gamma")
        await pilot.press("q")
        board.workspace.close()


async def test_the_lists_of_others_are_one_tab_away(path: Path) -> None:
    """And mine is there again after them."""
    workspace = open_board(path)
    workspace.do(SetFocus("Bob", ("Gamma",)))
    workspace.close()
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await loaded(pilot)
        await pilot.press("g", "f", "tab")
        await pilot.pause()
        assert "Focus of Bob" in screen_text(app)
        await pilot.press("tab")
        assert "no focus list yet" in screen_text(app)
        await pilot.press("escape")
        board.workspace.close()
