"""The review: which deals are to be looked at together and why, and what is told of those that are closed.

Read off the deals: an open deal waits for the review while there is a reason, unless it was reviewed lately.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from pipeboard.domain import actions as a
from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal, Review
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import framework_of
from pipeboard.domain.misfit import misfits
from pipeboard.domain.nurture import is_resting
from pipeboard.domain.pricing import in_board_currency
from pipeboard.domain.staleness import is_stuck, silence

LEARNED: Final = "learned"
"""The decision about a closed deal: what is learned from it."""
DECISIONS: Final = (
    *("keep", "moved", "planned", "contacted", "changed", "noted"),
    *("closed", "disqualified", "reopened", LEARNED),
)
"""What can be decided: it goes on as it is, what was done about it, or what is learned from a closed one."""
REASONS: Final = ("overdue", "undecided", "past-due", "disqualify", "stuck", "silent", "no-step")
"""Why a deal is looked at, the most pressing first."""
REST_DAYS: Final = 5
"""So many days after a review a deal does not come again: a weekly one may be held a day early."""
CLOSED_DAYS: Final = 30
"""How far back closed deals are looked at, unless somebody says otherwise."""


_DECIDED: Final[Mapping[type[a.Action], str]] = {
    a.MoveDeals: "moved",
    a.StepDeals: "moved",
    a.ReopenDeals: "reopened",
    a.LogTouch: "contacted",
    a.RaiseObjection: "contacted",
    a.AddNote: "noted",
    a.EditDeals: "changed",
    a.PlanFollowUp: "planned",
    a.FinishFollowUp: "planned",
    a.EditFollowUp: "planned",
    a.SnoozeDeals: "planned",
    a.StartCadence: "planned",
    a.StartPlay: "planned",
    a.NurtureDeals: "planned",
}
"""What is decided by doing something to a deal in a review."""


class Reason(NamedTuple):
    """Why a deal is looked at."""

    code: str
    """One of `REASONS`."""
    text: str
    """In words: "12 days in Proposal, 7 were meant"."""


class Waiting(NamedTuple):
    """A deal that is to be looked at."""

    deal: Deal
    reasons: tuple[Reason, ...]
    """Empty for a closed deal."""


class Forces(NamedTuple):
    """What is known that spoke for a closed deal, and what stood in its way."""

    drove: tuple[str, ...]
    blocked: tuple[str, ...]


def waiting(
    board: Board, today: date, *, rest: int = REST_DAYS, keep: Callable[[Deal], bool] | None = None
) -> tuple[Waiting, ...]:
    """The open deals that there is a reason to look at, those worth most first.

    Those that were reviewed on one of the last `rest` days, today included, are left out.
    """
    tell = reasons(board, today)
    found = [
        Waiting(deal, why)
        for deal in board.visible_deals()
        if deal.is_open
        and (keep is None or keep(deal))
        and not _rests(deal, board, today, rest)
        and (why := tell(deal))
    ]
    return tuple(sorted(found, key=lambda one: (-_worth(one.deal, board), one.deal.id)))


def closed(
    board: Board, today: date, since: date | None = None, *, keep: Callable[[Deal], bool] | None = None
) -> tuple[Waiting, ...]:
    """The deals closed since a day (30 days ago) of which nothing was learned yet, the latest first.

    With them those whose own day to be looked at again has come.
    """
    first = since or today - timedelta(days=CLOSED_DAYS)
    zone = board.zone
    found = []
    for deal in board.visible_deals():
        if deal.closed is None or (keep is not None and not keep(deal)):
            continue
        is_due = deal.review is not None and deal.review <= today
        learned = any(one.decision == LEARNED and one.at >= deal.closed for one in deal.reviews)
        if is_due or (not learned and local_day(deal.closed, zone) >= first):
            found.append((deal.closed, deal))
    return tuple(Waiting(deal, ()) for _, deal in sorted(found, key=lambda one: one[0], reverse=True))


def decided(action: a.Action, deal: str) -> a.Action:
    """The action together with the decision that it amounts to, as one step; alone if it amounts to none."""
    if isinstance(action, a.CloseDeals):
        decision = "disqualified" if action.status == "disqualified" else "closed"
    else:
        decision = _DECIDED.get(type(action), "")
    return a.Together((action, a.ReviewDeals((deal,), decision))) if decision else action


def latest(deal: Deal) -> Review | None:
    """When the deal was last looked at; None if it never was."""
    return max(deal.reviews, key=lambda one: one.at, default=None)


def reasons(board: Board, today: date) -> Callable[[Deal], tuple[Reason, ...]]:
    """Tells why an open deal is to be looked at: nothing for one that is on its way."""
    is_silent = silence(board, today)

    def tell(deal: Deal) -> tuple[Reason, ...]:
        return (
            *_dates_gone_by(deal, board, today),
            *_left_alone(deal, board, today, is_silent=is_silent(deal)),
        )

    return tell


def _dates_gone_by(deal: Deal, board: Board, today: date) -> Iterator[Reason]:
    late = [step for step in deal.follow_ups if local_day(step.due, board.zone) < today]
    if late:
        days = (today - local_day(late[0].due, board.zone)).days
        yield Reason("overdue", f"{late[0].kind} was due {'yesterday' if days == 1 else f'{days} days ago'}")
    if deal.decision is not None and deal.decision < today:
        yield Reason("undecided", f"they wanted to decide by {show_day(deal.decision, today)}")
    if deal.close is not None and deal.close < today:
        yield Reason("past-due", f"was to close by {show_day(deal.close, today)}")


def _left_alone(deal: Deal, board: Board, today: date, *, is_silent: bool) -> Iterator[Reason]:
    against = misfits(deal, board, today)
    if against:
        yield Reason("disqualify", f"disqualify it? {'; '.join(one.text for one in against)}")
    if is_stuck(deal, board, today):
        stage = board.stage_of(deal)
        days = (today - local_day(deal.entered_stage, board.zone)).days
        yield Reason("stuck", f"{days} days in {stage.name}, {stage.days} were meant")
    if is_silent and not is_resting(deal, today, board.zone):
        days = (today - local_day(deal.last_activity, board.zone)).days
        yield Reason("silent", f"nothing happened for {days} days")
    if not deal.follow_ups:
        yield Reason("no-step", "no next step")


def forces(deal: Deal, board: Board) -> Forces:
    """What is known that spoke for a deal, and what stood in its way."""
    return Forces(tuple(_drove(deal, board)), tuple(_blocked(deal, board)))


def _drove(deal: Deal, board: Board) -> Iterator[str]:
    if deal.touches:
        yield f"{deal.touches} touches" if deal.touches > 1 else "1 touch"
    if len(deal.contacts) > 1:
        yield f"{len(deal.contacts)} people"
    yes = _answered(deal, board, "yes")
    if yes:
        yield f"known: {', '.join(yes)}"
    plays = _titles("play", (one.of for one in deal.plays), board)
    if plays:
        yield f"plays: {', '.join(plays)}"


def _blocked(deal: Deal, board: Board) -> Iterator[str]:
    objections = _titles("objection", (one.of for one in deal.objections), board)
    if objections:
        yield f"objections: {', '.join(objections)}"
    if deal.competitor:
        yield f"competitor: {deal.competitor}"
    no = _answered(deal, board, "no")
    if no:
        yield f"missing: {', '.join(no)}"
    if deal.override:
        yield f"moved on past its checklist: {deal.override}"
    if len(deal.contacts) == 1:
        yield "one person alone"
    declined = sum(one.standing == "declined" for one in deal.proposals)
    if declined:
        yield f"{declined} offer{'s' if declined > 1 else ''} declined"


def _answered(deal: Deal, board: Board, answer: str) -> list[str]:
    """What has this answer in the deal's framework, by the titles of its criteria."""
    given = [name for name, one in deal.answers_in(deal.framework).items() if one.answer == answer]
    if not given:
        return []
    titles = {one.id: one.title for one in framework_of(board, deal.framework, deal.answers).criteria}
    return [titles.get(name, name) for name in given]


def _titles(kind: str, names: Iterable[str], board: Board) -> list[str]:
    known = {one.id: one.title for one in board.defined_in(kind)}
    return [known.get(one, one) for one in dict.fromkeys(names)]


def _rests(deal: Deal, board: Board, today: date, rest: int) -> bool:
    last = latest(deal)
    return last is not None and today - local_day(last.at, board.zone) < timedelta(days=rest)


def _worth(deal: Deal, board: Board) -> Decimal:
    worth = in_board_currency(deal, board)
    return Decimal(-1) if worth is None else worth
