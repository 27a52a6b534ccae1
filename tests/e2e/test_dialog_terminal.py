"""Dialogs in a real terminal: few bytes, and nothing of what deals are called gets through to it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from board_app import fill_board, open_board
from e2e.terminal import Terminal
from pipeboard.domain.actions import EditDeals
from pipeboard.domain.values import Value

HOSTILE = "Evil\x1b]52;c;QUJD\x07\x9b31m[@click=app.quit]x[/]\u202egnp.exe\u200b\x1b[2J"
MOST = 20_000
"""Bytes that opening a dialog may send."""


def start(path: Path) -> Terminal:
    """The app on a board file, in a terminal."""
    return Terminal("-f", path, cwd=path.parent, PIPEBOARD_AUTHOR="Anna")


@pytest.fixture
def hostile_board(tmp_path: Path) -> Path:
    """A board in which every deal is called something that a terminal would act on."""
    path = fill_board(tmp_path, 6)
    workspace = open_board(path)
    changes: dict[str, Value] = {
        "title": HOSTILE,
        "company": HOSTILE,
        "owner": HOSTILE,
        "tags": (HOSTILE,),
        "custom.x": HOSTILE,
    }
    workspace.do(EditDeals(tuple(workspace.board.deals), changes))
    workspace.close()
    return path


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        ("m", "Move to"),
        ("e", "Edit deal"),
        ("W", "Close"),
        ("f", "ollow-up"),
        ("c", "Log an activity"),
        ("a", "Owner"),
        ("t", "Tags"),
        ("d", "Expected close"),
        (":", "command, view, stage"),
        ("?", "Moving around"),
        ("gc", "Stages of"),
        ("A", "Agenda"),
        ("M", "Won of those created"),
        ("gt", "another day"),
    ],
)
def test_a_dialog_opens_in_few_bytes_and_shows_no_control_character(
    hostile_board: Path, keys: str, seen: str
) -> None:
    """Every dialog, over a board of hostile names, stays calm and leaves the board as it was."""
    with start(hostile_board) as terminal:
        terminal.wait_for("open ·")
        terminal.wait_for("§")  # what is worked out last
        terminal.settle()
        before = terminal.text.splitlines()
        start_of_dialog = len(terminal.raw)
        terminal.press(keys)
        terminal.wait_for(seen)
        terminal.settle()
        sent = bytes(terminal.raw[start_of_dialog:])
        assert len(sent) <= MOST
        assert b"\x1b]52" not in sent
        assert b"\x1b[2J" not in sent
        shown = sent.decode("utf-8")
        assert not {"\x9b", "\u202e", "\u200b"} & set(shown)
        terminal.press("\x1b")
        terminal.wait_for(lambda text: text.splitlines()[:30] == before[:30])
        terminal.press("q")
        assert terminal.wait() == 0


def test_a_dialog_follows_a_window_that_becomes_larger(tmp_path: Path) -> None:
    """The screen below it is still as small as it was when the first rows are drawn anew."""
    with start(fill_board(tmp_path, 6)) as terminal:
        terminal.wait_for("open ·")
        terminal.press("e")
        terminal.wait_for("Edit deal")
        for columns, rows in ((20, 6), (80, 24), (30, 8), (120, 40)):
            terminal.resize(columns, rows)
            terminal.process.send_signal(signal.SIGWINCH)
            terminal.settle()
        terminal.wait_for(lambda text: "Company" in text and "W close" in text)
        terminal.press("\x1b")
        terminal.wait_for(lambda text: "Edit deal" not in text)
        terminal.press("q")
        assert terminal.wait() == 0


def test_keys_typed_ahead_reach_the_dialog_and_the_board_behind_it(hostile_board: Path) -> None:
    """On a slow line many keys arrive at once; none is lost, and each does what it does when typed slowly."""
    with start(hostile_board) as terminal:
        terminal.wait_for("open ·")
        terminal.press("mp\rc")
        terminal.wait_for("Log an activity")
        terminal.press("mhello there\r:undo\r")
        terminal.wait_for("Undid")
        terminal.press("q")
        assert terminal.wait() == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_what_is_typed_in_the_details_outlives_the_connection(tmp_path: Path, how: signal.Signals) -> None:
    """Half a company's name is there again when that field is opened the next time."""
    path = fill_board(tmp_path, 6)
    with start(path) as terminal:
        terminal.wait_for("open ·")
        terminal.press("\r\rj\r\x15Half a na")
        terminal.wait_for("Half a na")
        terminal.process.send_signal(how)
        assert terminal.wait() == 0
    with start(path) as terminal:
        terminal.wait_for("open ·")
        terminal.press("\r\rj\r")
        terminal.wait_for("What you typed before is")
        terminal.press("me\r")
        terminal.wait_for("Changed company")
        terminal.press("q")
        terminal.wait_for("work in it")
        terminal.press("qq")
        assert terminal.wait() == 0
    assert "Half a name" in {deal.company for deal in open_board(path).board.deals.values()}


def test_working_in_the_details_sends_few_bytes(hostile_board: Path) -> None:
    """Entering, going from line to line and typing; names that a terminal would act on stay text."""
    with start(hostile_board) as terminal:
        terminal.wait_for("open ·")
        terminal.press("\r")
        terminal.wait_for("work in it")
        terminal.settle()
        sent: dict[str, int] = {}
        for key in ("\r", "j", "j", "k", "\r", "x", "\x1b", "]", "]", "]"):
            terminal.press(key)
            sent[key] = max(terminal.settle(), sent.get(key, 0))
        assert min(sent.values()) > 0
        assert max(sent[key] for key in "jkx") <= 1000
        assert max(sent.values()) <= 4000
        shown = bytes(terminal.raw).decode("utf-8")
        assert not {"\x9b", "\u202e", "\u200b"} & set(shown)
        assert "\x1b]52" not in shown
