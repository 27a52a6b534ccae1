"""The board screen on another day: made in a thread, shown in the place of the present, and left again."""

from __future__ import annotations

from datetime import date
from threading import Thread
from typing import TYPE_CHECKING

from pipeboard.tui.messages import LookedBack
from pipeboard.view.board import remade

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def look_back(screen: BoardScreen, day: date) -> None:
    """Show the board as of the end of a day, once it is made: as long as it takes to open it."""
    make = screen.present.look_back(day)
    shown = screen.board.view
    screen.looking_back = day
    screen.say(f"Going back to {day.day} {day:%b %Y}...", "panel soft")

    def work() -> None:
        past = make()
        if shown is not None:
            screen.post_message(LookedBack(past, remade(shown, past.board, past.today())))

    Thread(target=work, name="look-back", daemon=True).start()


def show_past(screen: BoardScreen, message: LookedBack) -> None:
    """Show the board of another day, unless yet another one was asked for meanwhile."""
    past = message.past
    if past.day != screen.looking_back:
        return
    screen.past = past
    screen.show_view(message.view)
    screen.finding.renew()  # its days are counted from that day
    screen.update_hints()
    way = screen.pipeboard.keymap.shown("app.back")
    screen.say(f"The board as of {past.day.day} {past.day:%b %Y}, to look at; {way} returns.", "panel today")


def show_present(screen: BoardScreen) -> None:
    """Show the board as it is now."""
    screen.past = screen.looking_back = None
    workspace = screen.present
    if screen.board.view is not None:
        screen.show_view(remade(screen.board.view, workspace.board, workspace.today()))
    screen.finding.renew()
    screen.update_hints()
    screen.say("Back to today.")
