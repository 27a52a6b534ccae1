"""The first quarter on which every figure is known, typed at the command line and read from its JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from command_line import Pipeboard
from pipeboard.cli.program import call

QUARTER = ("--period", "quarter", "--from", "2026-01-01", "--as-of", "2026-03-31")
SECOND = ("--period", "quarter", "--from", "2026-04-01", "--as-of", "2026-03-31")
STORY = """
add D10 --value 7000 --stage S1 --at 2025-12-01 | move D10 S2 --at 2025-12-10 | move D10 S3 --at 2025-12-15
move D10 S4 --at 2025-12-20 | lost D10 --reason competitor --at 2026-01-15
add D1 --value 10000 --at 2026-01-02 | move D1 S2 --at 2026-01-05 | move D1 S3 --at 2026-01-10
move D1 S4 --at 2026-01-20 | move D1 S5 --at 2026-01-30 | won D1 --at 2026-02-01
add D2 --value 20000 --at 2026-01-02 | move D2 S2 --at 2026-01-12 | move D2 S4 --at 2026-01-22
won D2 --at 2026-03-03
add D3 --value 6000 --at 2026-01-10 | move D3 S2 --at 2026-01-15 | move D3 S3 --at 2026-01-25
move D3 S4 --at 2026-02-04 | lost D3 --reason price --at 2026-02-24
add D4 --value 4000 --at 2026-01-10 | disqualify D4 --reason nobudget --at 2026-01-20
add D5 --value 8000 --at 2026-01-15 | move D5 S2 --at 2026-01-20 | move D5 S3 --at 2026-01-30
move D5 S2 --at 2026-02-05 | move D5 S3 --at 2026-02-15 | move D5 S4 --at 2026-02-25
add D6 --value 12000 --stage S4 --source referral --at 2026-02-01 | move D6 S5 --at 2026-02-11
add D7 --value 5000 --at 2026-02-01 | move D7 S2 --at 2026-02-06 | lost D7 --reason nodecision --at 2026-02-16
reopen D7 S2 --at 2026-03-01 | move D7 S3 --at 2026-03-06
add D8 --value 10000 --currency USD --at 2026-02-10 | move D8 S2 --at 2026-02-20 | move D8 S3 --at 2026-03-01
move D8 S4 --at 2026-03-11 | move D8 S5 --at 2026-03-16 | won D8 --at 2026-03-31
add D9 --at 2026-03-01
add D11 --value 3000 --at 2026-01-20 | move D11 S2 --at 2026-01-25 | lost D11 --reason timing --at 2026-02-05
"""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The board file after the whole story."""
    path = tmp_path_factory.mktemp("quarter") / "pipeboard.json"
    init = ["init", "--stages", "S1,S2,S3,S4,S5", "--currency", "EUR", "--timezone", "UTC"]
    stages = [f"stages set S{n} --probability {p}" for n, p in enumerate((10, 20, 40, 60, 80), 1)]
    marks = ["stages set S4 --offer", *(f"stages set S{n} --qualified" for n in (3, 4, 5))]
    told = [one for line in STORY.strip().splitlines() for one in line.split(" | ")]
    lines = [init, *(one.split() for one in [*stages, *marks, "rates set USD 0.90", *told])]
    for line in lines:
        assert call([*line, "--by", "Ann", "-f", str(path)]) == 0, line
    return path.read_bytes()


@pytest.fixture
def quarter(pipeboard: Pipeboard, folder: Path, typed: bytes) -> Pipeboard:
    (folder / "pipeboard.json").write_bytes(typed)
    return pipeboard


def test_every_figure_of_the_quarter(quarter: Pipeboard) -> None:
    """M3 to M10 and M13, to a tenth: rates in percent, money in euros, days."""
    found = quarter("metrics", *QUARTER, "--json").json
    rates = {
        "win_rate": 50,
        "win_rate_broad": 42.9,
        "win_rate_value": 70.9,
        "created_win_rate": 30,
        "hit_rate": 60,
        "signing_conversion": 42.9,
        "signing_conversion_resolved": 75,
    }
    assert {name: round(100 * found[name]["value"], 1) for name in rates} == rates
    amounts = {
        "won_value": 39000,
        "average_deal_size": 13000,
        "median_deal_size": 10000,
        "open_value": 25000,
        "weighted_pipeline": 16400,
        "velocity": 420.9,
        "velocity_realised": 433.3,
    }
    assert {name: round(float(found[name]["value"]), 1) for name in amounts} == amounts
    days = {"sales_cycle_median": 49, "sales_cycle_mean": 46.3, "lost_cycle_median": 45}
    assert {name: round(found[name]["value"], 1) for name in days} == days
    assert (found["win_rate"]["n"], found["hit_rate"]["n"], found["new_deals"]["value"]) == (6, 5, 10)


def test_every_stage_of_the_quarter(quarter: Pipeboard) -> None:
    """M1, M2 and M11, and the bottleneck (M28)."""
    found = quarter("metrics", *QUARTER, "--json").json
    open_now = [(one["open_count"], one["open_value"], one["value_unknown"]) for one in found["stages"]]
    assert open_now == [(1, "0", 1), (0, "0", 0), (1, "5000", 0), (1, "8000", 0), (1, "12000", 0)]
    names = ("entered", "advanced", "dropped", "pending")
    assert [[one[name] for name in names] for one in found["stages"]] == [
        [9, 7, 1, 1],
        [7, 6, 1, 0],
        [6, 5, 0, 1],
        [6, 4, 1, 1],
        [4, 3, 0, 1],
    ]
    to_date, resolved = (
        [round(100 * one[f"conversion_{name}"], 1) for one in found["stages"]]
        for name in ("to_date", "resolved")
    )
    assert to_date == [77.8, 85.7, 83.3, 66.7, 75]
    assert resolved == [87.5, 85.7, 100, 80, 100]
    assert [found["stages"][place]["median_days"] for place in (1, 3)] == [10, 15]
    assert (found["bottleneck"]["name"], found["bottleneck"]["value"]) == ("S4", 0.8)
    assert "1 jumped over a stage, 1 began further on, 1 went back." in quarter("metrics", *QUARTER).out


