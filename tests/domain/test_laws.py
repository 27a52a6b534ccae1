"""Laws of the fold, over random histories of clones with wrong clocks that act, undo and exchange rows."""

from __future__ import annotations

import copy
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from histories import (
    START,
    Replica,
    Rows,
    closing_steps,
    do,
    event_id,
    line,
    play,
    steps,
    sync,
    united,
    unrevised,
)
from pipeboard.domain.board import Board
from pipeboard.domain.events import checked, read_event
from pipeboard.domain.fold import DEAL_KINDS
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.outline import OUTLINE_KINDS
from pipeboard.domain.readings import load_at
from pipeboard.domain.rows import read_row
from pipeboard.store.layout import row_line
from pipeboard.view.board import board_view

KINDS = DEAL_KINDS | OUTLINE_KINDS | {"undo", "data.erased", "data.moved", "archive.made"}


def state(log: Log) -> tuple[object, ...]:
    """Everything that a log says."""
    return log.board, log.problems, log.unknown, dict(log.undone), list(log.newest)


def dealt(rows: Rows, chance: Random) -> Log:
    """A log that got the rows in random order and random portions, some of them twice."""
    ids = list(rows)
    chance.shuffle(ids)
    log = Log()
    while ids:
        size = chance.randrange(1, len(ids) + 1)
        portion, ids = ids[:size], ids[size:]
        log.add({one: rows[one] for one in portion})
        log.add({one: rows[one] for one in portion[: chance.randrange(3)]})
    return log


@given(steps(), st.randoms(use_true_random=False))
def test_rows_fold_to_the_same_board_in_any_order_and_in_any_portions(history: Any, chance: Random) -> None:
    """The board depends on which rows there are, not on when and how they came."""
    rows = united(play(history))
    assert state(dealt(rows, chance)) == state(Log(rows))


@given(steps(), st.randoms(use_true_random=False))
def test_a_log_that_goes_on_equals_one_that_is_made_anew(history: Any, chance: Random) -> None:
    """Folds that go on with what is new, as it mostly comes in, add up to what all rows do, at any step."""
    rows = united(play(history))
    log, copies = Log(), list[tuple[Log, Rows]]()
    ids = sorted(rows, key=sort_key)
    late = [ids.pop(chance.randrange(len(ids))) for _ in range(min(2, len(ids)))]
    for one in [*ids, *late]:
        log.add({one: rows[one]})
        if chance.random() < 0.1:
            copies.append((log.copy(), {it: rows[it] for it in log.order}))
    assert state(log) == state(Log(rows))
    for twin, its_rows in copies:
        assert state(twin) == state(Log(its_rows))
        twin.add(rows)
        assert state(twin) == state(log)


def views(board: Board) -> list[tuple[object, ...]]:
    """What all boards of all pipelines show, closed deals apart."""
    pipelines = [one.id for one in board.live_pipelines()]
    made = [board_view(board, pipeline=one, today=board_day(board)) for one in pipelines]
    return [(view.columns, view.where, view.rates) for view in made]


@given(closing_steps(), st.integers(0, 3))
def test_the_first_board_shows_what_the_whole_one_shows(history: Any, junk: int) -> None:
    """A log gives the board of the open deals first; both look the same, and the log is as any other."""
    rows = united(play(history))
    for one in map(event_id, range(junk)):
        rows[one] = b'"%b": {"do": "deal.moved", "deal": ' % one.encode()
    first: list[Board] = []
    log, plain = Log(rows, first.append), Log(rows)
    assert state(log) == state(plain)
    assert list(log.board.deals) == list(plain.board.deals)
    for deal_id in plain.board.deals:
        assert list(log.rows_of(deal_id)) == list(plain.rows_of(deal_id))
        assert log.merged_into(deal_id) == plain.merged_into(deal_id)
    for board in first:
        assert views(board) == views(plain.board)
        assert all(plain.board.deals[one] == deal for one, deal in board.deals.items())


@given(closing_steps(), steps(most=6), st.randoms(use_true_random=False))
def test_a_log_that_gave_a_first_board_goes_on_as_any_other(history: Any, more: Any, chance: Random) -> None:
    """Rows that come, undo and go afterwards have the same effect."""
    replicas = play(history)
    rows = united(replicas)
    log = Log(rows, lambda board: None)
    for step in more:
        do(replicas, *step)
    rows = united(replicas)
    log.add(rows)
    assert state(log) == state(Log(rows))
    gone = {one for one in rows if chance.random() < 0.3}
    log.remove(gone)
    assert state(log) == state(Log({one: text for one, text in rows.items() if one not in gone}))


