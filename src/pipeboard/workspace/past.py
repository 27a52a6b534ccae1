"""The board as it was at the end of an earlier day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from pipeboard.domain.board import Board
from pipeboard.domain.dates import day_start, parse_day
from pipeboard.domain.errors import BadInput
from pipeboard.workspace.workspace import Workspace


class Seen(Protocol):
    """What is looked at: a workspace as it is now, or its past."""

    @property
    def board(self) -> Board: ...
    def now(self) -> datetime: ...
    def today(self) -> date: ...


@dataclass(frozen=True)
class Past:
    """A board by what had happened before a moment, when `now` was the second before it."""

    board: Board
    until: datetime

    def now(self) -> datetime:
        return (self.until - timedelta(seconds=1)).astimezone(self.board.zone)

    def today(self) -> date:
        return self.now().date()


def end_of(workspace: Workspace, when: str) -> datetime:
    """The end of a day that people type, which may be today; BadInput for a later one."""
    now = workspace.now()
    day = parse_day(when, now)
    if day > now.date():
        raise BadInput(f"{day} is still to come; nothing is known of it. Give today or an earlier day.")
    return day_start(day + timedelta(days=1), workspace.board.zone)


def seen_at(workspace: Workspace, when: str | None) -> Seen:
    """The board at the end of a day that people type, without its later events; as it is now for None."""
    if when is None:
        return workspace
    until = end_of(workspace, when)
    return Past(workspace.past(until), until)
