"""The conflicts over the board, undo where others went on, and who gave a field which value."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from histories import Replica
from hostile import HOSTILE
from pipeboard.domain import actions
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.conflicts import ConflictsDialog
from pipeboard.tui.screens.who import WhoDialog
from pipeboard.workspace.workspace import Workspace

SIZE = (120, 40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board on whose first deal Ann and Bob gave the value, and on whose second the stage, at once."""
    path = fill_board(tmp_path, 3)
    ann = open_board(path)
    first, second, third = ann.board.deals
    for deal, title in ((first, "Acme"), (second, "Beta"), (third, "Gone")):
        ann.do(actions.EditDeals((deal,), {"title": title}))
    ann.flush()
    bob = Replica("m2xb", "Bob")
    bob.clock.set(ann.now())
    bob.take(_rows(ann))
    ann.do(actions.EditDeals((first,), {"value": Decimal(2000)}))
    ann.do(actions.MoveDeals((second,), "qualified"))
    ann.do(actions.DeleteDeals((third,)))
    bob.wait(hours=1)
    known = set(bob.rows)
    bob.edit(first, value=Decimal(3000))
    bob.move(second, "proposal")
    bob.edit(third, company="Gone Oy")
    ann.close()
    _unite(path, {one: line for one, line in bob.rows.items() if one not in known})
    return path


def _rows(workspace: Workspace) -> dict[str, bytes]:
    return dict(workspace._store.rows())


def _unite(path: Path, rows: dict[str, bytes]) -> None:
    """What a merge of Bob's clone leaves in the file."""
    lines = path.read_bytes().splitlines(keepends=True)
    new = [line if line.endswith(b"\n") else line + b"\n" for line in rows.values()]
    path.write_bytes(b"".join([*lines[:2], *sorted({*lines[2:-2], *new}), *lines[-2:]]))


async def opened(pilot: Pilot[int]) -> tuple[BoardScreen, ConflictsDialog]:
    board = await loaded(pilot)
    await pilot.press("!")
    await pilot.pause()
    dialog = pilot.app.screen
    assert isinstance(dialog, ConflictsDialog)
    return board, dialog


def deal_of(board: BoardScreen, title: str) -> str:
    return next(one.id for one in board.workspace.board.deals.values() if one.title == title)


async def test_the_status_line_counts_conflicts_and_names_the_key(path: Path) -> None:
    """So does the card, by its sign."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        assert "≠ 2 to settle: !" in screen_text(app)
        assert "≠" in screen_text(app).split("to settle")[0]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20)])
async def test_every_value_is_listed_with_its_author(path: Path, size: tuple[int, int]) -> None:
    """On every size of screen; the value that shows is told, and what came back stands below."""
    app = make_app(path)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        text = screen_text(app)
        for said in ("≠ Acme", "3000", "2000", "Bob", "Anna", "shows", "≠ Beta", "Proposal"):
            assert said in text, said
        await pilot.press("G")
        await pilot.pause()
        assert "↺ Gone" in screen_text(app)
        assert "Anna deleted it" in screen_text(app)


async def test_a_pick_settles_and_undo_brings_it_back(path: Path) -> None:
    """The cursor on Ann's value, Space, and the deal has it."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        acme = deal_of(board, "Acme")
        await pilot.press("j", "space")
        await pilot.pause()
        assert board.workspace.board.deals[acme].value == 2000
        assert board.workspace.board.deals[acme].conflicts == ()
        assert "Acme: Value is 2000 now." in screen_text(app)
        await pilot.press("u")
        await pilot.pause()
        assert len(board.workspace.board.deals[acme].conflicts) == 1
        assert dialog.item is not None


async def test_a_third_value_is_typed_as_anywhere(path: Path) -> None:
    """What cannot be read is told beneath, and the form stays."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, _ = await opened(pilot)
        await pilot.press("e")
        await pilot.pause()
        await type_text(pilot, "much")
        await pilot.press("enter")
        await pilot.pause()
        assert "much" in screen_text(app)
        await pilot.press("ctrl+u")
        await type_text(pilot, "4k")
        await pilot.press("enter")
        await pilot.pause()
        deal = board.workspace.board.deals[deal_of(board, "Acme")]
        assert (deal.value, deal.conflicts) == (Decimal(4000), ())


async def test_what_came_back_is_acknowledged(path: Path) -> None:
    """Space takes the notice away; then there is nothing left when the conflicts are settled too."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, _ = await opened(pilot)
        await pilot.press("G", "space")
        await pilot.pause()
        assert board.workspace.board.deals[deal_of(board, "Gone")].notice == ""
        await pilot.press("g", "space", "space")
        await pilot.pause()
        assert "There is nothing to settle." in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "to settle" not in screen_text(app)


