"""The review, opened over the board."""

from __future__ import annotations

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
    """Put the minutes of today beside the board; a sentence that says where."""
    from pipeboard.domain.dates import day_start
    from pipeboard.exchange.outfile import write_file
    from pipeboard.view.minutes import minutes_markdown

    workspace, today = screen.workspace, screen.workspace.today()
    found = workspace.minutes(day_start(today, workspace.board.zone))
    path = workspace.path.parent / f"review-{today.isoformat()}.md"
    write_file(path, minutes_markdown(found, workspace.board, today, today))
    return f"Wrote the minutes of {len(found)} deal{'s' if len(found) != 1 else ''} to {path.name}."


HANDLERS: Final[Mapping[str, Handler]] = {"board.review": _review}
