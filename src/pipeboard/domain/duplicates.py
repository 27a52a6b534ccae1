"""Duplicates: what a deal shows of those that were merged into it."""

from __future__ import annotations

from pipeboard.domain import qualification
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import due_order


def with_duplicates(deal: Deal, absorbed: tuple[Deal, ...]) -> Deal:
    """The deal together with its duplicates: their people, next steps, offers and touches count here."""
    if not absorbed:
        return deal
    touched = [one.last_touch for one in (deal, *absorbed) if one.last_touch]
    follow_ups = [step for one in (deal, *absorbed) for step in one.follow_ups]
    checks = {check.item: check for one in reversed((deal, *absorbed)) for check in one.checks}
    deal = qualification.with_duplicates(deal, absorbed)
    return deal._replace(
        contacts=deal.contacts + tuple(person for one in absorbed for person in one.contacts),
        follow_ups=tuple(sorted(follow_ups, key=due_order)),
        proposals=tuple(offer for one in (deal, *absorbed) for offer in one.proposals),
        checks=tuple(checks.values()),
        touches=deal.touches + sum(one.touches for one in absorbed),
        last_touch=max(touched, default=None),
        last_activity=max(one.last_activity for one in (deal, *absorbed)),
        notes=deal.notes + sum(one.notes for one in absorbed),
        tags=tuple(sorted({tag for one in (deal, *absorbed) for tag in one.tags})),
    )