async def test_enter_goes_to_the_deal(path: Path) -> None:
    """The board's cursor is on it."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, _ = await opened(pilot)
        await pilot.press("j", "j", "enter")
        await pilot.pause()
        assert board.deal is not None
        assert board.deal.title == "Beta"


def answered(path: Path) -> str:
    """Bob answered the price that Ann has given Acme; the deal."""
    workspace = open_board(path)
    acme = next(one.id for one in workspace.board.deals.values() if one.title == "Acme")
    workspace.do(actions.EditDeals((acme,), {"value": Decimal(12000)}))
    workspace.do(actions.EditDeals((acme,), {"value": Decimal(2500)}))
    workspace.flush()
    bob = Replica("m2xb", "Bob")
    bob.clock.set(workspace.now())
    bob.take(_rows(workspace))
    known = set(bob.rows)
    bob.wait(hours=1)
    bob.edit(acme, value=Decimal(3500))
    workspace.close()
    _unite(path, {one: line for one, line in bob.rows.items() if one not in known})
    return acme


TOLD = "Bob has built on that: Acme: Value 2 500 → 3 500"
UNDONE = "Undid: Acme: Value 12 000 → 2 500."


@pytest.mark.parametrize(("answer", "undone"), [("y", True), ("u", True), ("escape", False)])
async def test_undo_says_first_who_built_on_the_value(path: Path, answer: str, undone: bool) -> None:
    """`y` or `u` once more goes on; Esc leaves it. Bob's answer stands either way."""
    acme = answered(path)
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await loaded(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert TOLD in screen_text(app)
        assert UNDONE not in screen_text(app)
        await pilot.press(answer)
        await pilot.pause()
        assert (UNDONE in screen_text(app)) == undone
        assert board.workspace.board.deals[acme].value == 3500


async def test_undo_in_a_dialog_says_it_too_and_goes_on_when_asked_again(path: Path) -> None:
    """The agenda, the conflicts and the panes ask in the same way: by the same key once more."""
    answered(path)
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert TOLD in screen_text(app)
        assert "once more does it all the" in screen_text(app)
        await pilot.press("u")
        await pilot.pause()
        assert UNDONE in screen_text(app)


async def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """Values, names and titles that a terminal would act on, on the list, in its form and in the history."""
    path = fill_board(tmp_path, 1)
    ann = open_board(path)
    [deal] = ann.board.deals
    ann.do(actions.EditDeals((deal,), {"title": HOSTILE}))
    ann.flush()
    bob = Replica("m2xb", f"Bob {HOSTILE}")
    bob.clock.set(ann.now())
    bob.take(_rows(ann))
    known = set(bob.rows)
    ann.do(actions.EditDeals((deal,), {"title": f"{HOSTILE} 1"}))
    bob.edit(deal, title=f"{HOSTILE} 2")
    ann.close()
    _unite(path, {one: line for one, line in bob.rows.items() if one not in known})
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, _ = await opened(pilot)
        for keys in (["j"], ["e"], ["escape", "enter"], ["enter", "enter", "w"]):
            await pilot.press(*keys)
            await pilot.pause()
            text = screen_text(app)
            assert "Evil" in text
            assert all(one.isprintable() or one == "\n" for one in text), keys
        assert isinstance(app.screen, WhoDialog)
        board.workspace.close()


async def test_who_changed_the_field_on_the_line(path: Path) -> None:
    """`w` in the details: values, authors and times, newest first."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board = await loaded(pilot)
        board.reveal(deal_of(board, "Acme"))
        await pilot.press("enter", "enter", "w")
        await pilot.pause()
        dialog = app.screen
        assert isinstance(dialog, WhoDialog)
        text = screen_text(app)
        assert "Title: who changed this" in text
        assert text.index("Acme") >= 0
        await pilot.press("escape", "j", "j", "w")
        await pilot.pause()
        assert "who changed this" in screen_text(app)
