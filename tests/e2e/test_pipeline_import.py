"""The shell's way through a real-shaped pipeline of 8,800 deals: init, import, list, move, undo."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
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
