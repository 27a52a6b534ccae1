"""What is to be told of a deal's end and of what follows it, for `show` and the details alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import HANDOVER, items
from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal
from pipeboard.domain.people import hangs_on_one


def outcome_facts(deal: Deal, board: Board, today: date) -> Iterator[tuple[str, str]]:
    """Labels and texts of all that, for a page; an empty text says nothing."""
    yield "Competitor", deal.competitor
    yield "Review", show_day(deal.review, today) if deal.review else ""
    yield "Promised", "; ".join(deal.promised)
    yield "Satisfied", satisfaction_text(deal)
    yield "Handover", handover_text(deal, board, today) if deal.status == "won" else ""
    yield from links(deal, board)


def links(deal: Deal, board: Board) -> Iterator[tuple[str, str]]:
    """The deals that belong to this one."""
    yield "Came from", origin_text(deal, board)
    yield "Led to", ", ".join(relation_text(one) for one in board.followed_by(deal))


def people_warning(deal: Deal, board: Board) -> str:
    """What is wrong with a deal that hangs on one person, or on none; "" for all others."""
    if not hangs_on_one(deal, board):
        return ""
    return "! only one contact" if deal.contacts else "! no contact yet"


def handover_text(deal: Deal, board: Board, today: date) -> str:
    """How far the handover of a won deal is: "to Bob, 2 of 7 ticked, accepted 3 Nov"."""
    listed = items(deal, board, HANDOVER)
    said = [f"to {deal.receiver}" if deal.receiver else "to nobody yet"]
    if listed:
        said.append(f"{sum(1 for one in listed if one.done)} of {len(listed)} ticked")
    accepted = deal.handover_accepted
    said.append(f"accepted {show_day(accepted, today)}" if accepted else "not accepted")
    return ", ".join(said)


def satisfaction_text(deal: Deal) -> str:
    """ "9 of 10: quick and friendly"; "" while it is not known."""
    mark = "" if deal.satisfaction is None else f"{deal.satisfaction} of 10"
    return ": ".join(filter(None, (mark, deal.satisfaction_note)))


def origin_text(deal: Deal, board: Board) -> str:
    """The deal that this one came out of, and as what: "Acme website, as its renewal"."""
    if not deal.origin:
        return ""
    origin = board.origin_of(deal)
    return f"{origin.title if origin else deal.origin}{f', as its {deal.relation}' if deal.relation else ''}"


def relation_text(follower: Deal) -> str:
    """A deal that came out of another: "Acme app (upsell, won)"."""
    known = ["" if follower.relation in follower.title else follower.relation]
    known += ["" if follower.is_open else follower.status, "archived" if follower.archived else ""]
    words = ", ".join(filter(None, known))
    return f"{follower.title} ({words})" if words else follower.title
