"""Texts that a terminal would act on stay texts on every screen, and nothing in them is markup."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from datetime import timedelta
from pathlib import Path

import pytest
from textual.screen import Screen

import pipeboard.tui.screens
from board_app import loaded, make_app, screen_text
from clocks import FixedClock
from dialog_app import DialogApp, press_ahead
from factories import NOW
from hostile import HOSTILE, hostile_board
from hostile_keys import AFTER_A_WIN, OPENING
from pipeboard.domain import actions
from pipeboard.domain.definitions import KINDS
from pipeboard.domain.ids import Minter
from pipeboard.store.layout import row_line, spliced
from pipeboard.store.rescue import Source
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.recovery import Recovery, Remains

SIZE = (120, 40)
WITHOUT_A_BOARD = {"Setup", "Recovery", "GuideDialog"}
"""Screens that show no text of a board; that of a damaged one shows names of files (see below)."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return hostile_board(tmp_path_factory.mktemp("hostile")).read_bytes()


def every_screen() -> set[str]:
    """The names of all screens that the app has."""
    found = set()
    for module in pkgutil.iter_modules(pipeboard.tui.screens.__path__):
        for name, kind in vars(importlib.import_module(f"pipeboard.tui.screens.{module.name}")).items():
            if isinstance(kind, type) and issubclass(kind, Screen) and kind.__module__.endswith(module.name):
                found.add(name)
    return found - {
        "BaseScreen",
        "BaseModal",
        "Dialog",
        "DeskDialog",
        "Pane",
        "DealPane",
        "Hearing",
        "Showing",
        "Asking",
    }


def expect_safe(app: PipeBoardApp, keys: str) -> str:
    """What is shown, once it is known to be clean and every row of it as wide as the screen."""
    text = screen_text(app)
    assert all(one.isprintable() or one == "\n" for one in text), keys
    strips = app.screen._compositor.render_strips()
    assert {strip.cell_length for strip in strips} == {SIZE[0]}, keys
    return text


async def test_no_screen_shows_what_a_terminal_acts_on(tmp_path: Path, hostile: bytes) -> None:
    """Every pane, its forms, every tab and its lines, and every kind of definition, one after the other.

    A new screen has to be opened here as well: see `hostile_keys`.
    """
    seen, screens = "", {"BoardScreen"}
    for number, opening in enumerate((OPENING, AFTER_A_WIN)):
        path = tmp_path / f"{number}.json"
        put(path, hostile)
        app = make_app(path)
        async with app.run_test(size=SIZE) as pilot:
            screen = await loaded(pilot)
            if opening is AFTER_A_WIN:
                deals = screen.workspace.board.deals.values()
                screen.reveal(next(deal.id for deal in deals if deal.closed))
            for keys in opening:
                await press_ahead(pilot, *("escape" if key == "<" else key for key in keys.split()))
                screens.add(type(app.screen).__name__)
                seen += expect_safe(app, keys)
            assert app.is_running  # no text was an action
            screen.workspace.close()
    words = ("Evil", "Screening", "draft", "Focus", "Stages of", "handover", "Satisfaction")
    defined = [f"Defined: {one}" for one in KINDS]
    assert [word for word in (*words, *defined) if word not in seen] == []
    assert every_screen() - screens - WITHOUT_A_BOARD - {"VanishedPane", "NewsPane"} == set()


def put(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def add_row(path: Path, event_id: str, row: dict[str, str]) -> None:
    path.write_bytes(b"".join(spliced(path.read_bytes(), [row_line(event_id, row)])))


async def test_what_vanished_and_what_others_did_is_told_as_clean_text(
    tmp_path: Path, hostile: bytes
) -> None:
    """Titles of deals, notes and names of authors."""
    path = tmp_path / "pipeboard.json"
    put(path, hostile)
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = next(iter(screen.workspace.board.deals))
        screen.workspace.do(actions.AddNote((deal,), HOSTILE))
        screen.workspace.do(actions.AddDeal({"title": HOSTILE}))
        screen.workspace.flush()
        put(path, hostile)
        screen.poll()
        await press_ahead(pilot, "g", "v")
        assert "Evil" in expect_safe(app, "g v")
        await press_ahead(pilot, "a")
        expect_safe(app, "a")
        await press_ahead(pilot, "escape")
        row = {"do": "note.added", "deal": deal, "at": "2026-11-23T09:00:00Z", "by": HOSTILE, "text": HOSTILE}
        screen.workspace.flush()
        add_row(path, Minter("yyy9", FixedClock(NOW + timedelta(hours=2))).mint(), row)
        screen.poll()
        assert "Evil" in expect_safe(app, "poll")
        await press_ahead(pilot, "g", "e")
        assert type(app.screen).__name__ == "NewsPane"
        assert "Evil" in expect_safe(app, "g e")
        screen.workspace.close()


async def test_the_way_back_from_a_damaged_file_is_shown_as_clean_text() -> None:
    """Names of folders and of boards can be hostile, too."""
    sources = (Source("salvage", HOSTILE, HOSTILE, {"k7q4-1m81j18g0rmz": b""}),)
    remains = Remains(b"", sources)
    app = DialogApp(Recovery(Path(f"/{HOSTILE}"), HOSTILE, lambda: remains, lambda _, __: HOSTILE))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in ("space", "w"):
            assert all(one.isprintable() or one == "\n" for one in app.text)
            assert "Evil" in app.text
            await pilot.press(key)


def test_actions_that_markup_could_reach_do_nothing() -> None:
    """Where a text became markup after all, its action is one that the app has taken away."""
    for name in ("action_screenshot", "action_toggle_dark"):
        kind = getattr(PipeBoardApp, name)
        assert inspect.getmodule(kind) is inspect.getmodule(PipeBoardApp), name
