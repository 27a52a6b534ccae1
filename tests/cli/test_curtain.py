"""What the terminal shows before the app can draw."""

from __future__ import annotations

import os
import pty
from collections.abc import Iterator
from io import StringIO
from typing import TextIO

import pytest

from pipeboard.cli.curtain import OPENING, raised


@pytest.fixture
def terminal() -> Iterator[tuple[TextIO, int]]:
    """A terminal to write to, and what it was sent."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as stream:
        yield stream, master
    os.close(master)


def test_the_first_words_are_there_before_the_app_is_made(terminal: tuple[TextIO, int]) -> None:
    """They are sent at once; the app, once it runs, is left to give the terminal back."""
    stream, sent = terminal
    with raised(stream):
        shown = os.read(sent, 1000).decode()
    assert shown.startswith("\x1b[?1049h")
    assert shown.endswith(OPENING)
    stream.write("the app")
    stream.flush()
    assert os.read(sent, 1000).decode() == "the app"


@pytest.mark.parametrize("error", [KeyboardInterrupt, ImportError, SystemExit])
def test_an_app_that_cannot_be_made_leaves_the_terminal_as_it_was(
    terminal: tuple[TextIO, int], error: type[BaseException]
) -> None:
    """The other screen is left and the cursor is back, so that the shell shows what went wrong."""
    stream, sent = terminal
    with pytest.raises(error), raised(stream):
        raise error
    shown = ""
    while not shown.endswith("\x1b[?25h"):  # it may come in pieces
        shown += os.read(sent, 1000).decode()
    assert shown.endswith(OPENING + "\x1b[?1049l\x1b[?25h")


def test_only_a_terminal_has_a_curtain() -> None:
    """Into a file or nowhere nothing is written."""
    file = StringIO()
    with raised(file), raised(None):
        pass
    assert file.getvalue() == ""
