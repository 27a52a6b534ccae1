"""What all panes share: their keys, and that a key costs what it shows and changes, on any board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dialog_app import DialogApp
from factories import NOW, TODAY, make_board
from pipeboard.domain.actions import Action, Redo, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import progress
from pipeboard.domain.definitions import Definition
from pipeboard.domain.profiles import fit_percent
from pipeboard.domain.proposal import Proposal
from pipeboard.domain.scoring import counting
from pipeboard.tui.screens.checklist import ChecklistPane
from pipeboard.tui.screens.definitions import DefinitionsEditor
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.tui.screens.handover import HandoverPane
from pipeboard.tui.screens.pane import Pane
from pipeboard.tui.screens.proposals import ProposalsPane
from pipeboard.tui.screens.qualification import QualificationPane
from pipeboard.tui.screens.stage_content import StageContent
from pipeboard.tui.screens.stage_editor import StageEditor
from pipeboard.view.forms.deal import known_values
from work import count_calls


class Desk:
    """A board of some size, on which every action changes one deal."""

    def __init__(self, deals: int) -> None:
        self.board = _filled(make_board(deals))
        self.first = next(iter(self.board.deals))

    def read(self) -> Board:
        return self.board

    def submit(self, _action: Action) -> None:
        deal = self.board.deals[self.first]
        self.board = self.board.with_deals({deal.id: deal._replace(value=(deal.value or Decimal(0)) + 1)})


def _filled(board: Board) -> Board:
    """With a won deal first, a rule, a profile and items on a checklist."""
    first, *_ = board.deals.values()
    first = first._replace(status="won", closed=NOW, proposals=(Proposal("p", Decimal(5)),))
    items = {
        f"i{n}": Definition("check", f"i{n}", {"text": f"Item {n}", "list": f"stage:{first.stage}"})
        for n in range(3)
    }
    rule = Definition("score", "s", {"title": "S", "when": "value>1", "points": 5})
    profile = Definition("profile", "p", {"title": "P", "pains": ("slow",)})
    defined = {"check": items, "score": {"s": rule}, "profile": {"p": profile}}
    return board._replace(deals={**board.deals, first.id: first}, defined=defined)


def _now() -> Any:
    return NOW


def _ask(_spec: object, _submit: Submit) -> None: ...


PANES: dict[str, Callable[[Desk], Dialog[Any]]] = {
    "checklist": lambda desk: ChecklistPane(desk.first, desk.read, desk.submit, _now),
    "qualification": lambda desk: QualificationPane(desk.first, desk.read, desk.submit, _now),
    "handover": lambda desk: HandoverPane(desk.first, desk.read, desk.submit, _now),
    "proposals": lambda desk: ProposalsPane(desk.first, desk.read, desk.submit, _now, _ask),
    "stage content": lambda desk: StageContent("lead", desk.read, desk.submit, _now),
    "stages": lambda desk: StageEditor(desk.read, desk.submit, _now, "sales"),
    "definitions": lambda desk: DefinitionsEditor(desk.read, desk.submit, _now),
}
KEYS = {
    **dict.fromkeys(("checklist", "handover", "stage content"), ("j", "k", "space", "j")),
    "qualification": ("j", "1", "tab", "j"),
    "proposals": ("1", "s", "j"),
    "stages": ("j", "k", "j"),
    "definitions": ("j", "enter", "j", "escape", "k"),
}


@pytest.mark.parametrize("pane", PANES)
async def test_a_key_in_a_pane_does_not_go_through_all_deals(pane: str) -> None:
    """Moving, and changing the deal that is shown, make as many calls over 100 deals as over 2,000."""
    counts = [await _calls(PANES[pane], KEYS[pane], size) for size in (100, 2_000)]
    few, many = counts
    for key, small, large in zip(KEYS[pane], few, many, strict=True):
        assert large < small + 200, (key, small, large)


async def _calls(make: Callable[[Desk], Dialog[Any]], keys: tuple[str, ...], size: int) -> list[int]:
    dialog = make(Desk(size))
    app = DialogApp(dialog)
    async with app.run_test(size=(100, 30)):
        for key in keys:  # once without counting: what is worked out on first use is not meant
            dialog.press(key, "")
        return [count_calls(lambda one=key: dialog.press(one, "")) for key in keys]  # type: ignore[misc]


def test_what_a_card_shows_is_not_worked_out_anew_for_all_when_one_deal_changes() -> None:
    """Score, fit, checklist and back links of a deal after a change of it: the same work on any board."""

    def calls(size: int) -> int:
        desk = Desk(size)
        _card(desk.board, desk.first, TODAY)
        desk.submit(None)  # type: ignore[arg-type]
        return count_calls(lambda: _card(desk.board, desk.first, TODAY))

    # A few calls may be the interpreter's own; one for each deal would be two thousand.
    assert abs(calls(2_000) - calls(100)) < 20


def _card(board: Board, deal_id: str, today: date) -> object:
    deal = board.deals[deal_id]
    return (
        counting(deal, board, today),
        fit_percent(deal, board),
        progress(deal, board),
        board.followed_by(deal),
    )


def test_what_a_form_offers_is_counted_without_a_call_for_each_deal() -> None:
    """Known companies, owners and tags, of 2,000 deals."""
    board = make_board(2_000)
    deals = list(board.visible_deals())
    assert count_calls(lambda: known_values(deals)) < 500


@pytest.mark.parametrize("pane", PANES)
async def test_all_panes_have_the_same_keys_to_take_back_to_go_to_the_ends_and_to_leave(pane: str) -> None:
    """`u` and `U` are one action each, `G` and `g` go to the ends, a refusal is shown, `q` leaves."""
    desk, done = Desk(20), list[Action]()
    dialog = PANES[pane](desk)
    assert isinstance(dialog, Pane)

    def submit(action: Action) -> str | None:
        done.append(action)
        return "It cannot be done." if len(done) > 2 else None

    dialog._submit = submit
    app = DialogApp(dialog)
    async with app.run_test(size=(100, 30)) as pilot:
        for key in ("u", "U", "ctrl+r"):
            dialog.press(key, "")
        assert done == [Undo(), Redo(), Redo()]
        assert "! It cannot be done." in app.text
        for key, line in (("G", dialog.count - 1), ("g", 0)):
            dialog.press(key, "")
            assert dialog._cursor == max(line, 0)
            assert "cannot" not in app.text
        dialog.press("q", "")
        await pilot.pause()
        assert app.result in (None, "sales")
