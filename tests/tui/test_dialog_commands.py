"""The board's keys open the dialogs, and what they end with happens on the board."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import screen_text
from clocks import FixedClock
from dialog_app import type_text
from factories import NOW
from pipeboard.config.templates import as_pipeline, find_template
from pipeboard.domain.actions import AddDeal, CloseDeals, PlanFollowUp, SetUpBoard
from pipeboard.domain.deal import Deal
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.opening import FirstScreens
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.help import Help
from pipeboard.tui.screens.recovery import Recovery
from pipeboard.tui.screens.setup import Setup
from pipeboard.workspace.drafts import Drafts
from pipeboard.workspace.recall import FirstLook
from pipeboard.workspace.workspace import Workspace

SIZE = (120, 40)
SETUP = SetUpBoard(settings={"name": "Sales"}, pipeline=as_pipeline(find_template("consulting")))


class Bench:
    """An app on a real board file in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "pipeboard.json"
        self.state = folder / "state"
        self.clock = FixedClock(NOW)
        self.drafts = Drafts(self.state, self.path)

    def create(self, setup: SetUpBoard = SETUP) -> Workspace:
        """Make the board."""
        return Workspace.create(self.path, state_dir=self.state, author="Anna", setup=setup, clock=self.clock)

    def open(self, first: FirstLook | None = None) -> Workspace:
        """Open the board."""
        return Workspace.open(self.path, state_dir=self.state, author="Anna", clock=self.clock, first=first)

    def app(self) -> PipeBoardApp:
        """The app, which opens the board when it runs."""
        screens = FirstScreens(self.path, self.create, lambda: "Europe/Helsinki")
        return PipeBoardApp(self.open, first_screens=screens, drafts=self.drafts)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A board with one deal that has a next step."""
    bench = Bench(tmp_path)
    workspace = bench.create()
    deal = workspace.do(AddDeal(fields={"title": "Acme website", "owner": "Bob"})).changed[0]
    workspace.do(PlanFollowUp(deals=(deal,), kind="call", due=NOW.date() + timedelta(days=1)))
    workspace.close()
    return bench


async def opened(app: PipeBoardApp, pilot: Pilot[int]) -> None:
    """Wait until the board is there, or a screen that says why it is not."""
    while app.board_screen.workspace_or_none is None and not isinstance(app.screen, Dialog):
        await pilot.pause(0.01)
    await pilot.pause()


def the_deal(app: PipeBoardApp) -> Deal:
    """The one deal of the board."""
    return next(iter(app.board_screen.workspace.board.deals.values()))


async def test_a_deal_moves_with_the_picker(bench: Bench) -> None:
    """m, the stage's letter, Enter; the cursor goes along."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("m", "p", "enter")
        await pilot.pause()
        assert the_deal(app).stage == "proposal"
        assert app.board_screen.deal == the_deal(app)
        app.board_screen.workspace.close()


async def test_a_cyrillic_keyboard_works_in_lists(bench: Bench) -> None:
    """The same keys do the same, whatever letters are printed on them."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("ь", "з", "enter")
        await pilot.pause()
        assert the_deal(app).stage == "proposal"
        app.board_screen.workspace.close()


async def test_a_deal_is_edited_closed_and_given_away(bench: Bench) -> None:
    """e, W and a write what was typed or picked."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("e", "down", "down")
        await type_text(pilot, "12k")
        await pilot.press("f2")
        await pilot.pause()
        assert the_deal(app).value == 12000
        await pilot.press("a", "a")
        await pilot.pause()
        assert the_deal(app).owner == "Anna"
        await pilot.press("W", "l")
        await type_text(pilot, "price")
        await pilot.press("f2")
        await pilot.pause()
        assert (the_deal(app).status, the_deal(app).reason) == ("lost", "price")
        app.board_screen.workspace.close()


async def test_a_follow_up_is_finished_and_the_next_one_planned(bench: Bench) -> None:
    """f, d, the outcome and the next day."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("f", "d")
        await type_text(pilot, "wants an offer")
        await pilot.press("enter")
        await type_text(pilot, "1w")
        await pilot.press("f2")
        await pilot.pause()
        deal = the_deal(app)
        assert deal.touches == 1
        assert [step.due for step in deal.follow_ups] == [NOW.date() + timedelta(days=7)]
        app.board_screen.workspace.close()


async def test_people_are_added_changed_and_taken_off(bench: Bench) -> None:
    """g p asks for the first person, and then lists those there are."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("g", "p")
        await type_text(pilot, "Maija")
        await pilot.press("f2")
        await pilot.pause()
        assert [one.name for one in the_deal(app).contacts] == ["Maija"]
        await pilot.press("g", "p", "m", "c", "down")
        await type_text(pilot, "m@acme.fi")
        await pilot.press("f2")
        await pilot.pause()
        assert the_deal(app).contacts[0].email == "m@acme.fi"
        await pilot.press("g", "p", "m", "t")
        await pilot.pause()
        assert the_deal(app).contacts == ()
        app.board_screen.workspace.close()


