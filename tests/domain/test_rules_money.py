"""Rules for discounts, floors and rates."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from histories import START, Replica, sync, team
from pipeboard.domain import actions, rules
from pipeboard.domain.actions import AddDeal, CloseDeals, Define, EditDeals, ImportDeals
from pipeboard.domain.errors import BadInput, PipeBoardError
from pipeboard.domain.pricing import discount, in_board_currency
from table_rows import table_row


@pytest.fixture
def ann() -> Replica:
    return team()[0]


def said(replica: Replica, action: actions.Action) -> str:
    """The summary of an action, which is not carried out."""
    plan = replica._plan(action.at)
    rules.apply(action, plan)
    return plan.summary


def refusal(replica: Replica, action: actions.Action) -> str:
    with pytest.raises(PipeBoardError) as caught:
        replica.do(action)
    assert caught.value.exit_code == 2
    return caught.value.sentence


def rate(code: str, value: Any, name: str | None = None) -> Define:
    return Define("rate", {"title": code, "rate": value}, name)


def test_a_discount_sets_the_value_and_keeps_the_list_price(ann: Replica) -> None:
    """Twice in a row it starts from the same list price."""
    deal = ann.add(value=Decimal(11000), list_price=Decimal(12000))
    for percent, value in ((15, 10200), (50, 6000), (0, 12000), (100, 0)):
        ann.do(EditDeals((deal,), {}, Decimal(percent)))
        assert (ann.deal(deal).value, ann.deal(deal).list_price) == (Decimal(value), Decimal(12000))
        assert discount(ann.deal(deal)) == percent


def test_without_a_list_price_the_value_becomes_it(ann: Replica) -> None:
    """The one that there is, or the one that is given along with the discount."""
    deal = ann.add(value=Decimal(1000))
    ann.do(EditDeals((deal,), {}, Decimal("12.5")))
    assert (ann.deal(deal).value, ann.deal(deal).list_price) == (Decimal(875), Decimal(1000))
    [new] = ann.do(AddDeal({"title": "B", "value": Decimal(200)}, discount=Decimal(10)))
    assert (ann.deal(new).value, ann.deal(new).list_price) == (Decimal(180), Decimal(200))
    ann.undo()
    ann.undo()
    assert (ann.deal(deal).value, ann.deal(deal).list_price) == (Decimal(1000), None)


def test_each_of_several_deals_is_discounted_from_its_own_price(ann: Replica) -> None:
    """One edit of many."""
    first, second = ann.add("A", value=Decimal(100)), ann.add("B", value=Decimal(200))
    ann.do(EditDeals((first, second), {}, Decimal(50)))
    assert [ann.deal(one).value for one in (first, second)] == [50, 100]


@pytest.mark.parametrize("percent", ["130", "-5", "NaN", "Infinity"])
def test_an_impossible_discount_changes_nothing(ann: Replica, percent: str) -> None:
    """One sentence."""
    deal = ann.add(value=Decimal(100))
    before = ann.board
    assert "from 0 to 100" in refusal(ann, EditDeals((deal,), {"title": "New"}, Decimal(percent)))
    assert ann.board is before


def test_a_discount_needs_one_price_to_start_from(ann: Replica) -> None:
    """None is no use, and two contradict each other."""
    deal = ann.add()
    assert "no price to take a discount from" in refusal(ann, EditDeals((deal,), {}, Decimal(5)))
    priced = {"value": Decimal(5), "list_price": Decimal(6)}
    assert "not both" in refusal(ann, EditDeals((deal,), priced, Decimal(5)))


@pytest.mark.parametrize("name", ["value", "list_price", "floor"])
@pytest.mark.parametrize("amount", ["-1", "1e15", "NaN"])
def test_prices_beyond_reason_are_refused(ann: Replica, name: str, amount: str) -> None:
    """All three alike."""
    deal = ann.add()
    assert "is not possible" in refusal(ann, EditDeals((deal,), {name: Decimal(amount)}))


def test_a_value_below_the_floor_is_warned_of_not_refused(ann: Replica) -> None:
    """Where the change is about it; other edits say nothing."""
    deal = ann.add(value=Decimal(1000), floor=Decimal(900))
    below = EditDeals((deal,), {"value": Decimal(800)})
    assert said(ann, below) == "Changed value of Acme. Acme is below its floor of 900 EUR."
    assert said(ann, EditDeals((deal,), {}, Decimal(50))) == (
        "Changed discount of Acme. Its value is now 500 EUR, 50% off 1 000 EUR. "
        "Acme is below its floor of 900 EUR."
    )
    ann.do(below)
    assert said(ann, EditDeals((deal,), {"title": "New"})) == "Changed title of Acme."
    other = ann.add("B", value=Decimal(1))
    both = EditDeals((deal, other), {"value": Decimal(1), "floor": Decimal(5)})
    assert said(ann, both).endswith("2 deals are below their floor.")
    new = AddDeal({"title": "C", "value": Decimal(1), "floor": Decimal(2)})
    assert said(ann, new) == "Added C to Lead. C is below its floor of 2 EUR."


# Rates


def test_a_rate_is_known_by_the_letters_of_its_currency(ann: Replica) -> None:
    """However it is typed; setting it again changes it."""
    ann.do(rate(" usd ", Decimal("0.92")))
    ann.do(rate("USD", Decimal("0.5")))
    ann.do(rate("GBP", Decimal(2), "gbp"))
    assert ann.board.rates == {"USD": Decimal("0.5"), "GBP": Decimal(2)}
    assert said(ann, rate("usd", Decimal("0.93"))) == "1 USD is worth 0.93 EUR."
    ann.do(actions.Undefine("rate", "GBP"))
    assert list(ann.board.rates) == ["USD"]


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("USD", Decimal(0), "number above 0"),
        ("USD", Decimal(-1), "number above 0"),
        ("USD", None, "number above 0"),
        ("EUR", Decimal(1), "the board's own currency"),
        ("EURO", Decimal(1), "three letters"),
        ("", Decimal(1), "three letters"),
        ("UDS", Decimal(1), "no currency that is in use"),
    ],
)
def test_what_is_no_rate_is_told_in_a_sentence(ann: Replica, code: str, value: Any, words: str) -> None:
    """And nothing is written."""
    assert words in refusal(ann, rate(code, value))
    assert ann.board.rates == {}


def test_letters_that_a_deal_uses_are_a_currency(ann: Replica) -> None:
    """Whatever the team counts in."""
    ann.add(value=Decimal(3), currency="BTC")
    ann.do(rate("BTC", Decimal(80_000)))
    assert ann.board.rates == {"BTC": Decimal(80_000)}


@pytest.mark.parametrize("status", ["won", "lost", "disqualified"])
def test_a_close_freezes_the_rate_of_that_moment(ann: Replica, status: Any) -> None:
    """Until the deal is reopened, and with the present one when it is closed again."""
    ann.do(rate("USD", Decimal("0.5")))
    deal = ann.add(value=Decimal(100), currency="USD")
    ann.close(deal, status, "price")
    ann.do(rate("USD", Decimal(2)))
    assert ann.deal(deal).rate == Decimal("0.5")
    assert in_board_currency(ann.deal(deal), ann.board) == 50
    ann.do(actions.ReopenDeals((deal,)))
    assert in_board_currency(ann.deal(deal), ann.board) == 200
    ann.close(deal, status, "price")
    assert ann.deal(deal).rate == Decimal(2)


def test_no_rate_is_frozen_where_none_is_needed_or_known(ann: Replica) -> None:
    """The board's own currency, and one without a rate."""
    own, other = ann.add("A", value=Decimal(1)), ann.add("B", value=Decimal(1), currency="GBP")
    for deal in (own, other):
        [closing] = ann.close(deal, "lost", "price")
        assert "rate" not in ann.log.row(closing)
    assert in_board_currency(ann.deal(own), ann.board) == 1
    assert in_board_currency(ann.deal(other), ann.board) is None


