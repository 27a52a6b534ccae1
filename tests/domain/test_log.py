"""The log in memory: what it keeps, tells and forgets."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

import pytest

from histories import START, event_id, line, sync, team
from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.log import Log
from pipeboard.domain.merges import losers_first, standing_merges
from pipeboard.domain.rows import read_row, read_rows
from pipeboard.domain.seen import Row
from pipeboard.store.layout import row_line
from pipeboard.view.board import board_view
from work import count_calls

AT = "2026-11-23T10:00:00Z"
A, B, C, D, E = (event_id(number) for number in range(1, 6))


def note(deal: str, **more: object) -> dict[str, object]:
    return {"do": "note.added", "deal": deal, "at": AT, "by": "Ann", "text": "Rang", **more}


def test_an_empty_log_is_an_empty_board() -> None:
    """Nothing in, nothing out, nothing changed."""
    log = Log()
    assert (list(log.newest), dict(log.board.deals), dict(log.board.stages)) == ([], {}, {})
    assert not log.add({}).outline


def test_events_can_be_asked_for() -> None:
    """By id, by deal, by action, the newest first; unreadable ones are passed over."""
    ann = team()[0]
    deal_id = ann.add("Acme")
    first, second = ann.close(deal_id, "won")
    ann.take({event_id(1): b'"%b": {"do": ' % event_id(1).encode()})
    log = ann.log
    assert deal_id in log
    assert log.row(first)["do"] == "deal.won"
    assert [key for key, _ in log.rows_of(deal_id)] == [deal_id, first, second]
    assert log.members(first) == [first, second]
    assert next(log.newest) == event_id(1)
    assert list(log.acts_of("Ann"))[:2] == [first, deal_id]
    assert list(log.acts_of("Nobody")) == []


def test_rows_that_are_not_laid_out_as_ours_fold_alike() -> None:
    """The quick way of loading is for our own layout; any other order of keys or spacing says the same."""
    ann = team()[0]
    deal_id = ann.add("Acme", value=Decimal(5))
    ann.move(deal_id, "qualified")
    strange = dict(ann.rows)
    for key in list(strange)[::2]:
        row = read_row(strange[key])
        strange |= line(key, dict(reversed(list(row.items()))))
    spaced = {key: text.replace(b'": {"do": ', b'":{ "do" : ') for key, text in strange.items()}
    assert Log(strange).board == Log(spaced).board == ann.board


def test_a_row_that_names_its_deal_twice_counts_as_json_says() -> None:
    """A key that comes twice means its last value, loaded at once or added later."""
    row = b'"%b": {"do": "note.added", "deal": "d", "at": "%b", "by": "Ann", "text": "x", "deal": "e"},'
    rows = {A: row % (A.encode(), AT.encode())} | line(B, note("d"))
    log = Log(line(B, note("d")))
    log.add(rows)
    assert Log(rows).board == log.board
    assert {key: deal.notes for key, deal in log.board.deals.items()} == {"d": 1, "e": 1}


def test_a_row_that_turns_out_to_be_a_merge_is_one() -> None:
    """Its last kind counts, however it begins: loaded at once or added later, the board is the same."""
    merge = (
        b'"%b": {"do": "note.added", "deal": "d", "at": "%b", "by": "Ann", "into": "e", "do": "deal.merged"},'
    )
    rows = line(A, note("d")) | line(B, note("e")) | {C: merge % (C.encode(), AT.encode())}
    log = Log(line(A, note("d")) | line(B, note("e")))
    log.add(rows)
    assert Log(rows).board == log.board
    assert (log.board.deals["d"].merged_into, log.board.deals["e"].notes) == ("e", 2)


def test_a_row_that_swallows_the_next_line_does_not_break_the_deal() -> None:
    """A torn line of a deal is left out alone; the deal's other rows count."""
    rows = line(A, note("d")) | line(C, note("d"))
    rows[B] = b'"%b": {"do": "note.added", "deal": "d", "at": "' % B.encode()
    log = Log(rows)
    assert (log.board.deals["d"].notes, list(log.problems)) == (2, [B])


def test_what_an_action_did_is_told_with_its_members_in_order() -> None:
    """Rows of one action that arrive in any order are its members in recorded order."""
    ann, bob = team()[:2]
    ids = tuple(ann.add(f"Deal {number}") for number in range(4))
    moved = ann.do(actions.MoveDeals(ids, "qualified"))
    for key in reversed(list(ann.rows)):
        bob.take({key: ann.rows[key]})
    assert bob.log.members(moved[0]) == moved


def test_rows_with_ids_of_no_event_are_told_and_kept_apart() -> None:
    """They survive the coming and going of others, and are no part of the log."""
    log = Log({"1": b'"1": {"title": "Acme"},'} | line(A, note("d")))
    assert (set(log.problems), list(log.newest)) == ({"1"}, [A])
    log.remove([A])
    assert (set(log.problems), dict(log.board.deals)) == ({"1"}, {})
    log.remove(["1"])
    assert not log.problems


