"""Duplicates: deals that look the same, and what a deal shows of those that were merged into it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeboard.domain import qualification
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import due_order
from pipeboard.domain.ids import sort_key


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
        objections=tuple(one for each in (deal, *absorbed) for one in each.objections),
        plays=tuple(one for each in (deal, *absorbed) for one in each.plays),
        reviews=tuple(one for each in (deal, *absorbed) for one in each.reviews),
        touches=deal.touches + sum(one.touches for one in absorbed),
        last_touch=max(touched, default=None),
        changed=max((one.changed for one in (deal, *absorbed)), key=sort_key),
        revision=deal.revision + sum(one.revision for one in absorbed),
        last_activity=max(one.last_activity for one in (deal, *absorbed)),
        notes=deal.notes + sum(one.notes for one in absorbed),
        tags=tuple(sorted({tag for one in (deal, *absorbed) for tag in one.tags})),
    )


def likeness(title: str, company: str) -> tuple[str, str]:
    """What makes two open deals look the same."""
    return company.strip().casefold(), title.strip().casefold()


def look_alikes(deals: Iterable[Deal]) -> tuple[tuple[str, ...], ...]:
    """Ids of the open ones among some deals that share company and title with another one, group by group."""
    groups: dict[tuple[str, str], list[str]] = {}
    for deal in deals:
        if deal.is_open:
            groups.setdefault(likeness(deal.title, deal.company), []).append(deal.id)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