@given(steps(), st.integers(0, 40))
def test_a_log_made_again_of_its_parts_goes_on_as_the_log_itself(history: Any, later: int) -> None:
    """What was kept, with the rows that came since, is what all rows add up to."""
    rows = united(play(history))
    ids = list(rows)
    early = {one: rows[one] for one in ids[: max(1, len(ids) - later)]}
    *parts, index = Log(early).parts()
    assert isinstance(index, dict)
    log = Log.restored(Board.of_parts(iter(parts)), index, dict(early), ())
    assert state(log) == state(Log(early))
    *parts, index = log.parts()
    assert isinstance(index, dict)
    since = rows.keys() - early.keys()
    again = Log.restored(Board.of_parts(iter(parts)), index, dict(rows), since)
    assert state(again) == state(Log(rows))
    assert again.since == {one: rows[one] for one in since}
    log.add(rows)
    assert log.since == again.since
    assert state(log) == state(Log(rows))
    log.remove(rows.keys() - early.keys())
    assert state(log) == state(Log(early))
    assert log.since is None


@given(steps(), st.randoms(use_true_random=False))
def test_no_deal_changes_without_a_higher_revision(history: Any, chance: Random) -> None:
    """In whatever order the work of others comes; only a merge that is overruled leaves fewer."""
    rows = united(play(history))
    ids = list(rows)
    chance.shuffle(ids)
    log = Log()
    while ids:
        before = log.board.deals
        portion, ids = ids[:3], ids[3:]
        log.add({one: rows[one] for one in portion})
        for deal_id, deal in log.board.deals.items():
            there = before.get(deal_id)
            if there is not None and there != deal and not any(one.merged_into for one in (there, deal)):
                shown = log.merged_into(deal_id)
                assert deal.revision > there.revision or shown != [], (there, deal)


@given(steps())
def test_clones_that_have_the_same_rows_show_the_same_board(history: Any) -> None:
    """After everybody has everything, all clones agree, whatever they saw on the way."""
    replicas = play(history)
    rows = sync(*replicas)
    whole = state(Log(rows))
    assert all(state(replica.log) == whole for replica in replicas)


@given(steps())
def test_rules_write_rows_that_every_clone_can_read(history: Any) -> None:
    """Nothing that a rule emits is ever left out as malformed or unknown."""
    log = Log(united(play(history)))
    assert (log.problems, log.unknown) == ({}, set())


@given(steps())
def test_rows_that_are_there_already_change_nothing(history: Any) -> None:
    """Adding the same rows once more is no change."""
    [replica, *_] = replicas = play(history)
    rows = sync(*replicas)
    before = state(replica.log)
    change = replica.log.add(rows)
    assert (change.deals, change.outline) == ((), False)
    assert state(replica.log) == before


@given(steps())
def test_a_change_names_exactly_the_deals_that_are_not_as_they_were(history: Any) -> None:
    """What `add` reports is what differs, so that a screen may redraw only that."""
    replicas = play(history)
    [replica, *_] = replicas
    before = replica.board
    change = replica.take(united(replicas))
    after = replica.board
    differing = {
        one for one in {*before.deals, *after.deals} if before.deals.get(one) != after.deals.get(one)
    }
    assert set(change.deals) == differing
    outlines = [
        (one.settings, one.pipelines, one.stages, one.defined, one.conflicts) for one in (before, after)
    ]
    assert change.outline == (outlines[0] != outlines[1])


@given(steps(), steps(1, 1))
@example([(2, "value", 0, 0)], [(0, "look back", 0, 0)])
def test_undo_gives_back_the_board_and_redo_is_exact(history: Any, last: Any) -> None:
    """Undo of the latest action leaves the board as before it; redo leaves it as after it."""
    replicas = play(history)
    [replica, *_] = replicas
    sync(*replicas)
    before, count = replica.board, len(replica.rows)
    from histories import MAKERS

    assume(last[0][1] in MAKERS)
    do(replicas, 0, *last[0][1:])
    assume(len(replica.rows) > count)
    after, done = replica.board, set(replica.rows)
    # Named, because beside a deal dated years ahead the log alone cannot tell which action came last.
    replica.undo(list(replica.rows)[count])
    assert unrevised(replica.board) == unrevised(before)
    [undo] = set(replica.rows) - done
    replica.undo(undo)
    assert unrevised(replica.board) == unrevised(after)


