"""Own changes that the file has lost are offered, come back whole when asked for, and never by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from clocks import FixedClock
from pipeboard.domain import actions
from pipeboard.domain.errors import Refused
from pipeboard.workspace.workspace import Workspace
from table_rows import table_row
from workspace.conftest import Opener


@pytest.fixture
def reset(board: Workspace, path: Path) -> bytes:
    """A board that was reset to before three changes of Ann's: a deal, an edit of it, and its undo."""
    board.flush()
    before = path.read_bytes()
    added = board.do(actions.AddDeal({"title": "Acme"}))
    board.do(actions.EditDeals(added.changed, {"company": "Acme Oy"}))
    board.undo()
    board.flush()
    path.write_bytes(before)
    board.reload()
    return before


def test_vanished_changes_are_offered_and_stay_away(board: Workspace, reset: bytes, path: Path) -> None:
    """The latest first, in words; neither the board nor the file gets them by itself."""
    assert [one.text for one in board.inbox.actions()] == [
        "Took back Acme: Company Acme Oy",
        "Acme: Company Acme Oy",
        "Acme: Created in Lead",
    ]
    assert board.inbox.count() == 3
    assert not board.board.deals
    board.do(actions.AddDeal({"title": "Beta"}))
    board.flush()
    assert [deal.title for deal in board.board.deals.values()] == ["Beta"]
    assert b"Acme" not in path.read_bytes()


def test_a_change_comes_back_with_what_it_needs(board: Workspace, reset: bytes, path: Path) -> None:
    """An edit brings the deal that it is of; the rest stays where it is."""
    edit = board.inbox.actions()[1]
    taken = board.inbox.take_back([edit.act])
    assert [one.text for one in taken] == ["Acme: Created in Lead", "Acme: Company Acme Oy"]
    assert [(deal.title, deal.company) for deal in board.board.deals.values()] == [("Acme", "Acme Oy")]
    assert board.inbox.count() == 1
    board.flush()
    assert b"Acme Oy" in path.read_bytes()


def test_taking_all_back_is_the_board_as_it_was(board: Workspace, reset: bytes) -> None:
    """Row for row: also what was undone is undone again."""
    board.inbox.take_back(one.act for one in board.inbox.actions())
    assert [(deal.title, deal.company) for deal in board.board.deals.values()] == [("Acme", "")]
    assert board.inbox.actions() == ()


def test_dismissed_changes_are_not_offered_again(
    board: Workspace, reset: bytes, opened: Opener, path: Path
) -> None:
    """Also not after a restart; the others are."""
    made = board.inbox.actions()[-1]
    assert board.inbox.dismiss([made.act]) == (made,)
    board.close()
    again = opened()
    assert [one.act for one in again.inbox.actions()] != []
    assert made.act not in [one.act for one in again.inbox.actions()]
    with pytest.raises(Refused, match="nothing to dismiss"):
        again.inbox.dismiss([made.act])
    with pytest.raises(Refused, match="has vanished"):
        again.inbox.take_back([made.act])


def test_changes_of_others_are_not_mine_to_take_back(opened: Opener, path: Path) -> None:
    """Only what this clone has written is in its journal."""
    ann = opened()
    before = path.read_bytes()
    bob = opened("Bob", clone="bob")
    bob.do(actions.AddDeal({"title": "Bob's"}))
    bob.flush()
    ann.reload()
    path.write_bytes(before)
    ann.reload()
    bob.reload()
    assert (ann.inbox.count(), bob.inbox.count()) == (0, 1)


def test_large_changes_are_backed_up_first(opened: Opener, clock: FixedClock) -> None:
    """An import, and a change of more than twenty deals; not the usual ones."""
    board = opened()
    rows = tuple(table_row({"title": f"Deal {n}", "stage": "lead"}) for n in range(21))
    board.do(actions.ImportDeals(rows))
    assert [one.before for one in board.backups.all()] == ["import"]
    board.flush()
    deals = tuple(board.board.deals)
    board.do(actions.EditDeals(deals[:20], {"company": "X"}))
    assert len(board.backups.all()) == 1
    board.flush()
    board.do(actions.EditDeals(deals, {"company": "Y"}))
    newest = board.backups.all()[0]
    assert newest.before == "bulk-change"
    assert b'"Y"' not in board.backups.read(newest)
    assert b'"X"' in board.backups.read(newest)
