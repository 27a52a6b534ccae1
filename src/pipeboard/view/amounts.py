"""Sums of money, currency by currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from pipeboard.domain.money import EXACT, show_compact
from pipeboard.view.text import clean

Amounts: TypeAlias = Mapping[str, Decimal]
"""Exact sums by currency: the board's holds what is known in it, the others what has no rate."""


def amounts_text(amounts: Amounts, currency: str) -> str:
    """Sums for people, the board's currency first: "412k EUR · 90k USD"; "" when there is nothing."""
    order = sorted(amounts, key=lambda code: (code != currency, code))
    return clean(" · ".join(show_compact(amounts[code], code) for code in order))


def sum_of(amounts: Iterable[Amounts]) -> dict[str, Decimal]:
    """Several sums as one."""
    total: dict[str, Decimal] = {}
    for one in amounts:
        for code, amount in one.items():
            total[code] = EXACT.add(total.get(code, Decimal(0)), amount)
    return total
