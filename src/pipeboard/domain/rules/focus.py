"""The rule for focus lists."""

from __future__ import annotations

from pipeboard.domain import actions
from pipeboard.domain.dates import show_day
from pipeboard.domain.definitions import name_for
from pipeboard.domain.errors import BadInput
from pipeboard.domain.focus import accounts_named
from pipeboard.domain.rules.definitions import define
from pipeboard.domain.rules.plan import Plan
from pipeboard.domain.values import Changes


def set_focus(action: actions.SetFocus, plan: Plan) -> None:
    owner = plan.person(action.owner.strip())
    if not owner:
        raise BadInput("A focus list belongs to somebody; say whose it is.")
    accounts = accounts_named(action.accounts, plan.board)
    start = action.start or plan.day
    changes: Changes = {"title": owner, "start": start, "accounts": accounts}
    define(actions.Define("focus", changes, name_for(owner)), plan)
    when = show_day(start, plan.day)
    plan.summary = f"{owner} focuses on {', '.join(accounts)}, for three days from {when}."
