"""What the budgets limit, where it can be counted: a key is as much work on any board, a change the least."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bench.boards import make_board
from bench.foreign import foreign_rows
from beside import Terminal
from board_app import loaded
from clocks import FixedClock
from pipeboard.domain.actions import MoveDeals
from pipeboard.domain.clock import SystemClock
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.journal import Journal
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.workspace.workspace import Workspace
from work import count_calls

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SMALL, LARGE = 400, 1_200
OWN = 60
"""A few calls more or less are the interpreter's own, or of other texts; one for each deal would be 800."""


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A board of each size."""
    return {
        deals: make_board(tmp_path_factory.mktemp(f"board-{deals}") / "pipeboard.json", deals, now=NOW)
        for deals in (SMALL, LARGE)
    }


@pytest.fixture
def opened(boards: dict[int, Path], tmp_path: Path) -> Callable[[int], Workspace]:
    """Opens a copy of the board of a size."""

    def open_copy(deals: int) -> Workspace:
        path = tmp_path / f"{deals}.json"
        path.write_bytes(boards[deals].read_bytes())
        state = tmp_path / f"state-{deals}"
        return Workspace.open(path, state_dir=state, author="Zoe", clock=FixedClock(NOW))

    return open_copy


Opened = Callable[[int], Workspace]


@pytest.mark.parametrize("key", ["j", "k", "l", "h", "G", "g g", "ctrl+d", "L", "u", "/"])
async def test_a_key_is_as_much_work_on_any_board(opened: Opened, key: str) -> None:
    """Cursor, scrolling, a move, undo and opening the search: calls do not grow with the deals."""
    # Of a jump the whole screen is other cards, with other texts: they are drawn once before it counts.
    there_and_back = ("G", "g", "g") if key == "G" else ()

    async def calls(deals: int) -> int:
        app = PipeBoardApp(lambda _: opened(deals))
        async with app.run_test(size=(120, 40)) as pilot:
            screen = await loaded(pilot)
            # What is worked out on first use is not meant.
            for before in ("L", "u", "j", "l", "L", *there_and_back):
                screen.press(before)
                await pilot.pause()
            return sum(count_calls(partial(screen.press, one)) for one in key.split())

    small, large = await calls(SMALL), await calls(LARGE)
    assert abs(large - small) < max(OWN, small // 10), (small, large)


@pytest.mark.parametrize(("key", "most"), [("j", 7), ("k", 7), ("l", 7), ("h", 7), ("L", 40)])
async def test_a_key_draws_the_rows_that_change(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, key: str, most: int
) -> None:
    """The card that the cursor leaves and the one it comes to; a move draws what is on the screen at most."""
    drawn: list[str] = []
    _count(monkeypatch, RowsWidget, "_new_line", drawn)
    counts: list[int] = []
    for deals in (SMALL, LARGE):
        app = PipeBoardApp(lambda _, deals=deals: opened(deals))  # type: ignore[misc]  # bound at once
        async with app.run_test(size=(120, 40)) as pilot:
            await loaded(pilot)
            with monkeypatch.context() as patches:
                patches.setattr(app, "_driver", Terminal(app))
                app.redraw()
                for before in ("j", "l"):
                    await pilot.press(before)
                await pilot.pause()
                drawn.clear()
                await pilot.press(key)
                await pilot.pause()
                counts.append(len(drawn))
    assert 0 < max(counts) <= most, counts


def test_a_change_is_as_much_work_on_any_board(opened: Opened) -> None:
    """Rules, events, journal and fold of a move."""

    def calls(deals: int) -> int:
        workspace = opened(deals)
        first, second = [deal.id for deal in workspace.board.visible_deals() if deal.stage == "lead"][:2]
        workspace.do(MoveDeals((first,), "qualified"))
        return count_calls(lambda: workspace.do(MoveDeals((second,), "qualified")))

    assert abs(calls(LARGE) - calls(SMALL)) < OWN


def test_what_others_did_is_taken_in_without_folding_the_rest(opened: Opened) -> None:
    """A hundred rows of a colleague are as much work on any board."""

    def calls(deals: int) -> int:
        workspace = opened(deals)
        rows = foreign_rows(workspace.path, 100)
        BoardFile(workspace.path, state_dir=workspace.path.parent / "other", clock=SystemClock()).append(rows)
        return count_calls(workspace.reload)

    small, large = calls(SMALL), calls(LARGE)
    assert abs(large - small) < max(OWN, small // 10), (small, large)


def test_what_others_took_away_is_forgotten_without_folding_the_rest(opened: Opened) -> None:
    """A checkout that leaves out a hundred rows is as much work on any board."""

    def calls(deals: int) -> int:
        workspace = opened(deals)
        before, rows = workspace.path.read_bytes(), foreign_rows(workspace.path, 100)
        BoardFile(workspace.path, state_dir=workspace.path.parent / "other", clock=SystemClock()).append(rows)
        workspace.reload()
        workspace.path.write_bytes(before)
        return count_calls(workspace.reload)

    small, large = calls(SMALL), calls(LARGE)
    assert abs(large - small) < max(OWN, small // 10), (small, large)


def test_a_change_is_written_once_to_the_journal_and_once_to_the_file(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many deals it is of; what only looks writes nothing."""
    written: list[str] = []
    _count(monkeypatch, Journal, "append", written)
    _count(monkeypatch, BoardFile, "save", written)
    workspace = opened(SMALL)
    leads = tuple(deal.id for deal in workspace.board.visible_deals() if deal.stage == "lead")
    assert len(leads) > 10
    assert written == []
    workspace.do(MoveDeals(leads[:10], "qualified"))
    workspace.flush()
    assert written == ["append", "save"]
    workspace.undo()
    assert written == ["append", "save", "append"]
    workspace.close()
    assert written == ["append", "save", "append", "save"]


def _count(monkeypatch: pytest.MonkeyPatch, of: type[Any], name: str, calls: list[str]) -> None:
    """Note each call of a method."""
    method = getattr(of, name)

    def noted(self: Any, *arguments: Any, **options: Any) -> Any:
        calls.append(name)
        return method(self, *arguments, **options)

    monkeypatch.setattr(of, name, noted)


def test_reading_a_board_grows_no_faster_than_the_board(opened: Opened) -> None:
    """Three times the events are three times the calls."""
    small, large = (count_calls(partial(opened, deals)) for deals in (SMALL, LARGE))
    assert large < small * LARGE / SMALL * 1.05
