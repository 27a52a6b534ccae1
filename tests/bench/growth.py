"""How costs grow with the number of deals: a table, and a plot beside what grows as fast as the board."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from bench import in_process
from bench.driven import Driven
from bench.figures import Cost, middle
from bench.in_terminal import Bench, filter_cost, is_whole

SIZES: Final = (1_000, 10_000, 30_000, 100_000)
_WIDTH: Final = 58
_HEIGHT: Final = 17
_LINEAR: Final = "·"


class Series(NamedTuple):
    """One cost."""

    what: str
    unit: str
    sign: str
    """What marks it in the plot."""


SERIES: Final = (
    Series("start, until the board is there", "ms", "S"),
    Series("a key", "ms", "k"),
    Series("the file follows a change", "ms", "f"),
    Series("a filter with three terms", "ms", "F"),
    Series("all metrics of a year", "ms", "M"),
    Series("memory after the start", "MB", "m"),
)


def costs(bench: Bench) -> list[float]:
    """What each of the series costs on a board of one size: CPU time, which other work does not lengthen."""
    place = bench.scratch.copy(bench.deals, f"{bench.deals}-growth")
    with Driven(place.app(), cwd=place.folder, env=place.env) as first:
        first.wait_for(is_whole)  # it makes the load cache
        first.rest()
    starts: list[Cost] = []
    keys: list[Cost] = []
    filters: list[Cost] = []
    for _ in range(bench.runs):
        with Driven(place.app(), cwd=place.folder, env=place.env) as app:
            (whole,) = app.wait_for(is_whole)
            starts.append(whole.since(app.started))
            app.rest()
            memory = app.peak_mb()
            keys += [app.answer(key).cost for key in "jjjjkkkkllhh"]
            filters.append(filter_cost(app))
    saved = in_process.save(bench)["save.file"].cost
    assert saved is not None
    _, report = in_process.load_and_report(bench)
    spent = (middle(starts), middle(keys), saved, middle(filters), report)
    return [*(one.cpu for one in spent), memory]


def table(found: Mapping[int, Sequence[float]]) -> str:
    """The costs by size, in Markdown, and how many times more the largest board costs than the smallest."""
    sizes = sorted(found)
    lines = [
        f"| | {' | '.join(f'{size:,} deals' for size in sizes)} | {sizes[-1] / sizes[0]:g} times the deals |",
        f"|---|{'--:|' * (len(sizes) + 1)}",
    ]
    for index, series in enumerate(SERIES):
        values = [found[size][index] for size in sizes]
        cells = " | ".join(f"{_short(value)} {series.unit}" for value in values)
        lines.append(f"| `{series.sign}` {series.what} | {cells} | {_short(values[-1] / values[0])} times |")
    return "\n".join(lines)


def grows_faster(found: Mapping[int, Sequence[float]]) -> bool:
    """Whether any cost grows faster than the board."""
    least, most = min(found), max(found)
    return any(large / small > most / least for small, large in zip(found[least], found[most], strict=True))


def plot(found: Mapping[int, Sequence[float]]) -> str:
    """The same on logarithmic scales, each cost by how often it contains that of the smallest board."""
    sizes = sorted(found)
    most = sizes[-1] / sizes[0]
    grid = [[" "] * _WIDTH for _ in range(_HEIGHT)]

    def place(size: float, times: float, sign: str) -> None:
        x = round(math.log(size / sizes[0], most) * (_WIDTH - 1))
        y = _HEIGHT - 1 - round(math.log(max(times, 1), most) * (_HEIGHT - 1))
        # Where two meet the second stands beside the first.
        free = (at for at in range(x, max(x - len(SERIES), -1), -1) if grid[y][at] in (" ", _LINEAR))
        grid[max(y, 0)][next(free, x)] = sign

    for step in range(_WIDTH):
        share = most ** (step / (_WIDTH - 1))
        place(sizes[0] * share, share, _LINEAR)
    for index, series in enumerate(SERIES):
        for size in sizes[1:]:
            place(size, found[size][index] / found[sizes[0]][index], series.sign)
    lines = [f"{_scale(row, most):>6} ┤{''.join(cells)}".rstrip() for row, cells in enumerate(grid)]
    marks = [" "] * (_WIDTH + 8)
    for size in sizes:
        text = f"{size:,}"
        at = min(round(math.log(size / sizes[0], most) * (_WIDTH - 1)), len(marks) - len(text))
        marks[at : at + len(text)] = text
    return "\n".join((*lines, f"{'':>6} └{'─' * _WIDTH}", f"{'':>8}{''.join(marks)}".rstrip() + " deals"))


def _scale(row: int, most: float) -> str:
    """The number beside a row of the plot: at the ends and in the middle."""
    if row not in (0, (_HEIGHT - 1) // 2, _HEIGHT - 1):
        return ""
    return f"{most ** (1 - row / (_HEIGHT - 1)):.2g}×"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
