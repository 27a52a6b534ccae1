"""What a board works out of all its deals is kept for the next one, as long as it still holds."""

from __future__ import annotations

from factories import make_board, make_deal
from pipeboard.domain.deal import Conflict


def test_a_change_that_settles_nothing_looks_at_no_other_deal() -> None:
    """What is to be settled and noticed is counted once for ten thousand deals, not at each key."""
    board = make_board(20)
    first = next(iter(board.deals.values()))
    known = board.in_conflict, board.noticed, board.unsettled
    after = board.with_deals({first.id: first._replace(title="Other")})
    assert (after.in_conflict, after.noticed, after.unsettled) == known
    assert after.in_conflict is known[0]
    assert after.noticed is known[1]


def test_conflicts_and_notices_that_come_and_go_are_seen() -> None:
    """Of deals that are changed, that are new and that are taken away."""
    board = make_board(5)
    first = next(iter(board.deals.values()))
    assert (board.in_conflict, board.noticed, board.unsettled) == ((), (), 0)
    disputed = first._replace(conflicts=(Conflict("title", "A", "Ann", "B", "Bob"),), notice="It came back.")
    board = board.with_deals({first.id: disputed})
    assert (board.in_conflict, board.noticed, board.unsettled) == ((disputed,), (disputed,), 1)
    assert board.with_deals({first.id: first}).in_conflict == ()
    assert board.with_deals({first.id: first}).noticed == ()
    assert board.with_deals({first.id: None}).unsettled == 0
    other = make_deal(id="zzz-000000000000", notice="Back.")
    assert board.with_deals({other.id: other}).noticed == (disputed, other)
