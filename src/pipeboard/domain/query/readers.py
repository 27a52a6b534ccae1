"""What the terms of a filter read of a deal: texts, numbers and days, its own ones and derived ones."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.pricing import discount
from pipeboard.domain.proposal import latest
from pipeboard.domain.query.vocabulary import CUSTOM


def said(deal: Deal) -> str:
    """All that a word is looked for in, in small letters: what people read on a deal."""
    people = " ".join(f"{one.name} {one.email} {one.phone}" for one in deal.contacts)
    tags = " ".join(f"#{tag}" for tag in deal.tags)
    steps = " ".join(one.text for one in deal.follow_ups)
    owner = f"@{deal.owner}" if deal.owner else ""
    parts = deal.title, deal.company, owner, tags, deal.source, deal.channel, people, steps, deal.external_id
    return "\n".join(parts).casefold()


def text_reader(field: str) -> Callable[[Deal], str]:
    """Reads a text field of a deal; a field of the users' own is found whatever its case."""
    if field in _TEXTS:
        return _TEXTS[field]
    if not field.startswith(CUSTOM):
        return cast("Callable[[Deal], str]", operator.attrgetter(field))
    name = field.removeprefix(CUSTOM)
    lowered = name.casefold()

    def read(deal: Deal) -> str:
        if not deal.custom:
            return ""
        found = deal.custom.get(name)
        if found is None:
            found = next((text for key, text in deal.custom.items() if key.casefold() == lowered), "")
        return found

    return read


_TEXTS: Final[dict[str, Callable[[Deal], str]]] = {
    "contact": lambda deal: "\n".join(f"{one.name} {one.email} {one.phone}" for one in deal.contacts),
    "role": lambda deal: "\n".join(one.role for one in deal.contacts),
    "pains": lambda deal: "\n".join(deal.pains),
    "follow-up": lambda deal: "\n".join(f"{one.kind} {one.text}" for one in deal.follow_ups),
    "cadence": lambda deal: " ".join({one.cadence for one in deal.follow_ups}),
    "objection": lambda deal: " ".join({one.of for one in deal.objections}),
    "play": lambda deal: " ".join({one.of for one in deal.plays}),
    "assignee": lambda deal: " ".join(one.owner or deal.owner for one in deal.follow_ups),
}
"""Texts that are no fields of the deal itself."""


def _probability(deal: Deal, board: Board, _today: date) -> int:
    return board.stage_of(deal).probability if deal.probability is None else deal.probability


_NUMBERS: Final[dict[str, Callable[[Deal, Board, date], Decimal | int | None]]] = {
    "contacts": lambda deal, _board, _today: len(deal.contacts),
    "follow-ups": lambda deal, _board, _today: len(deal.follow_ups),
    "proposals": lambda deal, _board, _today: len(deal.proposals),
    "discount": lambda deal, _board, _today: discount(deal),
    "probability": _probability,
    "age": lambda deal, board, today: (today - local_day(deal.entered_stage, board.zone)).days,
    "idle": lambda deal, board, today: (today - local_day(deal.last_activity, board.zone)).days,
}
"""Numbers that are no fields of the deal itself; None where one is not known."""


def number_reader(field: str) -> Callable[[Deal, Board, date], Decimal | int | None]:
    """Reads a number of a deal: of things, of days until a day, of percent; None where it is not known."""
    derived, own = _NUMBERS.get(field), _attribute(field)
    return derived or (lambda deal, board, _today: own(deal, board))


def day_reader(field: str) -> Callable[[Deal, Board], Any]:
    """Reads a day or a moment of a deal; None where there is none."""
    return _DERIVED_DAYS.get(field) or _attribute(field)


def _attribute(field: str) -> Callable[[Deal, Board], Any]:
    get = operator.attrgetter(field)
    return lambda deal, _board: get(deal)


def _of_last_offer(field: str) -> Callable[[Deal, Board], date | None]:
    def read(deal: Deal, _board: Board) -> date | None:
        last = latest(deal.proposals) if deal.proposals else None
        return getattr(last, field) if last is not None else None

    return read


_DERIVED_DAYS: Final[dict[str, Callable[[Deal, Board], Any]]] = {
    "next": lambda deal, board: local_day(step.due, board.zone) if (step := deal.next_follow_up) else None,
    "sent": _of_last_offer("sent"),
    "decided": _of_last_offer("decided"),
    "accepted": lambda deal, _board: deal.handover_accepted,
}
"""Days that are no fields of the deal itself."""
