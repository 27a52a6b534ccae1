"""Why deals end: the team's list of reasons, by outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipeboard.domain.board import Board
from pipeboard.domain.definitions import Definition
from pipeboard.domain.errors import NotFound
from pipeboard.domain.quotes import quoted

KIND = "reason"


def reasons(board: Board, outcome: str) -> tuple[str, ...]:
    """The reasons of the list for an outcome, in order; those that name no outcome fit all."""
    listed = board.definitions(KIND).values()
    return tuple(one.title for one in listed if one.text("outcome") in ("", outcome))


def is_listed(board: Board, outcome: str, text: str) -> bool:
    """Whether a reason is in the list, in any case."""
    wanted = text.strip().casefold()
    return any(one.casefold() == wanted for one in reasons(board, outcome))


def times_given(board: Board) -> Mapping[tuple[str, str], int]:
    """How often each reason was given, by outcome and reason in lower case; those not listed included."""
    return Counter(
        (deal.status, deal.reason.strip().casefold())
        for deal in board.visible_deals()
        if deal.reason and not deal.is_open
    )


def find_reason(board: Board, text: str, outcome: str = "") -> Definition:
    """The reason of the list with this id or title. NotFound if there is none, or more than one."""
    known = board.definitions(KIND)
    wanted = text.strip().casefold()
    if text.strip() in known:
        return known[text.strip()]
    fitting = [
        one
        for one in known.values()
        if one.title.casefold() == wanted and outcome in ("", one.text("outcome"))
    ]
    if not fitting:
        raise NotFound(f"There is no reason {quoted(text)} in the list; `pipeboard reasons list` shows them.")
    if len(fitting) > 1:
        names = " and ".join(f"{one.id} ({one.text('outcome') or 'any outcome'})" for one in fitting)
        raise NotFound(f"More than one reason is called {quoted(text)}: {names}; write the id of one.")
    return fitting[0]
