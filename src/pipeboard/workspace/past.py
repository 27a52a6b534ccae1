"""The board as of the end of an earlier day: everything can be looked at, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import repeat

from pipeboard.domain.actions import Action
from pipeboard.domain.change import Change
from pipeboard.domain.dates import day_start, parse_day
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.log import Log
from pipeboard.workspace.workspace import Outcome, Workspace


class PastWorkspace(Workspace):
    """A workspace of what had happened before a moment. Its clock stands still just before it."""

    def __init__(self, present: Workspace, log: Log, moment: datetime) -> None:
        """`log` is that of the moment; see `Workspace.look_back`."""
        super().__init__(present._store, author=present.author, clock=_Stopped(moment), log=log)
        self.day: date = self.today()
        """The last day of which anything is known."""

    @property
    def read_only_reason(self) -> str:
        return f"This is the board as of {self.day.day} {self.day:%b %Y}; Esc returns to today, to change it."

    def do(self, action: Action) -> Outcome:
        """Refused, with the reason."""
        raise Refused(self.read_only_reason)

    def reload(self) -> Change | None:
        """Nothing comes to a day that is over."""
        return None

    def close(self) -> None:
        """The file is the present workspace's."""


class _Stopped:
    """A clock that stands in the last second before a moment."""

    def __init__(self, moment: datetime) -> None:
        self._now = moment - timedelta(seconds=1)

    def now(self) -> datetime:
        return self._now

    def chance(self, below: int) -> int:
        return 0

    def chances(self, below: int) -> Iterator[int]:
        return repeat(0)


def end_of(workspace: Workspace, when: str) -> datetime:
    """The end of a day that people type, which may be today; BadInput for a later one."""
    now = workspace.now()
    day = parse_day(when, now)
    if day > now.date():
        raise BadInput(f"{day} is still to come; nothing is known of it. Give today or an earlier day.")
    return day_start(day + timedelta(days=1), workspace.board.zone)


def seen_at(workspace: Workspace, when: str | None) -> Workspace:
    """The board at the end of a day that people type, without its later events; as it is now for None."""
    if when is None:
        return workspace
    until = end_of(workspace, when)
    return workspace.look_back(until.astimezone(workspace.board.zone).date() - timedelta(days=1))()
