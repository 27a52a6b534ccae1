"""The main screens as people see them, at five sizes, in Unicode and in ASCII.

Kept in `tests/golden/screens`; `golden_files` tells how to write them anew.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from board_app import fill_board, loaded, make_app, screen_text
from golden_files import check_golden
from main_screens import SCREENS
from pipeboard.config.look import Look
from pipeboard.tui.guard import ControlGuard
from pipeboard.view.text import cells

SIZES: Final = ((200, 60), (120, 40), (80, 24), (60, 20), (45, 12))
_BELOW: Final = re.compile(r"(?<=[↓v] )\d+")
"""How much there is below, in a help that grows with each command."""


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_the_screens_look_as_they_did(tmp_path: Path, width: int, height: int) -> None:
    """Nothing misaligned, nothing cut that need not be, at any size; in ASCII, the same in other signs."""
    app = make_app(fill_board(tmp_path, 40))
    guards = {ascii_only: ControlGuard(Look(ascii=ascii_only)) for ascii_only in (False, True)}
    async with app.run_test(size=(width, height)) as pilot:
        await loaded(pilot)
        for name, (there, back) in SCREENS.items():
            await pilot.press(*there)
            await pilot.pause()
            text = screen_text(app)
            check_golden(f"screens/{name}-{width}x{height}", _kept(name, text))
            app.guard = guards[True]
            app.use_theme(app.shown_theme)
            await pilot.pause()
            plain = screen_text(app)
            check_golden(f"screens/{name}-{width}x{height}-ascii", _kept(name, plain))
            assert plain.isascii()
            assert list(map(len, plain.splitlines())) == [cells(line) for line in text.splitlines()]
            app.guard = guards[False]
            app.use_theme(app.shown_theme)
            await pilot.press(*back)
            await pilot.pause()


def _kept(name: str, text: str) -> str:
    """A screen as it is kept."""
    counted = _BELOW.sub(lambda count: "#" * len(count[0]), text) if name == "help" else text
    return f"{counted}\n"
