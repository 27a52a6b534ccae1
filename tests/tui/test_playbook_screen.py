"""The playbook over the board: looked through by words; plays started and objections noted on the deal."""

from __future__ import annotations

from pathlib import Path

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import type_text
from pipeboard.domain.actions import EditDeals
from pipeboard.domain.deal import Deal
from pipeboard.domain.playbook import offered
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.playbook import Playbook
from pipeboard.tui.screens.preview import PreviewDialog

SIZE = (110, 36)


def the_deal(screen: BoardScreen) -> Deal:
    deal = screen.deal
    assert deal is not None
    return deal


async def test_a_play_on_offer_is_previewed_and_started(tmp_path: Path) -> None:
    """It stands on top; Enter tells what it would plan on which days, once more does it; u takes it back."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        screen.do(EditDeals((the_deal(screen).id,), {"competitor": "Globex"}))
        before = the_deal(screen)
        play = offered(before, screen.workspace.board, screen.workspace.today())[0]
        await pilot.press("g", "y")
        text = screen_text(app)
        assert f"On offer for {before.title}" in text
        assert f"§ {play.title}" in text
        await pilot.press("enter")
        assert "call, today: Ask by what they will decide" in screen_text(app)
        assert the_deal(screen) == before
        await pilot.press("enter")
        assert pilot.app.screen is screen
        assert [one.of for one in the_deal(screen).plays] == [play.id]
        assert "Started Somebody else is in it, too" in screen_text(app)
        await pilot.press("u")
        assert the_deal(screen).plays == ()
        assert the_deal(screen).follow_ups == before.follow_ups


async def test_the_playbook_is_searched_while_one_types(tmp_path: Path) -> None:
    """In all that it says; the arrows go through what was found; Esc shows everything, then leaves."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "y", "/")
        await type_text(pilot, "own people")
        assert "1 entry" in screen_text(app)
        assert "There is no budget" in screen_text(app)
        await type_text(pilot, "zz")
        assert "Nothing has all of these words" in screen_text(app)
        await pilot.press("escape", "/")
        await type_text(pilot, "price")
        shown = pilot.app.screen
        assert isinstance(shown, Playbook)
        first = shown.one
        await pilot.press("down")
        assert shown.one != first
        await pilot.press("enter")
        assert "Somebody else is in it, too" not in screen_text(app)
        await pilot.press("escape")
        assert "Somebody else is in it, too" in screen_text(app)
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_an_objection_is_noted_with_the_answer_in_sight(tmp_path: Path) -> None:
    """With the customer's words; Esc in the form leads back to the list."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "y", "/")
        await type_text(pilot, "Compared with what")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "They object: It is too expensive" in screen_text(app)
        assert "Compared with what?" in screen_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, Playbook)
        await pilot.press("enter")
        await pilot.pause()
        await type_text(pilot, "Twice the others")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert "A play is on offer: g y." in screen_text(app)
        assert [(one.of, one.text) for one in the_deal(screen).objections] == [
            ("too-expensive", "Twice the others")
        ]


async def test_entries_are_added_and_changed_on_the_spot(tmp_path: Path) -> None:
    """The cursor goes to what was added; without a deal nothing is started, and it says why."""
    app = make_app(fill_board(tmp_path, 0))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "y", "enter", "enter")
        assert "no deal under the cursor" in screen_text(app)
        await pilot.press("escape", "a")
        await pilot.pause()
        await type_text(pilot, "Ask for a reference")
        await pilot.press("tab")
        await type_text(pilot, "value>9")
        await pilot.press("f2")
        await pilot.pause()
        shown = app.screen
        assert isinstance(shown, Playbook)
        assert shown.one is not None
        assert shown.one.title == "Ask for a reference"
        await pilot.press("e")
        await pilot.pause()
        await type_text(pilot, " today")
        await pilot.press("f2")
        await pilot.pause()
        assert "Ask for a reference today" in screen_text(app)
        assert "ask-for-a-reference" in screen.workspace.board.definitions("play")


async def test_what_is_selected_gets_a_play_or_an_objection_once_its_preview_was_seen(tmp_path: Path) -> None:
    """The list tells on how many a play is on offer; giving the preview up changes nothing."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("space", "j", "space")
        ids = [deal.id for deal in screen.chosen]
        screen.do(EditDeals((ids[0],), {"competitor": "Globex"}))
        await pilot.press("g", "y", "/")
        await type_text(pilot, "somebody else in it")
        await pilot.press("enter")
        text = screen_text(app)
        assert "On offer for some of the 2 deals" in text
        assert "1§ Somebody else is in it, too" in text
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert isinstance(app.screen, PreviewDialog)
        assert "Start Somebody else is in it, too" in screen_text(app)
        await pilot.press("escape")
        assert not any(screen.workspace.board.deals[one].plays for one in ids)
        await pilot.press("g", "y", "/")
        await type_text(pilot, "Compared with what")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "They object: It is too expensive" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, PreviewDialog)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert all(screen.workspace.board.deals[one].objections for one in ids)


async def test_every_entry_can_be_read_in_a_small_terminal(tmp_path: Path) -> None:
    """Enter shows it alone, and it scrolls to its end."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=(45, 12)) as pilot:
        await loaded(pilot)
        await pilot.press("g", "y", "enter")
        assert "Ask whether to close" not in screen_text(app)
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "yes is a good answer," in screen_text(app)


async def test_c_logs_an_objection_and_keeps_a_new_one(tmp_path: Path) -> None:
    """Picked from the list, or in words that the playbook does not know yet."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("c", "o")
        await pilot.pause()
        await type_text(pilot, "Law")
        assert "New: the playbook keeps it" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert [one.of for one in the_deal(screen).objections] == ["law"]
        await pilot.press("c", "o")
        await pilot.pause()
        await type_text(pilot, "we do not need that")
        assert "→ It may be so." in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert [one.of for one in the_deal(screen).objections] == ["law", "no-need"]
