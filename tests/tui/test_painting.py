"""What is painted cell by cell is what the library would have drawn, on every screen and at every key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual._compositor import Compositor

from beside import Terminal, seen
from board_app import fill_board, loaded, make_app, screen_text
from main_screens import SCREENS
from pipeboard.config.look import Look
from pipeboard.domain.actions import EditDeals
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.frame import Cell, blank_of, cells_of, is_half
from pipeboard.tui.painting import LineCompositor, cut
from pipeboard.tui.pens import pen_of


@contextmanager
def terminal_of(app: PipeBoardApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Have the app draw on a terminal, and the library beside it whatever it would have drawn."""
    terminal = Terminal(app)
    painted = LineCompositor.render_update

    def both(self: LineCompositor, *arguments: Any, **options: Any) -> Any:
        dirty = set(self._dirty_regions)
        codes: Any = Compositor.render_update(self, *arguments, **options)
        self._dirty_regions = dirty
        if codes is not None:
            terminal.draw(codes.render_segments(app.console))
        return painted(self, *arguments, **options)

    with monkeypatch.context() as patches:
        patches.setattr(LineCompositor, "render_update", both)
        patches.setattr(app, "_driver", terminal)
        app.redraw()
        yield terminal


@pytest.mark.parametrize(
    ("look", "size"),
    [(Look(), (120, 40)), (Look(theme="ansi"), (90, 30)), (Look(no_colour=True), (45, 16))],
    ids=("colours", "ansi", "no colour"),
)
async def test_the_terminal_shows_what_the_library_would_have_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Look, size: tuple[int, int]
) -> None:
    """Every main screen, also after a change of size, with wide characters that dialogs cut through."""
    app = make_app(fill_board(tmp_path), look=look)
    async with app.run_test(size=(100, 35)) as pilot:
        screen = await loaded(pilot)
        for index, deal in enumerate(list(screen.workspace.board.deals.values())):
            screen.workspace.do(EditDeals((deal.id,), {"title": f"{'a' * (index % 2)}寻找客户管理系统培训"}))
        with terminal_of(app, monkeypatch) as terminal:
            await pilot.pause()
            await pilot.resize_terminal(*size)
            await pilot.pause()
            terminal.resize()
            app.redraw()
            over_each_other = (["A", "f", "x"], ["escape", "escape"])  # a form over the agenda
            for name, (there, back) in {**SCREENS, "two dialogs": over_each_other}.items():
                for key in (*there, "j", *back, "L", "l"):
                    await pilot.press(key)
                    await pilot.pause()
                    assert seen(terminal.shown) == seen(terminal.drawn), (name, key)
            assert terminal.frames > 2 * len(SCREENS), "No LineCompositor is asked for frames any more"


async def test_what_is_painted_follows_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while a dialog is open, which is drawn before the screen below it has heard of the new size."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=(100, 35)) as pilot:
        await loaded(pilot)
        terminal = Terminal(app)
        terminal.resize((160, 50))
        monkeypatch.setattr(app, "_driver", terminal)
        app.redraw()
        for key in ("enter", "A", "question_mark", "e", "ctrl+p"):
            await pilot.press(key)
            for width, height in ((60, 20), (150, 48), (45, 12), (100, 35)):
                await pilot.resize_terminal(width, height)
                for _ in range(100):  # until all have heard of it
                    await pilot.pause(0.01)
                    shown = [line[:width].rstrip() for line in terminal.shown.display[:height]]
                    if shown == screen_text(app).split("\n"):
                        break
                assert shown == screen_text(app).split("\n"), (key, width)
            await pilot.press("escape")
        monkeypatch.undo()


LINES = st.text(st.sampled_from("ab寻 é│"), max_size=12).map(lambda text: cells_of(text, pen_of("1;31")))


@settings(max_examples=200)
@given(LINES, st.integers(0, 20), st.integers(0, 20))
def test_a_part_of_a_line_has_no_half_of_a_character(line: list[Cell], start: int, end: int) -> None:
    """Where one is cut through there is a blank, as the library leaves it; all else stays as it was."""
    start = min(start, end)
    part = cut(line, start, end)
    assert len(part) == len(line[start:end])
    for x, cell in enumerate(part, start):
        halved = (x == start and is_half(line, x)) or (x == end - 1 and is_half(line, end))
        assert cell == (blank_of(line[x]) if halved else line[x])
