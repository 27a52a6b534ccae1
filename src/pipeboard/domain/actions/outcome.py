"""Actions on what follows a win, and on whose deal it is."""

from __future__ import annotations

from pipeboard.domain.actions.base import Action, OnDeals
from pipeboard.domain.frozen import NOTHING
from pipeboard.domain.values import Changes


class HandOver(Action):
    """Hand a won deal over: `changes` of its receiver, promises or the day on which it was accepted."""

    deal: str
    changes: Changes


class RateDeal(Action):
    """How satisfied the customer of a won deal is, from 0 to 10; None takes the mark back."""

    deal: str
    satisfaction: int | None
    comment: str | None = None
    """None leaves the comment as it is."""


class SpawnDeal(Action):
    """A new open deal out of a won one: `relation` is one of `fields.RELATIONS`.

    Company, people, currency and owner are taken along; `fields` go before them. A renewal has the value of
    the won deal and closes on its renewal date.
    """

    deal: str
    relation: str
    fields: Changes = NOTHING


class AssignDeals(OnDeals):
    """Give deals to another owner, with the follow-ups of the one before; `note` is written on each."""

    owner: str
    note: str = ""
