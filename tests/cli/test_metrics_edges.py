"""`metrics` on boards with next to nothing on them: nothing is told as nothing, and never as 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Pipeboard

RATES = (
    *("win_rate", "win_rate_broad", "win_rate_value", "created_win_rate", "hit_rate", "signing_conversion"),
    *("average_deal_size", "median_deal_size", "sales_cycle_median", "sales_cycle_mean", "velocity"),
    *("follow_up_time", "mql_to_sql", "cac", "ltv", "ltv_to_cac", "target_attainment", "coverage"),
    *("coverage_required", "leads_needed", "forecast_accuracy", "bottleneck"),
)
"""Figures that need something to be made of."""


@pytest.fixture
def bare(pipeboard: Pipeboard, folder: Path) -> Pipeboard:
    pipeboard("init", "--stages", "Lead,Offer", "--currency", "EUR", "--timezone", "UTC")
    return pipeboard


def test_an_empty_board_has_no_rates(bare: Pipeboard) -> None:
    """As JSON null, as text a dash, and as a page without a number."""
    found = bare("metrics", "--json").json
    assert {name: found[name] for name in RATES} == dict.fromkeys(RATES)
    assert (found["deals"], found["open_value"]["value"]) == (0, "0")
    for page in (bare("metrics").out, bare("metrics", "--html", "-").out):
        assert "0.0%" not in page
    assert "nothing after it" in bare("metrics", "--compare", "today", ok=False).err


def test_one_open_deal_makes_no_rate_but_one(bare: Pipeboard) -> None:
    """Of the deals that were made, none is won so far: that is 0 of 1, and still to come."""
    bare("add", "Acme", "--value", "100")
    found = bare("metrics", "--json").json
    made = {"created_win_rate"}
    assert {name for name in RATES if found[name] is not None} == made
    assert found["created_win_rate"] == {"value": 0.0, "n": 1, "unit": "rate"}
    assert [one["conversion_resolved"] for one in found["stages"]] == [None, None]
    assert [one["conversion_to_date"] for one in found["stages"]] == [0.0, None]


def test_a_currency_without_a_rate_is_left_out_and_counted(bare: Pipeboard) -> None:
    """G8: its deals are in no sum; the text says how many."""
    bare("add", "Acme", "--value", "100", "--currency", "GBP")
    bare("add", "Beta", "--value", "40")
    found = bare("metrics", "--json").json
    assert found["open_value"] == {"value": "40", "n": 2, "unit": "EUR"}
    assert [one["value_unknown"] for one in found["stages"]] == [1, 0]
    assert {one["code"]: one["count"] for one in found["health"]}["no-rate"] == 1
    assert "1 without a known value left out" in bare("metrics").out
    bare("won", "Acme")
    bare("won", "Beta")
    sold = bare("metrics", "--json").json
    assert (sold["won_value"]["value"], sold["average_deal_size"]["value"]) == ("40", "40")


def test_only_values_that_are_not_known_are_no_zero(bare: Pipeboard) -> None:
    """An average of nothing is nothing, and so is the sum of a stage of which no value is known."""
    bare("add", "Acme")
    bare("won", "Acme")
    bare("add", "Beta")
    found = bare("metrics", "--json").json
    assert (found["average_deal_size"], found["win_rate_value"], found["velocity"]) == (None, None, None)
    stages = bare("metrics").out.split("\nStages\n")[1].split("\n\n")[0]
    row = next(line for line in stages.splitlines() if line.startswith("  Lead"))
    assert row.split()[1:4] == ["1", "-", "-"]


def test_a_closed_month_does_not_know_what_came_after_it(bare: Pipeboard) -> None:
    """G3: a win of February is none in January; and nobody can date a win ahead."""
    bare("add", "Acme", "--value", "100", "--at", "2026-01-05")
    assert bare("won", "Acme", "--at", "+400d", ok=False).code != 0
    bare("won", "Acme", "--at", "2026-02-05")
    found = bare("metrics", "--from", "2026-01-01", "--to", "2026-01-31", "--json").json
    assert (found["won_value"]["value"], found["open_value"]["value"]) == ("0", "100")
