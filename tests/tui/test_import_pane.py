"""The import dialog: a path, what would become of the file, changes to that, and one step to undo."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import press_ahead, type_text
from pipeboard.domain.actions import Action, ImportDeals
from pipeboard.domain.deal import Deal
from pipeboard.exchange.source import Source
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.importing import ImportPane
from pipeboard.workspace.workspace import Outcome, Workspace

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
    await settled(pilot, pane)
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
    pane = await opened(pilot, "people.vcf")
    assert "New Co" in shown(pilot)
    assert "\x1b" not in shown(pilot)
    await press_ahead(pilot, "i")
    await settled(pilot, pane)
    assert [person.name for person in deals(pilot)["New Co"].contacts] == ["Li [2JWei"]


async def test_a_hostile_table_is_shown_as_text(pilot: Pilot[Any], folder: Path) -> None:
    """In every list, the question about a column and the sentence about what was left out."""
    evil = "Evil\x1b]52;c;QQ==\x07[@click=app.quit]x[/]\u202e"
    rows = [f"Title,Stage,Value,{evil}", f"{evil},{evil},5,{evil}", f"b,c,{evil},"]
    (folder / "evil.csv").write_text("\n".join(rows), "utf-8")
    await opened(pilot, "evil.csv")
    for keys in (("enter",), ("escape",), ("tab",), ("tab",), ("enter",), ("escape",), ("tab",)):
        await press_ahead(pilot, *keys)
        assert all(one.isprintable() or one == "\n" for one in shown(pilot))
    assert "Evil" in shown(pilot)


async def test_a_path_is_completed_while_it_is_typed(pilot: Pilot[Any], folder: Path) -> None:
    """Files that can be read and folders, by Tab; the arrows pick another one."""
    for name in ("old/one.csv", "old/two.csv", "old/readme.md"):
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"title\n{file.stem}\n", "utf-8")
    await press_ahead(pilot, "g", "m")
    pane = pilot.app.screen
    assert isinstance(pane, ImportPane)
    assert "deals.csv" in shown(pilot)
    await type_text(pilot, "o")
    await press_ahead(pilot, "tab")
    assert "old/" in shown(pilot)
    assert "one.csv" in shown(pilot)
    assert "readme" not in shown(pilot)
    await press_ahead(pilot, "down", "tab", "enter")
    await settled(pilot, pane)
    assert pane.plan is not None
    assert [row.fields["title"] for row in pane.plan.action.rows] == ["two"]


class Held:
    """Work in a thread that waits half way until it may go on."""

    def __init__(self) -> None:
        self.reached, self.go_on = Event(), Event()

    def wait(self) -> None:
        self.reached.set()
        assert self.go_on.wait(20)

    async def half_way(self, pilot: Pilot[Any]) -> None:
        """Until the work has come there, and the screen shows it."""
        while not self.reached.is_set():
            await pilot.pause(0.01)
        await pilot.pause(0.2)


@pytest.fixture
def held() -> Held:
    return Held()


def reading(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the reading wait when it told of a quarter of 4 000 rows, and tell once more after that."""
    plan = Source.plan

    def slow(self: Source, board: Any, choices: Any, now: Any, tell: Callable[[int], None]) -> Any:
        tell(1000)
        held.wait()
        tell(1000)
        return plan(self, board, choices, now)

    monkeypatch.setattr(Source, "plan", slow)
    monkeypatch.setattr(Source, "rows", property(lambda self: 4000))


async def test_reading_says_how_far_it_is_and_is_stopped_at_once(
    pilot: Pilot[Any], folder: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path is there to be typed again; the work that was left ends by itself."""
    reading(held, monkeypatch)
    await press_ahead(pilot, "g", "m")
    pane = pilot.app.screen
    assert isinstance(pane, ImportPane)
    await type_text(pilot, "deals.csv")
    await press_ahead(pilot, "enter")
    await held.half_way(pilot)
    assert "1 000 of 4 000" in shown(pilot)
    assert "25%" in shown(pilot)
    await press_ahead(pilot, "escape")
    assert "Enter read it" in shown(pilot)
    assert pane.plan is None
    held.go_on.set()
    await press_ahead(pilot, "escape")
    assert pilot.app.screen is not pane


def importing(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the import wait before it goes through the rows."""
    do = Workspace.do

    def slow(self: Workspace, action: Action) -> Outcome:
        if isinstance(action, ImportDeals):
            held.wait()
        return do(self, action)

    monkeypatch.setattr(Workspace, "do", slow)


async def test_an_import_does_not_hold_up_the_app(
    pilot: Pilot[Any], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is drawn anew meanwhile, takes no other key, and follows the board once it is done."""
    importing(held, monkeypatch)
    pane = await opened(pilot)
    await press_ahead(pilot, "i")
    await held.half_way(pilot)
    assert "Importing 0 of 2 rows" in shown(pilot)
    await press_ahead(pilot, "i", "q", "f")
    await pilot.resize_terminal(70, 22)
    assert "Importing 0 of 2 rows" in shown(pilot)
    held.go_on.set()
    await settled(pilot, pane)
    assert pilot.app.screen is not pane
    assert {"Gamma", "Delta"} <= set(deals(pilot))
    assert "2 deals added" in shown(pilot)


async def test_an_import_is_stopped_with_nothing_written(
    pilot: Pilot[Any], folder: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in the file nor on the board; the plan stays, and can be carried out after all."""
    importing(held, monkeypatch)
    pane, before = await opened(pilot), deals(pilot)
    await press_ahead(pilot, "i")
    await held.half_way(pilot)
    await press_ahead(pilot, "escape")
    assert "Stopping" in shown(pilot)
    held.go_on.set()
    await settled(pilot, pane)
    assert "nothing was imported" in shown(pilot)
    assert deals(pilot) == before
    await press_ahead(pilot, "i")
    await settled(pilot, pane)
    assert {"Gamma", "Delta"} <= set(deals(pilot))


async def test_leaving_the_app_stops_an_import(
    folder: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lost connection does not wait for a minute, and nothing is half done."""
    importing(held, monkeypatch)
    app = make_app(folder / "pipeboard.json")
    async with app.run_test() as pilot:
        await loaded(pilot)
        before = (folder / "pipeboard.json").read_bytes()
        await opened(pilot)
        await press_ahead(pilot, "i")
        await held.half_way(pilot)
        app.leave()
        await pilot.pause()
    held.go_on.set()
    assert (folder / "pipeboard.json").read_bytes() == before
