"""The app in a real terminal: what it writes, how little, and how it ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from board_app import fill_board, open_board
from e2e.terminal import Terminal
from pipeboard.domain.actions import EditDeals, EditStage
from pipeboard.domain.pipeline import COLOURS


def start(path: Path, *, theme: str = "harbour") -> Terminal:
    """The app on a board file, in a terminal."""
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "pipeboard"
    config.mkdir(exist_ok=True)
    (config / "config.toml").write_text(f'theme = "{theme}"\n')
    return Terminal("-f", path, cwd=path.parent, PIPEBOARD_AUTHOR="Anna")


@pytest.fixture(scope="module")
def full_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with more deals than a screen shows."""
    return fill_board(tmp_path_factory.mktemp("board"), 80)


def opened(terminal: Terminal) -> None:
    """Wait for the board, with the plays on offer that its cards tell last."""
    terminal.wait_for(lambda text: "open ·" in text and "§" in text)
    terminal.settle()


def cost(terminal: Terminal, keys: str) -> int:
    """How many bytes the app writes when some keys are pressed."""
    terminal.settle()
    before = terminal.written
    terminal.press(keys)
    terminal.wait_for(lambda _: terminal.written > before)
    terminal.settle()
    return terminal.written - before


@pytest.mark.parametrize(
    ("theme", "start_bytes", "cursor", "move"), [("harbour", 8000, 300, 2800), ("ansi", 8000, 200, 1900)]
)
def test_a_key_sends_few_bytes(
    full_board: Path, theme: str, start_bytes: int, cursor: int, move: int
) -> None:
    """Over a slow line the board stays quick: counts, so they are the same on every machine."""
    with start(full_board, theme=theme) as terminal:
        opened(terminal)
        assert terminal.written <= start_bytes
        for key in "jkjlh":
            assert cost(terminal, key) <= cursor, key
        assert cost(terminal, "L") <= move
        assert cost(terminal, "H") <= move
        assert cost(terminal, "/") <= move
        assert cost(terminal, "\x1b") <= move
        assert cost(terminal, "?") <= 20_000
        assert cost(terminal, "\x1b") <= 20_000


def test_coloured_stages_cost_few_bytes(tmp_path: Path) -> None:
    """A colour on every head: the start and a move stay within their budgets."""
    path = fill_board(tmp_path, 40)
    workspace = open_board(path)
    for stage, colour in zip(tuple(workspace.board.stages), COLOURS, strict=False):
        workspace.do(EditStage(stage, {"colour": colour}))
    workspace.close()
    with start(path) as terminal:
        opened(terminal)
        assert terminal.written <= 8000
        assert max(cost(terminal, key) for key in "jlh") <= 300
        assert cost(terminal, "L") <= 2800


@pytest.mark.parametrize(("theme", "most"), [("harbour", 900), ("ansi", 500)])
def test_scrolling_sends_few_bytes(full_board: Path, theme: str, most: int) -> None:
    """On average over a column, half of it at a time."""
    with start(full_board, theme=theme) as terminal:
        opened(terminal)
        sent = [cost(terminal, "j") for _ in range(11)]
        assert sum(sent) / len(sent) <= most


@pytest.mark.parametrize(("theme", "most"), [("harbour", 4000), ("ansi", 1800)])
def test_the_details_follow_in_few_bytes(full_board: Path, theme: str, most: int) -> None:
    """The panel is repainted only where it differs."""
    with start(full_board, theme=theme) as terminal:
        opened(terminal)
        cost(terminal, "\r")
        terminal.wait_for("Overview")
        assert max(cost(terminal, key) for key in "jjkl") <= most


@pytest.mark.parametrize(("theme", "cursor", "move"), [("harbour", 300, 2800), ("ansi", 200, 1900)])
@pytest.mark.parametrize(
    ("keys", "shows"),
    [(("Z", "o", "\r"), "Lanes by owner"), (("F", "value>1k", "\r"), "value>1k"), (("V",), "TITLE")],
)
def test_lanes_filters_and_the_list_send_as_few_bytes(
    full_board: Path, theme: str, cursor: int, move: int, keys: tuple[str, ...], shows: str
) -> None:
    """A cursor key and a move cost what they cost on the plain board."""
    with start(full_board, theme=theme) as terminal:
        opened(terminal)
        for key in keys:
            terminal.press(key)
            terminal.settle()
        terminal.wait_for(shows)
        cost(terminal, "j")  # it may put a sentence away
        for key in "kj":
            assert cost(terminal, key) <= cursor, key
        assert cost(terminal, "L") <= move
        assert cost(terminal, "H") <= move


@pytest.mark.parametrize("keys", ["\x10", "?", "e", "A", "M"])
def test_a_dialog_opens_and_closes_in_few_bytes(full_board: Path, keys: str) -> None:
    """Palette, help, form, agenda and metrics."""
    with start(full_board) as terminal:
        opened(terminal)
        terminal.press(keys)
        terminal.wait_for("╭─")
        terminal.settle()
        assert cost(terminal, "\x1b") <= 20_000
        before = terminal.written
        terminal.press(keys)
        terminal.wait_for("╭─")
        terminal.settle()
        assert terminal.written - before <= 20_000