def test_every_reason_of_the_quarter(quarter: Pipeboard) -> None:
    """M18, with the stage held at the loss."""
    found = quarter("metrics", *QUARTER, "--json").json
    lost = {one["reason"]: (one["count"], one["value"], one["stages"]) for one in found["loss_reasons"]}
    assert lost == {
        "price": (1, "6000", {"s4": 1}),
        "competitor": (1, "7000", {"s4": 1}),
        "timing": (1, "3000", {"s2": 1}),
    }
    (one,) = found["disqualify_reasons"]
    assert (one["reason"], one["count"], one["value"]) == ("nobudget", 1, "4000")


def test_the_first_of_march_knew_nothing_later(quarter: Pipeboard) -> None:
    """M3: D1 was won; D3, D7, D10 and D11 were lost, for D7 had not been reopened."""
    found = quarter("metrics", *QUARTER[:-1], "2026-02-28", "--json").json
    assert found["win_rate"] == {"value": 0.2, "n": 5, "unit": "rate"}
    assert {one["reason"] for one in found["loss_reasons"]} == {
        "price",
        "competitor",
        "timing",
        "nodecision",
    }
    assert found["won_value"]["value"] == "10000"


def test_ages_and_staleness_of_open_deals(quarter: Pipeboard) -> None:
    """M11 and M12: D5 is 35 days in a stage of 14, and was called five days ago."""
    quarter("stages", "set", "S4", "--days", "14", "--idle", "7")
    quarter("log", "D5", "call", "--at", "2026-03-27")
    found = quarter("metrics", *QUARTER, "--json").json
    deals = quarter("list", "--as-of", "2026-03-31", "--json").json["deals"]
    entered = {one["title"]: one["entered_stage"][:10] for one in deals}
    assert entered == {"D5": "2026-02-25", "D6": "2026-02-11", "D7": "2026-03-06", "D9": "2026-03-01"}
    ids = {one["title"]: one["id"] for one in deals}
    health = {one["code"]: one["deals"] for one in found["health"]}
    assert health["stuck"] == [ids["D5"]]
    assert "idle" not in health


def test_targets_coverage_and_the_leads_that_it_takes(quarter: Pipeboard) -> None:
    """M14 to M17: 39,000 of 60,000; then 25,000 open against 60,000, and seven leads."""
    quarter("targets", "set", "60000", "--per", "quarter", "--from", "2026-01-01")
    quarter("settings", "set", "haircut=24")
    first = quarter("metrics", *QUARTER, "--json").json
    assert first["target_attainment"]["value"] == 0.65
    assert first["weighted_after_haircut"]["value"] == "12464"
    for name in ("D5", "D6", "D7", "D9"):
        quarter("edit", name, "--close", "2026-05-15", "--at", "2026-03-20")
    second = quarter("metrics", *SECOND, "--json").json
    assert round(second["coverage"]["value"], 2) == 0.42
    assert round(second["coverage_required"]["value"], 2) == 1.41
    assert second["coverage_gap"]["value"] == "59615.38"
    assert second["leads_needed"]["value"] == 7
    plan = {name: second["leads_plan"][name] for name in ("remaining", "deals", "conversion")}
    assert plan == {"remaining": "43600", "deals": 4, "conversion": 0.6}
    assert second["leads_plan"]["start_by"] == "2026-05-12"  # 49 days before 30 June


def test_what_a_customer_costs_and_brings(quarter: Pipeboard) -> None:
    """M25 and M26: 9,000 for three customers, and 13,000 at a margin of 70%."""
    quarter("costs", "add", "9000", "Fair", "--on", "2026-02-10", "--category", "marketing")
    quarter("settings", "set", "margin=70")
    found = quarter("metrics", *QUARTER, "--json").json
    assert (found["cac"]["value"], found["ltv"]["value"]) == ("3000", "9100")
    assert round(found["ltv_to_cac"]["value"], 2) == 3.03


def test_fifty_of_two_hundred_got_on(pipeboard: Pipeboard, folder: Path) -> None:
    """M2: 25% to date; as nobody is out yet, all of those decided."""
    pipeboard("init", "--stages", "First,Second", "--timezone", "UTC")
    rows = "\n".join(["Title,Stage,Created", *(f"Deal {n},First,2026-01-05" for n in range(200))])
    (folder / "deals.csv").write_text(rows, "utf-8")
    pipeboard("import", "deals.csv")
    deals: list[dict[str, Any]] = pipeboard("list", "--json").json["deals"]
    pipeboard("move", *(one["id"] for one in deals[:50]), "Second", "--at", "2026-02-05")
    first, _ = pipeboard("metrics", *QUARTER, "--json").json["stages"]
    assert [first[name] for name in ("entered", "advanced", "dropped", "pending")] == [200, 50, 0, 150]
    assert (first["conversion_to_date"], first["conversion_resolved"]) == (0.25, 1)
