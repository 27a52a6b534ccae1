"""The agenda over the board: every key acts at once, and what is shown follows the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from factories import NOW, TODAY
from pipeboard.domain.actions import ArchiveDeals, CancelFollowUp, CloseDeals, EditDeals, PlanFollowUp
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.agenda import AgendaDialog
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.form import FormDialog
from pipeboard.workspace.workspace import Workspace

SIZE = (120, 40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board with two overdue deals, one due today and one without a next step."""
    path = fill_board(tmp_path, 4)
    workspace = open_board(path)
    first, second, third, fourth = workspace.board.deals
    for deal, title in ((first, "Early"), (second, "Late"), (third, "Now"), (fourth, "Bare")):
        workspace.do(EditDeals((deal,), {"title": title, "owner": "Bob" if title == "Late" else "Anna"}))
    _clear(workspace)
    for deal, day in ((first, -3), (second, -2), (third, 0)):
        workspace.do(PlanFollowUp((deal,), "call", TODAY + timedelta(days=day), "Ask them"))
    workspace.close()
    return path


def _clear(workspace: Workspace) -> None:
    """Take all follow-ups off."""
    for deal in list(workspace.board.deals.values()):
        for step in deal.follow_ups:
            workspace.do(CancelFollowUp(deal.id, step.id))


async def opened(pilot: Pilot[int], key: str = "A") -> tuple[BoardScreen, AgendaDialog]:
    """The board and the agenda over it."""
    board = await loaded(pilot)
    await pilot.press(key)
    await pilot.pause()
    dialog = pilot.app.screen
    assert isinstance(dialog, AgendaDialog)
    return board, dialog


def titles(dialog: AgendaDialog, kind: str = "") -> list[str]:
    """What is listed, or what is listed in a section."""
    return [entry.deal.title for entry in dialog.agenda.shown if kind in ("", entry.kind)]


def dates(dialog: AgendaDialog) -> list[tuple[str, str]]:
    """Section and field of the dates that are listed."""
    return [(entry.kind, entry.field) for entry in dialog.agenda.shown if entry.field]


async def go_to_date(pilot: Pilot[int], dialog: AgendaDialog) -> None:
    """Put the cursor on the first date of a deal."""
    at = next(at for at, entry in enumerate(dialog.agenda.shown) if entry.field)
    await pilot.press("g", *["j"] * at)


def chosen(dialog: AgendaDialog) -> str:
    """The title under the cursor."""
    assert dialog.entry is not None
    return dialog.entry.deal.title


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Wait for the thing itself."""
    while not holds():
        await pilot.pause(0.01)


async def test_everything_that_waits_is_listed_with_headings(path: Path) -> None:
    """Sections, counts and what the highlighted entry is about."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        assert titles(dialog) == ["Early", "Late", "Now", "Bare"]
        text = screen_text(app)
        for words in (
            "Overdue 2 ─",
            "Today 1 ─",
            "No next step 1 ─",
            "3d late",
            "Ask them",
            "2 overdue, 1 today",
        ):
            assert words in text
        board.workspace.close()


async def test_the_cursor_moves_over_entries_and_sections(path: Path) -> None:
    """j and k stop at the ends; Tab goes on to the next section."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        assert chosen(dialog) == "Early"
        await pilot.press("k", "j")
        assert chosen(dialog) == "Late"
        await pilot.press("tab")
        assert chosen(dialog) == "Now"
        await pilot.press("G", "j")
        assert chosen(dialog) == "Bare"
        await pilot.press("shift+tab")
        assert chosen(dialog) == "Now"
        await pilot.press("g")
        assert chosen(dialog) == "Early"
        board.workspace.close()


async def test_enter_goes_to_the_deal_on_the_board(path: Path) -> None:
    """The agenda closes, and the cursor stands on the deal."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, _ = await opened(pilot)
        await pilot.press("G", "enter")
        await pilot.pause()
        assert app.screen is board
        assert board.deal is not None
        assert board.deal.title == "Bare"
        board.workspace.close()


@pytest.mark.parametrize("key", ["d", "space"])
async def test_a_follow_up_is_done_and_the_next_one_planned(path: Path, key: str) -> None:
    """In one form; the agenda stays open, the cursor goes to what is next, and u takes it back."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press(key)
        await pilot.pause()
        form = app.screen
        assert isinstance(form, FormDialog)
        await type_text(pilot, "they agree")
        await pilot.press("down")
        await type_text(pilot, "2w")
        await pilot.press("f2")
        await pilot.pause()
        assert app.screen is dialog
        assert titles(dialog, "overdue") == ["Late"]
        assert titles(dialog, "later") == ["Early"]
        assert chosen(dialog) == "Late"
        assert "Done" in screen_text(app)
        await pilot.press("u")
        assert titles(dialog, "overdue") == ["Early", "Late"]
        assert chosen(dialog) == "Early"
        board.workspace.close()


async def test_a_follow_up_is_snoozed(path: Path) -> None:
    """To another section; the cursor stays where it was."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("s")
        await pilot.pause()
        await type_text(pilot, "tomorrow")
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is dialog
        assert titles(dialog, "week") == ["Early"]
        assert chosen(dialog) == "Late"
        board.workspace.close()