@given(steps(), st.integers(0, 30))
@example([(0, "stage", 0, 0), (0, "stage", 0, 0)], 1)
def test_undo_of_any_action_is_as_if_it_had_never_been(history: Any, which: int) -> None:
    """Apart from conflicts and notices, which tell of it, an undone action leaves no trace on the board."""
    replicas = play(history)
    [replica, *_] = replicas
    sync(*replicas)
    acts = [act for act in replica.log.acts_of(replica.author) if act not in replica.log.undos]
    act = acts[which % len(acts)]
    members = replica.log.members(act)
    assume(act not in replica.log.undone)
    assume(not any(replica.log.row(one)["do"] == "deal.created" for one in members))
    replica.undo(act)
    never = Log({one: text for one, text in replica.rows.items() if one not in members})
    assert untold(replica.board) == untold(never.board)


def untold(board: Board) -> Board:
    deals = {one: deal._replace(conflicts=(), notice="") for one, deal in unrevised(board).deals.items()}
    return unrevised(board)._replace(deals=deals, conflicts=())


@given(steps())
def test_undo_reaches_every_clone(history: Any) -> None:
    """An undo that arrives later, or before the action it names, takes the action back everywhere."""
    ann, bob, chen = play(history)
    act = ann.add("Undone")
    bob.take(ann.rows)
    only_the_action = dict(ann.rows)
    ann.undo(act)
    undo = {one: text for one, text in ann.rows.items() if one not in only_the_action}
    chen.take(undo)
    chen.take(only_the_action)
    bob.take(undo)
    sync(ann, bob, chen)
    assert ann.board == bob.board == chen.board
    assert "Undone" not in {deal.title for deal in ann.board.deals.values()}


@given(steps(), st.randoms(use_true_random=False))
def test_rows_that_vanish_and_come_back_leave_the_same_board(history: Any, chance: Random) -> None:
    """A checkout takes rows away and brings them back; in between the board is that of the rows left."""
    rows = united(play(history))
    log = Log(rows)
    gone = {one: rows[one] for one in rows if chance.random() < 0.4}
    before = state(log)
    log.remove(gone)
    assert state(log) == state(Log({one: text for one, text in rows.items() if one not in gone}))
    log.add(gone)
    assert state(log) == before


@given(steps())
def test_a_deal_is_open_or_closed_and_in_one_column(history: Any) -> None:
    """Every open deal shows in one column of one pipeline; only closed ones have a reason and a date."""
    board = Log(united(play(history))).board
    columns = [
        column
        for pipeline in board.live_pipelines()
        for column in board_view(board, pipeline=pipeline.id, today=board_day(board)).columns
    ]
    shown = sorted(deal.id for column in columns for deal in column.deals if deal.is_open)
    assert shown == sorted(deal.id for deal in board.visible_deals() if deal.is_open)
    for deal in board.deals.values():
        assert (deal.closed is None) == deal.is_open
        assert not (deal.is_open and (deal.reason or deal.lesson or deal.revisit))


def board_day(board: Board) -> Any:
    return START.astimezone(board.zone).date()


@given(steps())
def test_a_deal_that_is_merged_shows_on_one_that_is_there(history: Any) -> None:
    """Following merges always ends at a deal of the board, so that no duplicate hides anything."""
    deals = Log(united(play(history))).board.deals
    for deal in deals.values():
        seen = [deal.id]
        while deals[seen[-1]].merged_into:
            seen.append(deals[seen[-1]].merged_into)
            assert len(seen) == len(set(seen))


# Strangers


@given(steps(), st.randoms(use_true_random=False))
def test_unknown_kinds_are_counted_and_change_nothing(history: Any, chance: Random) -> None:
    """Events of a newer version are kept and counted, also on deals that were deleted or are not there."""
    rows = united(play(history))
    plain = Log(rows)
    deals = [*plain.board.deals, "no-such-deal"]
    strange: Rows = {}
    for number in range(4):
        row = {"do": chance.choice(("deal.scored", "weather.seen")), "deal": chance.choice(deals), "at": 7}
        strange |= line(event_id(number), row)
    log = dealt(rows | strange, chance)
    assert log.board == plain.board
    assert log.unknown == set(strange)
    assert not log.problems


@given(steps(), st.randoms(use_true_random=False))
def test_unknown_fields_and_keys_change_nothing(history: Any, chance: Random) -> None:
    """What a newer version adds to an event is passed over, and the rest of the event counts."""
    rows = united(play(history))
    richer = dict(rows)
    for one in rows:
        row = read_row(rows[one])
        row["mood"] = {"deep": [1, None]}
        if isinstance(row.get("set"), dict):
            row["set"]["zodiac"] = ["leo"]
        richer |= line(one, row)
    log = dealt(richer, chance)
    assert log.board == Log(rows).board
    assert not log.problems


JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    "",
    "x" * 20_001,
    "2026-13-01",
    [],
    {},
    [[]],
    {"a": []},
    "lead",
    "1e5",
)


def junked(row: dict[str, Any], chance: Random) -> dict[str, Any]:
    """The row with something in it replaced by junk, taken away or added."""
    row = copy.deepcopy(row)
    place = row
    while True:
        key = chance.choice(
            [*place, "act", "over", "was", "deal"] if place is row else [*place, "due", "stage"]
        )
        if key in place and isinstance(place[key], dict) and place[key] and chance.random() < 0.6:
            place = place[key]
            continue
        if key in place and chance.random() < 0.25:
            del place[key]
        elif key != "do":
            place[key] = chance.choice(JUNK)
        return row


def sound(row: dict[str, Any]) -> bool:
    try:
        read_event(row)
    except ValueError:
        return False
    return True


@given(steps(most=12), st.randoms(use_true_random=False))
def test_the_fold_takes_exactly_what_the_event_models_take(history: Any, chance: Random) -> None:
    """A row is quarantined by the fold if, and only if, it is no valid event: the two never disagree."""
    rows = united(play(history))
    for one in chance.sample(sorted(rows), min(12, len(rows))):
        row = junked(read_row(rows[one]), chance)
        if row.get("do") not in KINDS:
            continue
        log = Log(line(one, row))
        assert (one not in log.problems) == sound(row), (row, log.problems)
        undone = Log(line(one, row) | line(event_id(1), {"do": "undo", "at": AT, "by": "Ann", "of": one}))
        assert (one in undone.problems) == (one in log.problems)


AT = "2026-11-23T10:00:00Z"


@given(steps(most=12))
def test_what_is_written_is_read_back_as_it_was(history: Any) -> None:
    """Checking a row that was written gives the same line again, byte for byte."""
    for one, text in united(play(history)).items():
        assert row_line(one, checked(read_row(text))) == text


@given(steps(), st.randoms(use_true_random=False))
def test_malformed_rows_are_told_and_change_nothing(history: Any, chance: Random) -> None:
    """Rows that are no events are left out, with a reason each, whenever they come; the others count."""
    rows = united(play(history))
    plain = Log(rows)
    bad: Rows = {}
    for number, one in enumerate(chance.sample(sorted(rows), min(5, len(rows)))):
        row = junked(read_row(rows[one]), chance)
        if row.get("do") in KINDS and not sound(row):
            bad |= line(event_id(number), row)
    bad[event_id(90)] = b'"%b": {"do": "note.added", "deal": ' % event_id(90).encode()
    bad[event_id(91)] = b'"%b": [],' % event_id(91).encode()
    bad[event_id(92)] = b'"%b": {"do": ["undo"]},' % event_id(92).encode()
    bad["x"] = b'"x": {"do": "note.added"},'
    log = dealt(rows | bad, chance)
    assert log.board == plain.board
    assert set(log.problems) == set(bad)
    assert all(why.endswith(".") for why in log.problems.values())
    ends = {one: rows[one] for one in sorted(rows)[:3]}
    log.remove(ends)
    log.add(ends)
    assert set(log.problems) == set(bad)


HOSTILE = [
    {"do": "deal.set", "deal": "d", "at": None, "by": "Ann", "set": {}},
    {"do": "deal.set", "deal": "d", "at": AT, "by": "Ann", "act": [], "set": {}},
    {"do": "deal.set", "deal": ["d"], "at": AT, "by": "Ann", "set": {}},
    {"do": "deal.moved", "deal": "d", "at": AT, "by": "Ann", "to": "lead", "from": []},
    {"do": "deal.moved", "deal": "d", "at": "0001-01-01T00:00:00Z", "by": "Ann", "to": "lead"},
    {"do": "undo", "at": AT, "by": "Ann", "of": []},
    {"do": "stage.set", "at": 5, "by": "Ann", "stage": "lead", "set": {}},
    {"do": "stage.retired", "at": AT, "by": "Ann", "stage": "lead", "into": []},
]


@pytest.mark.parametrize("row", HOSTILE)
def test_hostile_rows_are_quarantined(row: dict[str, Any]) -> None:
    """Values of a foreign type in the places that a log looks at first are told, and stop nothing."""
    log = Log(line(event_id(1), row))
    assert list(log.problems) == [event_id(1)]
    assert not sound(row)
    log.add(line(event_id(2), {"do": "undo", "at": AT, "by": "Ann", "of": event_id(1)}))
    assert not log.board.deals


