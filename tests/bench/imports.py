"""The measure of a long import: a whole process, beside one that reads its rows and validates the events."""

from __future__ import annotations

import shutil
from typing import Final

from bench.commands import process_cost
from bench.figures import Cost, Figures, middle_pair
from bench.in_terminal import Bench
from bench.intake import floor_command, make_table
from bench.scratch import Place

ROWS: Final = 100_000
_WITH: Final = 1_000
"""It is measured once, beside boards of this size: the board that it goes into is empty."""


def imports(bench: Bench) -> Figures:
    """An import of a hundred thousand rows into a new board."""
    if bench.deals != _WITH:
        return {}
    table = bench.scratch.folder / "tables" / f"{ROWS}.csv"
    if not table.exists():
        table.parent.mkdir(parents=True, exist_ok=True)
        make_table(table, ROWS)
    folder = bench.scratch.folder / "work" / "import"
    place = Place(folder, folder / "pipeboard.json")
    costs: list[Cost] = []
    floors: list[Cost] = []
    for _ in range(bench.runs):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        process_cost(place.app("init", "--template", "consulting"), place.env)
        floors.append(process_cost(floor_command(table), place.env))
        costs.append(process_cost(place.app("import", str(table)), place.env))
    return {"import.rows": middle_pair(costs, floors)}
