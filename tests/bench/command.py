"""The bench as a command: what to measure, and how the figures are shown."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from bench import growth, guide, in_process, in_terminal, written
from bench.budgets import BUDGETS, GROUPS, Budget
from bench.commands import commands
from bench.figures import Figure, Figures
from bench.imports import imports
from bench.in_terminal import Bench
from bench.scratch import Scratch
from bench.slow_link import link

MEASURES: Final[Mapping[str, Callable[[Bench], Figures]]] = {
    **in_terminal.MEASURES,
    "save": in_process.save,
    "metrics": in_process.metrics,
    "commands": commands,
    "import": imports,
    "link": link,
}
_SIZES: Final = (50, 1_000, 10_000)


def main(args: Sequence[str]) -> int:
    """Measure what is asked for; 1 when something is over its budget."""
    asked = _parser().parse_args(args)
    scratch = Scratch(asked.scratch)
    scratch.folder.mkdir(parents=True, exist_ok=True)
    runs = asked.runs or (3 if asked.quick or asked.growth else 7)
    if asked.growth:
        return _growth(asked, scratch, runs)
    found: dict[int, Figures] = {}
    begun = time.monotonic()
    for deals in asked.deals:
        figures = found[deals] = Figures()
        for group in asked.only:
            _tell(f"{deals} deals: {group}")
            figures.update(MEASURES[group](Bench(scratch, deals, runs)))
            if asked.json:
                asked.json.write_bytes(orjson.dumps(_record(found), option=orjson.OPT_INDENT_2))
        scratch.clear()
    _tell("")
    spent = f"{time.monotonic() - begun:.0f} s, {runs} runs, load {os.getloadavg()[0]:.1f}"
    sys.stdout.write(f"{table(found)}\n{spent}, {platform.platform()}\n")
    if asked.write_guide:
        _tell("bytes of each action")
        guide.write_bytes(written.table(Bench(scratch, 1_000, runs)))
        guide.write_budgets(found)
        _tell("")
    return int(any(_is_over(budget, deals, found[deals]) for deals in found for budget in BUDGETS))


def _growth(asked: argparse.Namespace, scratch: Scratch, runs: int) -> int:
    """Measure a few things on boards of growing size; 1 when something grows faster than the board."""
    found: dict[int, list[float]] = {}
    for deals in growth.SIZES if asked.deals == _SIZES else asked.deals:
        _tell(f"{deals} deals")
        found[deals] = growth.costs(Bench(scratch, deals, runs))
        scratch.clear()
        if asked.json:
            asked.json.write_bytes(orjson.dumps(found, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_INDENT_2))
    _tell("")
    sys.stdout.write(f"{growth.table(found)}\n\n{growth.plot(found)}\n")
    if asked.write_guide:
        guide.write_growth(growth.table(found), growth.plot(found))
    return int(growth.grows_faster(found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bench", description="Measures every budget beside its floor.")

    def sizes(text: str) -> list[int]:
        return [int(one) for one in text.split(",")]

    def groups(text: str) -> list[str]:
        unknown = set(chosen := text.split(",")) - set(GROUPS)
        if unknown:
            raise argparse.ArgumentTypeError(f"no such group: {', '.join(sorted(unknown))}")
        return chosen

    parser.add_argument("--deals", type=sizes, default=_SIZES, metavar="N,N", help="sizes of boards")
    parser.add_argument("--only", type=groups, default=GROUPS, metavar="NAME,NAME", help=", ".join(GROUPS))
    parser.add_argument("--runs", type=int, help="how often: 7 times, or 3 with --quick or --growth")
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--growth", action="store_true", help="how costs grow up to 100,000 deals, instead")
    parser.add_argument("--write-guide", action="store_true", help="put the figures into the guide")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument(
        "--scratch",
        type=Path,
        default=Path(tempfile.gettempdir()) / f"pipeboard-bench-{os.getuid()}",
        metavar="FOLDER",
        help="where boards are made and kept (%(default)s)",
    )
    return parser


def _tell(text: str) -> None:
    """Say what is being done, where somebody waits for it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def table(found: Mapping[int, Figures]) -> str:
    """All figures beside their budgets, in Markdown: ratios by the clock and by CPU, and counts."""
    sizes = list(found)
    lines = [
        f"| what | {' | '.join(f'{deals:,} deals | CPU | budget' for deals in sizes)} |",
        f"|---|{'--:|--:|---|' * len(sizes)}",
    ]
    for budget in BUDGETS:
        if any(budget.key in found[deals] for deals in sizes):
            cells = [_cells(budget, deals, found[deals].get(budget.key)) for deals in sizes]
            lines.append(f"| {budget.what} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(budget: Budget, deals: int, figure: Figure | None) -> str:
    if figure is None:
        return " | | "
    limit = budget.limit(deals)
    verdict = "" if limit is None else f"{_number(limit)} {_verdict(figure, limit)}"
    unit = budget.unit if figure.floor is None else ""
    cpu = "" if figure.cpu is None else f"{figure.cpu:.2f}"
    return f"{_number(figure.measure)} {unit} | {cpu} | {verdict}"


def _verdict(figure: Figure, limit: float) -> str:
    """Whether a figure is within its budget; a busy machine may say no by the clock and yes by CPU time."""
    if figure.measure <= limit:
        return "ok"
    return "over" if figure.cpu is None or figure.cpu > limit else "over, CPU ok"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"


def _is_over(budget: Budget, deals: int, figures: Figures) -> bool:
    figure, limit = figures.get(budget.key), budget.limit(deals)
    return figure is not None and limit is not None and figure.measure > limit


def _record(found: Mapping[int, Figures]) -> dict[str, Any]:
    """The figures as JSON has them: milliseconds, ratios, counts, and the budgets that they are held to."""
    return {
        "machine": {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()},
        "deals": {
            str(deals): {
                budget.key: {
                    "what": budget.what,
                    "unit": budget.unit,
                    "measure": figure.measure,
                    "cpu_ratio": figure.cpu,
                    "budget": budget.limit(deals),
                    "cost_ms": figure.cost,
                    "floor_ms": figure.floor,
                }
                for budget in BUDGETS
                if (figure := figures.get(budget.key)) is not None
            }
            for deals, figures in found.items()
        },
    }
