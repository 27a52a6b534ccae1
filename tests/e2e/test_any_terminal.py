"""The app in any terminal: few colours or none, ASCII, slow lines, multiplexers, stops and editors."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from board_app import fill_board, open_board
from e2e.terminal import Terminal
from pipeboard.domain.actions import EditDeals

MANY_COLOURS = re.compile(rb"[34]8;[25];")
A_COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A board with some deals."""
    return fill_board(tmp_path, 12)


def start(path: Path, *arguments: str, **env: str) -> Terminal:
    """The app on a board file, in a terminal with this environment."""
    return Terminal(
        "-f", path, *arguments, cwd=path.parent, columns=120, rows=40, PIPEBOARD_AUTHOR="Anna", **env
    )


def opened(terminal: Terminal) -> str:
    """Wait for the board, with the plays on offer that its cards tell last; the screen."""
    terminal.wait_for(lambda text: "saved" in text and ("§" in text or "%" in text))
    terminal.settle()
    return terminal.text


def tour(terminal: Terminal) -> bytes:
    """Go through the main screens; all that was written."""
    opened(terminal)
    for key, shown in (("\r", "Overview"), ("?", "Moving around"), ("A", "Agenda"), ("M", "Metrics")):
        terminal.press(key)
        terminal.wait_for(shown)
        terminal.settle()
        terminal.press("\x1b")
        terminal.wait_for(lambda text, shown=shown: shown not in text)  # type: ignore[misc]  # its default
        terminal.settle()
    terminal.press("L")
    terminal.wait_for("Moved ")
    terminal.settle()
    return bytes(terminal.raw)


@pytest.mark.parametrize("env", [{"TERM": "xterm", "COLORTERM": ""}, {"TERM": "screen", "COLORTERM": ""}])
def test_sixteen_colours_are_sixteen(board: Path, env: dict[str, str]) -> None:
    """No code of 256 or of all colours, on any screen; late and due are coloured all the same."""
    with start(board, **env) as terminal:
        written = tour(terminal)
    assert not MANY_COLOURS.search(written)
    assert A_COLOUR.search(written)


@pytest.mark.parametrize("term", ["xterm-256color", "xterm"])
def test_no_color_is_no_colour(board: Path, term: str) -> None:
    """Only attributes are left; the cursor is reversed and has its bar, what is late its sign."""
    with start(board, TERM=term, NO_COLOR="1") as terminal:
        written = tour(terminal)
        assert "▌" in terminal.text
        assert "! " in terminal.text
    assert not MANY_COLOURS.search(written)
    assert not A_COLOUR.search(written)
    assert b"\x1b[1;7m" in written or b"\x1b[0;1;7m" in written


def test_256_colours_are_not_more(board: Path) -> None:
    """As over SSH, which does not pass COLORTERM on."""
    with start(board, TERM="xterm-256color", COLORTERM="") as terminal:
        written = tour(terminal)
    assert b"38;5;" in written
    assert b"38;2;" not in written


def test_a_locale_without_unicode_gets_ascii(board: Path) -> None:
    """Signs, lines and what users wrote: not a byte that the terminal could not show."""
    workspace = open_board(board)
    workspace.do(EditDeals(tuple(workspace.board.deals), {"company": "寻找 Café 😀"}))
    workspace.close()
    with start(board, LC_ALL="de_DE.ISO-8859-1") as terminal:
        written = tour(terminal)
        assert "????" in terminal.text
        assert ">" in terminal.text
    assert written.isascii()


def test_the_ascii_setting_leaves_letters_alone(board: Path) -> None:
    """Signs and lines are ASCII, names stay as they are."""
    workspace = open_board(board)
    workspace.do(EditDeals(tuple(workspace.board.deals), {"company": "Café 寻找"}))
    workspace.close()
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "pipeboard"
    config.mkdir(exist_ok=True)
    (config / "config.toml").write_text("ascii = true\n")
    with start(board) as terminal:
        opened(terminal)
        assert "Café" in terminal.text
        assert not set("─│●○▌·") & set(terminal.text)


