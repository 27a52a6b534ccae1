"""Measures without a screen: of the store, beside the same bytes written without it, and of the metrics."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from bench.figures import Cost, Figure, Figures, middle
from bench.foreign import foreign_rows
from bench.in_terminal import Bench
from bench.scratch import AUTHOR, Place
from pipeboard.domain.clock import SystemClock
from pipeboard.metrics.period import period_of
from pipeboard.store.layout import row_id
from pipeboard.store.store import Store
from pipeboard.workspace.workspace import Workspace

P = ParamSpec("P")
T = TypeVar("T")
_APPENDS: Final = 100


def cost_of(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[Cost, T]:
    """What a call takes, and what it returns."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work(*args, **kwargs)
    return Cost((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000), result


@contextmanager
def no_collections() -> Iterator[None]:
    """As the program has it: garbage is not looked for among what has been read."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def save(bench: Bench) -> Figures:
    """A change is durable; the file follows."""
    place = bench.scratch.copy(bench.deals, f"{bench.deals}-save")
    store = Store.open(place.board, state_dir=place.state_dir, clock=SystemClock())
    rows = iter(foreign_rows(place.board, _APPENDS + bench.runs))
    journal = os.open(place.folder / "raw-journal", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    appends: list[Cost] = []
    raw_appends: list[Cost] = []
    saves: list[Cost] = []
    raw_saves: list[Cost] = []

    def raw_append(row: bytes) -> None:
        os.write(journal, row)
        os.fdatasync(journal)

    with no_collections():
        for _ in range(_APPENDS):
            row = next(rows)
            raw_appends.append(cost_of(raw_append, row)[0])
            appends.append(cost_of(store.append, {row_id(row): row})[0])
            time.sleep(0.005)
        for _ in range(bench.runs):
            store.flush()
            data = place.board.read_bytes()
            raw_saves.append(cost_of(_write_whole, place.folder / "raw", data)[0])
            row = next(rows)
            store.append({row_id(row): row})
            saves.append(cost_of(store.flush)[0])
    store.close()
    os.close(journal)
    return {
        "save.durable": Figure(middle(appends), middle(raw_appends)),
        "save.file": Figure(middle(saves), middle(raw_saves)),
    }


def _write_whole(path: Path, data: bytes) -> None:
    """The least that replaces a file safely."""
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)


def open_cold(place: Place) -> Workspace:
    """The board, without anything that an earlier start has kept."""
    shutil.rmtree(place.state_dir, ignore_errors=True)
    return Workspace.open(place.board, state_dir=place.state_dir, author=AUTHOR)


def load_and_report(bench: Bench) -> tuple[Cost, Cost]:
    """What it takes to read the board without the load cache, and to make the report of a year of it."""
    place = bench.scratch.copy(bench.deals, f"{bench.deals}-metrics")
    loads: list[Cost] = []
    reports: list[Cost] = []
    for _ in range(max(1, bench.runs // 3)):
        with no_collections():
            load, workspace = cost_of(open_cold, place)
            loads.append(load)
            span = period_of("year", workspace.today())
            reporter = workspace.reporter()
            reports.append(cost_of(reporter.report, span)[0])
            workspace.close()
    return middle(loads), middle(reports)


def metrics(bench: Bench) -> Figures:
    """All figures of a year: against a start, and against the load on boards of over a thousand deals."""
    load, report = load_and_report(bench)
    return {"metrics.report": Figure(report, load if bench.deals > 1_000 else bench.floor_start())}
