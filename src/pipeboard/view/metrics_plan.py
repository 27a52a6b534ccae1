"""How figures come about, step by step: the velocity, and the new leads that a target takes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from pipeboard.metrics.figure import Figure
from pipeboard.metrics.planning import LeadsNeeded
from pipeboard.metrics.report import Report
from pipeboard.view.metrics_blocks import Table, TableRow, behind, show_figure, told


def inputs(report: Report) -> Table:
    """M10: the four inputs of the velocity, and what they come to."""
    found = report.velocity
    steps = (
        ("Deals at work", found.deals),
        ("x average deal", found.size),
        ("x win rate", found.win_rate),
        ("/ cycle, mean (1 d at least)", found.cycle),
        ("= velocity", found.per_day),
    )
    rows = [_row(label, figure) for label, figure in steps]
    return Table("How the velocity comes about", ("Step", "Figure", "n"), tuple(rows), frozenset((1, 2)))


def leads_plan(report: Report) -> Table:
    """M17: from the target to the leads."""
    rows = tuple(_steps(report.leads, report))
    head = ("Step", "Figure", "n")
    leads = report.leads.leads
    notes = (f"{leads.note[:1].upper()}{leads.note[1:]}.",) if leads.note else ()
    return Table("How many new leads it takes", head, rows, frozenset((1, 2)), notes=notes)


def _steps(plan: LeadsNeeded, report: Report) -> Iterator[TableRow]:
    unit = report.data.currency
    amount = plan.target.amount if plan.target is not None else Decimal()
    yield TableRow(("Target", show_figure(Figure(amount, 0, unit)), ""))
    for label, figure in (("- won", plan.won), ("- weighted pipeline", plan.weighted)):
        if figure is not None:
            yield _row(label, figure)
    yield TableRow(("= remaining", show_figure(Figure(plan.remaining, 0, unit)), ""))
    if plan.size is not None:
        # Where none was won, the size is that of the open deals, which its note says.
        yield _row(f"/ average deal {plan.size.note}".rstrip(), plan.size)
    if plan.deals is not None:
        yield TableRow(("= deals to win, rounded up", str(plan.deals), ""))
    for stage, rate in plan.rates:
        yield _row(f"/ conversion of {stage.name}", rate)
    if plan.conversion is not None:
        label = "/ assumed conversion" if plan.is_assumed else "all conversions together"
        yield TableRow((label, _percent(plan.conversion), ""))
    if plan.leads.value is not None:
        yield _row("= new leads, rounded up", plan.leads)
    for source, count in plan.per_source:
        yield TableRow((f"of these from {source or '(unknown)'}", str(count), ""))


def _row(label: str, figure: Figure) -> TableRow:
    return TableRow((label, told(figure), str(figure.n)), None, behind((label.lstrip("-x/= "), figure.deals)))


def _percent(part: Fraction) -> str:
    return f"{float(part * 100):.1f}%"