async def test_a_deal_without_a_step_gets_one(path: Path) -> None:
    """f plans it; d has nothing to finish there and says what to press."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("G", "d")
        assert "f plans one" in screen_text(app)
        await pilot.press("f")
        await pilot.pause()
        await pilot.press("down")
        await type_text(pilot, "today")
        await pilot.press("f2")
        await pilot.pause()
        assert sorted(titles(dialog, "today")) == ["Bare", "Now"]
        assert titles(dialog, "no_step") == []
        board.workspace.close()


async def test_a_call_is_logged_and_a_deal_edited_and_closed(path: Path) -> None:
    """c, e and W open the forms of the board."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        deal = dialog.agenda.shown[0].deal.id
        touches = board.workspace.board.deals[deal].touches
        await pilot.press("c", "f2")
        await pilot.pause()
        assert board.workspace.board.deals[deal].touches == touches + 1
        await pilot.press("e")
        await pilot.pause()
        await type_text(pilot, " again")
        await pilot.press("f2")
        await pilot.pause()
        assert board.workspace.board.deals[deal].title == "Early again"
        assert chosen(dialog) == "Early again"
        await pilot.press("W", "l")
        await type_text(pilot, "price")
        await pilot.press("f2")
        await pilot.pause()
        assert board.workspace.board.deals[deal].status == "lost"
        assert titles(dialog, "overdue") == ["Late"]
        board.workspace.close()


async def test_a_deal_to_look_at_again_is_reopened(path: Path) -> None:
    """O, with the sentence of what was done; there is no step to plan on it."""
    workspace = open_board(path)
    deal = next(iter(workspace.board.deals))
    workspace.do(CloseDeals((deal,), "disqualified", "no budget", revisit=TODAY - timedelta(days=1)))
    workspace.close()
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        assert dates(dialog) == [("overdue", "revisit")]
        await go_to_date(pilot, dialog)
        await pilot.press("f")
        assert "O reopens it" in screen_text(app)
        await pilot.press("O")
        assert board.workspace.board.deals[deal].is_open
        assert dates(dialog) == []
        board.workspace.close()


async def test_a_date_is_put_off_and_done_with(path: Path) -> None:
    """s sets another day of it, d empties it, u brings it back."""
    workspace = open_board(path)
    deal = next(one.id for one in workspace.board.deals.values() if one.title == "Bare")
    workspace.do(EditDeals((deal,), {"decision": TODAY}))
    workspace.close()
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await go_to_date(pilot, dialog)
        assert "Decision deadline: 23 Nov" in screen_text(app)
        await pilot.press("s")
        await pilot.pause()
        await type_text(pilot, "2w")
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is dialog
        assert dates(dialog) == [("later", "decision")]
        await go_to_date(pilot, dialog)
        await pilot.press("d")
        assert dates(dialog) == []
        assert "Done: decision deadline." in screen_text(app)
        await pilot.press("u")
        assert dates(dialog) == [("later", "decision")]
        board.workspace.close()


async def test_mine_and_everyones(path: Path) -> None:
    """m toggles; the title says so."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("m")
        assert titles(dialog) == ["Early", "Now", "Bare"]
        assert "Agenda: mine" in screen_text(app)
        await pilot.press("m")
        assert len(titles(dialog)) == 4
        board.workspace.close()


async def test_an_open_agenda_follows_what_others_do(path: Path) -> None:
    """A change by another program is there after the next look at the file; the cursor keeps its entry."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("j")
        other = open_board(path, "Bob")
        other.do(ArchiveDeals((dialog.agenda.shown[0].deal.id,)))
        other.close()
        board.poll()
        await until(pilot, lambda: titles(dialog) == ["Late", "Now", "Bare"])
        assert chosen(dialog) == "Late"
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is board
        board.workspace.close()


async def test_an_empty_agenda_says_what_to_press(tmp_path: Path) -> None:
    """And leaves with Esc, q or A."""
    app = make_app(fill_board(tmp_path, 0))
    async with app.run_test(size=SIZE) as pilot:
        board, _ = await opened(pilot)
        assert "n makes a deal" in screen_text(app)
        await pilot.press("j", "enter", "d", "tab", "G", "A")
        await pilot.pause()
        assert app.screen is board
        board.workspace.close()


async def test_a_cyrillic_keyboard_works_in_the_agenda(path: Path) -> None:
    """The same keys do the same, whatever letters are printed on them."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot, "Ф")
        await pilot.press("о")
        assert chosen(dialog) == "Late"
        board.workspace.close()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20), (24, 8)])
async def test_the_cursor_and_the_way_out_are_always_in_sight(tmp_path: Path, size: tuple[int, int]) -> None:
    """With more entries than there is room for, at the top, in the middle and at the end."""
    app: PipeBoardApp = make_app(fill_board(tmp_path, 60))
    async with app.run_test(size=size) as pilot:
        board, dialog = await opened(pilot)
        for keys in ((), ("pagedown", "pagedown", "j"), ("G",), ("pageup", "k"), ("g",)):
            await pilot.press(*keys)
            text = screen_text(app)
            assert "Esc close" in text
            assert chosen(dialog)[:6] in text
        board.workspace.close()


def test_the_tests_today_is_a_monday() -> None:
    """The sections of these tests rely on it."""
    assert NOW.weekday() == 0
