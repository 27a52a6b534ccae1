"""The window may change at any moment, whatever is open and whatever the texts are."""

from __future__ import annotations

from pathlib import Path

import pytest

from board_app import fill_board, loaded, make_app, open_board, screen_text
from main_screens import SCREENS
from pipeboard.domain.actions import EditDeals
from pipeboard.view.text import cells

SIZES = ((45, 12), (200, 60), (59, 15), (20, 5), (100, 16), (12, 4), (120, 40))


@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_follows_the_window(tmp_path: Path, name: str) -> None:
    """Down to where nothing can be read: no row is too long, and back at a good size the screen is full."""
    path = fill_board(tmp_path, 12)
    workspace = open_board(path)
    texts = {"title": "寻找潜在客户 👩 e\u0301\u0323 " * 3, "company": "Café 日本語 🇫🇮", "owner": "李 雷"}
    workspace.do(EditDeals(tuple(workspace.board.deals)[:6], texts))
    workspace.close()
    app = make_app(path)
    there, back = SCREENS[name]
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press(*there)
        await pilot.pause()
        before = screen_text(app).splitlines()
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            rows = screen_text(app).splitlines()
            assert len(rows) <= height
            assert max(map(cells, rows)) <= width
        after = screen_text(app).splitlines()
        # Lists may have scrolled so that their cursor stayed in view.
        assert (len(after), after[-1]) == (len(before), before[-1])
        await pilot.press(*back)
