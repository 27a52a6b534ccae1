"""Puts the figures of a run into the guide that users read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.budgets import BUDGETS, Budget
from bench.figures import Figure, Figures

_GUIDE: Final = Path(__file__).parents[2] / "src" / "pipeboard" / "guide"
_TABLE: Final = r"(?:\|.*\n)+"
_PICTURE: Final = r"(?:    .*\n)+"


def write_budgets(found: Mapping[int, Figures]) -> None:
    """What was measured on two sizes of boards, beside what it may be."""
    small, large = 1_000, 10_000
    lines = [f"| | may be | {small:,} deals | may be | {large:,} deals |", "|---|--:|--:|--:|--:|"]
    for budget in BUDGETS:
        cells = [
            cell
            for deals in (small, large)
            for cell in (
                _with_unit(budget, budget.limit(deals)),
                _measured(budget, found.get(deals, {}).get(budget.key)),
            )
        ]
        lines.append(f"| {budget.what} | {' | '.join(cells)} |")
    _replace("performance.md", "## What it may cost", _TABLE, "\n".join(lines))


def write_growth(table: str, plot: str) -> None:
    """How costs grow."""
    indented = "\n".join(f"    {line}" if line else "" for line in plot.splitlines())
    _replace("performance.md", "## Large boards", _TABLE, table)
    _replace("performance.md", "## Large boards", _PICTURE, indented)


def write_bytes(table: str) -> None:
    """What each action sends."""
    _replace("terminal.md", "## Slow lines", _TABLE, table)


def _replace(page: str, heading: str, block: str, text: str) -> None:
    """Put a text in the place of the first block of its kind after a heading."""
    path = _GUIDE / page
    before, found, after = path.read_text("utf-8").partition(f"{heading}\n")
    if not found or not re.search(rf"(?m)^{block}", after):
        raise ValueError(f"{page} has no such place after {heading}.")
    path.write_text(before + found + re.sub(rf"(?m)^{block}", lambda _: text + "\n", after, count=1), "utf-8")


def _measured(budget: Budget, figure: Figure | None) -> str:
    return "–" if figure is None else _with_unit(budget, figure.measure)


def _with_unit(budget: Budget, value: float | None) -> str:
    if value is None:
        return "–"
    if budget.unit in ("bytes", "MB"):
        return f"{value:,.0f} {budget.unit}"
    return f"{value:.3g}{' %' if budget.unit == '%' else ' ×'}"
