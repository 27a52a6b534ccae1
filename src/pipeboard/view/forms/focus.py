"""The form that picks the accounts of a focus list."""

from __future__ import annotations

from datetime import date, datetime

from pipeboard.domain.actions import SetFocus
from pipeboard.domain.board import Board
from pipeboard.domain.dates import parse_day
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.focus import ACCOUNTS, Focus, accounts_named
from pipeboard.view.form import Form, FormField, FormSpec, Misread
from pipeboard.view.forms.dates import day_meaning

_LABELS = ("First account", "Second", "Third")


def pick_accounts(owner: str, before: Focus | None, board: Board, now: datetime) -> FormSpec:
    """One to three accounts and the first of the three days."""
    known = tuple(dict.fromkeys(deal.company or deal.title for deal in board.visible_deals() if deal.is_open))

    def read(form: Form) -> SetFocus:
        texts = form.texts()
        found: list[str] = []
        errors: dict[str, str] = {}
        for at in range(ACCOUNTS):
            name = f"account {at}"
            try:
                found += accounts_named([texts[name]], board) if texts[name].strip() else ()
            except (BadInput, NotFound) as error:
                errors[name] = error.sentence
        if not found and not errors:
            errors["account 0"] = "Name one to three accounts."
        start: date | None = None
        try:
            start = parse_day(texts["start"].strip() or "today", now)
        except BadInput as error:
            errors["start"] = error.sentence
        if errors:
            raise Misread(errors)
        return SetFocus(owner, tuple(found), start)

    picked = before.accounts if before else ()
    running = before is not None and before.days[-1] >= now.date()
    first = before.start.isoformat() if before is not None and running else "today"
    fields = tuple(
        FormField(
            f"account {at}",
            _LABELS[at],
            picked[at] if at < len(picked) else "",
            "a company",
            known=known,
            replaced=True,
        )
        for at in range(ACCOUNTS)
    )
    start = FormField("start", "From", first, "today, mon", preview=day_meaning(now), replaced=True, gap=True)
    return FormSpec("Focus on three accounts", (*fields, start), read, save="set", aside=owner)
