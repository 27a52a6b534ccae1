"""Companies: what the team knows of each, and the deals with it.

A deal names its company; what is known of that name, in whatever case it is written, is a definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.errors import NotFound
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.quotes import quoted

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Account:
    """A company and its visible deals."""

    name: str
    facts: Definition | None
    deals: tuple[Deal, ...]


def company_of(deal: Deal, board: Board) -> Definition | None:
    """What is known of the deal's company; None for nothing."""
    return board.agreed(_by_name).get(key_of(deal.company)) if deal.company else None


def key_of(name: str) -> str:
    """What names of one company have in common."""
    return " ".join(name.casefold().split())


def accounts(board: Board) -> tuple[Account, ...]:
    """The companies that deals name, or that something is known of, by name."""
    deals: dict[str, list[Deal]] = {}
    for deal in board.visible_deals():
        if deal.company.strip():
            deals.setdefault(key_of(deal.company), []).append(deal)
    facts = board.agreed(_by_name)
    return tuple(
        Account(
            facts[key].title if key in facts else deals[key][0].company.strip(),
            facts.get(key),
            tuple(deals.get(key, ())),
        )
        for key in sorted({*deals, *facts})
    )


def find_account(board: Board, name: str) -> Account:
    """The company of this name or unique beginning of one; NotFound names the nearest."""
    wanted = key_of(name)
    known = {key_of(one.name): one for one in accounts(board)}
    if wanted in known:
        return known[wanted]
    fitting = [key for key in known if wanted and key.startswith(wanted)]
    if len(fitting) == 1:
        return known[fitting[0]]
    if fitting:
        names = ", ".join(known[key].name for key in fitting[:5])
        raise NotFound(f"More than one company fits {quoted(name)}: {names}; write the whole name.")
    near = [known[key].name for key in get_close_matches(wanted, known, _NEAREST)]
    hint = f"the nearest: {', '.join(near)}" if near else "see `pipeboard company list`"
    raise NotFound(f"There is no company {quoted(name)}; {hint}.")


def _by_name(board: Board) -> Mapping[str, Definition]:
    return {key_of(one.title): one for one in board.definitions("company").values()}
