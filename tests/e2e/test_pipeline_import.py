"""The shell's way through a real-shaped pipeline of 8,800 deals: init, import, list, move, undo."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from e2e.shell import pipeboard

PIPELINE = Path(__file__).parents[2] / ".." / "shared" / "data" / "maven-crm" / "sales_pipeline.csv"
needs_pipeline = pytest.mark.skipif(not PIPELINE.exists(), reason="the sample pipeline is not at ../shared")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a board that holds the imported pipeline."""
    folder = tmp_path_factory.mktemp("imported")
    home = {"XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}
    made = pipeboard("init", "--currency", "USD", cwd=folder, HOME=str(folder), **home)
    assert made.code == 0, made.err
    done = pipeboard("import", PIPELINE.resolve(), cwd=folder, HOME=str(folder), **home)
    assert done.code == 0, done.err
    return folder


def deals(folder: Path, *filters: str) -> list[dict[str, Any]]:
    """The deals that `list --json` gives."""
    ran = pipeboard("list", *filters, "--json", cwd=folder)
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = ran.json()["deals"]
    return found


@needs_pipeline
def test_outcomes_and_values_of_the_file_are_all_there(imported: Path) -> None:
    """Won, lost and open deals are counted as in the file, and the won value is exact."""
    won, lost, still_open = (deals(imported, f"status:{status}") for status in ("won", "lost", "open"))
    assert (len(won), len(lost), len(still_open)) == (4238, 2473, 2089)
    assert sum(Decimal(deal["value"]) for deal in won) == Decimal(10_005_534)
    assert all(Decimal(deal["value"]) == 0 for deal in lost)
    assert sorted({deal["stage_name"] for deal in still_open}) == ["Engaging", "Prospecting"]


@needs_pipeline
def test_no_date_and_no_account_is_lost(imported: Path) -> None:
    """Engage dates become creation dates, close dates closing times; 1,425 deals have no account."""
    everything = deals(imported, "status:any")
    assert len(everything) == 8800
    assert sum(1 for deal in everything if not deal["company"]) == 1425
    one = next(deal for deal in everything if deal["external_id"] == "1C1I7A6R")
    assert one["created"].startswith("2016-10-20")
    assert one["closed"].startswith("2017-03-01")
    assert (one["owner"], one["value"], one["status"]) == ("Moses Frase", "1054", "won")


def closed_in(first: str, after: str) -> dict[str, list[dict[str, str]]]:
    """Rows of the file that were closed from one day to before another, by outcome, read by hand."""
    with PIPELINE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["deal_stage"] in ("Won", "Lost")]
    found: dict[str, list[dict[str, str]]] = {"Won": [], "Lost": []}
    for row in rows:
        if first <= _day(row["close_date"]).isoformat() < after:
            found[row["deal_stage"]].append(row)
    return found


def report(folder: Path, *options: str) -> dict[str, Any]:
    """What `metrics --json` gives."""
    ran = pipeboard("metrics", *options, "--json", cwd=folder)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = ran.json()
    return found


@needs_pipeline
def test_the_win_rate_of_all_time_is_that_of_the_file(imported: Path) -> None:
    """4,238 of 6,711; and what stages that nobody saw cannot tell is left out, and said."""
    found = report(imported, "--from", "2016-01-01", "--to", "2018-01-01")
    assert found["win_rate"] == {"value": 4238 / 6711, "n": 6711, "unit": "rate"}
    assert found["won_value"]["value"] == "10005534"
    # Imported without the history of its stages, every deal stands in the stage that it was closed in.
    assert [one["median_days"] for one in found["stages"]] == [None] * len(found["stages"])
    assert found["without_history"] == 8300
    told = pipeboard("metrics", "--from", "2016-01-01", "--to", "2018-01-01", cwd=imported)
    assert "8300 imported deals are left out" in told.out.replace("\n", " ")


@needs_pipeline
@pytest.mark.parametrize(
    ("first", "after"),
    [
        ("2017-01-01", "2017-04-01"),
        ("2017-04-01", "2017-07-01"),
        ("2017-07-01", "2017-10-01"),
        ("2017-10-01", "2018-01-01"),
    ],
)
def test_each_quarter_is_a_direct_reading_of_the_file(imported: Path, first: str, after: str) -> None:
    """Won, lost, their values, and the days from the engagement to the close."""
    rows = closed_in(first, after)
    won, lost = len(rows["Won"]), len(rows["Lost"])
    found = report(imported, "--period", "quarter", "--from", first)
    assert (found["win_rate"]["value"], found["win_rate"]["n"]) == (won / (won + lost), won + lost)
    assert Decimal(found["won_value"]["value"]) == sum(Decimal(row["close_value"]) for row in rows["Won"])
    assert found["won_value"]["n"] == won
    days = [
        (_day(row["close_date"]) - _day(row["engage_date"])).days for row in rows["Won"] if row["engage_date"]
    ]
    assert found["sales_cycle_median"]["value"] == median(days)
    assert found["sales_cycle_median"]["n"] == len(days)
    owners = report(imported, "--period", "quarter", "--from", first, "--break-down", "owner")["breakdown"]
    agents = Counter(row["sales_agent"] for row in rows["Won"])
    told = {one["value"]: one["won_value"]["n"] for one in owners["rows"] if one["won_value"]["n"]}
    assert told == agents


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007


@needs_pipeline
def test_a_second_import_changes_nothing(imported: Path) -> None:
    """The external id tells that the rows are known."""
    before = (imported / "pipeboard.json").read_bytes()
    again = pipeboard("import", PIPELINE.resolve(), cwd=imported)
    assert again.code == 0, again.err
    assert (imported / "pipeboard.json").read_bytes() == before


@needs_pipeline
def test_a_move_and_its_undo(imported: Path) -> None:
    """A card moves by its external title's id, and undo brings it back."""
    deal = deals(imported, "stage:prospecting")[0]
    moved = pipeboard("move", deal["id"], "Engaging", cwd=imported)
    assert moved.code == 0, moved.err
    assert pipeboard("show", deal["id"], "--json", cwd=imported).json()["stage_name"] == "Engaging"
    undone = pipeboard("undo", cwd=imported)
    assert undone.code == 0, undone.err
    assert pipeboard("show", deal["id"], "--json", cwd=imported).json()["stage_name"] == "Prospecting"
