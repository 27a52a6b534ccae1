"""Every command of the registry is reached through the app: by its key, by one's own keys, by the palette."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import type_text
from pipeboard.config.keymap import PALETTE, Keymap, resolve
from pipeboard.registry import COMMANDS, SECTIONS, Command
from pipeboard.tui import bindings
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.commands.lookup import command_entries
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.view.palette import Index

SIZE = (110, 34)
LEAVES: Final = ("app.quit",)
"""Commands that end the app."""
MOST_ESCAPES: Final = 6
"""Layers that a command can open: a dialog, a question in it, the details, a selection, a search."""


def own_keys() -> Keymap:
    """Other keys for every command: none has one of those that ship."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    remap = {
        one.id: [
            f"f7 {letters[at // 26]} {letters[at % 26]} {number}" for number in range(max(len(one.keys), 1))
        ]
        for at, one in enumerate(COMMANDS)
    }
    keymap, problems = resolve(remap)
    assert problems == ()
    return keymap


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were run, each once its handler had come to its end or to a question."""
    ran: list[str] = []
    run = BoardScreen.run_command

    def noted(screen: BoardScreen, command_id: str, key: str = "") -> None:
        run(screen, command_id, key)
        ran.append(command_id)

    monkeypatch.setattr(BoardScreen, "run_command", noted)
    # Heard wherever the keyboard is, and nothing for a test to do.
    monkeypatch.setattr(PipeBoardApp, "action_suspend_process", lambda _: ran.append("app.suspend"))
    monkeypatch.setattr("pipeboard.tui.editor.edit_text", lambda *_: "")
    return ran


async def situate(pilot: Pilot[int], screen: BoardScreen, command: Command) -> None:
    """Come to where a command means something: on a deal, in the details, with a search."""
    if command.context == "panel" or command.id.startswith("detail."):
        screen.panel.open()
        if command.context == "panel":
            screen.panel.open()
    elif command.context == "search":
        screen.run_command("search.start")
        await pilot.pause()
        await type_text(pilot, "a")
        await pilot.press("enter")
    await pilot.pause()


async def back_to_board(pilot: Pilot[int], screen: BoardScreen) -> None:
    """Leave whatever a command opened; nothing that was typed matters."""
    for _ in range(MOST_ESCAPES):
        if pilot.app.screen is not screen:
            # A form asks before it loses what was typed.
            await pilot.press("escape", "y")
        elif screen.prompt.is_open or screen.panel.is_typing:
            await pilot.press("escape")
        else:
            screen.run_command("app.back")
            await pilot.pause()
        if pilot.app.screen is screen and not (
            screen.prompt.is_open or screen.panel.is_open or screen.selection or screen.search.text
        ):
            break
    assert pilot.app.screen is screen, pilot.app.screen
    if screen.past is not None:
        from pipeboard.tui.past import show_present

        show_present(screen)
    screen.go_to_stage("lead")
    await pilot.pause()


@pytest.mark.parametrize("keys", ["default", "own"])
@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.id)
async def test_a_key_runs_its_command(section: Any, keys: str, tmp_path: Path, ran: list[str]) -> None:
    """With the keys that ship, and with keys of one's own for all of them; the app goes on afterwards."""
    keymap = resolve()[0] if keys == "default" else own_keys()
    app = make_app(fill_board(tmp_path), keymap=keymap)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for command in section.commands:
            if command.id in LEAVES:
                continue
            await situate(pilot, screen, command)
            ran.clear()
            if not keymap.keys[command.id]:
                await run_from_palette(pilot, command)
            for key in " ".join(keymap.keys[command.id][:1]).split():
                await pilot.press(_pressed(key))
            await pilot.pause()
            assert set(ran) - {PALETTE} == {command.id} - {PALETTE}, (command.id, screen.status.message)
            assert screen_text(app).strip(), command.id
            await back_to_board(pilot, screen)


async def run_from_palette(pilot: Pilot[int], command: Command) -> None:
    """Find a command by its title and press Enter on it."""
    await pilot.press("ctrl+p")
    await type_text(pilot, command.title)
    await pilot.press("enter")


def _pressed(key: str) -> str:
    """A key by the name that the pilot knows."""
    from textual.keys import _character_to_key

    return _character_to_key(key) if len(key) == 1 and not key.isalnum() else key


async def test_quitting_ends_the_app(tmp_path: Path) -> None:
    """By its key, and by the palette even while the details are open."""
    for way in ("q", "palette"):
        folder = tmp_path / way
        folder.mkdir()
        app = make_app(fill_board(folder))
        async with app.run_test(size=SIZE) as pilot:
            screen = await loaded(pilot)
            if way == "q":
                await pilot.press("q")
            else:
                screen.panel.open()
                screen.run_command("app.quit")
        assert app.return_code == 0


async def test_every_command_is_in_the_palette_or_has_a_key(tmp_path: Path) -> None:
    """The palette finds it by its title; those that need their key are there once they have none."""
    nothing, _ = resolve({one.id: [] for one in COMMANDS if one.id != PALETTE})
    for keymap in (resolve()[0], nothing):
        folder = tmp_path / str(keymap is nothing)
        folder.mkdir()
        app = make_app(fill_board(folder), keymap=keymap)
        async with app.run_test(size=SIZE) as pilot:
            screen = await loaded(pilot)
            entries = command_entries(screen)
            index = Index(entries)
            listed = {entry.id for entry in entries}
            assert {one.id for one in COMMANDS} - listed <= {
                PALETTE,
                *(one.id for one in COMMANDS if keymap.keys[one.id]),
            }
            for entry in entries:
                assert any(found.id == entry.id for found in index.search(entry.text)[:6]), entry.text


async def test_commands_without_a_key_run_from_the_palette(tmp_path: Path) -> None:
    """All of those that lost theirs, also where they cannot do anything: they say so, and nothing breaks."""
    nothing, _ = resolve({one.id: [] for one in COMMANDS if one.id not in (PALETTE, "app.back")})
    app = make_app(fill_board(tmp_path), keymap=nothing)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for command in COMMANDS:
            if command.context == "panel" or command.id.startswith(("cursor.", "detail.", "search.")):
                screen.run_command(command.id)
                await pilot.pause()
                await back_to_board(pilot, screen)


def test_handlers_are_those_of_the_registry() -> None:
    """So that the table above leaves none out."""
    assert set(bindings.handlers()) == {one.id for one in COMMANDS}


async def test_another_keyboard_presses_the_same_keys(tmp_path: Path) -> None:
    """Letters, chords and answers of a Russian keyboard; and a map of one's own goes before all else."""
    app: PipeBoardApp = make_app(fill_board(tmp_path), layout={".": "/"})
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for key, command in (("о", 1), ("л", 0)):
            await pilot.press(key)
            assert screen.board.place.row == command
        await pilot.press("п", "п")
        assert screen.status.message == ""
        await pilot.press("з", "р")
        assert screen.deal is not None
        assert screen.deal.priority == "high"
        await pilot.press("full_stop")
        assert screen.prompt.is_open
