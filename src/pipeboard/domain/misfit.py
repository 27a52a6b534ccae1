"""What speaks for giving a deal up as one that does not fit, and the reason to give for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import SCREENING, items
from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import framework_of
from pipeboard.domain.profiles import best_fit
from pipeboard.domain.reasons import KIND
from pipeboard.domain.scoring import counting
from pipeboard.domain.staleness import is_stuck

_OUTCOME: Final = "disqualified"


class Misfit(NamedTuple):
    """One thing that speaks against a deal."""

    text: str
    """In words: "Budget: no", "outside the profile of Studios: size 3 people"."""
    reason: str
    """What to give as the reason; empty where it is none by itself."""


def misfits(deal: Deal, board: Board, today: date) -> tuple[Misfit, ...]:
    """What speaks for disqualifying an open deal, the plainest first.

    An answer of no, and a company that is known to be outside of every profile. A screening that was begun
    and not finished, and a score below 0, say something only of a deal that is stuck.
    """
    found = [*_answered_no(deal, board), *_outside(deal, board)]
    if is_stuck(deal, board, today):
        found += [*_unfinished(deal, board), *_low(deal, board, today)]
    return tuple(found)


def suggested_reason(deal: Deal, board: Board, today: date) -> str:
    """The reason for disqualifying a deal, in the words of the team's list where it has it; "" for none."""
    return next((one.reason for one in misfits(deal, board, today) if one.reason), "")


def _answered_no(deal: Deal, board: Board) -> Iterator[Misfit]:
    noes = [name for name, one in deal.answers_in(deal.framework).items() if one.answer == "no"]
    if not noes:
        return
    titles = {one.id: one.title for one in framework_of(board, deal.framework, deal.answers).criteria}
    for name in noes:
        title = titles.get(name, name)
        yield Misfit(f"{title}: no", _listed(board, name, title) or f"no {title.casefold()}")


def _outside(deal: Deal, board: Board) -> Iterator[Misfit]:
    """Of what the best profile asks and what is known, less than half is as it should be."""
    fit = best_fit(deal, board)
    known = [part for part in fit.parts if part.known] if fit is not None else []
    if fit is None or sum(Fraction(part.found, part.of) for part in known) * 2 >= len(known):
        return
    wrong = ", ".join(f"{part.name} {part.known}" for part in known if not part.found)
    reason = _listed(board, "profile") or "outside the customer profile"
    yield Misfit(f"outside the profile of {fit.profile.title}: {wrong}", reason)


def _unfinished(deal: Deal, board: Board) -> Iterator[Misfit]:
    """The screening was begun, and the stage is one of those before qualification."""
    listed = items(deal, board, SCREENING)
    done = sum(one.done for one in listed)
    if 0 < done < len(listed) and not board.stage_of(deal).qualified:
        yield Misfit(f"its screening stands at {done} of {len(listed)}", "")


def _low(deal: Deal, board: Board, today: date) -> Iterator[Misfit]:
    points = counting(deal, board, today)
    if points < 0:
        yield Misfit(f"its score is {points}", "")


def _listed(board: Board, *words: str) -> str:
    """The first reason of the team's list that speaks of something, in its words or in its name."""
    wanted = [word.casefold() for word in words]
    for one in board.definitions(KIND).values():
        said = f"{one.title} {one.id}".casefold()
        if one.text("outcome") in ("", _OUTCOME) and any(word in said for word in wanted):
            return one.title
    return ""
