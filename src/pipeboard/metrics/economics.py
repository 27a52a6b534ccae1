"""What customers cost and bring (M25, M26)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from pipeboard.domain.money import EXACT
from pipeboard.metrics.figure import RATIO, Figure, mean, total
from pipeboard.metrics.history import History, days_between
from pipeboard.metrics.population import Population
from pipeboard.metrics.targets import costs

_YEAR = 365


def customer_of(one: History) -> str:
    """Who the customer is: the company, else the first contact, else the deal by itself (M25)."""
    deal = one.deal
    if deal.company.strip():
        return f"company {deal.company.strip().casefold()}"
    if deal.contacts:
        return f"contact {deal.contacts[0].name.strip().casefold()}"
    return f"deal {deal.id}"


def first_wins(data: Population) -> dict[str, tuple[datetime, str]]:
    """Customer -> when the first win ever was, in whatever pipeline, and with which deal."""
    found: dict[str, tuple[datetime, str]] = {}
    for one in data.book.histories:
        close = one.close
        if close is not None and close.status == "won":
            key, win = customer_of(one), (close.at, one.id)
            found[key] = min(found.get(key, win), win)
    return found


def acquisition_cost(data: Population) -> Figure:
    """M25: sales and marketing cost of the period / customers whose first win lies in it."""
    spent = total(one.amount for one in costs(data.board, data.period))
    here = {one.id for one in data.histories}
    new = tuple(deal for at, deal in first_wins(data).values() if data.holds(at) and deal in here)
    if not new or not spent:
        missing = "no new customer" if not new else "no costs entered"
        note = f"{missing}; cost {spent} {data.currency}" if spent else missing
        return Figure(None, len(new), data.currency, new, note)
    return Figure(Fraction(spent) / len(new), len(new), data.currency, new)


def lifetime_value(data: Population) -> Figure:
    """M26, historic: the mean over customers won in the period of what they bought, times the margin."""
    margin = data.board.settings.margin
    bought: dict[str, Decimal] = {}
    deals = []
    for one, _ in data.closed("won"):
        value = data.value(one)
        if value is not None:
            deals.append(one.id)
            name = customer_of(one)
            bought[name] = EXACT.add(bought.get(name, Decimal()), value)
    if not margin:
        return Figure(None, len(bought), data.currency, tuple(deals), "no margin set")
    figure = mean(list(bought.values()), data.currency, deals)
    if figure.value is None:
        return figure
    return figure._replace(value=Fraction(figure.value) * margin / 100, note=f"at a margin of {margin}%")


def projected_value(data: Population) -> Figure:
    """M26, projected: value per customer-year x margin / yearly churn; without a churn over the set years.

    A customer's years run from the first win to the report and are at least one.
    """
    settings = data.board.settings
    won = [one for one in data.histories if one.deal.status == "won" and one.value is not None]
    bought, ids = total(data.values(won)), tuple(one.id for one in won)
    customers = {customer_of(one) for one in won}
    firsts = {name: at for name, (at, _) in first_wins(data).items() if name in customers}
    years = sum(
        (max(days_between(at, data.as_of) / _YEAR, Fraction(1)) for at in firsts.values()), Fraction()
    )
    if not years or not settings.margin:
        note = "no customer yet" if not years else "no margin set"
        return Figure(None, len(firsts), data.currency, ids, note)
    yearly = Fraction(bought) / years * settings.margin / 100
    if settings.churn:
        return Figure(yearly * 100 / settings.churn, len(firsts), data.currency, ids)
    note = f"over {settings.customer_years} years, as no churn is set"
    return Figure(yearly * settings.customer_years, len(firsts), data.currency, ids, note)


def value_to_cost(value: Figure, cost: Figure) -> Figure:
    """M26: lifetime value / acquisition cost."""
    ratio = Fraction(value.value) / Fraction(cost.value) if value.value is not None and cost.value else None
    return Figure(ratio, cost.n, RATIO, (*value.deals, *cost.deals))
