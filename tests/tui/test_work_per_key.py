"""What keys have the app do, counted: nothing is drawn or worked out twice, and garbage waits for pauses."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import press_ahead, type_text
from pipeboard.domain.actions import EditDeals
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.finding import Finding
from pipeboard.tui.garbage import Collector
from pipeboard.tui.painting import LineCompositor
from pipeboard.tui.screens.agenda import AgendaDialog
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.tui.widgets.board import BoardWidget
from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.tui.widgets.status_line import StatusLine
from pipeboard.view.layout import Painter

SIZE = (120, 40)


@pytest.fixture
def app(tmp_path: Path) -> PipeBoardApp:
    """The app on a board of twelve deals."""
    return make_app(fill_board(tmp_path))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[Any], str], list[object]]:
    """Counts the calls of a method from now on: each adds to the list."""

    def count(owner: type[Any], name: str) -> list[object]:
        calls: list[object] = []
        called = getattr(owner, name)

        def counting(self: object, *arguments: object, **options: object) -> object:
            calls.append(self)
            return called(self, *arguments, **options)

        monkeypatch.setattr(owner, name, counting)
        return calls

    return count


async def test_a_dialog_is_drawn_once_to_open(
    app: PipeBoardApp, counted: Callable[[type[Any], str], list[object]]
) -> None:
    """Its first size is no reason to draw it again, another one is."""
    draws = counted(AgendaDialog, "draw")
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("A")
        await pilot.pause()
        assert len(draws) == 1
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert len(draws) == 2
        assert "Agenda" in screen_text(app)


async def test_what_is_below_a_dialog_is_the_board_as_it_is(app: PipeBoardApp) -> None:
    """It is composed once for all keys in the dialog, and anew when it has changed."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        before = screen_text(app).splitlines()
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, Dialog)
        left = min(line.index("╭") for line in screen_text(app).splitlines() if "╭" in line)
        sides = [
            [line[:left].rstrip() for line in lines[:-1]]  # the last row tells the keys
            for lines in (before, screen_text(app).splitlines())
        ]
        assert left > 1
        assert sides[0] == sides[1]
        screen.workspace.do(EditDeals((deal.id,), {"title": "Z Below"}))
        await pilot.pause()
        await pilot.pause()
        assert "Z Below" in screen_text(app)


async def test_keys_in_a_dialog_leave_the_board_alone(
    app: PipeBoardApp, counted: Callable[[type[Any], str], list[object]]
) -> None:
    """What is below is not put together again for a row in the dialog."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("A")
        await pilot.pause()
        composed = counted(type(screen._compositor), "render_strips")
        await press_ahead(pilot, "j", "j", "k")
        assert not composed


async def test_a_letter_of_a_search_lays_the_board_out_once(
    app: PipeBoardApp, counted: Callable[[type[Any], str], list[object]]
) -> None:
    """What is found stands out and the cursor goes there in one frame."""
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("slash")
        layouts = counted(Painter, "layout")
        await type_text(pilot, "ac")
        assert len(layouts) == 2


async def test_a_card_that_moves_is_one_frame(
    app: PipeBoardApp, counted: Callable[[type[Any], str], list[object]]
) -> None:
    """The board and the status line are painted together; nothing else is."""
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        frames, painted = counted(LineCompositor, "render_update"), counted(RowsWidget, "repaint")
        await pilot.press("L")
        await pilot.pause()
        assert len(frames) == 1
        assert {type(one) for one in painted} == {BoardWidget, StatusLine}


@pytest.mark.parametrize("key", ["F", "slash"])
async def test_an_answer_and_the_hints_for_what_follows_are_one_frame(
    app: PipeBoardApp, counted: Callable[[type[Any], str], list[object]], key: str
) -> None:
    """No other hints are seen for a moment, and nobody waits for them."""
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press(key)
        await type_text(pilot, "ac")
        await pilot.pause()
        frames = counted(LineCompositor, "render_update")
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert len(frames) == 1


def test_garbage_is_looked_for_in_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not while keys are pressed, and not where next to nothing has come together."""
    counts = iter((10_000, 20_000, 20_050, 0, 60, 9_000, 9_010, 0))
    looked: list[bool] = []
    monkeypatch.setattr(gc, "get_count", lambda: (next(counts), 0, 0))
    monkeypatch.setattr(gc, "collect", lambda: looked.append(True))
    collector = Collector()
    assert [collector.look() for _ in range(6)] == [False, False, True, False, False, True]
    assert len(looked) == 2


async def test_the_board_is_not_looked_through_for_garbage(app: PipeBoardApp) -> None:
    """What was read stays, and is kept out of it."""
    thresholds = gc.get_threshold()
    gc.set_threshold(700)
    try:
        async with app.run_test(size=SIZE) as pilot:
            frozen = gc.get_freeze_count()
            await loaded(pilot)
            assert gc.get_freeze_count() > frozen
            assert gc.isenabled()
            assert gc.get_threshold()[0] > 700
    finally:
        gc.set_threshold(*thresholds)


async def test_a_filter_that_is_shown_already_is_not_found_once_more(
    app: PipeBoardApp, counted: Callable[[type[Any], str], list[object]]
) -> None:
    """Each letter shows what it leaves, so that a blank and Enter after them have nothing to find."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("F", *"owner:me")
        await pilot.pause()
        narrowed = counted(Finding, "_narrow")
        view = screen.board.view
        await pilot.press("space", "enter")
        await pilot.pause()
        assert (len(narrowed), screen.board.view) == (0, view)
        assert view is not None
        assert screen.status.message == f"{view.shown} deals fit the filter."
