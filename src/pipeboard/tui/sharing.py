"""Sharing in the app: a sync in a thread, and what others did, told in the status line."""

from __future__ import annotations

import os
from threading import Thread
from typing import TYPE_CHECKING, Final

from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.messages import Synced, Syncing

if TYPE_CHECKING:
    from pipeboard.domain.change import Change
    from pipeboard.tui.screens.board import BoardScreen

TOLD: Final = 500
"""So many changes of others are kept to be looked at, and told one by one; an import can bring thousands."""
READ: Final = 3.0
"""Seconds for which a message is left alone by news of others."""


def sync(screen: BoardScreen) -> None:
    """Begin a sync, unless one is under way."""
    if screen.is_syncing:
        screen.say("A sync is under way already.", "panel soft")
        return
    try:
        share = screen.present.sharing(os.environ)
    except PipeBoardError as error:
        screen.fail(error.sentence)
        return
    screen.is_syncing = True
    screen.say("Syncing...", "panel soft")

    def tell(what: str) -> None:
        screen.post_message(Syncing(what))

    def work() -> None:
        try:
            screen.post_message(Synced(share(tell)))
        except PipeBoardError as error:
            screen.post_message(Synced(error))
        except Exception as error:
            sentence = f"The sync failed unexpectedly ({type(error).__name__}); please report it."
            screen.post_message(Synced(PipeBoardError(sentence)))

    Thread(target=work, name="sync", daemon=True).start()


def end(screen: BoardScreen, message: Synced) -> None:
    """Tell what came of a sync."""
    # What came is told with the result, not before it.
    screen.poll()
    screen.is_syncing, screen.untold = False, ()
    if isinstance(message.result, PipeBoardError):
        screen.fail(message.result.sentence)
        return
    from pipeboard.view.sharing import outcome

    done = message.result
    # Who did what comes first: a narrow screen cuts the rest.
    news = _told(screen, done.received)
    said = [news, outcome(done), _way(screen) if news else ""]
    screen.say(" ".join(filter(None, said)), "panel today" if done.was_renamed else "panel good")


def take_note(screen: BoardScreen, change: Change) -> None:
    """Keep what others did for a look at it, and tell it soon."""
    screen.news = (*screen.news, *change.came)[-TOLD:]
    screen.untold = (*screen.untold, *change.came)
    _tell(screen)


def _tell(screen: BoardScreen) -> None:
    """Tell what others did, once what was said of one's own work has been there long enough to be read."""
    if not screen.untold or screen.is_syncing:
        return
    left = READ - screen.status.age
    if left > 0:
        screen.set_timer(left, lambda: _tell(screen))
        return
    sentence = _told(screen, screen.untold)
    screen.untold = ()
    if sentence:
        screen.say(f"{sentence} {_way(screen)}".rstrip(), "panel today")


def _told(screen: BoardScreen, event_ids: tuple[str, ...]) -> str:
    """Who did what; only how much, where it is very much."""
    if not event_ids:
        return ""
    if len(event_ids) > TOLD:
        return f"{len(event_ids)} changes came."
    return screen.present.summary(event_ids).sentence()


def _way(screen: BoardScreen) -> str:
    key = screen.pipeboard.keymap.shown("board.news")
    return f"{key} lists it." if key else ""
