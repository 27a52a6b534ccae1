"""The review, opened over the board."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands.follow_ups import desk_of

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _review(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.review import ReviewDialog

    def done(deal: str | None) -> None:
        if deal is not None:
            screen.reveal(deal)

    text = screen.finding.filter
    query = screen.finding.read(text) if text else None
    dialog = ReviewDialog(desk_of(screen), lambda: _write_minutes(screen), query)
    screen.app.push_screen(dialog, done)


def _write_minutes(screen: BoardScreen) -> str:
    """Put the minutes of today where the user stands, else in their home; a sentence with the path."""
    from pipeboard.config.locations import at_home, places_for_files
    from pipeboard.domain.dates import day_start
    from pipeboard.domain.errors import Refused, Unwritable
    from pipeboard.exchange.outfile import write_new
    from pipeboard.view.minutes import minutes_markdown

    workspace, today = screen.workspace, screen.workspace.today()
    found = workspace.minutes(day_start(today, workspace.board.zone))
    if not found:
        raise Refused("Nothing was decided today, so there are no minutes yet.")
    text = minutes_markdown(found, workspace.board, today, today)
    try:
        path = write_new(places_for_files(os.environ), f"review-{today.isoformat()}.md", text)
    except Unwritable as error:
        way = "`pipeboard review export -o FILE` writes it where you say."
        raise Unwritable(f"{error.sentence} {way}") from error
    count = f"{len(found.deals)} deal{'s' if len(found.deals) != 1 else ''}"
    return f"Wrote the minutes of {count} to {at_home(path, os.environ)}."


HANDLERS: Final[Mapping[str, Handler]] = {"board.review": _review}
