"""A large board is opened from what it added up to last time, and never shows anything else than its rows."""

from __future__ import annotations

import json
import random
import shutil
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from clocks import FixedClock
from histories import START
from pipeboard.config.templates import as_pipeline, find_template
from pipeboard.domain import fold, log
from pipeboard.domain.actions import AddDeal, AddNote, CloseDeals, EditDeals, LogTouch, SetUpBoard
from pipeboard.domain.board import Board
from pipeboard.domain.errors import Refused
from pipeboard.store import boardfile, difference, filerows, parsing
from pipeboard.store.files import Known
from pipeboard.store.layout import Parsed
from pipeboard.workspace import recall
from pipeboard.workspace.demo import make_demo
from pipeboard.workspace.workspace import Workspace
from workspace.conftest import Opener


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boards of any size are worth keeping."""
    monkeypatch.setattr(recall, "LARGE", 1)


@pytest.fixture
def folds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The deals that are folded, one by one."""
    seen: list[str] = []

    class Counted(fold.DealFold):
        __slots__ = ()

        def __init__(self, deal_id: str) -> None:
            seen.append(deal_id)
            super().__init__(deal_id)

    monkeypatch.setattr(log, "DealFold", Counted)
    return seen


@pytest.fixture
def known(opened: Opener) -> Opener:
    """Opens a board of ten deals that is kept."""
    workspace = opened()
    for number in range(10):
        done = workspace.do(AddDeal({"title": f"Deal {number}", "value": Decimal(100)}))
        workspace.do(LogTouch(done.changed, "call", "Hello"))
    workspace.do(CloseDeals(tuple(workspace.board.deals)[:3], "lost", reason="price"))
    workspace.close()
    again = opened()
    again.keep()
    again.close()
    return opened


def same(one: Workspace, other: Board) -> bool:
    """Whether it shows just this board."""
    return one.board == other and list(one.board.deals) == list(other.deals)


def folded(path: Path, tmp_path: Path, clock: FixedClock) -> Board:
    """The board as it is without any cache."""
    return Workspace.open(path, state_dir=tmp_path / "nothing", author="", clock=clock).board


