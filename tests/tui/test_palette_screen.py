"""The palette and the help on the screen."""

from __future__ import annotations

from dialog_app import DialogApp, type_text
from factories import make_board
from pipeboard.registry import COMMANDS
from pipeboard.tui.screens.help import Help
from pipeboard.tui.screens.palette import Found, Palette
from pipeboard.view.help import help_entries
from pipeboard.view.palette import Entry, board_entries

SIZE = (80, 24)
ENTRIES = [Entry("command", one.id, one.title, *one.keys[:1]) for one in COMMANDS]


async def test_typing_finds_and_enter_runs() -> None:
    """A command is run by a few letters of its name, whatever its key is."""
    app = DialogApp(Palette(ENTRIES))
    async with app.run_test(size=SIZE) as pilot:
        await type_text(pilot, "archive")
        assert " x " in app.text
        await pilot.press("enter")
    assert app.result == Found("command", "deal.archive")


async def test_a_deal_is_found_by_name() -> None:
    """Deals and stages are in the palette too."""
    board = make_board(30)
    deal = list(board.deals.values())[7]
    app = DialogApp(Palette([*ENTRIES, *board_entries(board)]))
    async with app.run_test(size=SIZE) as pilot:
        await type_text(pilot, deal.title.lower())
        await pilot.press("enter")
    assert app.result == Found("deal", deal.id)


async def test_the_cursor_moves_in_what_was_found_and_starts_anew_with_each_letter() -> None:
    """Typing on goes back to the best match."""
    palette = Palette(ENTRIES)
    app = DialogApp(palette)
    async with app.run_test(size=SIZE) as pilot:
        await type_text(pilot, "m")
        await pilot.press("down", "down", "up", "o")
        best = palette.entries[0]
        await pilot.press("enter")
    assert app.result == Found("command", best.id)


async def test_nothing_found_says_so_and_enter_does_nothing() -> None:
    """There is nothing to run."""
    app = DialogApp(Palette(ENTRIES))
    async with app.run_test(size=SIZE) as pilot:
        await type_text(pilot, "zzzz")
        assert "Nothing has these letters." in app.text
        await pilot.press("enter", "escape")
    assert app.result is None


async def test_the_help_scrolls_and_searches() -> None:
    """j scrolls, / searches, Esc first ends the search and then the help."""
    app = DialogApp(Help(help_entries({one.id: one.keys for one in COMMANDS})))
    async with app.run_test(size=SIZE) as pilot:
        top = app.text
        await pilot.press("j")
        assert app.text != top
        await pilot.press("k")
        assert app.text == top
        await pilot.press("slash")
        await type_text(pilot, "archive")
        assert "Archive the deal" in app.text
        assert "Undo" not in app.text
        await pilot.press("escape")
        assert app.text == top
        await pilot.press("G")
        assert "The app" in app.text
        await pilot.press("escape")
    assert app.result is None


async def test_the_help_has_the_guide_which_is_searched_and_read() -> None:
    """Tab turns to it, / narrows it down, Enter reads where it says so, Esc comes back to the help."""
    topics = {
        "one": "# First topic\n\nAbout cats.\n",
        "two": "# Second topic\n\n" + "More.\n\n" * 40 + "Dogs.\n",
    }
    app = DialogApp(Help(help_entries({one.id: one.keys for one in COMMANDS}), guide=topics))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab")
        assert "First topic" in app.text
        assert "Second topic" in app.text
        await pilot.press("slash")
        await type_text(pilot, "dogs")
        assert "First topic" not in app.text
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "Dogs." in app.text
        await pilot.press("escape")
        await pilot.pause()
        assert "/ dogs" in app.text
        await pilot.press("escape", "tab")
        assert "Moving around" in app.text
        await pilot.press("question_mark")
    assert app.result is None