def test_a_slow_line_gets_less(board: Path) -> None:
    """By the option as by the setting: sixteen colours, and fewer bytes for the same screens."""
    with start(board) as terminal:
        usual = len(tour(terminal))
    with start(board, "--low-bandwidth") as terminal:
        written = tour(terminal)
    assert not MANY_COLOURS.search(written)
    assert len(written) <= usual * 0.95


def test_a_dumb_terminal_is_sent_to_the_command_line(board: Path) -> None:
    """In a sentence that names what to use."""
    with start(board, TERM="dumb") as terminal:
        assert terminal.wait() == 1
        assert "use `pipeboard board` and `pipeboard list`" in terminal.text.replace("\n", " ")


def test_stray_bytes_do_not_make_the_app_deaf(board: Path) -> None:
    """Noise on the line, or a keyboard of another encoding."""
    with start(board) as terminal:
        opened(terminal)
        terminal.send(b"\xe9\xff\xc3")
        terminal.settle()
        terminal.press("?")
        terminal.wait_for("Moving around")


@pytest.mark.parametrize(("before", "shows"), [("", "saved"), ("?", "Moving around"), ("n", "Tab full form")])
def test_a_stop_and_a_return_leave_everything_as_it_was(board: Path, before: str, shows: str) -> None:
    """Ctrl+Z from the board, a dialog or a line that is typed; also when the window has changed meanwhile."""
    with start(board) as terminal:
        opened(terminal)
        terminal.press(before)
        terminal.wait_for(shows)
        terminal.settle()
        screen = terminal.text
        terminal.raw.clear()
        terminal.press("\x1a")
        terminal.wait_for_stop()
        assert b"\x1b[?1049l" in bytes(terminal.raw)
        assert b"\x1b[?25h" in bytes(terminal.raw)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for(lambda text: text == screen)
        terminal.press("\x1a")
        terminal.wait_for_stop()
        terminal.resize(80, 24)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for(lambda text: len(text.splitlines()) == 24 and shows in text)
        terminal.settle()
        terminal.press("\x1b")
        terminal.wait_for("quit")
        terminal.settle()
        terminal.press("L")
        terminal.wait_for("Moved ")


