"""Offers, prices and rates from the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from command_line import Pipeboard


def offers(pipeboard: Pipeboard) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pipeboard("show", "acme website", "--json").json["proposals"]
    return found


def prices(pipeboard: Pipeboard, *args: str) -> tuple[Any, ...]:
    """Value, list price, discount and floor after an edit of the deal."""
    if args:
        pipeboard("edit", "acme website", *args)
    record = pipeboard("show", "acme website", "--json").json
    return record["value"], record["list_price"], record["discount"], record["floor"]


def test_an_offer_from_draft_to_acceptance(pipeboard: Pipeboard, board: Path, noon: datetime) -> None:
    """One line each; the record has every key that the guide names."""
    added = pipeboard("proposal", "add", "acme website", "15000", "USD", "--title", "Big one", "--problem")
    assert added.out.startswith("Proposal of 15 000 USD added on Acme website. Its id is ")
    sent = pipeboard("proposal", "sent", "acme website", "--at", "2098-06-03")
    assert sent.out == (
        "Proposal of 15 000 USD sent on Acme website. It does not speak of solution, benefits and cost yet. "
        "The deal's value is still 12 000 EUR.\n"
    )
    pipeboard("proposal", "edit", "acme website", "--amount", "1 234,50", "--no-problem", "--cost")
    pipeboard("proposal", "accepted", "acme website", "--value")
    [one] = offers(pipeboard)
    assert one.pop("id")
    assert one == {
        "title": "Big one",
        "amount": "1234.50",
        "currency": "USD",
        "standing": "accepted",
        "sent": "2098-06-03",
        "decided": "2098-06-15",
        "parts": ["cost"],
    }
    record = pipeboard("show", "acme website", "--json").json
    assert (record["value"], record["currency"]) == ("1234.50", "USD")
    page = pipeboard("show", "acme website").out
    assert "1 234.50 USD  accepted 15 Jun" in page
    assert "Proposal of 1 234.50 USD speaks" not in page.split("Proposals")[0]
    assert "acme website" in pipeboard("list", "proposal:accepted").out.casefold()


def test_ids_and_deals_name_a_proposal(pipeboard: Pipeboard, board: Path) -> None:
    """A deal means its latest undecided one; what does not fit is told with exit code 3."""
    for amount in ("1000", "2000"):
        pipeboard("proposal", "add", "acme website", amount)
    listed = pipeboard("proposal", "list", "--json").json["proposals"]
    assert [one["deal_title"] for one in listed] == ["Acme website"] * 2
    pipeboard("proposal", "declined", "acme website")
    assert [one["standing"] for one in offers(pipeboard)] == ["draft", "declined"]
    pipeboard("proposal", "declined", listed[0]["id"])
    ran = pipeboard("proposal", "accepted", "acme website", ok=False)
    assert ran.code == 3
    assert "More than one proposal fits 'acme website'" in ran.err
    for name in ("nobody", "beta shop"):
        assert pipeboard("proposal", "sent", name, ok=False).code == 3
    again = pipeboard("proposal", "sent", listed[0]["id"], ok=False)
    assert (again.code, "reopen it" in again.err) == (1, True)
    pipeboard("proposal", "sent", listed[0]["id"], "--reopen")
    assert [one["standing"] for one in offers(pipeboard)] == ["sent", "declined"]
    pipeboard("proposal", "remove", listed[0]["id"])
    assert [one["amount"] for one in offers(pipeboard)] == ["2000"]
    pipeboard("undo")
    assert len(offers(pipeboard)) == 2


def test_the_list_of_proposals_is_a_table(pipeboard: Pipeboard, board: Path) -> None:
    """Of all open deals, or of one; nothing is told as nothing."""
    assert "There are no proposals" in pipeboard("proposal", "list").err
    pipeboard("proposal", "add", "acme website", "12k", "--benefits", "--sent", "2026-01-01")
    table = pipeboard("proposal").out
    assert table.splitlines()[0].split() == ["ID", "DEAL", "AMOUNT", "STANDING", "PARTS", "TITLE"]
    assert "12 000 EUR  sent 1 Jan" in table
    assert "··B·" in table
    assert "There are no proposals" in pipeboard("proposal", "list", "beta shop").err
    pipeboard("lost", "acme website", "--reason", "price")
    assert "There are no proposals" in pipeboard("proposal", "list").err
    assert "12 000 EUR" in pipeboard("proposal", "list", "acme website").out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("add", "acme website", "0"), "above 0"),
        (("add", "acme website", "lots"), "is not an amount"),
        (("add", "acme website", "9" * 20), "too many digits"),
        (("add", "acme website", "5", "--currency", "euros"), "is not a currency"),
        (("add", "acme website", "5", "--sent", "2199-01-01"), "still to come"),
        (("edit", "acme website"), "Nothing to change was named"),
        (("edit", "acme website", "--amount", ""), "must not be empty"),
        (("edit", "acme website", "--decided", "2026-01-01"), "accepted or declined"),
    ],
)
def test_slips_in_proposals_are_told(
    pipeboard: Pipeboard, board: Path, args: tuple[str, ...], told: str
) -> None:
    """Usage, exit code 2, one sentence, nothing changed."""
    pipeboard("proposal", "add", "acme website", "1000")
    before = board.read_bytes()
    ran = pipeboard("proposal", *args, ok=False)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert told in ran.err
    assert board.read_bytes() == before


def test_prices_of_a_deal(pipeboard: Pipeboard, board: Path) -> None:
    """A discount sets the value; the percent is derived, whatever set the value."""
    assert prices(pipeboard) == ("12000", None, None, None)
    assert prices(pipeboard, "--discount", "15%", "--floor", "9k") == ("10200", "12000", "15", "9000")
    assert prices(pipeboard, "--value", "10500") == ("10500", "12000", "12.5", "9000")
    assert prices(pipeboard, "--list-price", "10k") == ("10500", "10000", "-5", "9000")
    below = pipeboard("edit", "acme website", "--value", "8000")
    assert below.out == "Changed value of Acme website. Acme website is below its floor of 9 000 EUR.\n"
    page = pipeboard("show", "acme website").out
    assert "8 000 EUR, 20% off 10 000 EUR, ! below the floor of 9 000 EUR" in page
    assert "Acme website" in pipeboard("list", "belowfloor").out
    assert "Acme website" not in pipeboard("list", "-belowfloor").out
    pipeboard("add", "Third", "--list-price", "100", "--discount", "1", "--trial-end", "2099-01-01")
    third = pipeboard("show", "third", "--json").json
    assert (third["value"], third["trial_end"]) == ("99", "2099-01-01")


@pytest.mark.parametrize("percent", ["130%", "-5%", "lots", ""])
def test_slips_in_a_discount_are_told(pipeboard: Pipeboard, board: Path, percent: str) -> None:
    """Usage, exit code 2, one sentence, nothing changed."""
    before = board.read_bytes()
    ran = pipeboard("edit", "acme website", "--title", "New", "--discount", percent, ok=False)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "write a percentage from 0 to 100" in ran.err
    assert board.read_bytes() == before


def test_rates_turn_amounts_into_the_boards_currency(pipeboard: Pipeboard, board: Path) -> None:
    """In lists, on the board and in JSON; what has no rate stands beside; closed deals keep theirs."""
    pipeboard("edit", "beta shop", "--value", "5000 USD")
    pipeboard("add", "Gamma", "--value", "3000 GBP")
    assert pipeboard("list").out.endswith("3 deals, 12k EUR · 3k GBP · 5k USD\n")
    assert pipeboard("rates", "set", "usd", "0.92").out == "1 USD is worth 0.92 EUR.\n"
    assert pipeboard("list").out.endswith("3 deals, 17k EUR · 3k GBP\n")
    assert "Offer (1) · 4.6k EUR" in pipeboard("board").out
    offer = pipeboard("board", "--json").json["pipelines"][0]["stages"][1]
    assert offer["total"] == {"EUR": "4600.00"}
    listed = pipeboard("rates", "--json").json
    assert listed["currency"] == "EUR"
    assert listed["rates"] == [
        {"currency": "GBP", "rate": None, "open_deals": 1},
        {"currency": "USD", "rate": "0.92", "open_deals": 1},
    ]
    assert "no rate" in pipeboard("rates").out
    pipeboard("won", "beta shop")
    pipeboard("rates", "set", "USD", "2")
    record = pipeboard("show", "beta shop", "--json").json
    assert (record["rate"], record["base_value"]) == ("0.92", "4600.00")
    assert "4 600 EUR, at the rate of the close" in pipeboard("show", "beta shop").out
    assert pipeboard("rates", "remove", "usd", "--json").json["summary"] == "Removed the rate USD."
    assert [one["currency"] for one in pipeboard("rates", "--json").json["rates"]] == ["GBP"]
    sorted_by = pipeboard("list", "--sort", "value", "status:any", "--json").json["deals"]
    assert [one["title"] for one in sorted_by] == ["Gamma", "Beta shop", "Acme website"]


def test_without_other_currencies_there_is_nothing_to_list(pipeboard: Pipeboard, board: Path) -> None:
    """It says how to set one."""
    ran = pipeboard("rates")
    assert "Every deal is in EUR; set a rate with `pipeboard rates set USD 0.92`." in ran.err


@pytest.mark.parametrize(
    ("currency", "rate", "told"),
    [
        ("USD", "0", "a number above 0"),
        ("USD", "-1", "a number above 0"),
        ("USD", "much", "a number above 0"),
        ("EUR", "1", "the board's own currency"),
        ("UDS", "1", "no currency that is in use"),
        ("dollars", "1", "three letters"),
    ],
)
def test_slips_in_rates_are_told(
    pipeboard: Pipeboard, board: Path, currency: str, rate: str, told: str
) -> None:
    """Usage, exit code 2, one sentence, nothing changed."""
    before = board.read_bytes()
    ran = pipeboard("rates", "set", currency, rate, ok=False)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert told in ran.err
    assert board.read_bytes() == before
    assert pipeboard("rates", "remove", currency, ok=False).code == 3