async def test_the_quick_line_goes_on_in_the_full_form(bench: Bench) -> None:
    """Tab takes what was typed along; the cursor goes to the new deal."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("n")
        await type_text(pilot, "Globex app 5k EUR")
        await pilot.press("tab")
        await pilot.pause()
        assert isinstance(app.screen, FormDialog)
        assert app.screen.form.texts()["value"] == "5000"
        await pilot.press("f2")
        await pilot.pause()
        assert app.board_screen.deal is not None
        assert app.board_screen.deal.title == "Globex app"
        app.board_screen.workspace.close()


async def test_a_quick_line_of_a_stage_that_is_not_there_stays_whole(bench: Bench) -> None:
    """In the full form it is the title, so that nothing of it is lost; one that is there is chosen."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        for line, title, stage in (
            ("Foo stage:nowhere", "Foo stage:nowhere", "Lead"),
            ("Foo stage:prop", "Foo", "Proposal"),
        ):
            await pilot.press("n")
            await type_text(pilot, line)
            await pilot.press("tab")
            await pilot.pause()
            assert isinstance(app.screen, FormDialog)
            texts = app.screen.form.texts()
            stages = app.board_screen.workspace.board.stages
            assert (texts["title"], stages[texts["stage"]].name) == (title, stage)
            assert not app.board_screen.status.message
            await pilot.press("escape", "y")
            await pilot.pause()
        app.board_screen.workspace.close()


async def test_a_new_deal_that_was_cut_off_comes_back_behind_an_empty_line(bench: Bench) -> None:
    """The empty quick line on the way to the form is no title to put over the one that was typed."""
    bench.drafts.keep({"deal.new": {"title": "Half a deal"}})
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("n", "tab")
        await pilot.pause()
        assert isinstance(app.screen, FormDialog)
        assert app.screen.form.texts()["title"] == "Half a deal"
        app.board_screen.workspace.close()


async def test_the_palette_runs_commands_and_goes_to_deals(bench: Bench) -> None:
    """Enter on a command is its key; on a deal the cursor goes there."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("colon")
        await type_text(pilot, "archive the")
        await pilot.press("enter")
        await pilot.pause()
        assert the_deal(app).archived
        await pilot.press("ctrl+p")
        await type_text(pilot, "undo")
        await pilot.press("enter")
        await pilot.pause()
        assert not the_deal(app).archived
        await pilot.press("question_mark", "escape", "g", "c", "escape")
        await pilot.pause()
        assert app.screen is app.board_screen
        app.board_screen.workspace.close()


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_is_shown_and_put_away_with_the_same_key(bench: Bench, key: str) -> None:
    """The one that the hint bar names, and the one that people try first."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press(key)
        assert isinstance(pilot.app.screen, Help)
        await pilot.press(key)
        await pilot.pause()
        assert app.screen is app.board_screen
        app.board_screen.workspace.close()


async def test_a_closed_deal_is_found_and_reopened(bench: Bench) -> None:
    """It is off the board; the palette leads to it, and nothing but the named key reopens it."""
    workspace = bench.open()
    deal = next(iter(workspace.board.deals))
    workspace.do(CloseDeals((deal,), "lost", "price"))
    workspace.close()
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        for key, status in (("enter", "lost"), ("escape", "lost"), ("o", "open")):
            await pilot.press("ctrl+p")
            await type_text(pilot, "acme web")
            await pilot.press("enter")
            await pilot.pause()
            assert "Acme website is lost" in screen_text(app)
            await pilot.press(key)
            if app.board_screen.prompt.is_open:
                await pilot.press("escape")
            await app.workers.wait_for_complete()
            assert the_deal(app).status == status
        assert app.board_screen.deal is not None
        app.board_screen.workspace.close()


async def test_a_refusal_stays_in_the_form(bench: Bench) -> None:
    """What the rules refuse is told where it was typed."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("W", "f2")
        await pilot.pause()
        await pilot.press("G")
        app.board_screen.panel.back()
        app.board_screen.reveal(the_deal(app).id)
        await pilot.pause()
        assert the_deal(app).status == "won"
        await pilot.press("W", "f2")
        await pilot.pause()
        assert isinstance(app.screen, FormDialog)
        assert "is won already" in app.screen.refusal
        app.board_screen.workspace.close()


async def test_what_is_typed_when_the_connection_ends_comes_back(bench: Bench) -> None:
    """The end of the terminal keeps the form; the same form offers it again, once."""
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("e")
        await type_text(pilot, " 2")
        app.leave()
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, FormDialog)
        assert app.screen.form.texts()["title"] == "Acme website 2"
        await pilot.press("escape", "y", "e")
        await pilot.pause()
        assert isinstance(app.screen, FormDialog)
        assert app.screen.form.texts()["title"] == "Acme website"
        app.board_screen.workspace.close()


async def test_a_missing_board_is_made_in_the_app(tmp_path: Path) -> None:
    """The first start asks what is needed and goes on to the board."""
    bench = Bench(tmp_path)
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        assert isinstance(app.screen, Setup)
        await pilot.press("enter")
        while app.board_screen.workspace_or_none is None:
            await pilot.pause(0.01)
        assert app.board_screen.workspace.board.settings.timezone == "Europe/Helsinki"
        app.board_screen.workspace.close()
    assert bench.path.exists()
    assert app.failure is None


async def test_leaving_the_first_screen_makes_nothing(tmp_path: Path) -> None:
    """Esc ends with the reason, and without a file."""
    bench = Bench(tmp_path)
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("escape")
    assert not bench.path.exists()
    assert app.return_value == 3
    assert app.failure is not None


async def test_a_damaged_board_is_opened_once_it_is_mended(bench: Bench) -> None:
    """The screen changes nothing; r tries again."""
    good = bench.path.read_bytes()
    bench.path.write_bytes(good[: len(good) // 2])
    app = bench.app()
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        assert isinstance(app.screen, Recovery)
        assert bench.path.read_bytes() == good[: len(good) // 2]
        bench.path.write_bytes(good)
        await pilot.press("r")
        while app.board_screen.workspace_or_none is None:
            await pilot.pause(0.01)
        assert the_deal(app).title == "Acme website"
        app.board_screen.workspace.close()
    assert app.failure is None
