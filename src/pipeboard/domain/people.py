"""People on a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal

ROLES: Final = ("decision maker", "champion", "user", "blocker")
"""Buying roles; a contact may have none."""


class Contact(NamedTuple):
    """A person on the customer's side. `id` is that of the event that added them."""

    id: str
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    links: str = ""
    """Addresses of profiles and pages, separated by blanks."""


def hangs_on_one(deal: Deal, board: Board) -> bool:
    """Whether an open deal is past its first stage and knows fewer than two people: too few to rely on."""
    return deal.is_open and len(deal.contacts) < 2 and board.is_past_first(board.stage_of(deal))
