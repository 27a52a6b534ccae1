"""Notices that changes of one's own have vanished from the file: counted in a thread, told once."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from pipeboard.tui.messages import Vanished

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def count(screen: BoardScreen) -> None:
    """Count them; the screen gets a message."""
    inbox = screen.present.inbox
    Thread(
        target=lambda: screen.post_message(Vanished(inbox.count())), name="count-vanished", daemon=True
    ).start()


def tell(screen: BoardScreen, found: int) -> None:
    """Show the number, and say so where there are more than before."""
    before, screen.vanished = screen.vanished, found
    key = screen.pipeboard.keymap.shown("board.vanished")
    if found > before:
        what = "One of your changes" if found == 1 else f"{found} of your changes"
        screen.say(f"{what} vanished{f': {key} shows them' if key else ' from the file'}.", "panel today")
    elif before and not found:
        screen.say("")
    if found != before:
        screen.update_facts()
