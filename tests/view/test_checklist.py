"""A deal's checklists as rows: every sign has a meaning without colours, and every row its width."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from histories import Replica, team
from pipeboard.domain import actions
from pipeboard.domain.checklist import CLOSING, HANDOVER, Item, items
from pipeboard.view.checklist import (
    READY,
    lists_of,
    pane_rows,
    pane_words,
    sign,
    tabs_row,
)
from pipeboard.view.detail import TABS, Detail, detail
from pipeboard.view.form import Form, Misread
from pipeboard.view.layout import row_text
from pipeboard.view.tabs.tab import ADD, Ask
from pipeboard.view.text import cells

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
TODAY = datetime(2026, 11, 23, tzinfo=UTC).date()
LISTED = (
    Item("a", "Budget known", True, True, "Ann", AT),
    Item("b", "Site seen", False, False, "", None),
    Item(
        "c",
        "A very long item of a checklist that no narrow pane can show on a single row",
        True,
        False,
        "",
        None,
    ),
)


@pytest.fixture
def ann() -> Replica:
    ann = team()[0]
    ann.do(actions.Define("check", {"text": "Budget known", "list": "stage:lead", "required": True}))
    return ann


def test_a_box_tells_done_open_and_required() -> None:
    """Without any colour."""
    assert [sign(one) for one in LISTED] == ["[x]", "[ ]", "[!]"]


@pytest.mark.parametrize("width", [20, 41, 60, 84])
def test_a_row_has_number_box_text_and_who(width: int) -> None:
    """Who ticked it, and what is required, in words where there is room; always just as wide as the pane."""
    rows = [row_text(row) for row in pane_rows(LISTED, TODAY, UTC, 0, width, 0, 3)]
    assert [cells(row) for row in rows] == [width] * 3
    assert rows[0].startswith(" 1 [x] Budget known"[:width])
    assert rows[2].startswith(" 3 [!] A very long")
    assert ("Ann, 3 Nov" in rows[0]) == ("required" in rows[2]) == (width >= 56)
    assert [row_text(row)[:2] for row in pane_rows(LISTED * 4, TODAY, UTC, 0, width, 8, 3)] == [
        " 9",
        "  ",
        "  ",
    ]


def test_the_words_say_the_whole_item_and_what_it_does(ann: Replica) -> None:
    """Who ticked it, or that it holds the deal, and where."""
    deal = ann.deal(ann.add("Acme"))

    def words(item: Item | None, name: str = "") -> list[str]:
        return [row_text(row).strip() for row in pane_words(deal, ann.board, TODAY, name, item, 60, None)]

    assert words(LISTED[0]) == ["Budget known", "", "Ticked by Ann, 3 Nov"]
    assert words(LISTED[2])[-1] == "Required: it holds the deal in Lead until it is done"
    assert " ".join(words(LISTED[2])[:2]) == LISTED[2].text
    assert words(None)[0] == "Lead has no checklist; a adds an item for this deal alone."
    assert words(None, CLOSING)[0] == "This list is empty."


def test_the_lists_stand_beside_each_other_or_are_turned(ann: Replica) -> None:
    """The handover comes with the win; a narrow pane names the present one and how many there are."""
    deal_id = ann.add("Acme")
    assert lists_of(ann.deal(deal_id)) == ("", "screening", CLOSING)
    ann.do(actions.CloseDeals((deal_id,), "won", override="x"))
    deal = ann.deal(deal_id)
    assert lists_of(deal)[-1] == HANDOVER
    wide = row_text(tabs_row(deal, ann.board, "", 80))
    assert wide.split("  ")[0].strip() == "Stage -"
    assert "Handover 0/7" in wide
    assert row_text(tabs_row(deal, ann.board, "screening", 40)) == " Screening 0/7  2 of 4"


def tab(ann: Replica, deal_id: str, *, working: bool = False) -> Detail:
    """The details' tab."""
    at = [one.title for one in TABS].index("Checklist")
    return detail(ann.deal(deal_id), ann.board, TODAY, (), tab=at, width=50, working=working)


def test_the_details_list_everything_and_tell_what_is_ready(ann: Replica) -> None:
    """Each line just as wide as the panel."""
    deal_id = ann.add("Acme")
    signals = tuple(one.id for one in items(ann.deal(deal_id), ann.board, CLOSING))
    ann.do(actions.CheckItems(deal_id, signals))
    lines = [line.row for line in tab(ann, deal_id).lines]
    assert {cells(row_text(line)) for line in lines} == {50}
    texts = [row_text(line).strip() for line in lines]
    assert texts[0] == READY
    assert texts[2:4] == ["Lead  0/1", "[!] Budget known"]
    assert "Closing signals  3/3" in texts
    assert any("commitment" in text and "[x]" in text for text in texts)


def test_items_are_ticked_added_and_taken_off_in_the_details(ann: Replica) -> None:
    """A digit and Space tick; only the deal's own items can be taken off."""
    deal_id = ann.add("Acme")
    ann.do(actions.AddItem(deal_id, "Ask Maija"))
    targets = {one.key: one for one in tab(ann, deal_id, working=True).targets}
    first = targets["lead.budget-known"]
    assert (first.number, first.does) == (
        1,
        {"toggle": actions.CheckItems(deal_id, ("lead.budget-known",), done=True)},
    )
    own = next(one for one in targets.values() if one.number == 2)
    assert own.does["remove"] == actions.Undefine("check", own.key)
    assert sum(1 for one in targets.values() if one.number == 0) == 1 + (7 + 3 + 2 - 9)
    add = targets[ADD].does["edit"]
    assert isinstance(add, Ask)
    spec = add.make(ann.clock.now())
    form = Form(spec.fields).with_texts({"text": "Ask Bob", "required": "yes"})
    assert spec.read(form) == actions.AddItem(deal_id, "Ask Bob", required=True)
    with pytest.raises(Misread, match="A checklist item needs a few words"):
        spec.read(Form(spec.fields))