def test_one_change_more_of_a_deal_costs_no_more_than_the_one_before() -> None:
    """Its fold goes on with the row that is new, until something is taken back."""
    ann = team()[0]
    deal_id = ann.add("Acme")

    def calls(number: int) -> int:
        row = line(event_id(number), note(deal_id))
        return count_calls(lambda: ann.log.add(row))

    first = calls(1_000)
    ann.take(
        dict(pair for number in range(1_001, 1_100) for pair in line(event_id(number), note(deal_id)).items())
    )
    assert calls(2_000) < first + 20  # places are looked for in longer lists
    log = ann.log.copy()
    assert log.board.deals[deal_id].notes == 101
    log.add(line(event_id(3_000), {"do": "undo", "at": AT, "by": "Ann", "of": event_id(1_050)}))
    assert log.board.deals[deal_id].notes == 100
    assert ann.log.board.deals[deal_id].notes == 101


def test_removing_rows_tells_what_changed() -> None:
    """A reset that takes a stage and a deal away names both."""
    ann = team()[0]
    stage = ann.do(actions.AddStage("Pilot", "sales"))
    deal_id = ann.add("Acme")
    other = ann.add("Other")
    change = ann.log.remove([*stage, deal_id])
    assert (change.deals, change.outline) == ((deal_id,), True)
    assert set(ann.board.deals) == {other}


def test_of_crosswise_and_circular_merges_the_earlier_stand() -> None:
    """No deal is shown by itself, over however many steps."""
    assert standing_merges({"a": (A, "b"), "b": (B, "a")}) == {"a": "b"}
    assert standing_merges({"a": (B, "b"), "b": (A, "a")}) == {"b": "a"}
    assert standing_merges({"a": (A, "b"), "b": (B, "c"), "c": (C, "a")}) == {"a": "b", "b": "c"}
    assert standing_merges({"a": (A, "b"), "b": (B, "c")}) == {"a": "b", "b": "c"}


def test_duplicates_of_duplicates_come_before_what_shows_them() -> None:
    """The order in which deals are made."""
    assert losers_first(["c", "b", "a", "d"], {"a": "b", "b": "c"}) == ["a", "b", "c", "d"]
    assert losers_first(["c", "a"], {}) == ["c", "a"]


def test_merges_of_merges_show_everything_on_the_last_deal() -> None:
    """A chain of duplicates loses nothing, also for a very long chain and in any order of arrival."""
    ann, bob = team()[:2]
    ids = [ann.add(f"Deal {number}") for number in range(40)]
    for one in ids:
        ann.do(actions.LogTouch((one,), "call"))
    for one, other in pairwise(ids):
        ann.do(actions.MergeDeals(one, other))
    sync(ann, bob)
    assert bob.deal(ids[-1]).touches == 40
    assert ann.board == bob.board
    assert set(ann.log.merged_into(ids[-1])) == set(ids[:-1])


def test_an_unmerged_deal_takes_its_parts_back_on_every_clone() -> None:
    """Undo of a merge, arriving later, separates the two again."""
    ann, bob = team()[:2]
    one, other = ann.add("Acme"), ann.add("Acme too")
    ann.do(actions.LogTouch((one,), "call"))
    before = ann.board.deals
    ann.do(actions.MergeDeals(one, other))
    sync(ann, bob)
    assert bob.deal(other).touches == 1
    ann.undo()
    sync(ann, bob)
    assert bob.deal(other) == before[other]
    assert (bob.deal(one).merged_into, bob.deal(one).touches) == ("", 1)


def test_a_merge_that_arrives_before_its_deals_takes_effect_when_they_come() -> None:
    """Half of a pull is no other board than the whole in the end."""
    ann, bob, chen = team()
    one, other = ann.add("Acme"), ann.add("Acme too")
    [merge] = ann.do(actions.MergeDeals(one, other))
    bob.take({merge: ann.rows[merge], one: ann.rows[one]})
    assert bob.deal(one).merged_into == ""
    bob.take(ann.rows)
    sync(ann, chen)
    assert bob.board == ann.board == chen.board


def test_the_first_board_leaves_out_what_is_closed() -> None:
    """Only deals that a board shows are folded for it; with none to leave out there is no first board."""
    ann = team()[0]
    open_deal, unfit, lost, back = (ann.add(title) for title in ("Open", "Unfit", "Lost", "Back"))
    first: list[Board] = []
    Log(ann.rows, first.append)
    assert first == []
    ann.close(unfit, "disqualified", "no budget")
    ann.close(lost, "lost", "price")
    ann.close(back, "lost", "price")
    ann.undo()
    log = Log(ann.rows, first.append)
    [board] = first
    assert set(board.deals) == {open_deal, back}
    assert log.board == ann.board
    assert list(log.board.deals) == [open_deal, unfit, lost, back]


