"""The roll-out over the board: steps are ticked with a key, and what the board tells is not."""

from __future__ import annotations

from pathlib import Path

from board_app import fill_board, loaded, make_app, screen_text
from pipeboard.tui.screens.rollout import RolloutPane


async def test_steps_are_ticked_and_the_board_tells_the_others(tmp_path: Path) -> None:
    """Each tick is one step to undo."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        board = await loaded(pilot)
        board.run_command("board.rollout")
        await pilot.pause()
        pane = pilot.app.screen
        assert isinstance(pane, RolloutPane)
        assert "pipeboard import FILE" in screen_text(app)
        at = next(place for place, one in enumerate(pane.listed) if one.definition.id == "where-it-stops")
        await pilot.press(*["j"] * at, "space")
        assert pane.listed[at].ticked
        assert "ticked" in screen_text(app)
        await pilot.press("u")
        assert not pane.listed[at].done
        at = next(place for place, one in enumerate(pane.listed) if one.by_itself)
        await pilot.press("g", *["j"] * at, "space")
        assert "The board tells by itself" in screen_text(app)
        await pilot.resize_terminal(45, 20)
        await pilot.press("G")
        assert "The audit is looked through" in screen_text(app)
        await pilot.press("escape")
        assert pilot.app.screen is board
        board.workspace.close()
