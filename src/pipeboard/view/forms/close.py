"""The form that closes deals: won, lost with a reason, or disqualified until a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import CloseDeals
from pipeboard.domain.board import Board
from pipeboard.domain.dates import parse_day
from pipeboard.domain.deal import Deal, Status
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import DEAL
from pipeboard.domain.misfit import suggested_reason
from pipeboard.domain.reasons import is_listed, reasons
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread, read_fields
from pipeboard.view.forms.dates import day_meaning

OUTCOMES: Final[dict[str, Status]] = {"won": "won", "lost": "lost", "disqualified": "disqualified"}
_WHY: Final = {
    "won": ("Why we won", "optional"),
    "lost": ("Why we lost", "required"),
    "disqualified": ("Why not", "required: why it does not fit"),
}
_YES: Final = "yes"
_NO: Final = "no"
_SET_TOO: Final = ("competitor", "review")
"""Fields of the deal that are written with the close."""
_MOST: Final = 20
"""Values of one field that are offered."""


def close_deals(deals: Sequence[Deal], board: Board, now: datetime, outcome: str = "won") -> FormSpec:
    """Close these deals, with the reasons of the team's list, then those given before."""
    ids = tuple(deal.id for deal in deals)
    known = {one: offered(board, one) for one in OUTCOMES}
    competitors = _in_use(deal.competitor for deal in board.deals.values())
    against = suggested_reason(deals[0], board, now.date()) if len(deals) == 1 and deals[0].is_open else ""

    def vary(texts: Mapping[str, str]) -> tuple[FormField, ...]:
        chosen = texts.get("outcome", outcome)
        given = against if chosen == "disqualified" else ""
        typed = texts.get("reason", given)
        reason = given if typed == against else typed.strip()  # what was offered was not typed
        keep = bool(reason) and not is_listed(board, chosen, reason)
        return (
            FormField("outcome", "Outcome", outcome, choices=tuple(Choice(one, one) for one in OUTCOMES)),
            *_why(chosen, given, known[chosen], keep=keep),
            *_what_follows(chosen, deals, competitors, now),
        )

    def read(form: Form) -> CloseDeals:
        return _read(form, ids, now)

    about = deals[0].title if len(deals) == 1 else f"{len(deals)} deals"
    return FormSpec("Close", vary({}), read, vary, save="close it", aside=about, key=f"deal.close {ids[0]}")


def offered(board: Board, outcome: str) -> tuple[str, ...]:
    """The reasons of the list for an outcome, in its order, then others in use, the most used first."""
    used = _in_use(deal.reason for deal in board.deals.values() if deal.status == outcome)
    listed = reasons(board, outcome)
    return (*listed, *(one for one in used if not is_listed(board, outcome, one)))


def _in_use(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value, _ in Counter(filter(None, values)).most_common(_MOST))


def _why(outcome: str, given: str, known: tuple[str, ...], *, keep: bool) -> tuple[FormField, ...]:
    """The reason, `given` where something speaks for one already."""
    label, hint = _WHY[outcome]
    choices = (Choice(_NO, "just here"), Choice(_YES, "keep in the list"))
    kept = FormField("keep", "New reason", _NO, choices=choices)
    reason = FormField("reason", label, given, hint, known=known, listed=True, replaced=True)
    return reason, *((kept,) if keep else ())


def _what_follows(
    outcome: str, deals: Sequence[Deal], competitors: tuple[str, ...], now: datetime
) -> tuple[FormField, ...]:
    revisit = FormField("revisit", "Look again", "", "optional: 3mon, 2027-01-15", preview=day_meaning(now))
    lesson = FormField("lesson", "Lesson", "", "optional: what to do better, or again")
    if outcome == "disqualified":
        return revisit, lesson
    one = deals[0] if len(deals) == 1 else None
    review = one.review.isoformat() if one and one.review else ""
    return (
        lesson,
        FormField(
            *("competitor", DEAL["competitor"].title, one.competitor if one else ""),
            "optional: who else was in it",
            known=competitors,
            replaced=True,
        ),
        FormField(
            *("review", DEAL["review"].title, review),
            "optional: when to look at it again",
            preview=day_meaning(now),
            replaced=True,
        ),
    )


def _read(form: Form, ids: tuple[str, ...], now: datetime) -> CloseDeals:
    texts = {name: text.strip() for name, text in form.texts().items()}
    changed = form.changed()
    status = OUTCOMES[texts["outcome"]]
    errors: dict[str, str] = {}
    if status != "won" and not texts["reason"]:
        errors["reason"] = f"A deal cannot be {status} without a reason; write a word or two."
    revisit = None
    if texts.get("revisit"):
        try:
            revisit = parse_day(texts["revisit"], now)
        except BadInput as error:
            errors["revisit"] = error.sentence
    fields = {}
    try:
        fields = read_fields(DEAL, {name: changed[name] for name in _SET_TOO if name in changed}, now)
    except Misread as error:
        errors.update(error.errors)
    if errors:
        raise Misread(errors)
    return CloseDeals(
        deals=ids,
        status=status,
        reason=texts["reason"],
        lesson=texts["lesson"],
        revisit=revisit,
        fields=fields,
        keep_reason=texts.get("keep") == _YES,
    )
