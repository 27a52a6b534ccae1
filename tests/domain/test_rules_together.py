"""Several actions as one step, and "me" as a name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from histories import team
from pipeboard.domain import actions as a
from pipeboard.domain.errors import Refused


def test_actions_done_together_are_one_step_to_undo() -> None:
    """A move and an edit of one command are taken back by one undo."""
    ann = team()[0]
    deal = ann.add("Acme")
    before = ann.board.deals[deal]
    ann.do(a.Together((a.MoveDeals((deal,), "qualified"), a.EditDeals((deal,), {"value": Decimal(5)}))))
    assert (ann.board.deals[deal].stage, ann.board.deals[deal].value) == ("qualified", Decimal(5))
    ann.undo()
    assert (ann.board.deals[deal].stage, ann.board.deals[deal].value) == (before.stage, before.value)


def test_of_actions_done_together_all_happen_or_none() -> None:
    """Where a later one is refused, the earlier ones leave nothing behind."""
    ann = team()[0]
    deal = ann.add("Acme")
    before, rows = ann.board, list(ann.log.newest)
    with pytest.raises(Refused):
        ann.do(a.Together((a.EditDeals((deal,), {"title": "New"}), a.CloseDeals((deal,), "lost"))))
    assert (ann.board, list(ann.log.newest)) == (before, rows)


def test_me_as_the_owner_is_the_author() -> None:
    """New and edited deals and follow-ups that name "me" name the author."""
    ann = team()[0]
    ann.do(a.AddDeal({"title": "Acme", "owner": "me"}))
    (deal,) = ann.board.deals.values()
    assert deal.owner == "Ann"
    ann.do(a.EditDeals((deal.id,), {"owner": "Bob"}))
    ann.do(a.EditDeals((deal.id,), {"owner": "me"}))
    assert ann.board.deals[deal.id].owner == "Ann"
