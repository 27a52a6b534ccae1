"""The application on a real file: do, undo, reload, tell, and never lose what was confirmed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from clocks import FixedClock
from histories import SETUP, START
from pipeboard.domain import actions
from pipeboard.domain.actions import AddPipeline, NewContact, NewStage, SetUpBoard
from pipeboard.domain.change import Change
from pipeboard.domain.errors import BadInput, NotFound, PipeBoardError, Refused, Unwritable
from pipeboard.workspace.workspace import Workspace

Opener: TypeAlias = Callable[..., Workspace]


def add(workspace: Workspace, title: str = "Acme", **fields: Any) -> str:
    return workspace.do(actions.AddDeal({"title": title, **fields})).changed[0]


def titles(workspace: Workspace) -> set[str]:
    return {deal.title for deal in workspace.board.visible_deals()}


# Opening and creating


def test_a_new_board_is_in_its_file_at_once(board: Workspace, path: Path) -> None:
    """After `create` the file holds the settings and the stages."""
    events = json.loads(path.read_text())["events"]
    assert [row["do"] for row in events.values() if row][:2] == ["board.set", "pipeline.created"]
    assert board.path == path
    assert (board.read_only_reason, board.failure, dict(board.problems)) == ("", None, {})


def test_a_board_is_not_made_over_an_existing_file(board: Workspace, path: Path, tmp_path: Path) -> None:
    """The file that is there stays as it is."""
    before = path.read_bytes()
    with pytest.raises(Refused):
        Workspace.create(path, state_dir=tmp_path / "state", author="Ann", setup=SETUP)
    assert path.read_bytes() == before


TWICE = (NewStage("", {"name": "A"}), NewStage("", {"name": "a"}))


@pytest.mark.parametrize(
    ("setup", "error"),
    [
        (SetUpBoard({"name": "", "currency": "EUR"}, AddPipeline("Sales")), BadInput),
        (SetUpBoard({"name": "B", "currency": "euro"}, AddPipeline("Sales")), BadInput),
        (SetUpBoard({"name": "B"}, AddPipeline("Sales", TWICE)), Refused),
    ],
)
def test_a_refused_set_up_leaves_no_file(
    path: Path, tmp_path: Path, setup: SetUpBoard, error: type[PipeBoardError]
) -> None:
    """Nothing is made before the rules agree."""
    with pytest.raises(error):
        Workspace.create(path, state_dir=tmp_path / "state", author="Ann", setup=setup)
    assert not path.exists()


def test_a_missing_board_is_not_found(path: Path, tmp_path: Path) -> None:
    """Opening makes nothing."""
    with pytest.raises(NotFound):
        Workspace.open(path, state_dir=tmp_path / "state", author="Ann")
    assert not path.exists()


def test_now_and_today_are_those_of_the_boards_time_zone(board: Workspace, clock: FixedClock) -> None:
    """Half past ten in the evening in London is tomorrow in Helsinki."""
    clock.set(START.replace(hour=22, minute=30))
    assert board.today() == date(2026, 11, 24)
    assert (board.now().hour, board.now() == clock.now()) == (0, True)


# Doing


def test_an_action_tells_what_it_did(board: Workspace) -> None:
    """Its id, the deals that changed, and one sentence."""
    deal_id = add(board)
    outcome = board.do(actions.MoveDeals((deal_id,), "qualified"))
    assert outcome.changed == (deal_id,)
    assert outcome.summary == "Moved Acme to Qualified."
    assert outcome.act.partition("-")[0] == deal_id.partition("-")[0]
    assert board.board.deals[deal_id].stage == "qualified"


def test_what_there_is_nothing_to_do_about_writes_nothing(board: Workspace, path: Path) -> None:
    """A move to where the deal is has no id and no rows."""
    deal_id = add(board)
    board.flush()
    before = path.read_bytes()
    outcome = board.do(actions.MoveDeals((deal_id,), "lead"))
    assert (outcome.act, outcome.changed, outcome.summary) == ("", (), "Acme is in Lead already.")
    board.flush()
    assert path.read_bytes() == before


def test_a_refusal_writes_nothing(board: Workspace, path: Path) -> None:
    """Neither the file nor the board changes, also when half of a bulk action could be done."""
    one, other = add(board), add(board, "Won")
    board.do(actions.CloseDeals((other,), "won"))
    board.flush()
    before, rows = board.board, path.read_bytes()
    told: list[Change] = []
    board.subscribe(told.append)
    with pytest.raises(Refused):
        board.do(actions.CloseDeals((one, other), "lost", "price"))
    with pytest.raises(BadInput):
        board.do(actions.EditDeals((one,), {"company": "x" * 20_001}))
    board.flush()
    assert board.board is before
    assert path.read_bytes() == rows
    assert told == []


def test_what_was_done_is_there_for_a_second_app_that_opens_without_a_save(opened: Opener) -> None:
    """`do` is durable when it returns: it stands in the journal, whatever becomes of this app."""
    first = opened()
    deal_id = add(first)
    second = opened()
    assert second.board.deals[deal_id] == first.board.deals[deal_id]


def test_a_reopened_board_is_the_same_board(opened: Opener) -> None:
    """Everything that was done comes back from the file, byte for byte the same board."""
    first = opened()
    deal_id = add(first, value=Decimal("12.50"), tags=("web",))
    first.do(actions.AddContact(deal_id, NewContact("Jo", "jo@example.com")))
    first.do(actions.PlanFollowUp((deal_id,), "call", date(2026, 12, 1), "ring"))
    first.do(actions.CloseDeals((deal_id,), "won"))
    first.undo()
    first.close()
    assert opened().board == first.board


HOSTILE = '\x1b[31m\x07\x00\x9b\u202e\u200b\ud800 [@click=app.quit]x[/]\n\r\t"\\ 👩‍👩‍👧 ' + "x" * 300


def test_any_text_survives_the_file(opened: Opener, path: Path) -> None:
    """Controls and half characters do no harm to the file, and the deal is read back as it was shown."""
    first = opened(author="Ann\x1b\ud800")
    deal_id = add(first, HOSTILE, **{"custom.\x1b": HOSTILE})
    first.do(actions.AddNote((deal_id,), HOSTILE))
    first.close()
    text = path.read_text(encoding="utf-8")
    assert not any(ord(letter) < 32 and letter != "\n" for letter in text)
    second = opened()
    assert second.board == first.board
    assert second.board.deals[deal_id].title == HOSTILE.replace("\ud800", "?")
    assert not second.problems


# Undo


def test_undo_and_redo_say_what_they_did_and_survive_a_restart(opened: Opener) -> None:
    """The log knows what was taken back, in this run or another."""
    first = opened()
    deal_id = add(first)
    first.do(actions.MoveDeals((deal_id,), "qualified"))
    assert first.undo().summary == "Undid: Acme: Moved from Lead to Qualified."
    first.close()
    second = opened()
    assert second.board.deals[deal_id].stage == "lead"
    assert second.redo().summary == "Redid: Acme: Moved from Lead to Qualified."
    second.close()
    third = opened()
    assert third.board.deals[deal_id].stage == "qualified"
    third.undo()
    assert third.undo().summary == "Undid: Acme: Created in Lead."
    assert deal_id not in third.board.deals


def test_undo_of_a_bulk_action_says_how_much_it_concerned(board: Workspace) -> None:
    """Five deals moved at once are one step, and are told as such."""
    ids = tuple(add(board, f"Deal {number}") for number in range(5))
    board.do(actions.MoveDeals(ids, "qualified"))
    outcome = board.undo()
    assert set(outcome.changed) == set(ids)
    assert outcome.summary.endswith("and 4 more.")


def test_there_is_not_always_something_to_undo_or_redo(opened: Opener) -> None:
    """Each says so in a sentence."""
    opened().close()
    bob = opened("Bob")
    with pytest.raises(Refused, match="nothing of yours to undo"):
        bob.undo()
    with pytest.raises(Refused, match="nothing to redo"):
        bob.redo()


def test_any_action_can_be_undone_by_any_of_its_events(board: Workspace) -> None:
    """History shows events; the whole action is what an undo takes back. Once is enough."""
    deal_id = add(board)
    won = board.do(actions.CloseDeals((deal_id,), "won"))
    moved = board.timeline(deal_id)[0]
    assert moved.id != won.act
    board.do(actions.Undo(moved.id))
    assert (board.board.deals[deal_id].status, board.board.deals[deal_id].stage) == ("open", "lead")
    with pytest.raises(Refused, match="undone already"):
        board.do(actions.Undo(won.act))
    with pytest.raises(NotFound, match="no action"):
        board.do(actions.Undo("k7q-01hk3z8q0v3x"))


def test_undo_takes_back_what_was_done_last_even_beside_a_deal_from_the_future(
    opened: Opener, clock: FixedClock
) -> None:
    """A broken clock dated one deal years ahead; undo still goes by what this app did last."""
    ahead = FixedClock(START + timedelta(days=3650), seed=3)
    bob = opened("Bob", clock=ahead)
    future = add(bob, "Future")
    bob.close()
    ann = opened()
    ann.do(actions.EditDeals((future,), {"company": "A"}))
    latest = add(ann, "Latest")
    ann.undo()
    assert latest not in ann.board.deals
    assert ann.board.deals[future].company == "A"
    ann.undo()
    assert ann.board.deals[future].company == ""
    assert ann.redo().changed == (future,)
    assert ann.redo().changed == (latest,)


# Two apps on one file


def test_two_apps_see_each_other_after_a_reload(opened: Opener, clock: FixedClock) -> None:
    """Both sets of changes are there, and each app is told what changed, once."""
    ann, bob = opened("Ann"), opened("Bob")
    told: list[Change] = []
    bob.subscribe(told.append)
    first = add(ann, "From Ann")
    ann.flush()
    assert bob.reload() == Change((first,), came=(first,))
    assert told == [Change((first,), came=(first,))]
    second = add(bob, "From Bob")
    bob.flush()
    ann.reload()
    assert titles(ann) == titles(bob) == {"From Ann", "From Bob"}
    assert ann.board == bob.board
    assert second in ann.board.deals
    assert (ann.reload(), bob.reload()) == (None, None)


def test_concurrent_edits_of_two_apps_are_a_conflict_until_someone_picks(
    opened: Opener, clock: FixedClock
) -> None:
    """The later value shows, the other is listed; a pick in one app settles it in the other."""
    ann, bob = opened("Ann"), opened("Bob", clone="other")
    deal_id = add(ann)
    ann.flush()
    bob.reload()
    ann.do(actions.EditDeals((deal_id,), {"value": Decimal(1)}))
    clock.set(clock.now() + timedelta(minutes=1))
    bob.do(actions.EditDeals((deal_id,), {"value": Decimal(2)}))
    for one in (ann, bob):
        one.flush()
    for one in (ann, bob):
        one.reload()
    assert ann.board == bob.board
    [conflict] = ann.board.deals[deal_id].conflicts
    assert (conflict.shown, conflict.other, conflict.other_by) == ("2", "1", "Ann")
    ann.do(actions.EditDeals((deal_id,), {"value": Decimal(1)}))
    ann.flush()
    bob.reload()
    assert (bob.board.deals[deal_id].value, bob.board.deals[deal_id].conflicts) == (Decimal(1), ())


def test_rows_that_a_checkout_took_away_vanish_and_come_back(opened: Opener, path: Path) -> None:
    """The board follows the file in both directions."""
    ann = opened()
    before = path.read_bytes()
    deal_id = add(ann)
    ann.flush()
    after = path.read_bytes()
    path.write_bytes(before)
    change = ann.reload()
    assert change is not None
    assert change.deals == (deal_id,)
    assert deal_id not in ann.board.deals
    path.write_bytes(after)
    ann.reload()
    assert deal_id in ann.board.deals


def test_rows_that_were_overwritten_count_as_they_are_now(opened: Opener, path: Path) -> None:
    """An erasure of personal data changes rows in the file; an app that is open follows."""
    ann = opened()
    deal_id = add(ann)
    ann.do(actions.AddContact(deal_id, NewContact("Jo Secret")))
    ann.flush()
    path.write_bytes(path.read_bytes().replace(b"Jo Secret", b"(erased)"))
    ann.reload()
    assert [person.name for person in ann.board.deals[deal_id].contacts] == ["(erased)"]


def test_a_reload_with_unsaved_work_loses_none_of_it(opened: Opener) -> None:
    """What this app did and what came from outside are united."""
    ann, bob = opened("Ann"), opened("Bob", clone="other")
    add(bob, "From Bob")
    bob.flush()
    add(ann, "From Ann")
    ann.reload()
    assert "From Ann" in titles(ann)
    ann.flush()
    ann.reload()
    bob.reload()
    assert titles(ann) == titles(bob) == {"From Ann", "From Bob"}


# Subscribers


def test_subscribers_are_told_after_the_board_has_changed_and_until_they_leave(board: Workspace) -> None:
    """In the order in which they came; a listener that left hears nothing more."""
    heard: list[tuple[str, int]] = []
    leave = board.subscribe(lambda _: heard.append(("first", len(board.board.deals))))
    board.subscribe(lambda _: heard.append(("second", len(board.board.deals))))
    add(board)
    leave()
    leave()
    add(board)
    assert heard == [("first", 1), ("second", 1), ("second", 2)]


def test_a_change_of_settings_is_told_as_one(board: Workspace) -> None:
    """No deal changed, but the screen has to be drawn anew."""
    told: list[Change] = []
    board.subscribe(told.append)
    board.do(actions.SetBoard({"name": "New"}))
    assert told == [Change((), outline=True)]


# Timeline


def test_the_timeline_of_a_deal_tells_everything_newest_first(board: Workspace, clock: FixedClock) -> None:
    """By when it happened, with what was taken back left out; a back-dated touch stands where it belongs."""
    deal_id = add(board, value=Decimal(5))
    clock.set(START + timedelta(hours=2))
    board.do(actions.EditDeals((deal_id,), {"value": Decimal(7)}))
    board.do(actions.LogTouch((deal_id,), "call", "Rang", at=START + timedelta(hours=1)))
    board.do(actions.AddNote((deal_id,), "Oops"))
    board.undo()
    told = [entry.text for entry in board.timeline(deal_id)]
    assert told == ["Value 5 → 7", "Call: Rang", "Created in Lead"]
    assert {entry.by for entry in board.timeline(deal_id)} == {"Ann"}
    assert board.timeline(deal_id, limit=1)[0].deal == deal_id


def test_the_timeline_of_the_board_has_the_latest_of_everything(board: Workspace) -> None:
    """Deals, stages and undos; as much as was asked for."""
    deal_id = add(board)
    board.do(actions.AddNote((deal_id,), "Oops"))
    board.undo()
    entries = board.timeline(limit=3)
    assert [entry.text for entry in entries] == [
        "Took back Acme: Note: Oops",
        "Created in Lead",
        "Added the stage Delivery",
    ]
    assert len(board.timeline()) == len(entries) + 5


def test_an_undo_is_told_by_what_it_took_back(board: Workspace) -> None:
    """Also one that brought it back, and in the summary for those who share the board."""
    board.do(actions.EditDeals((add(board),), {"value": Decimal(7)}))
    board.undo()
    told = [board.timeline(limit=1)[0].text]
    for _ in range(2):
        board.redo()
        told.append(board.timeline(limit=1)[0].text)
        board.undo()
        told.append(board.timeline(limit=1)[0].text)
    took, brought = "Took back Acme: Value 7", "Brought back Acme: Value 7"
    assert told == [took, brought, took, brought, took]
    newest = board.timeline(limit=1)[0].id
    assert f"- {took}\n" in board.summary({newest}).message()


def test_a_merged_duplicates_history_is_told_with_the_deals(board: Workspace) -> None:
    """Nothing is lost in a merge, its story included."""
    one, other = add(board, "Acme"), add(board, "Acme too")
    board.do(actions.AddNote((other,), "They rang"))
    board.do(actions.MergeDeals(other, one))
    told = [entry.text for entry in board.timeline(one)]
    assert "They rang" in told
    assert "Merged into Acme" in told


def test_rows_that_nobody_understands_do_not_stop_a_timeline(opened: Opener, path: Path) -> None:
    """A torn row, a malformed one and one of a newer version are left out, and counted as what they are."""
    first = opened()
    deal_id = add(first)
    first.close()
    head = deal_id[:-3]
    strange = [
        f'"{head}zzx": {{"do": "deal.moved", "deal": "{deal_id}", "at": 5, "by": "X", "to": "lead"}},',
        f'"{head}zzy": {{"do": "deal.scored", "deal": "{deal_id}", "at": "x", "by": "X"}},',
        f'"{head}zzz": {{"do": "note.added", "deal": "{deal_id}", "a }},',
    ]
    data = path.read_text()
    path.write_text(data.replace('"~": {}', "\n".join(strange) + '\n"~": {}'))
    second = opened()
    assert [entry.text for entry in second.timeline(deal_id)] == ["Created in Lead"]
    assert len(second.timeline()) == 7
    assert f"{head}zzx" in second.problems
    second.do(actions.AddNote((deal_id,), "Still works"))
    second.undo()
    second.close()
    assert all(row in path.read_text() for row in strange)


# When the file cannot be written


def test_a_newer_format_is_read_and_not_written(opened: Opener, path: Path) -> None:
    """The board shows, and every action is refused with the reason."""
    first = opened()
    deal_id = add(first)
    first.close()
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 2', 1))
    before = path.read_bytes()
    second = opened()
    assert deal_id in second.board.deals
    assert "newer format" in second.read_only_reason
    with pytest.raises(Unwritable, match="newer format"):
        second.do(actions.AddNote((deal_id,), "No"))
    with pytest.raises(Unwritable):
        second.undo()
    second.close()
    assert path.read_bytes() == before


def test_a_failed_save_is_told_and_costs_nothing(opened: Opener, path: Path) -> None:
    """While the file is damaged, work goes on in the journal; once it is back, everything is saved."""
    ann = opened()
    sound = path.read_bytes()
    path.write_bytes(b"{")
    deal_id = add(ann, "Kept")
    assert deal_id in ann.board.deals
    with pytest.raises(PipeBoardError):
        ann._store.flush(0.3)
    path.write_bytes(sound)
    ann.flush()
    assert ann.failure is None
    ann.close()
    assert "Kept" in titles(opened())


def test_saving_is_announced(board: Workspace) -> None:
    """The screen may say "saved" when it is true."""
    saved: list[bool] = []
    board.on_saved(lambda: saved.append(True))
    add(board)
    board.flush()
    assert saved


def test_undo_stops_at_the_board_itself(board: Workspace) -> None:
    """Undo pressed too often does not take the stages away."""
    add(board, "Acme")
    board.undo()
    with pytest.raises(Refused, match="nothing of yours to undo"):
        board.undo()
    assert board.board.stages
    made = board.timeline()[-1].id
    with pytest.raises(Refused, match="made the board"):
        board.do(actions.Undo(made))


def test_many_actions_at_once_are_kept_together(opened: Opener, path: Path) -> None:
    """Seen at once, in the file at the end; also those before one that is refused."""
    board = opened()
    lines = path.read_bytes().count(b"\n")

    def make_some() -> None:
        with board.at_once():
            board.do(actions.AddDeal({"title": "A"}))
            board.do(actions.AddDeal({"title": "B"}))
            board.flush()
            assert path.read_bytes().count(b"\n") == lines
            board.do(actions.RetireStage("lead"))

    with pytest.raises(Refused):
        make_some()
    board.flush()
    board.do(actions.AddDeal({"title": "C"}))
    board.close()
    assert [deal.title for deal in opened().board.deals.values()] == ["A", "B", "C"]