def test_a_won_deal_that_is_being_delivered_is_on_the_first_board() -> None:
    """Boards show it in its stage after the win, so it is not left out as closed."""
    ann = team()[0]
    delivered, lost = ann.add("Delivered"), ann.add("Lost")
    ann.close(delivered, "won")
    ann.close(lost, "lost", "price")
    first: list[Board] = []
    Log(ann.rows, first.append)
    [board] = first
    assert set(board.deals) == {delivered}


def close(deal: str, do: str = "deal.lost", **more: object) -> dict[str, object]:
    return {"do": do, "deal": deal, "at": AT, "by": "Ann", "from": "lead", "reason": "-", **more}


LATE = "2026-11-30T10:00:00Z"
STRANGE_ENDS: dict[str, list[dict[str, object]]] = {
    "won where deals are delivered": [close("d", "deal.won", **{"from": "delivery"})],
    "won in a place that is not told": [
        {"do": "deal.moved", "deal": "d", "at": AT, "by": "Ann", "to": "delivery"},
        {"do": "deal.won", "deal": "d", "at": LATE, "by": "Ann"},
    ],
    "moved later by who did not see the close": [
        {"do": "deal.moved", "deal": "d", "at": LATE, "by": "Bob", "from": "lead", "to": "qualified"},
        close("d"),
    ],
    "closed on a day that does not exist": [close("d", at="2026-13-41T10:00:00Z")],
    "closed for a reason that is no text": [close("d", reason=5)],
    "merged into an open one": [
        close("d"),
        {"do": "deal.merged", "deal": "d", "at": AT, "by": "Ann", "into": "e"},
    ],
    "with a note that was taken back": [
        close("d"),
        note("d"),
        {"do": "undo", "at": AT, "by": "Ann", "of": event_id(11)},
    ],
    "with a close that was taken back": [
        close("d"),
        {"do": "undo", "at": AT, "by": "Ann", "of": event_id(10)},
    ],
    "with a row that cannot be read": [close("d"), {**note("d"), "text": 5}],
}


@pytest.mark.parametrize("end", STRANGE_ENDS.values(), ids=STRANGE_ENDS.keys())
def test_the_first_board_is_right_about_deals_that_end_strangely(end: list[dict[str, object]]) -> None:
    """Beside a plainly closed deal, one that seems closed: it shows if and only if it should."""
    rows = dict(team()[0].rows)
    for number, row in enumerate((note("d"), note("e"), note("e"), close("f"))):
        rows[event_id(number)] = row_line(event_id(number), row)
    for number, row in enumerate(end, 10):
        rows[event_id(number)] = row_line(event_id(number), row)
    first: list[Board] = []
    log, plain = Log(rows, first.append), Log(rows)
    assert (log.board, log.problems, log.undone) == (plain.board, plain.problems, plain.undone)
    [board] = first
    seen, whole = (board_view(one, pipeline="sales", today=START.date()) for one in (board, plain.board))
    assert (seen.columns, seen.where) == (whole.columns, whole.where)
    assert "f" not in board.deals


def test_a_log_keeps_every_id_and_every_shared_value_once() -> None:
    """Of a large board a second copy of them would take as much memory as its deals."""
    [ann, *_] = team()
    for title in ("One", "Two"):
        ann.add(title, owner="Anna", currency="EUR", company="Acme")
    rows = dict(ann.rows)
    log = Log(rows)
    kept = {id(key) for key in rows}
    assert all(id(key) in kept for ids in log._deals.values() for key in ids)
    assert all(id(key) in kept for key in log.order)
    one, two = log.board.deals.values()
    assert one.owner is two.owner
    assert one.currency is two.currency
    assert one.company is two.company
    assert one.stage is two.stage


def test_calls_and_notes_are_added_to_deals_without_their_other_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds that others have made come at once: each costs the same, however much its deal has seen."""
    ann = team()[0]
    deals = [ann.add(f"Deal {number}") for number in range(3)]
    for deal_id in deals:
        ann.move(deal_id, "qualified")
    read: list[str] = []

    def read_some(event_ids: list[str], lines: Mapping[str, bytes]) -> dict[str, Row] | None:
        read.extend(event_ids)
        return read_rows(event_ids, lines)

    monkeypatch.setattr("pipeboard.domain.log.read_rows", read_some)
    new = {event_id(number): note(deal_id) for number, deal_id in enumerate(deals)}
    rows = {key: text for one, row in new.items() for key, text in line(one, row).items()}
    change = ann.log.add(rows)
    assert set(change.deals) == set(deals)
    assert set(read) == set(new)
    assert ann.log.board == Log({**ann.rows, **rows}).board
