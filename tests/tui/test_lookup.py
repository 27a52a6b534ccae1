"""The palette says what cannot be done, the guide is read in the app, and mistakes in settings are told."""

from __future__ import annotations

from pathlib import Path

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import type_text
from pipeboard.tui.commands.lookup import command_entries
from pipeboard.tui.screens.guide import GuideDialog

SIZE = (100, 30)


async def test_the_palette_knows_what_can_be_done_here(tmp_path: Path) -> None:
    """On an open deal, without a search or details; and where there is no deal."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        off = {one.id: one.off for one in command_entries(screen) if one.off}
        assert off["deal.reopen"] == "it is open"
        assert off["deal.handover"] == "after the win"
        assert off["search.next"] == "with a search"
        assert off["detail.next-tab"] == "with the details"
        assert "deal.edit" not in off
        screen.go_to_stage("after-sales")
        await pilot.pause()
        off = {one.id: one.off for one in command_entries(screen) if one.off}
        assert off["deal.edit"] == "no deal here"
        screen.go_to_stage("lead")
        await pilot.pause()
        screen.selection.toggle()
        screen.go_to_stage("after-sales")
        await pilot.pause()
        assert "deal.edit" not in {one.id for one in command_entries(screen) if one.off}


async def test_a_topic_of_the_guide_is_read_over_the_board(tmp_path: Path) -> None:
    """Found in the palette, scrolled with the keys of the board, closed with Esc."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await loaded(pilot)
        await pilot.press("ctrl+p")
        await type_text(pilot, "many deals at once")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, GuideDialog)
        top = screen_text(app)
        assert "In the app" in top
        await pilot.press("G")
        assert "In the app" not in screen_text(app)
        await pilot.press("g")
        assert screen_text(app) == top
        await pilot.press("escape")
        assert app.screen_stack == [screen]


async def test_mistakes_in_the_settings_are_one_message(tmp_path: Path) -> None:
    """The first of them, how many there are, and where they are told."""
    for problems, told in (
        (("This is wrong.",), "This is wrong."),
        (
            ("This is wrong.", "That, too."),
            "2 settings cannot be used (`pipeboard keys` tells more): This is wrong.",
        ),
    ):
        folder = tmp_path / str(len(problems))
        folder.mkdir()
        app = make_app(fill_board(folder), problems=problems)
        async with app.run_test(size=SIZE) as pilot:
            screen = await loaded(pilot)
            assert screen.status.message == told
