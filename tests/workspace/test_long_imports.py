"""Imports of tables that are longer than anyone would want to have in memory as objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from bench.intake import make_table
from clocks import FixedClock
from factories import NOW
from pipeboard.config.templates import as_pipeline, find_template
from pipeboard.domain.actions import ImportDeals, ImportedDeal, SetUpBoard
from pipeboard.domain.errors import NotFound
from pipeboard.domain.rules.plan import BATCH, Plan
from pipeboard.exchange.source import Choices, Source
from pipeboard.workspace.workspace import MANY_ROWS, Workspace
from table_rows import table_row
from work import peak_of

MOST_A_ROW = 4_000
"""Bytes: its line in the file, twice while that is written, and what is needed to find it again."""


def new_board(folder: Path) -> Workspace:
    setup = SetUpBoard(
        {"name": "B", "currency": "EUR", "timezone": "UTC"}, as_pipeline(find_template("consulting"))
    )
    state = folder / "state"
    folder.mkdir(exist_ok=True)
    return Workspace.create(
        folder / "board.json", state_dir=state, author="Ann", setup=setup, clock=FixedClock(NOW)
    )


def imported(board: Workspace, rows: int, folder: Path) -> ImportDeals:
    """The action of a table of so many rows."""
    table = make_table(folder / f"{rows}.csv", rows)
    return Source.read(table).plan(board.board, Choices(), board.now()).action


def peak_of_import(rows: int, folder: Path) -> int:
    """The most memory that an import has at once, in bytes."""
    folder.mkdir()
    board = new_board(folder)

    def run() -> None:
        board.do(imported(board, rows, folder))
        board.close()

    return peak_of(run)


def test_an_import_takes_little_memory_for_each_row(tmp_path: Path) -> None:
    """Rows, plans, events and lines are never all there at once: that would be 9 kB for each."""
    peak_of_import(300, tmp_path / "first")  # what is imported and compiled but once
    few, many = 1_000, 4_000
    grown = peak_of_import(many, tmp_path / "many") - peak_of_import(few, tmp_path / "few")
    assert grown < MOST_A_ROW * (many - few)


def test_no_more_than_a_batch_of_events_is_there_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the length of the table."""
    most = 0
    emit = Plan.emit

    def counted(plan: Plan, *args: Any, **kwargs: Any) -> str:
        nonlocal most
        event_id = emit(plan, *args, **kwargs)
        most = max(most, len(plan.rows))
        return event_id

    board = new_board(tmp_path)
    action = imported(board, 3 * BATCH, tmp_path)
    monkeypatch.setattr(Plan, "emit", counted)
    board.do(action)
    board.close()
    assert BATCH <= most < BATCH + 10


class Broken(Sequence[ImportedDeal]):
    """Rows of which the last one is in a stage that is not there."""

    def __init__(self, rows: Sequence[ImportedDeal]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows) + 1

    def __getitem__(self, at: Any) -> Any:
        return self.rows[at]

    def __iter__(self) -> Iterator[ImportedDeal]:
        yield from self.rows
        yield table_row({"title": "Late", "stage": "nowhere"})


def test_a_long_import_that_is_refused_at_its_end_leaves_nothing(tmp_path: Path) -> None:
    """All or nothing, although most of it was made into lines before."""
    board = new_board(tmp_path)
    before = board.path.read_bytes()
    action = imported(board, 2 * BATCH, tmp_path)
    with pytest.raises(NotFound, match="nowhere"):
        board.do(action._replace(rows=Broken(action.rows)))
    board.close()
    assert board.path.read_bytes() == before
    assert not board.board.deals
    assert not Workspace.open(board.path, state_dir=tmp_path / "state", author="Ann").board.deals


def test_a_long_import_is_one_step_and_a_second_one_changes_nothing(tmp_path: Path) -> None:
    """Folded when somebody looks, to what the file adds up to when it is read again."""
    board = new_board(tmp_path)
    rows = MANY_ROWS
    outcome = board.do(imported(board, rows, tmp_path))
    assert len(outcome.changed) == rows == len(board.board.deals)
    board.flush()
    again = Workspace.open(board.path, state_dir=tmp_path / "state", author="Ann", clock=FixedClock(NOW))
    assert again.board == board.board
    assert not board.problems
    assert board.do(imported(board, rows, tmp_path)).act == ""
    board.undo()
    assert not list(board.board.visible_deals())
    board.redo()
    assert len(list(board.board.visible_deals())) == rows
    board.close()
    again.close()


def test_a_long_import_writes_what_short_ones_write(tmp_path: Path) -> None:
    """Event for event, apart from their ids: how many rows there are at once makes no difference."""
    rows, part = BATCH + 200, 100
    once, often = (new_board(tmp_path / name) for name in ("once", "often"))
    action = imported(once, rows, tmp_path)
    once.do(action)
    for start in range(0, rows, part):
        often.do(action._replace(rows=action.rows[start : start + part]))
    once.flush()
    often.flush()
    assert told(once) == told(often)
    once.close()
    often.close()


def told(board: Workspace) -> list[dict[str, Any]]:
    """What the rows of a board's file say, in their order, without what they are called."""
    events = orjson.loads(board.path.read_bytes())["events"].items()
    return [
        {key: one[key] for key in one if key not in ("deal", "act")} for name, one in events if "-" in name
    ]
