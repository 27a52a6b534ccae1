"""`targets`, `costs`, `limits` and `settings` change what metrics are measured against."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Pipeboard

PERIOD = ("--period", "quarter", "--from", "2026-02-01")


@pytest.fixture
def sales(pipeboard: Pipeboard, folder: Path) -> Pipeboard:
    """A board with a win of Anna's in the first quarter of 2026."""
    pipeboard("init", "--stages", "Lead,Offer", "--currency", "EUR", "--timezone", "UTC")
    pipeboard("add", "Acme", "--value", "39000", "--owner", "Anna", "--at", "2026-01-05")
    pipeboard("won", "Acme", "--at", "2026-02-04")
    return pipeboard


def test_a_target_is_set_changed_and_removed(sales: Pipeboard) -> None:
    """The same target again changes it; the report measures against it."""
    ran = sales("targets", "set", "50k", "--from", "2026-01-01")
    assert ran.out == "Defined the target won value a quarter from 2026-01-01.\n"
    sales("targets", "set", "60000 EUR", "--per", "quarter", "--from", "2026-01-01")
    [one] = sales("targets", "--json").json["targets"]
    assert (one["amount"], one["unit"], one["metric"], one["start"]) == (
        "60000",
        "quarter",
        "won value",
        "2026-01-01",
    )
    assert sales("metrics", *PERIOD, "--json").json["target_attainment"]["value"] == 0.65
    assert "60 000 EUR" in sales("targets").out
    sales("targets", "remove", one["id"])
    assert sales("targets", "--json").json["targets"] == []
    assert "There is no target yet" in sales("targets").err
    assert sales("metrics", *PERIOD, "--json").json["target_attainment"] is None


def test_every_target_is_told_with_what_was_reached(sales: Pipeboard) -> None:
    """Of the team and of one owner, in money and in deals."""
    sales("targets", "set", "60000")
    sales("targets", "set", "4", "--metric", "won deals", "--owner", "anna")
    sales("targets", "set", "9", "--metric", "new deals", "--per", "month")
    found = sales("metrics", *PERIOD, "--json").json["targets"]
    reached = {(one["metric"], one["owner"]): one["reached"]["value"] for one in found}
    assert reached == {("won value", ""): 0.65, ("won deals", "anna"): 0.25}
    assert "4 deals" in sales("metrics", *PERIOD).out
    own = sales("metrics", *PERIOD, "--owner", "Anna", "--json").json["targets"]
    assert [one["metric"] for one in own] == ["won deals"]


def test_costs_are_added_and_count_in_the_period_of_their_day(sales: Pipeboard) -> None:
    """The same fair is paid for every year."""
    sales("costs", "add", "9000", "Trade fair", "--on", "2026-02-10", "--category", "marketing")
    sales("costs", "add", "8000", "Trade fair", "--on", "2025-02-10")
    found = sales("costs", "list", "--json").json
    assert found["currency"] == "EUR"
    assert [(one["title"], one["day"], one["category"]) for one in found["costs"]] == [
        ("Trade fair 2025-02-10", "2025-02-10", None),
        ("Trade fair", "2026-02-10", "marketing"),
    ]
    assert sales("metrics", *PERIOD, "--json").json["cac"]["value"] == "9000"
    assert "9 000 EUR" in sales("costs").out
    sales("costs", "remove", "Trade fair")
    assert len(sales("costs", "--json").json["costs"]) == 1


def test_one_owner_can_have_a_limit_in_each_role(sales: Pipeboard) -> None:
    """Set, changed, and taken away by role."""
    sales("limits", "set", "Anna", "AE", "25")
    sales("limits", "set", "Anna", "BDR", "40")
    sales("limits", "set", "anna", "ae", "30")
    found = sales("limits", "--json").json["limits"]
    assert [(one["title"], one["role"], one["most"]) for one in found] == [
        ("Anna", "AE", 30),
        ("Anna", "BDR", 40),
    ]
    assert "30" in sales("limits").out
    sales("limits", "remove", "Anna", "BDR")
    sales("limits", "remove", "Anna")
    assert sales("limits", "--json").json["limits"] == []


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (("targets", "set", "much"), 2, "is not an amount"),
        (("targets", "set", "60000 USD"), 2, "in the board's currency"),
        (("targets", "set", "2.5", "--metric", "won deals"), 2, "whole number"),
        (("targets", "set", "60000", "--per", "decade"), 2, "decade"),
        (("targets", "set", "60000", "--from", "soon"), 2, "is not a date"),
        (("targets", "set", "-5"), 2, ""),
        (("targets", "remove", "nothing"), 3, "There is no target"),
        (("costs", "add", "9000"), 2, "TITLE"),
        (("costs", "add", "9000", "Fair", "--on", "someday"), 2, "is not a date"),
        (("costs", "remove", "nothing"), 3, "There is no cost"),
        (("limits", "set", "Anna", "CEO", "25"), 2, "CEO"),
        (("limits", "set", "Anna", "AE", "many"), 2, "whole number"),
        (("limits", "remove", "Anna", "AE"), 3, "no limit as AE"),
        (("settings", "set", "colour=red"), 2, "colour"),
        (("settings", "set", "margin=much"), 2, "much"),
        (("settings", "set", "margin=101"), 2, "100"),
        (("settings", "set", "fiscal_start=13"), 2, "12"),
        (("settings", "set", "timezone=Mars/Olympus"), 2, "Mars"),
        (("settings", "set", "margin"), 2, "name=value"),
        (("settings", "set", "margin=1", "margin=2"), 2, "twice"),
        (("settings", "set", "name="), 2, "must not be empty"),
    ],
)
def test_what_makes_no_sense_is_told(
    sales: Pipeboard, folder: Path, line: tuple[str, ...], code: int, said: str
) -> None:
    """In one sentence, with the right exit code, and nothing changed."""
    before = (folder / "pipeboard.json").read_bytes()
    ran = sales(*line, ok=False)
    assert ran.code == code
    assert said in ran.err
    assert (folder / "pipeboard.json").read_bytes() == before


def test_settings_of_the_board_are_listed_and_changed(sales: Pipeboard) -> None:
    """An emptied one is its default again; metrics go by them."""
    ran = sales("settings", "set", "fiscal_start=4", "margin=70", "name=North")
    assert ran.out == "Changed the board's settings.\n"
    found = sales("settings", "--json").json
    assert (found["fiscal_start"], found["margin"], found["name"]) == (4, 70, "North")
    assert "month in which quarters and years begin" in sales("settings").out
    year = sales("metrics", "--period", "year", "--from", "2026-02-01", "--json").json["period"]
    assert year == {"start": "2025-04-01", "end": "2026-04-01"}
    assert sales("settings", "set", "margin=70").out == "The board is like that already.\n"
    emptied = sales("settings", "set", "margin=", "fiscal_start=", "--json").json
    assert (emptied["margin"], emptied["fiscal_start"]) == (0, 1)
    sales("undo")
    assert sales("settings", "--json").json["margin"] == 70