def test_the_editor_has_the_terminal_and_gives_it_back(board: Path, tmp_path: Path) -> None:
    """What it drew is gone afterwards, a note is written, and keys are heard as before."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, termios\n"
        "print('\\x1b[2J\\x1b[HEDITING', bool(termios.tcgetattr(0)[3] & termios.ECHO), flush=True)\n"
        "word = input()\n"
        "open(sys.argv[1], 'a').write(word)\n"
    )
    with start(board, VISUAL=f"{sys.executable} {script}") as terminal:
        before = opened(terminal)
        terminal.press("E")
        terminal.wait_for("EDITING True")
        terminal.press("They call back\n")
        terminal.wait_for("Noted on")
        terminal.settle()
        assert "EDITING" not in terminal.text
        assert terminal.text.splitlines()[:-2] == before.splitlines()[:-2]
        terminal.press("\r")
        terminal.wait_for("Overview")


@pytest.mark.parametrize(
    ("env", "wrapped"),
    [
        ({}, b"\x1b]52;c;%s\x07"),
        ({"TMUX": "/tmp/x"}, b"\x1bPtmux;\x1b\x1b]52;c;%s\x07\x1b\\"),
        ({"STY": "1.x", "TERM": "screen-256color"}, b"\x1bP\x1b]52;c;%s\x07\x1b\\"),
    ],
)
def test_a_copy_reaches_the_terminals_clipboard(board: Path, env: dict[str, str], wrapped: bytes) -> None:
    """Also through tmux and GNU screen; the picture is not sent anew for it."""
    with start(board, **env) as terminal:
        opened(terminal)
        terminal.settle()
        before = len(terminal.raw)
        terminal.press("y")
        said = terminal.wait_for("clipboard")
        deal = re.search(r"Sent (\S+) to", said)
        assert deal is not None
        terminal.settle()
        written = bytes(terminal.raw)[before:]
        assert wrapped % b64encode(deal[1].encode()) in written
        assert len(written) < 600


def mouse(button: int, x: int, y: int, *, up: bool = False) -> str:
    """What a terminal sends for the mouse: 0 the left button, 32 a move with it, 64 and 65 the wheel."""
    return f"\x1b[<{button};{x + 1};{y + 1}{'m' if up else 'M'}"


def place_of(text: str, word: str) -> tuple[int, int]:
    """The cell where a word stands on the screen."""
    y = next(at for at, line in enumerate(text.splitlines()) if word in line)
    return text.splitlines()[y].index(word), y


def under_cursor(text: str) -> str:
    """What stands in the row of the card under the cursor."""
    return next(line.split("▌")[1].strip() for line in text.splitlines() if "▌" in line)


def test_the_mouse_works_where_it_is_asked_for(board: Path) -> None:
    """A click goes to a card, one more opens it, the wheel goes through a column, a drag moves the deal."""
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "pipeboard"
    config.mkdir(exist_ok=True)
    (config / "config.toml").write_text("mouse = true\n")
    with start(board) as terminal:
        text = opened(terminal)
        assert b"\x1b[?1002h" in terminal.raw
        assert b"\x1b[?1003h" not in terminal.raw  # every move of the mouse would be sent
        x, y = place_of(text, "Hooli training 13")
        for _ in range(2):
            terminal.press(mouse(0, x, y) + mouse(0, x, y, up=True))
            terminal.wait_for(lambda now: under_cursor(now).startswith("Hooli training 13"))
            terminal.settle()
        terminal.wait_for("Overview")
        terminal.press("\x1b")
        terminal.wait_for(lambda now: "Overview" not in now)
        terminal.settle()
        terminal.press(mouse(65, x, y))
        terminal.wait_for(lambda now: under_cursor(now).startswith("Wonka website 7"))
        terminal.press(mouse(64, x, y))
        terminal.wait_for(lambda now: under_cursor(now).startswith("Hooli training 13"))
        to, _ = place_of(terminal.text, "Qualified")
        terminal.press(mouse(0, x, y) + mouse(32, to, y))
        terminal.wait_for("Drop Hooli training 13 on Qualified.")
        terminal.press(mouse(0, to, y, up=True))
        terminal.wait_for("Moved Hooli training 13")
        terminal.wait_for(lambda now: under_cursor(now).startswith("Hooli training 13"))


def test_without_the_setting_the_mouse_is_the_terminals(board: Path) -> None:
    """So that text can be selected as anywhere."""
    with start(board) as terminal:
        opened(terminal)
        assert not re.search(rb"\x1b\[\?100[0236]h", terminal.raw)


def test_an_editor_that_does_not_start_gives_the_terminal_back(tmp_path: Path) -> None:
    """The app says so and goes on, instead of waiting behind an empty screen for nobody."""
    with start(fill_board(tmp_path, 12), EDITOR="no-such-editor") as terminal:
        opened(terminal)
        terminal.press("E")
        terminal.wait_for("'no-such-editor' could not be started")
        terminal.press("q")
        assert terminal.wait() == 0


def test_an_interrupted_editor_changes_nothing(tmp_path: Path) -> None:
    """Ctrl+C there ends the editor, not the app behind it."""
    program = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print('at work'); time.sleep(60)"
    )
    with start(fill_board(tmp_path, 12), EDITOR=f"{sys.executable} -uc {shlex.quote(program)}") as terminal:
        opened(terminal)
        terminal.press("E")
        terminal.wait_for("at work")
        os.killpg(terminal.process.pid, signal.SIGINT)  # as the terminal does on Ctrl+C, to all in front
        terminal.wait_for("Nothing was written.")
        terminal.press("q")
        assert terminal.wait() == 0