def test_an_idle_board_writes_nothing(full_board: Path) -> None:
    """No clock, no blinking, no polling that shows."""
    with start(full_board) as terminal:
        opened(terminal)
        before = terminal.written
        with pytest.raises(AssertionError):
            terminal.wait_for(lambda _: terminal.written > before, 2.5)  # the file is looked at each second
        assert terminal.written == before


def test_hostile_text_does_nothing_but_show(tmp_path: Path) -> None:
    """No escape sequence of a deal reaches the terminal: on the board, in details, in the status line."""
    path = fill_board(tmp_path, 3)
    workspace = open_board(path)
    attack = "\x1b]52;c;aGFja2Vk\x07\x1b[2J\x9b31m\u202e[@click=app.quit]x[/]\x00"
    deals = tuple(workspace.board.deals)
    workspace.do(EditDeals(deals, {"title": attack, "company": attack, "owner": attack, "tags": (attack,)}))
    workspace.close()
    with start(path) as terminal:
        opened(terminal)
        cost(terminal, "\r")
        cost(terminal, "L")
        cost(terminal, "?")
        cost(terminal, "\x1b")
        assert b"aGFja2Vk\x07" not in bytes(terminal.raw)
        assert b"]52;c;aGFja2Vk" in bytes(terminal.raw).replace("\ufffd".encode(), b"")
        assert b"\x1b[2J" not in bytes(terminal.raw)
        assert b"\xc2\x9b" not in bytes(terminal.raw)
        assert "\u202e".encode() not in bytes(terminal.raw)
        assert "[@click=app.quit]x[/]"[:12] in terminal.text


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_app_and_loses_nothing(tmp_path: Path, how: signal.Signals) -> None:
    """A lost connection: what was done is in the file, and the app ends by itself."""
    path = fill_board(tmp_path, 6)
    with start(path) as terminal:
        opened(terminal)
        cost(terminal, "L")
        terminal.wait_for("Moved ")
        terminal.process.send_signal(how)
        assert terminal.wait() == 0
    assert "deal.moved" in {entry.kind for entry in open_board(path).timeline()}


def test_going_on_without_a_stop_leaves_one_thread_at_the_keyboard(tmp_path: Path) -> None:
    """A terminal that goes away sends SIGCONT besides SIGHUP; the app draws anew, hears keys, and ends."""
    with start(fill_board(tmp_path, 6)) as terminal:
        opened(terminal)
        threads = Path(f"/proc/{terminal.process.pid}/task")
        for _ in range(3):
            terminal.process.send_signal(signal.SIGCONT)
            terminal.settle()
        # The main one, one that writes and one that reads.
        terminal.wait_for(lambda _: len(list(threads.iterdir())) == 3)
        cost(terminal, "L")
        terminal.wait_for("Moved ")
        terminal.process.send_signal(signal.SIGCONT)
        terminal.hang_up()
        assert terminal.wait() == 0


def test_quitting_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    """The screen from before comes back, with the cursor."""
    with start(fill_board(tmp_path, 3)) as terminal:
        opened(terminal)
        terminal.press("q")
        assert terminal.wait() == 0
        assert bytes(terminal.raw).rstrip().endswith(b"\x1b[?1004l")
        assert b"\x1b[?1049l" in bytes(terminal.raw)
        assert b"\x1b[?25h" in bytes(terminal.raw)


def test_the_first_words_stand_where_the_app_says_them(tmp_path: Path) -> None:
    """They are sent before the app is imported, and its first frame covers them with the same sentence."""
    with start(fill_board(tmp_path, 3)) as terminal:
        terminal.wait_for("Opening the board...")
        assert terminal.raw.startswith(b"\x1b[?1049h")
        before, place = terminal.text, len(terminal.raw)
        assert before.splitlines()[-1] == " Opening the board..."
        opened(terminal)
        assert b"Opening the board..." in terminal.raw[place:]
        terminal.press("q")
        terminal.process.wait(10)


def test_lanes_and_the_table_send_few_bytes(full_board: Path) -> None:
    """However the board is cut: a key paints the card it leaves and the one it enters, a scroll one cell."""
    with start(full_board) as terminal:
        opened(terminal)
        terminal.press("Zo\r")
        terminal.wait_for("Lanes by owner")
        for key in "jkjlh":
            assert cost(terminal, key) <= 300, key
        down = [cost(terminal, "j") for _ in range(5)]
        assert sum(down) / len(down) <= 900
        assert cost(terminal, "L") <= 2800
        terminal.press("Zn\rV")
        terminal.wait_for("TITLE")
        for key in "jkj":
            assert cost(terminal, key) <= 300, key
        down = [cost(terminal, "j") for _ in range(50)]
        assert sum(down) / len(down) <= 900