@given(steps(most=15))
def test_clocks_that_are_years_wrong_do_not_reorder_what_was_seen(history: Any) -> None:
    """Whoever edits a field having seen the others' edits has the last word, whatever the clocks say."""
    years = timedelta(days=3650)
    replicas = play(history, years, -years, timedelta())
    sync(*replicas)
    for replica in (*replicas, *reversed(replicas)):
        seen_by_all = last_word(replica, replicas)
        assert seen_by_all == {replica.author}


def last_word(replica: Replica, replicas: list[Replica]) -> set[str]:
    deal = replica.add("Owned") if not replica.board.deals else next(iter(sorted(replica.board.deals)))
    if not replica.deal(deal).is_visible:
        return {replica.author}
    replica.edit(deal, source=f"{replica.author} {len(replica.rows)}")
    sync(*replicas)
    return {str(one.deal(deal).source).split()[0] for one in replicas}


@given(steps(), st.integers(-4, 60))
def test_the_log_as_of_a_moment_is_that_of_what_had_happened_by_then(history: Any, hours: int) -> None:
    """A log made of the rows that are left is the same in every respect, and so is what is added to it."""
    rows = united(play(history))
    moment = START + timedelta(hours=hours)
    log = Log(rows)
    left = {
        one: text
        for one, text in rows.items()
        if "deal" not in (row := read_row(text)) or load_at(row["at"]) < moment
    }
    past, made = log.as_of(moment), Log(left)
    assert state(past) == state(made)
    assert past.merged_into("") == made.merged_into("")
    for deal_id in log.board.deals:
        assert list(past.rows_of(deal_id)) == list(made.rows_of(deal_id))
        assert past.merged_into(deal_id) == made.merged_into(deal_id)
    for one in rows:
        assert past.members(one) == made.members(one)
    before = state(log)
    past.add(rows)
    assert state(past) == state(log) == before
    assert state(log.as_of(moment)) == state(made)


def adding_rows() -> st.SearchStrategy[list[dict[str, object]]]:
    """Rows of two deals, in recorded order: mostly calls and notes, and what may get between them."""
    at, deals = "2026-11-23T10:00:0{}Z", [event_id(0), event_id(1)]
    whole: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
        {
            "do": st.sampled_from(("touch.logged", "note.added", "objection.raised", "play.started")),
            "deal": st.sampled_from((deals[0], deals[0], deals[1])),
            "at": st.integers(0, 9).map(at.format),
            "by": st.just("Bob"),
            "kind": st.just("call"),
            "text": st.just("Rang"),
            "objection": st.just("price"),
            "play": st.just("no-answer"),
        },
        optional={"act": st.integers(0, 12).map(event_id)},
    )
    undos: list[dict[str, object]] = [{"do": "undo", "of": event_id(number)} for number in range(9)]
    between: tuple[dict[str, object], ...] = (
        {"do": "touch.logged", "kind": "smoke"},
        {"do": "note.added"},
        {"do": "note.added", "text": "x", "at": "soon"},
        {"do": "play.started"},
        {"do": "deal.reviewed", "decision": "keep", "text": "Well"},
        {"do": "deal.archived"},
        {"do": "deal.deleted"},
        {"do": "deal.restored"},
        {"do": "deal.moved", "to": "won"},
        {"do": "deal.merged", "into": deals[1]},
        {"do": "deal.created", "set": {"title": "Again"}},
        {"do": "unknown.kind"},
        *undos,
    )
    odd = st.sampled_from(between).map(lambda row: {"deal": deals[0], "at": at.format(3), "by": "Ann", **row})
    created: dict[str, object] = {"do": "deal.created", "at": at.format(1), "by": "Ann"}
    makings = st.sampled_from(({"title": "Acme", "stage": "lead"}, {"title": 1}, None))
    return st.tuples(makings, st.lists(st.one_of(whole, whole, odd), max_size=14)).map(
        lambda both: [*({**created, "deal": one, "set": both[0]} for one in deals), *both[1]]
    )


@given(adding_rows(), st.randoms(use_true_random=False))
def test_what_only_adds_to_a_deal_need_not_be_folded_with_the_rest(history: Any, chance: Random) -> None:
    """Whether it comes as it was recorded, late, or together with something else."""
    rows: Rows = {}
    log = Log()
    for number, row in enumerate(history):
        new = line(event_id(number), row)
        rows |= new
        log.add(new)
        assert state(log) == state(Log(rows))
    assert state(dealt(rows, chance)) == state(log)
