"""The import dialog: a path, what would become of the file, changes to that, and one step to undo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import press_ahead, type_text
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.importing import ImportPane

TABLE = """Id;Deal name;Firma;Amount;Stage;Created
7;Gamma;Gamma GmbH;1.234,50;Offer;01/02/2026
8;Delta;;20k;Pitch;28/02/2026
9;Omega;Nobody;lots;Lead;13/03/2026
"""
WIDE, NARROW = (120, 40), (45, 20)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a board and a table, in which the app is started."""
    fill_board(tmp_path, 2)
    (tmp_path / "deals.csv").write_text(TABLE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=[WIDE, (80, 24), NARROW], ids=["wide", "usual", "narrow"])
async def pilot(folder: Path, request: pytest.FixtureRequest) -> AsyncIterator[Pilot[Any]]:
    app = make_app(folder / "pipeboard.json")
    async with app.run_test(size=request.param) as pilot:
        await loaded(pilot)
        yield pilot


async def opened(pilot: Pilot[Any], path: str = "deals.csv") -> ImportPane:
    """The dialog, once it has read a file."""
    await press_ahead(pilot, "g", "m")
    pane = pilot.app.screen
    assert isinstance(pane, ImportPane)
    await type_text(pilot, path)
    await press_ahead(pilot, "enter")
    await settled(pilot, pane)
    return pane


async def settled(pilot: Pilot[Any], pane: ImportPane) -> None:
    """What runs in a thread has come to its end."""
    await pilot.app.workers.wait_for_complete(list(pane.workers))
    await pilot.pause()


def shown(pilot: Pilot[Any]) -> str:
    return screen_text(pilot.app)  # type: ignore[arg-type]  # the pilot's app is PipeBoard's


def deals(pilot: Pilot[Any]) -> dict[str, Deal]:
    """The deals of the board by title."""
    screen = next(one for one in pilot.app.screen_stack if isinstance(one, BoardScreen))
    return {deal.title: deal for deal in screen.workspace.board.visible_deals()}


async def test_a_file_is_shown_then_imported_and_taken_back(pilot: Pilot[Any]) -> None:
    """Nothing is written before `i`; the status line says what was done, and `u` undoes all of it."""
    before = deals(pilot)
    pane = await opened(pilot)
    assert "Deal name" in shown(pilot)
    assert deals(pilot) == before
    await press_ahead(pilot, "tab")
    assert "Gamma" in shown(pilot)
    await press_ahead(pilot, "tab", "tab")
    assert "Line 4" in shown(pilot)
    await press_ahead(pilot, "i")
    assert pilot.app.screen is not pane
    assert deals(pilot)["Gamma"].company == "Gamma GmbH"
    assert "2 deals added" in shown(pilot)
    await press_ahead(pilot, "u")
    assert deals(pilot) == before


async def test_what_a_column_and_a_stage_mean_can_be_changed(pilot: Pilot[Any]) -> None:
    """Each from a list; the plan follows at once."""
    pane = await opened(pilot)
    await press_ahead(pilot, "j", "enter")
    await press_ahead(pilot, "home", "enter")
    await settled(pilot, pane)
    assert pane.plan is not None
    assert [column.field for column in pane.plan.columns][1] == "custom.deal-name"
    await press_ahead(pilot, "tab", "tab", "enter")
    await press_ahead(pilot, "j", "j", "enter")
    await settled(pilot, pane)
    assert dict(pane.plan.stages)["Pitch"] == "Qualified"


async def test_the_order_of_dates_can_be_said(pilot: Pilot[Any], folder: Path) -> None:
    """A file that can be read in two ways asks for it in the same dialog."""
    (folder / "open.csv").write_text("Title,Created\nSite,3/4/2026\n", "utf-8")
    pane = await opened(pilot, "open.csv")
    assert "two ways" in " ".join(shown(pilot).split())
    await press_ahead(pilot, "d")
    await settled(pilot, pane)
    assert pane.plan is not None
    (row,) = pane.plan.action.rows
    assert row.created is not None
    assert row.created.month == 4


async def test_a_wrong_path_is_said_and_stays_to_be_mended(pilot: Pilot[Any]) -> None:
    """In one sentence; Esc leaves without a trace."""
    before = deals(pilot)
    pane = await opened(pilot, "nowhere.csv")
    assert "There is no file" in shown(pilot)
    assert pane.plan is None
    await press_ahead(pilot, "escape")
    assert pilot.app.screen is not pane
    assert deals(pilot) == before


async def test_an_address_book_is_taken_in(pilot: Pilot[Any], folder: Path) -> None:
    """Its people on new deals of their companies."""
    book = "BEGIN:VCARD\nFN:Li \x1b[2JWei\nORG:New Co\nEND:VCARD\n"
    (folder / "people.vcf").write_text(book, "utf-8")
    await opened(pilot, "people.vcf")
    assert "New Co" in shown(pilot)
    assert "\x1b" not in shown(pilot)
    await press_ahead(pilot, "i")
    assert [person.name for person in deals(pilot)["New Co"].contacts] == ["Li [2JWei"]
