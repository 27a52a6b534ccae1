"""The real program over a board of hostile texts, in a real terminal: nothing raw is sent, nothing runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from e2e.terminal import Terminal
from hostile import hostile_board
from hostile_keys import AFTER_A_WIN, OPENING

KEYS = {
    "<": "\x1b",
    "tab": "\t",
    "enter": "\r",
    "ctrl+a": "\x01",
    "space": " ",
}
OURS = re.compile(
    rb"\x1b\[[0-9;]*[HmCGXKJ]"  # the cursor, colours, erasing
    rb"|\x1b\[\?[0-9;]+[hl$]p?|\x1b\[[<>=?][0-9;]*[a-zA-Z]"  # modes and the keyboard protocol
    rb"|\x1b\]2?2?;[^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\][02];[^\x07\x1b]*(?:\x07|\x1b\\)"  # the title
    rb"|\x1b[=>78]|\r|\n|\x07|\x1b\[[0-9;]*[ -/]*[npqtc]"
)
"""What the app itself sends besides text."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_board(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize(
    ("opening", "columns", "rows"),
    [(OPENING[:45], 120, 40), (OPENING[45:], 120, 40), (OPENING[:30], 80, 24), (AFTER_A_WIN, 80, 24)],
    ids=["first", "second", "small", "after-a-win"],
)
def test_no_raw_control_byte_reaches_the_terminal(
    hostile: Path, tmp_path: Path, opening: tuple[str, ...], columns: int, rows: int
) -> None:
    """On every screen; the frames of dialogs stay straight, and no text is taken for an action."""
    path = tmp_path / "pipeboard.json"
    path.write_bytes(hostile.read_bytes())
    with Terminal("-f", path, cwd=tmp_path, columns=columns, rows=rows, PIPEBOARD_AUTHOR="Anna") as terminal:
        terminal.wait_for("Evil")
        terminal.settle()
        for group in opening:
            for key in group.split():
                terminal.press(KEYS.get(key, key))
                if key == "<":
                    terminal.settle()  # Esc and a letter at once would be Alt and the letter
            terminal.settle()
            assert crooked(terminal) == [], f"{group}\n{terminal.text}"
        assert terminal.process.poll() is None
        sent = bytes(terminal.raw)
    left = OURS.sub(b"", sent).decode("utf-8")
    assert sorted({hex(ord(one)) for one in left if not one.isprintable()}) == []
    assert b"\x1b[2J" not in sent.removeprefix(sent[:200])  # that of the data; the app clears once, at first
    assert b"\x1b]52" not in sent


def crooked(terminal: Terminal) -> list[int]:
    """Rows of the dialog on top whose sides are not where its corners are."""
    lines = [terminal.row(y) for y in range(len(terminal.text.splitlines()))]
    corners = [
        (y, row.index("╭"), row.index("╮")) for y, row in enumerate(lines) if "╭" in row and "╮" in row
    ]
    if not corners:
        return []
    top, left, right = corners[-1]
    wrong = []
    for y in range(top + 1, len(lines)):
        if lines[y][left] == "╰":
            break
        if lines[y][left] != "│" or lines[y][right] != "│":
            wrong.append(y)
    return wrong