def test_a_board_that_is_kept_is_not_folded_again(
    known: Opener, folds: list[str], path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """It is the same, and goes on like any other."""
    board = folded(path, tmp_path, clock)
    folds.clear()
    workspace = known()
    assert same(workspace, board)
    assert folds == []
    done = workspace.do(EditDeals(tuple(board.deals)[:1], {"title": "More"}))
    assert set(folds) == {done.changed[0]}
    assert workspace.board.deals[done.changed[0]].title == "More"
    assert len(workspace.timeline(done.changed[0])) == 4


def test_a_file_that_somebody_laid_out_anew_is_kept_as_well(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """Its rows are then told apart with care, each time."""
    path.write_text(json.dumps(json.loads(path.read_text()), indent=2))
    for _ in range(2):
        workspace = known()
        workspace.keep()
        assert same(workspace, folded(path, tmp_path, clock))
        workspace.close()


def test_all_that_a_board_can_hold_is_kept(tmp_path: Path) -> None:
    """The sample has something of everything: people, offers, answers, ticks, cadences, links."""
    path, state = tmp_path / "demo.json", tmp_path / "state"
    clock = FixedClock(START)
    pipeline = as_pipeline(find_template("consulting"))
    make_demo(path, state_dir=state, setup=SetUpBoard({}, pipeline), author="Ann", clock=clock).close()
    first = Workspace.open(path, state_dir=state, author="Ann", clock=clock)
    first.keep()
    again = Workspace.open(path, state_dir=state, author="Ann", clock=clock)
    again.keep()
    assert same(again, first.board)
    assert [list(again.timeline(deal)) for deal in first.board.deals] == [
        list(first.timeline(deal)) for deal in first.board.deals
    ]


def test_it_is_shown_before_its_rows_are_told_apart(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As soon as the file proves to be the same."""
    order: list[object] = []

    def told_apart(data: bytes, known: Known) -> Parsed:
        order.append("rows")
        return parsing.parse_known(data, known)

    monkeypatch.setattr(boardfile, "parse_known", told_apart)

    def first(board: Board, today: date) -> None:
        order.append(len(board.deals))

    workspace = Workspace.open(path, state_dir=tmp_path / "state", author="", clock=clock, first=first)
    assert order == [10, "rows"]
    assert len(workspace.board.deals) == 10


def test_rows_that_came_since_are_folded_alone(
    known: Opener, folds: list[str], path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """Those of this clone and those of another."""
    other = known("Bob", "other")
    deal = other.do(AddDeal({"title": "From Bob"})).changed[0]
    other.do(EditDeals(tuple(other.board.deals)[:1], {"value": Decimal(7)}))
    other.close()
    board = folded(path, tmp_path, clock)
    folds.clear()
    workspace = known()
    assert same(workspace, board)
    assert set(folds) == {deal, next(iter(board.deals))}


def test_a_file_that_lost_rows_is_folded_anew(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """After a checkout of an older commit nothing is there that the file does not hold."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b"Deal 5" not in line))
    workspace = known(clone="state")
    assert same(workspace, folded(path, tmp_path, clock))
    assert "Deal 5" not in {deal.title for deal in workspace.board.deals.values()}


def test_rows_whose_bytes_changed_are_folded_anew(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """Personal data that was taken out of them does not come back."""
    path.write_bytes(path.read_bytes().replace(b'"Hello"', b'"-"').replace(b"Deal 5", b"Erased"))
    workspace = known()
    assert same(workspace, folded(path, tmp_path, clock))
    assert "Erased" in {deal.title for deal in workspace.board.deals.values()}


def test_another_board_at_the_same_place_is_not_mixed_up(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """What is kept counts for the rows that it was made of, wherever they are."""
    path.unlink()
    workspace = known()
    workspace.do(AddDeal({"title": "Another"}))
    workspace.close()
    assert [deal.title for deal in known().board.deals.values()] == ["Another"]


def test_a_little_more_is_not_kept_anew_and_much_more_is(
    known: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache is written when one row in a few is not in it."""
    monkeypatch.setattr(recall, "STALE", 5)
    written: list[str] = []
    monkeypatch.setattr(
        "pipeboard.store.cache.write_cache", lambda home, head, parts: written.append(head["file"])
    )

    def add_and_open(count: int) -> None:
        workspace = known()
        for number in range(count):
            workspace.do(AddDeal({"title": f"More {number}"}))
        workspace.close()
        again = known()
        again.keep()
        again.close()

    add_and_open(1)
    assert written == []
    add_and_open(20)
    assert len(written) == 1


def test_a_small_board_is_not_kept(known: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is folded faster than a cache is read."""
    monkeypatch.setattr(recall, "LARGE", 1_000_000)
    shutil.rmtree(tmp_path / "state")
    workspace = known()
    workspace.keep()
    assert not list((tmp_path / "state").rglob("cache"))


def test_a_look_at_a_board_that_is_known_tells_no_rows_apart(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they add up to is enough to print it; who asks for events gets them."""
    board = folded(path, tmp_path, clock)
    kept: list[Known] = []

    def told_apart(data: bytes, known: Known) -> Parsed:
        def apart() -> dict[str, bytes]:
            kept.append(known)
            return known.apart()

        return parsing.parse_known(data, known._replace(apart=apart))

    monkeypatch.setattr(boardfile, "parse_known", told_apart)
    workspace = known()
    assert workspace.board == board
    assert list(workspace.timeline(next(iter(board.deals))))
    assert kept == []
    monkeypatch.setattr(filerows, "_FEW", 5)
    assert workspace.timeline()
    assert len(kept) == 1
    assert same(workspace, board)


def test_what_came_since_is_told_without_taking_the_file_apart(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each change of one's own would otherwise cost the next start what the cache saves."""
    monkeypatch.setattr(recall, "STALE", 1)
    workspace = known()
    for number in range(3):
        workspace.do(AddDeal({"title": f"Since {number}"}))
        workspace.do(AddNote(tuple(workspace.board.deals)[:1], f"Noted {number}"))
    workspace.close()
    whole = folded(path, tmp_path, clock)
    monkeypatch.setattr(boardfile, "parse", None)
    again = known()
    assert same(again, whole)
    assert len(again.timeline()) == len(workspace.timeline())
    again.do(AddDeal({"title": "And on"}))
    again.close()
    assert "And on" in [deal.title for deal in known().board.deals.values()]


def test_what_a_few_changes_made_of_it_is_kept_beside_it(
    known: Opener,
    folds: list[str],
    path: Path,
    tmp_path: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next look at it folds nothing and takes nothing apart, however often that happens."""
    monkeypatch.setattr(recall, "STALE", 1)
    for number in range(3):
        workspace = known()
        done = workspace.do(AddDeal({"title": f"Since {number}"}))
        workspace.do(AddNote((*done.changed, next(iter(workspace.board.deals))), "Both"))
        workspace.close()
        workspace.keep()
    workspace = known()
    workspace.undo()
    workspace.undo()
    workspace.close()
    workspace.keep()
    whole = folded(path, tmp_path, clock)
    folds.clear()
    monkeypatch.setattr(difference, "additions", None)
    monkeypatch.setattr(boardfile, "parse", None)
    again = known()
    assert same(again, whole)
    assert folds == []
    assert len(again.timeline()) == len(workspace.timeline())
    assert same(again, whole)


def test_a_file_that_is_as_it_was_before_is_not_shown_as_it_was_since(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """What came since counts only where the file holds it: not after a checkout, nor for half of it."""
    before = path.read_bytes()
    seen: list[bytes] = []
    for title in ("One", "Two"):
        workspace = known()
        workspace.do(AddDeal({"title": title}))
        workspace.close()
        workspace.keep()
        seen.append(path.read_bytes())
    for data in (before, seen[0], seen[1], seen[1].replace(b'"Two"', b'"Few"')):
        path.write_bytes(data)
        workspace = known()
        assert same(workspace, folded(path, tmp_path, clock))
        workspace.close()


def test_what_vanished_while_it_was_open_is_not_kept_as_if_it_was_there(
    known: Opener, path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """Only rows that came can be kept beside a cache."""
    before = path.read_bytes()
    workspace = known()
    workspace.do(AddDeal({"title": "Mine"}))
    workspace.flush()
    path.write_bytes(before)
    assert workspace.reload() is not None
    workspace.close()
    workspace.keep()
    assert not list((tmp_path / "state").rglob("cache-delta"))
    assert same(known(), folded(path, tmp_path, clock))


@pytest.mark.parametrize("seed", range(6))
def test_two_that_work_on_one_file_always_see_what_it_adds_up_to(
    opened: Opener, seed: int, path: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever keeps what, and whenever."""
    monkeypatch.setattr(recall, "STALE", 8)
    chance = random.Random(seed)
    opened().flush()
    for turn in range(25):
        workspace = opened(clone=chance.choice(("state", "other")))
        if chance.random() < 0.8:
            workspace.reload()
            deals = tuple(list(workspace.board.deals)[-2:])
            edits = [AddNote(deals, "Noted"), EditDeals(deals, {"title": f"{turn}"})] if deals else []
            for _ in range(chance.randrange(3)):
                workspace.do(chance.choice([AddDeal({"title": f"Deal {turn}"}), *edits]))
        if chance.random() < 0.2:
            with suppress(Refused):
                workspace.undo()
        workspace.close()
        if chance.random() < 0.7:
            workspace.keep()
        assert same(opened(), folded(path, tmp_path, clock))
