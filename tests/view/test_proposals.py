"""Proposals in the details and in their dialog: readable without colour, at any width."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, TODAY, make_board, make_deal
from pipeboard.domain.actions import AddProposal, EditProposal
from pipeboard.domain.deal import Deal
from pipeboard.domain.proposal import STANDINGS, Proposal
from pipeboard.view.form import Form
from pipeboard.view.forms.proposal import edit_proposal, new_proposal
from pipeboard.view.layout import row_text
from pipeboard.view.proposals import (
    SIGNS,
    overview,
    pane_rows,
    pane_words,
    parts_text,
    proposal_lines,
    standing_text,
)
from pipeboard.view.text import cells

BOARD = make_board(0)
DAY = date(2026, 11, 3)
SENT = Proposal("p-1", Decimal(12000), "EUR", "Website", sent=DAY, problem=True, cost=True)
DRAFT = Proposal("p-2", Decimal("1234.50"), "USD")
ACCEPTED = Proposal("p-3", Decimal(9), sent=DAY, outcome="accepted", decided=date(2026, 11, 10))


def lines(deal: Deal, width: int = 46) -> list[str]:
    rows = proposal_lines(deal, BOARD, TODAY, width)
    assert {cells(row_text(row)) for row in rows} == {width}
    return [row_text(row).rstrip() for row in rows]


def test_standing_and_parts_are_told_in_signs_and_words() -> None:
    """A sign of its own for each standing; a letter for each part, a dot where it is missing."""
    assert len(set(SIGNS.values())) == len(STANDINGS)
    assert [standing_text(one, TODAY) for one in (DRAFT, SENT, ACCEPTED)] == [
        *("draft", "sent 3 Nov", "accepted 10 Nov")
    ]
    assert (parts_text(SENT), parts_text(DRAFT)) == ("P··C", "····")


def test_the_overview_tells_the_last_offer() -> None:
    """Nothing where there is none."""
    assert overview(make_deal(), BOARD, TODAY) == ("", "")
    assert overview(make_deal(proposals=(SENT,)), BOARD, TODAY) == ("Proposal", "12 000 EUR, sent 3 Nov")
    told = overview(make_deal(proposals=(SENT, DRAFT)), BOARD, TODAY)[1]
    assert told == "12 000 EUR, sent 3 Nov (last of 2)"


def test_the_tab_shows_the_price_and_every_offer() -> None:
    """The newest first; what is missing by name."""
    deal = make_deal(
        value=Decimal(10200), list_price=Decimal(12000), floor=Decimal(11000), proposals=(SENT, DRAFT)
    )
    assert lines(deal) == [
        " Value 10 200 EUR, 15% off 12 000 EUR",
        " ! below the floor of 11 000 EUR",
        "",
        " ○ 1 234.50 USD, draft",
        "   ····, without problem, solution, benefits",
        "   and cost",
        "",
        " ● 12 000 EUR, sent 3 Nov",
        "   Website",
        "   P··C, without solution and benefits",
    ]
    assert lines(make_deal(value=None)) == [" Value unknown", " No proposals yet."]


@given(st.text(max_size=60), st.integers(12, 100), st.integers(0, 2))
def test_rows_keep_their_width_with_any_text(text: str, width: int, cursor: int) -> None:
    """Titles and currencies of any kind, in the tab and in the dialog."""
    offers = (SENT, DRAFT, Proposal("p-4", Decimal(10) ** 14, "EUR", text))
    deal = make_deal(proposals=offers)
    lines(deal, width)
    for row in pane_rows(deal, BOARD, TODAY, cursor, width):
        assert cells(row_text(row)) == width
        assert "\x1b" not in row_text(row)
    if width >= 24:
        assert all(cells(row_text(row)) <= width + 3 for row in pane_words(deal, BOARD, cursor, width))


def test_the_dialog_names_the_parts_with_their_digits() -> None:
    """On more rows where they do not fit one."""
    deal = make_deal(proposals=(SENT,))
    words = [row_text(row).rstrip() for row in pane_words(deal, BOARD, 0, 84)]
    assert words == [" 1 problem ✓   2 solution ·   3 benefits ·   4 cost ✓", " Value 12 000 EUR"]
    narrow = [row_text(row).rstrip() for row in pane_words(deal, BOARD, 0, 43)]
    assert narrow[:2] == [" 1 problem ✓   2 solution ·   3 benefits ·", " 4 cost ✓"]
    assert "a adds" in row_text(pane_words(make_deal(), BOARD, 0, 43)[0])


def test_a_new_proposal_starts_from_the_value_and_may_name_its_currency() -> None:
    """Nothing but an amount is needed."""
    spec = new_proposal(make_deal(), BOARD, NOW)
    form = Form(spec.fields)
    assert spec.read(form) == AddProposal(make_deal().id, {"amount": Decimal(12000), "currency": "EUR"})
    typed = form.with_texts({"amount": "15k USD", "sent": "today"})
    assert spec.read(typed) == AddProposal(
        make_deal().id, {"amount": Decimal(15000), "currency": "USD", "sent": TODAY}
    )


def test_an_edit_says_only_what_was_changed() -> None:
    """A colleague's edit of another field stays."""
    spec = edit_proposal(make_deal(proposals=(SENT,)), SENT, BOARD, NOW)
    form = Form(spec.fields)
    assert spec.read(form) == EditProposal(make_deal().id, "p-1", {})
    assert spec.read(form.with_texts({"title": "Shop", "sent": ""})) == EditProposal(
        make_deal().id, "p-1", {"title": "Shop", "sent": None}
    )
