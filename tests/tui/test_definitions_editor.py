"""The editor of definitions: a list of kinds, the list of each, and forms made from their fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import type_text
from pipeboard.domain.actions import EditDeals
from pipeboard.domain.definitions import KINDS
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.definitions import DefinitionsEditor
from pipeboard.tui.screens.form import FormDialog

SIZE = (120, 40)


def titles(screen: BoardScreen, kind: str) -> list[str]:
    return [one.title for one in screen.workspace.board.definitions(kind).values()]


def downs(kind: str) -> list[str]:
    """The keys that open a kind from the top of the list."""
    return [*(["j"] * list(KINDS).index(kind)), "enter"]


async def test_the_kinds_are_listed_and_opened(tmp_path: Path) -> None:
    """Esc goes back to them, and from them to the board."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "d")
        await pilot.pause()
        text = screen_text(app)
        assert "What the team defined" in text
        assert "A set of questions that qualify a deal, such as BANT." in text
        await pilot.press(*downs("framework"))
        assert "MEDDIC" in screen_text(app)
        await pilot.press("escape")
        assert "What the team defined" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is screen


async def test_a_definition_is_added_changed_removed_and_brought_back(tmp_path: Path) -> None:
    """Each is one action; the cursor goes to what was added."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "d")
        await pilot.pause()
        await pilot.press(*downs("company"), "a")
        await pilot.pause()
        await type_text(pilot, "Acme Oy")
        await pilot.press("enter")
        await type_text(pilot, "media")
        await pilot.press("f2")
        await pilot.pause()
        assert titles(screen, "company") == ["Acme Oy"]
        await pilot.press("e", "down", "down")
        await type_text(pilot, "120")
        await pilot.press("f2")
        await pilot.pause()
        assert screen.workspace.board.definitions("company")["acme-oy"].number("size") == 120
        assert "media · people 120" in screen_text(app)
        await pilot.press("x")
        assert titles(screen, "company") == []
        assert "None yet." in screen_text(app)
        await pilot.press("u")
        assert titles(screen, "company") == ["Acme Oy"]


async def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_lost(tmp_path: Path) -> None:
    """The form stays until it can be read."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "d")
        await pilot.pause()
        await pilot.press(*downs("score"), "a")
        await pilot.pause()
        await type_text(pilot, "Big")
        await pilot.press("enter")
        await type_text(pilot, "scor=3")
        await pilot.press("enter")
        await type_text(pilot, "500")
        await pilot.press("enter")
        await pilot.pause()
        form = app.screen
        assert isinstance(form, FormDialog)
        assert set(form.form.errors) == {"points"}
        await pilot.press("ctrl+u", "5", "enter")
        await pilot.pause()
        assert set(form.form.errors) == {"when"}
        assert "Big" not in titles(screen, "score")
        await pilot.press("ctrl+u")
        await type_text(pilot, "overdue")
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(app.screen, DefinitionsEditor)
        assert titles(screen, "score")[-1] == "Big"


async def test_definitions_are_reordered_within_their_list(tmp_path: Path) -> None:
    """J and K, and the cursor stays on the one that moves."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "d")
        await pilot.pause()
        await pilot.press(*downs("criterion"), "J", "J")
        assert titles(screen, "criterion")[:4] == ["Authority", "Need", "Budget", "Timeline"]
        await pilot.press("K", "K", "K")
        assert titles(screen, "criterion")[:4] == ["Budget", "Authority", "Need", "Timeline"]


async def test_a_new_part_belongs_where_the_cursor_is(tmp_path: Path) -> None:
    """Its whole is filled in, by name."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "d")
        await pilot.pause()
        await pilot.press(*downs("criterion"), "a")
        await pilot.pause()
        await type_text(pilot, "Next step")
        await pilot.press("f2")
        await pilot.pause()
        assert "bant.next-step" in screen.workspace.board.definitions("criterion")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20), (45, 14)])
async def test_the_editor_fits_any_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    """The one under the cursor is in sight, and the way out."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        await pilot.press("g", "d")
        await pilot.pause()
        await pilot.press("G")
        assert "rate" in screen_text(app)
        assert "Esc" in screen_text(app)
        await pilot.press("g", *downs("criterion"), "G")
        assert "Champion" in screen_text(app)
        assert "Esc" in screen_text(app)


async def test_the_company_of_the_deal_has_a_form(tmp_path: Path) -> None:
    """What is known shows in the details of each of its deals; a deal without one says so."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        await pilot.press("g", "o")
        await pilot.pause()
        assert deal.company in screen_text(app)
        await pilot.press("down")
        await type_text(pilot, "media")
        await pilot.press("f2")
        await pilot.pause()
        assert titles(screen, "company") == [deal.company]
        screen.do(EditDeals((deal.id,), {"company": None}), cursor=deal.id)
        await pilot.press("g", "o")
        await pilot.pause()
        assert app.screen is screen
        assert "names no company yet" in screen_text(app)


async def test_the_boards_settings_are_changed_in_a_form(tmp_path: Path) -> None:
    """Under its key and in the palette; undo takes the change back."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "b")
        await pilot.pause()
        assert isinstance(app.screen, FormDialog)
        assert "Forecast haircut" in screen_text(app)
        await pilot.press(*["tab"] * 6)
        await type_text(pilot, "70")
        await pilot.press("f2")
        await pilot.pause()
        assert screen.workspace.board.settings.margin == 70
        await pilot.press("u")
        await pilot.pause()
        assert screen.workspace.board.settings.margin == 0
