"""The screens before there is a board: setting one up, and a file that cannot be read."""

from __future__ import annotations

from pathlib import Path

from dialog_app import NOTHING_YET, DialogApp
from pipeboard.config.templates import load_templates
from pipeboard.domain.actions import SetUpBoard
from pipeboard.tui.screens.recovery import Recovery
from pipeboard.tui.screens.setup import Setup

PATH = Path("/home/anna/sales/pipeboard.json")


async def test_enter_makes_the_usual_board() -> None:
    """The first screen says where the board will be and needs one key."""
    app = DialogApp(Setup(PATH, load_templates(), timezone="Europe/Helsinki", submit=lambda action: None))
    async with app.run_test(size=(80, 24)) as pilot:
        assert str(PATH) in app.text
        assert "1 Lead" in app.text
        await pilot.press("enter")
    assert isinstance(app.result, SetUpBoard)
    assert app.result.settings["timezone"] == "Europe/Helsinki"


async def test_the_template_and_its_language_are_previewed() -> None:
    """The stages show in the language that is chosen."""
    app = DialogApp(Setup(PATH, load_templates(), submit=lambda action: None))
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(3):
            await pilot.press("right")
        assert "Stage names" in app.text
        await pilot.press("down", "right", "enter")
    assert isinstance(app.result, SetUpBoard)
    template = next(one for one in load_templates() if one.language != "en")
    assert app.result.pipeline.stages[0].fields["name"] != template.stages[0].name


async def test_a_board_that_cannot_be_made_says_why() -> None:
    """The screen stays, so that the reason can be mended."""
    app = DialogApp(Setup(PATH, load_templates(), submit=lambda action: "The folder cannot be written to."))
    async with app.run_test(size=(45, 20)) as pilot:
        await pilot.press("enter")
        assert "The folder cannot be written to." in app.text
        assert app.result is NOTHING_YET


async def test_a_damaged_file_is_told_with_the_way_back() -> None:
    """The sentence, the file and what helps; nothing else is offered."""
    for key, result in (("r", "retry"), ("q", "quit"), ("escape", "quit")):
        app = DialogApp(Recovery(PATH, "Line 812 is cut off."))
        async with app.run_test(size=(45, 20)) as pilot:
            assert "Line 812 is cut off." in app.text
            assert "Nothing was changed" in app.text
            assert "git checkout" in app.text
            await pilot.press("enter")
            assert app.result is NOTHING_YET
            await pilot.press(key)
        assert app.result == result