def test_an_import_freezes_the_rate_of_what_it_closes(ann: Replica) -> None:
    """Of deals that are new, and of those it updates."""
    ann.do(rate("USD", Decimal("0.5")))
    row = table_row({"title": "A", "external_id": "1", "value": Decimal(8), "currency": "USD"})
    won = table_row({**row.values, "external_id": "2"}, "won", closed=START - timedelta(days=9))
    ann.do(ImportDeals((row, won)))
    ann.do(ImportDeals((table_row({"title": "A", "external_id": "1"}, "won"),)))
    assert [deal.rate for deal in ann.board.deals.values()] == [Decimal("0.5")] * 2


def test_two_clones_that_set_rates_unite(ann: Replica) -> None:
    """Different currencies stand beside each other; of one the later stands."""
    ann, bob, _ = team()
    ann.do(rate("USD", Decimal("0.9")))
    bob.do(rate("GBP", Decimal("1.2")))
    bob.do(rate("USD", Decimal("0.8")))
    sync(ann, bob)
    assert ann.board.rates == bob.board.rates
    assert ann.board.rates["GBP"] == Decimal("1.2")


def test_a_new_currency_of_the_board_puts_its_rates_out_of_use(ann: Replica) -> None:
    """They were into the old one: nothing is summed by them, and that is said."""
    ann.do(rate("USD", Decimal("0.9")))
    ann.do(rate("SEK", Decimal("0.1")))
    to_usd = actions.SetBoard({"currency": "USD"})
    assert said(ann, to_usd) == (
        "Changed the board's settings. The rate of SEK was in EUR and counts no more: "
        "set a new one with `pipeboard rates set`."
    )
    ann.do(to_usd)
    assert ann.board.rates == {}
    ann.do(rate("SEK", Decimal("0.11")))
    assert ann.board.rates == {"SEK": Decimal("0.11")}
    ann.undo()
    ann.undo()
    assert set(ann.board.rates) == {"USD", "SEK"}
    assert said(ann, actions.SetBoard({"name": "New"})) == "Changed the board's settings."


def test_a_won_deal_in_another_currency_goes_on_with_its_rate(ann: Replica) -> None:
    """The move after the win does not lose it."""
    ann.do(rate("USD", Decimal("0.5")))
    deal = ann.add(value=Decimal(100), currency="USD")
    ann.do(CloseDeals((deal,), "won"))
    assert (ann.deal(deal).stage, ann.deal(deal).rate) == ("delivery", Decimal("0.5"))


def test_a_rate_takes_no_other_fields(ann: Replica) -> None:
    """As everything that is defined."""
    with pytest.raises(BadInput, match="There is no field 'value'"):
        ann.do(Define("rate", {"title": "USD", "value": Decimal(1)}))
