"""A sign on a card while a play is on offer, asked for those cards alone that are drawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories import TODAY, make_board
from pipeboard.domain import playbook
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.view import offers as offers_module
from pipeboard.view.board import BoardView, board_view
from pipeboard.view.card import OFFERED
from pipeboard.view.layout import Painter
from pipeboard.view.offers import Offers, warm_offers
from pipeboard.view.place import Place
from work import count_calls

WIDTH, HEIGHT = 120, 40


def view_of(board: Board) -> BoardView:
    return board_view(board, pipeline="sales", today=TODAY)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The deals whose triggers are asked, in order."""
    found: list[str] = []

    def counted(deal: Deal, board: Board, today: date) -> bool:
        found.append(deal.id)
        return playbook.is_offered(deal, board, today)

    monkeypatch.setattr(offers_module, "is_offered", counted)
    return found


def test_a_card_has_the_sign_where_a_play_is_on_offer_and_nowhere_else() -> None:
    """Without what tells it there is none, and it goes with its cause."""
    board = make_board(0)
    deal = next(one for one in make_board(9).deals.values() if one.is_open)
    plain = deal._replace(stage="lead", source="", close=None, last_activity=deal.created)
    with_cause = plain._replace(competitor="Globex", entered_stage=deal.created)
    painter = Painter()
    for one, on_offer in ((plain, False), (with_cause, True)):
        today = deal.created.date()
        view = board_view(board._replace(deals={one.id: one}), pipeline="sales", today=today)
        painter.offers = None
        assert OFFERED not in painter.layout(view, WIDTH, HEIGHT, Place()).to_text()
        painter.offers = warm_offers(view.board, today)
        assert (OFFERED in painter.layout(view, WIDTH, HEIGHT, Place()).to_text()) is on_offer


def test_the_triggers_are_asked_of_drawn_cards_once(asked: list[str]) -> None:
    """A cursor that moves asks nothing, a deal that changed is asked alone, another day asks all again."""
    board = make_board(2000)
    view = view_of(board)
    painter = Painter()
    painter.offers = Offers()
    painter.layout(view, WIDTH, HEIGHT, Place(1, 0))
    first = list(asked)
    assert 10 < len(first) == len(set(first)) < 60
    asked.clear()
    painter.layout(view, WIDTH, HEIGHT, Place(1, 1))
    painter.layout(view, WIDTH, HEIGHT, Place(2, 0))
    assert asked == []
    one = board.deals[first[0]]
    changed = board.with_deals({one.id: one._replace(company="Globex")})
    painter.layout(view_of(changed), WIDTH, HEIGHT, Place(1, 0))
    assert asked == [one.id]
    asked.clear()
    later = board_view(changed, pipeline="sales", today=TODAY + timedelta(days=1))
    painter.layout(later, WIDTH, HEIGHT, Place(1, 0))
    assert len(asked) > 10


def test_the_work_of_a_key_does_not_grow_with_the_board() -> None:
    """A cursor that moves by a card, and one that scrolls, over 200 deals and over 4,000."""
    counts = []
    for size in (200, 4000):
        view = view_of(make_board(size))
        painter = Painter()
        painter.offers = warm_offers(view.board, TODAY)
        painter.layout(view, WIDTH, HEIGHT, Place(1, 0))
        moved = count_calls(lambda: painter.layout(view, WIDTH, HEIGHT, Place(1, 1)))  # noqa: B023
        scrolled = count_calls(
            lambda: painter.layout(view, WIDTH, HEIGHT, Place(1, 12, tops={(1, 0): 5}))  # noqa: B023
        )
        counts.append((moved, scrolled))
    small, large = counts
    assert all(more < 1.3 * few for few, more in zip(small, large, strict=True))
