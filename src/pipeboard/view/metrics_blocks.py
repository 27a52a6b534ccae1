"""Figures and tables as people read them, with the deals behind each: what screen, command and page draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from pipeboard.domain.money import show_money
from pipeboard.metrics.figure import COUNT, DAYS, HOURS, RATE, RATIO, Figure, change

NOTHING: Final = "-"
"""What stands where there is nothing to tell; it is not 0."""


class Behind(NamedTuple):
    """Deals that can be looked up behind a figure, and what they are called: "won", "still there"."""

    title: str
    deals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as people read it."""

    name: str
    """Its name in the JSON; empty for one that is told in words alone."""
    label: str
    value: str
    n: int
    change: str = ""
    """Against the period before: "+12%", "-3 points"."""
    note: str = ""
    is_thin: bool = False
    """Whether it stands on too few cases to be relied on."""
    behind: tuple[Behind, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures below each other."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells, how long its bar is (a part of 1; None for no bar), and the deals behind its figures."""

    cells: tuple[str, ...]
    bar: Fraction | None = None
    behind: tuple[Behind, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. `right` are the columns set to the right; `empty` is said where there is no row.

    `order` are the columns by how much they matter, where that is not from left to right.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    right: frozenset[int] = frozenset()
    empty: str = "Nothing in this period."
    notes: tuple[str, ...] = ()
    order: tuple[int, ...] = ()


Block: TypeAlias = Figures | Table


def behind(*groups: tuple[str, Iterable[str]]) -> tuple[Behind, ...]:
    """Those of the groups in which there are deals."""
    made = (Behind(title, tuple(deals)) for title, deals in groups)
    return tuple(one for one in made if one.deals)


def show_figure(figure: Figure) -> str:
    """A figure as people read it: "50.0%", "12 000 EUR", "49.0 d"; "-" where there is nothing to tell."""
    value = figure.value
    if value is None:
        return NOTHING
    if figure.unit == RATE:
        return f"{float(Fraction(value) * 100):.1f}%"
    if figure.unit in (DAYS, HOURS):
        return f"{float(value):.1f} {'d' if figure.unit == DAYS else 'h'}"
    if figure.unit == COUNT:
        return str(int(value))
    if figure.unit == RATIO:
        return f"{float(value):.2f}x"
    currency, _, per = figure.unit.partition("/")
    money = show_money(_rounded(value, 1 if per else 0), currency)
    return f"{money} a {per}" if per else money


def told(figure: Figure) -> str:
    """A figure with a mark where it stands on too few cases to be relied on: "~75.0%"."""
    return f"{'~' if figure.is_thin else ''}{show_figure(figure)}"


def show_change(now: Figure, before: Figure) -> str:
    """Against the period before: in points for rates, in percent for the rest; "" where there is none."""
    if now.value is None or not before.value:
        return ""  # Nothing to compare with (G4).
    if now.unit == RATE:
        points = (Fraction(now.value) - Fraction(before.value)) * 100
        return f"{float(points):+.1f} pts"
    part = change(now, before)
    return "" if part is None else f"{float(part * 100):+.0f}%"


def _rounded(value: int | Decimal | Fraction, places: int) -> Decimal:
    """Half to even, and only here: figures are exact until they are shown (G8)."""
    exact = Fraction(value)
    return Decimal(round(exact * 10**places)).scaleb(-places)
