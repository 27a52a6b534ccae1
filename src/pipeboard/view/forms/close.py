"""The form that closes deals: won, lost with a reason, or disqualified until a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from pipeboard.domain.actions import CloseDeals
from pipeboard.domain.dates import parse_day
from pipeboard.domain.deal import Deal, Status
from pipeboard.domain.errors import BadInput
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread
from pipeboard.view.forms.dates import day_meaning

OUTCOMES: Final[dict[str, Status]] = {"won": "won", "lost": "lost", "disqualified": "disqualified"}
_WHY: Final = {
    "won": ("Why we won", "optional"),
    "lost": ("Why we lost", "required"),
    "disqualified": ("Why not", "required: why it does not fit"),
}
_COMMON: Final = {
    "won": (),
    "lost": ("price", "competitor", "no decision", "no budget", "bad timing", "went silent"),
    "disqualified": (
        "no budget",
        "no need",
        "too small",
        "wrong region",
        "not the decision maker",
        "bad timing",
    ),
}
"""Offered after those that the team has used."""


def close_deals(
    deals: Sequence[Deal], now: datetime, used: Mapping[str, Sequence[str]], outcome: str = "won"
) -> FormSpec:
    """Close these deals. `used` are the reasons given before, by outcome (see `reasons_used`)."""
    ids = tuple(deal.id for deal in deals)

    def vary(texts: Mapping[str, str]) -> tuple[FormField, ...]:
        return _fields(texts.get("outcome", outcome), now, used)

    def read(form: Form) -> CloseDeals:
        return _read(form, ids, now)

    about = deals[0].title if len(deals) == 1 else f"{len(deals)} deals"
    return FormSpec(
        "Close",
        _fields(outcome, now, used),
        read,
        vary,
        save="close it",
        aside=about,
        key=f"deal.close {ids[0]}",
    )


def reasons_used(deals: Iterable[Deal]) -> dict[str, tuple[str, ...]]:
    """The reasons on closed deals, the most used first, by outcome."""
    counts: dict[str, Counter[str]] = {outcome: Counter() for outcome in OUTCOMES}
    for deal in deals:
        if deal.reason and deal.status in counts:
            counts[deal.status][deal.reason] += 1
    return {
        outcome: tuple(reason for reason, _ in count.most_common(20)) for outcome, count in counts.items()
    }


def _fields(outcome: str, now: datetime, used: Mapping[str, Sequence[str]]) -> tuple[FormField, ...]:
    label, hint = _WHY[outcome]
    known = tuple(dict.fromkeys((*used.get(outcome, ()), *_COMMON[outcome])))
    revisit = FormField("revisit", "Look again", "", "optional: 3mon, 2027-01-15", preview=day_meaning(now))
    return (
        FormField("outcome", "Outcome", "won", choices=tuple(Choice(one, one) for one in OUTCOMES)),
        FormField("reason", label, "", hint, known=known, listed=True),
        *((revisit,) if outcome == "disqualified" else ()),
        FormField("lesson", "Lesson", "", "optional: what to do better, or again"),
    )


def _read(form: Form, ids: tuple[str, ...], now: datetime) -> CloseDeals:
    texts = {name: text.strip() for name, text in form.texts().items()}
    status = OUTCOMES[texts["outcome"]]
    errors: dict[str, str] = {}
    if status != "won" and not texts["reason"]:
        errors["reason"] = f"A deal cannot be {status} without a reason; write a word or two."
    revisit: date | None = None
    if texts.get("revisit"):
        try:
            revisit = parse_day(texts["revisit"], now)
        except BadInput as error:
            errors["revisit"] = error.sentence
    if errors:
        raise Misread(errors)
    return CloseDeals(
        deals=ids, status=status, reason=texts["reason"], lesson=texts["lesson"], revisit=revisit
    )
