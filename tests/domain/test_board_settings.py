"""The rules for a board's settings, above all for its currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from histories import Replica
from pipeboard.domain import actions
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.rules.prices import stale_words


@pytest.fixture
def board() -> Replica:
    """A board in euros with a rate for dollars."""
    replica = Replica("k7qa", "Ann")
    stages = (actions.NewStage("s1", {"name": "S1"}),)
    settings = {"name": "Test", "currency": "EUR", "timezone": "UTC"}
    replica.do(actions.SetUpBoard(settings, actions.AddPipeline("Sales", stages)))
    replica.do(actions.Define("rate", {"title": "USD", "rate": Decimal("0.9")}))
    return replica


def test_a_currency_in_which_closed_deals_were_converted_stays(board: Replica) -> None:
    """The rate that they keep says nothing about another one."""
    deal = board.add("Acme", value=Decimal(100), currency="USD")
    board.do(actions.SetBoard({"currency": "GBP"}))
    board.do(actions.SetBoard({"currency": "EUR"}))
    board.do(actions.CloseDeals((deal,), "won"))
    with pytest.raises(Refused, match="1 deal keeps the rate of the close, which is into EUR"):
        board.do(actions.SetBoard({"currency": "GBP"}))
    # In dollars themselves they need no rate.
    board.do(actions.SetBoard({"currency": "USD"}))
    assert board.board.settings.currency == "USD"


def test_deals_without_a_currency_keep_the_boards_from_changing(board: Replica) -> None:
    """They would be worth as many of the new one."""
    deal = board.add("Acme", value=Decimal(100))
    board.do(actions.EditDeals((deal,), {"currency": None}))
    with pytest.raises(Refused, match="1 deal has no currency"):
        board.do(actions.SetBoard({"currency": "USD"}))
    board.do(actions.EditDeals((deal,), {"currency": "EUR"}))
    board.do(actions.SetBoard({"currency": "USD"}))
    assert board.board.deals[deal].currency == "EUR"


def test_a_new_currency_tells_what_was_in_the_old_one(board: Replica) -> None:
    """Rates, targets and costs."""
    board.do(actions.Define("target", {"title": "Q", "amount": Decimal(1000)}))
    board.do(actions.Define("cost", {"title": "Fair", "amount": Decimal(10)}))
    said = stale_words(board.board, "GBP")
    assert "The rate of USD was in EUR" in said
    assert "Targets and costs are in GBP from now on" in said


def test_an_emptied_setting_is_its_default_again(board: Replica) -> None:
    """And one that there is not is told."""
    board.do(actions.SetBoard({"margin": 70, "customer_years": 3}))
    board.do(actions.SetBoard({"margin": None, "customer_years": None}))
    assert (board.board.settings.margin, board.board.settings.customer_years) == (0, 5)
    with pytest.raises(BadInput):
        board.do(actions.SetBoard({"colour": "red"}))
