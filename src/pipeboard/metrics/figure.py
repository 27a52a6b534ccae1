"""A figure: a value with how many cases it stands on, its unit, and the deals behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from pipeboard.domain.money import EXACT

Number: TypeAlias = int | Decimal | Fraction
FEW: Final = 5
"""With fewer cases than this a figure says little (G4)."""

RATE: Final = "rate"
DAYS: Final = "days"
HOURS: Final = "hours"
COUNT: Final = "count"
RATIO: Final = "ratio"
_AVERAGES: Final = (RATE, DAYS, HOURS, RATIO)


class Figure(NamedTuple):
    """`value` None means that there is nothing to tell (G4), which is not 0."""

    value: Number | None
    n: int
    """How many cases it is made of; of a rate, the denominator."""
    unit: str
    """`rate` (a fraction of 1), `days`, `hours`, `count`, `ratio`, a currency, or a currency a day."""
    deals: tuple[str, ...] = ()
    """Ids of the deals behind it."""
    note: str = ""
    """What is to be known about it: what is left out, which input is missing."""

    @property
    def is_thin(self) -> bool:
        """Whether it is a rate or an average of too few cases to be relied on."""
        return self.value is not None and self.unit in _AVERAGES and self.n < FEW


def total(values: Iterable[Decimal]) -> Decimal:
    """The sum, exactly (G8)."""
    with localcontext(EXACT):
        return sum(values, Decimal())


def rate(part: int | Decimal, whole: int | Decimal, n: int, deals: Iterable[str] = ()) -> Figure:
    """`part` of `whole`, exactly; None where there is no whole."""
    value = Fraction(part) / Fraction(whole) if whole else None
    return Figure(value, n, RATE, tuple(deals))


def mean(
    values: Sequence[int] | Sequence[Decimal], unit: str, deals: Iterable[str] = (), *, per: int = 1
) -> Figure:
    """The arithmetic mean, exactly; None of nothing. `per` of the values make one of the unit."""
    if not values:
        return Figure(None, 0, unit, tuple(deals))
    with localcontext(EXACT):
        together = Fraction(sum(values))
    return Figure(together / (len(values) * per), len(values), unit, tuple(deals))


def middle(
    values: Sequence[int] | Sequence[Decimal], unit: str, deals: Iterable[str] = (), *, per: int = 1
) -> Figure:
    """The median, exactly; None of nothing. `per` of the values make one of the unit."""
    if not values:
        return Figure(None, 0, unit, tuple(deals))
    # Whole seconds and amounts are sorted in a tenth of the time that fractions take.
    ordered: list[int | Decimal] = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return Figure((Fraction(low) + Fraction(high)) / (2 * per), len(values), unit, tuple(deals))


def change(now: Figure, before: Figure) -> Fraction | None:
    """By which part of the earlier figure the later one differs; None where the earlier is 0 or none (G4)."""
    if now.value is None or not before.value:
        return None
    return (Fraction(now.value) - Fraction(before.value)) / abs(Fraction(before.value))
