"""The people on a deal and its owner: links are shown before they open, and owners hand over in one step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import DialogApp, type_text
from factories import TODAY
from pipeboard.domain.actions import AddContact, NewContact, PlanFollowUp
from pipeboard.domain.addresses import Address
from pipeboard.domain.deal import Deal
from pipeboard.tui import browser
from pipeboard.tui.browser import can_open, open_link
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.link import LinkDialog

SIZE = (120, 36)
MAIL = Address("mail", "jo@a.fi", "mailto:jo@a.fi")


def the_deal(screen: BoardScreen) -> Deal:
    deal = screen.deal
    assert deal is not None
    return deal


class Desktop:
    """What was opened, and whether there is anything to open it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, there: bool, works: bool = True) -> None:
        self.opened: list[str] = []
        self.works = works
        monkeypatch.setattr(browser, "can_open", lambda env: there)
        monkeypatch.setattr(browser, "open_link", self._open)

    def _open(self, link: str) -> bool:
        self.opened.append(link)
        return self.works


async def reached(pilot: Any, screen: BoardScreen, *keys: str) -> None:
    """Jo on the deal, and the keys that lead to an address."""
    screen.do(AddContact(the_deal(screen).id, NewContact("Jo", "jo@a.fi", "+358 40", "", "https://a.fi/jo")))
    await pilot.press("g", "p", "j", "up", "enter", "l", *keys)


async def test_a_mail_is_shown_opened_and_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter opens nothing, y does; then the touch is offered."""
    desktop = Desktop(monkeypatch, there=True)
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await reached(pilot, screen, "1")
        assert "mailto:jo@a.fi" in screen_text(app)
        await pilot.press("enter")
        assert "Open this?" in screen_text(app)
        assert desktop.opened == []
        await pilot.press("y")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert desktop.opened == ["mailto:jo@a.fi"]
        assert isinstance(app.screen, FormDialog)
        await pilot.press("f2")
        assert the_deal(screen).touches == 1
        screen.workspace.close()


async def test_without_a_browser_an_address_can_only_be_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """y does nothing; c sends it to the terminal; a page is no touch."""
    desktop = Desktop(monkeypatch, there=False)
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await reached(pilot, screen, "3")
        assert "There is no browser" in screen_text(app)
        await pilot.press("y")
        assert "Copy this?" in screen_text(app)
        await pilot.press("c")
        await pilot.pause()
        assert (desktop.opened, app.clipboard) == ([], "https://a.fi/jo")
        assert app.screen is screen
        screen.workspace.close()


async def test_what_nothing_opens_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is said so; a number is copied as people write it."""
    Desktop(monkeypatch, there=True, works=False)
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await reached(pilot, screen, "2", "y")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.clipboard == "+358 40"
        assert "Nothing here opened it" in screen.status.message
        screen.workspace.close()


async def test_a_link_that_cannot_be_shown_whole_is_not_opened() -> None:
    """Neither one too long for the screen nor one with characters that do not show."""
    for link in ("https://a.fi/" + "x" * 900, "https://a.fi/\u3164"):
        app = DialogApp(LinkDialog(Address("web", link, link), opens=True))
        async with app.run_test(size=(60, 12)) as pilot:
            await pilot.press("y")
            assert isinstance(app.screen, LinkDialog)
            assert "! " in app.text
            await pilot.press("c")
        assert app.result == "copy"


async def test_the_owner_changes_with_follow_ups_and_a_note(tmp_path: Path) -> None:
    """The picker changes it at once; its last line asks for a note, too."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = the_deal(screen)
        screen.do(PlanFollowUp((deal.id,), "call", TODAY, "", deal.owner))
        await pilot.press("a", "end", "enter")
        assert isinstance(app.screen, FormDialog)
        await type_text(pilot, "Zoe")
        await pilot.press("enter")
        await type_text(pilot, "ring")
        await pilot.press("f2")
        await pilot.pause()
        shown = screen.workspace.board.deals[deal.id]
        assert (shown.owner, shown.notes) == ("Zoe", 1)
        assert "Zoe" in {one.owner for one in shown.follow_ups}
        screen.workspace.close()


def test_a_desktop_is_told_from_a_remote_shell() -> None:
    """By what the environment says; browsers that need the terminal do not count."""
    assert not can_open({}, "linux")
    assert not can_open({"BROWSER": "w3m"}, "linux")
    assert can_open({"BROWSER": "/usr/bin/w3m", "DISPLAY": ":0"}, "linux")
    assert can_open({"BROWSER": "/opt/remote helper"}, "linux")
    assert can_open({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert can_open({}, "darwin")
    assert not can_open({"SSH_CONNECTION": "1 2 3 4"}, "darwin")


def test_a_link_goes_to_the_browser_as_one_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own; what may not be opened starts none."""
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$#:$1" >> {tmp_path / "opened"}\necho noise\n', "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(script))
    assert open_link("https://a.fi/?a=1&b=$(id)")
    assert (tmp_path / "opened").read_text("utf-8") == "1:https://a.fi/?a=1&b=$(id)\n"
    assert not open_link("file:///etc/passwd")
    assert len((tmp_path / "opened").read_text("utf-8").splitlines()) == 1
