"""Rules for what was decided in a review."""

from __future__ import annotations

from pipeboard.domain import actions
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.quotes import quoted
from pipeboard.domain.review import DECISIONS
from pipeboard.domain.rules.plan import Plan, names_of


def review_deals(action: actions.ReviewDeals, plan: Plan) -> None:
    if action.decision not in DECISIONS:
        raise BadInput(
            f"{quoted(action.decision)} is no decision of a review; there are {', '.join(DECISIONS)}."
        )
    deals = plan.deals(action.deals)
    said = {"text": action.text, "drove": action.drove, "blocked": action.blocked}
    body = {name: text.strip() for name, text in said.items() if text.strip()}
    for deal in deals:
        if deal.is_open and not body.keys().isdisjoint(("drove", "blocked")):
            raise Refused(f"{deal.title} is open; what drove or blocked it is said once it is closed.")
    for deal in deals:
        plan.emit("deal.reviewed", {"deal": deal.id, "decision": action.decision, **body})
        if not deal.is_open and deal.review is not None and deal.review <= plan.day:
            plan.set_deal(deal, {"review": None})  # The day to look at it again is over.
    plan.summary = f"Reviewed {names_of(deals)}: {action.decision}."
