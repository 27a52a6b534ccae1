"""The 3-3-3 focus list: three accounts, three days, three touches on each account.

An account is a company, or the title of a deal without one. Somebody picks three and a first day; the score
counts at most three touches on each account in the three days: 9 in all. By days it counts at most three
touches on each account and day: 27.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition, name_for
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.followup import local_day
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.quotes import quoted

ACCOUNTS: Final = 3
DAYS: Final = 3
ENOUGH: Final = 3
"""Touches that count."""
MOST: Final = ACCOUNTS * ENOUGH
MOST_BY_DAY: Final = ACCOUNTS * DAYS * ENOUGH


class Focus(NamedTuple):
    """What somebody concentrates on."""

    owner: str
    start: date
    accounts: tuple[str, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The three days."""
        return tuple(self.start + timedelta(days=more) for more in range(DAYS))


class Line(NamedTuple):
    """An account with its touches on each of the three days."""

    account: str
    deals: tuple[Deal, ...]
    """The open ones first, then the ones that were active last."""
    touches: tuple[int, ...]

    @property
    def score(self) -> int:
        return min(ENOUGH, sum(self.touches))

    @property
    def score_by_day(self) -> int:
        return sum(min(ENOUGH, count) for count in self.touches)


class Sheet(NamedTuple):
    """A focus with its figures."""

    focus: Focus
    lines: tuple[Line, ...]

    @property
    def score(self) -> int:
        """Of `MOST`."""
        return sum(line.score for line in self.lines)

    @property
    def score_by_day(self) -> int:
        """Of `MOST_BY_DAY`."""
        return sum(line.score_by_day for line in self.lines)


def focuses(board: Board) -> tuple[Focus, ...]:
    """Everybody's focus, by name."""
    found = (_focus(one) for one in board.definitions("focus").values())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.owner.casefold()))


def focus_of(board: Board, owner: str) -> Focus | None:
    """Somebody's focus; None if they have none."""
    one = board.definitions("focus").get(name_for(owner)) if owner.strip() else None
    return _focus(one) if one is not None else None


def deals_by_account(accounts: Iterable[str], board: Board) -> dict[str, tuple[Deal, ...]]:
    """The visible deals of these accounts, the open ones first, then those that were active last."""
    found: dict[str, list[Deal]] = {one.casefold(): [] for one in accounts}
    for deal in board.visible_deals():
        mine = found.get((deal.company or deal.title).casefold())
        if mine is not None:
            mine.append(deal)
    for deals in found.values():
        deals.sort(key=lambda deal: (not deal.is_open, -deal.last_activity.timestamp(), deal.id))
    return {one: tuple(found[one.casefold()]) for one in accounts}


def sheet(
    focus: Focus,
    deals: Mapping[str, Sequence[Deal]],
    touches: Mapping[str, Iterable[datetime]],
    zone: tzinfo,
) -> Sheet:
    """A focus with its figures: `deals` by account, `touches` by deal."""
    lines = []
    for account in focus.accounts:
        days = [local_day(moment, zone) for deal in deals[account] for moment in touches.get(deal.id, ())]
        lines.append(Line(account, tuple(deals[account]), tuple(days.count(day) for day in focus.days)))
    return Sheet(focus, tuple(lines))


def accounts_named(texts: Iterable[str], board: Board) -> tuple[str, ...]:
    """The accounts that people typed, by their whole name or a unique beginning, each once.

    BadInput for none or too many, NotFound for one that no deal has.
    """
    known = {
        (deal.company or deal.title).casefold(): deal.company or deal.title for deal in board.visible_deals()
    }
    found = tuple(dict.fromkeys(_account(text, known) for text in texts if text.strip()))
    if not 0 < len(found) <= ACCOUNTS:
        raise BadInput(f"A focus list has one to three accounts; {len(found) or 'none'} were named.")
    return found


def _account(text: str, known: Mapping[str, str]) -> str:
    wanted = text.strip().casefold()
    if wanted in known:
        return known[wanted]
    fitting = [name for lowered, name in known.items() if lowered.startswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(quoted(name) for name in fitting[:5])
        raise NotFound(f"More than one account fits {quoted(text)}: {names}; write all of the name.")
    near = get_close_matches(wanted, known, 1)
    guess = f"; did you mean {quoted(known[near[0]])}?" if near else "; add a deal for them first."
    raise NotFound(f"No deal has the company {quoted(text)}{guess}")


def _focus(one: Definition) -> Focus | None:
    start = one.values.get("start")
    return Focus(one.title, start, one.items("accounts")) if isinstance(start, date) else None
