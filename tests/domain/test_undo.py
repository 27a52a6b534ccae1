"""Which actions are taken back, and what the next undo or redo concerns."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from histories import event_id, line, sync, team, unrevised
from pipeboard.domain import actions
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.undo import Turns, next_redo, next_undo, turned_acts, undone_acts

AT = "2026-11-23T10:00:00Z"
A, B, C, D = (event_id(number) for number in range(1, 5))


def test_an_undo_takes_its_action_back() -> None:
    """The plain case."""
    assert undone_acts({B: A}) == {A: B}


def test_an_undo_of_an_undo_is_a_redo() -> None:
    """The action stands again, and only the first undo is taken back."""
    assert undone_acts({B: A, C: B}) == {B: C}


def test_a_redo_can_be_undone() -> None:
    """Undo, redo, undo again: the action is gone."""
    assert undone_acts({B: A, C: B, D: C}) == {C: D, A: B}


def test_an_undo_reaches_only_what_was_recorded_before_it() -> None:
    """Neither itself nor anything later: no circle can arise."""
    assert undone_acts({A: B}) == {}
    assert undone_acts({A: A}) == {}
    assert undone_acts({A: B, B: A}) == {A: B}
    assert undone_acts({A: "not an id"}) == {}


def test_of_two_undos_of_one_action_either_is_enough() -> None:
    """Two clones took the same action back: one redo is not enough to bring it back."""
    assert undone_acts({B: A, C: A}) == {A: C}
    assert undone_acts({B: A, C: A, D: C}) == {A: B, C: D}


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 9), max_size=9))
def test_every_undo_that_stands_takes_something_back(numbers: dict[int, int]) -> None:
    """An action is undone exactly if some undo of it, recorded later, is itself not undone."""
    undos = {event_id(undo): event_id(act) for undo, act in numbers.items()}
    undone = undone_acts(undos)
    for act in map(event_id, range(10)):
        expected = any(of == act and act < undo and undo not in undone for undo, of in undos.items())
        assert (act in undone) == expected


def test_what_was_turned_remembers_its_latest_turn_and_counts_them() -> None:
    """Whether it stands by now or not; what reaches nothing turns nothing."""
    assert turned_acts({B: A}) == {A: (B, 1)}
    assert turned_acts({B: A, C: B}) == {A: (C, 2)}
    assert turned_acts({B: A, C: B, D: C}) == {A: (D, 3)}
    assert turned_acts({B: A, C: A}) == {A: (C, 2)}
    assert turned_acts({A: B, B: B, C: "not an id"}) == {}


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 9), min_size=1, max_size=9), st.data())
def test_no_action_comes_or_goes_without_a_turn(numbers: dict[int, int], data: st.DataObject) -> None:
    """With one undo more, also one that comes late, what stands otherwise than before has more turns."""
    undos = {event_id(undo): event_id(act) for undo, act in numbers.items()}
    fewer = dict(undos)
    del fewer[event_id(data.draw(st.sampled_from(sorted(numbers))))]
    ordinary = {event_id(number) for number in range(10) if number not in numbers}
    differs = (undone_acts(undos).items() ^ undone_acts(fewer).items()) & {
        (act, undo) for act in ordinary for undo in undos
    }
    turned, before = turned_acts(undos), turned_acts(fewer)
    none = Turns("", 0)
    assert [act for act, _ in differs if turned.get(act, none).times <= before.get(act, none).times] == []
    assert all(turned[act].times >= before[act].times for act in ordinary & before.keys())


def test_undo_goes_back_step_by_step_and_redo_forth() -> None:
    """Three edits undone and redone give every state in between."""
    [ann, *_] = team()
    deal_id = ann.add("Acme", value=Decimal(0))
    boards = [ann.board]
    for value in (1, 2, 3):
        ann.edit(deal_id, value=Decimal(value))
        boards.append(ann.board)
    revisions = [ann.deal(deal_id).changed]
    for value in (2, 1, 0):
        ann.undo()
        assert ann.deal(deal_id).value == value
        revisions.append(ann.deal(deal_id).changed)
    for value in (1, 2, 3):
        ann.redo()
        assert unrevised(ann.board) == unrevised(boards[value])
        revisions.append(ann.deal(deal_id).changed)
    assert ann.redo() is None
    assert sorted(set(revisions), key=sort_key) == revisions, "each is a later revision of the deal"


def test_nothing_can_be_redone_after_a_new_action() -> None:
    """A redo goes on from where the undo stopped, not across what came since."""
    [ann, *_] = team()
    deal_id = ann.add("Acme")
    ann.edit(deal_id, company="A")
    ann.undo()
    ann.edit(deal_id, company="B")
    assert ann.redo() is None
    ann.undo()
    assert ann.redo() is not None
    assert ann.deal(deal_id).company == "B"


def test_undo_after_undo_and_new_work_skips_what_is_undone() -> None:
    """The next undo concerns the latest action that stands."""
    [ann, *_] = team()
    deal_id = ann.add("Acme")
    first = ann.edit(deal_id, company="A")[0]
    ann.edit(deal_id, company="B")
    ann.undo()
    ann.edit(deal_id, source="C")
    ann.undo()
    assert ann.undo() == first


def test_each_author_undoes_their_own() -> None:
    """Ann's undo leaves Bob's later work alone."""
    ann, bob = team()[:2]
    deal_id = ann.add("Acme")
    ann.edit(deal_id, company="A")
    sync(ann, bob)
    bob.wait(minutes=1)
    bob.edit(deal_id, source="fair")
    sync(ann, bob)
    ann.undo()
    assert (ann.deal(deal_id).company, ann.deal(deal_id).source) == ("", "fair")


def test_bulk_actions_are_undone_as_one() -> None:
    """One action, many deals, one step back."""
    [ann, *_] = team()
    ids = tuple(ann.add(f"Deal {number}") for number in range(5))
    before = ann.board
    ann.do(actions.MoveDeals(ids, "qualified"))
    ann.undo()
    assert [ann.deal(one).stage for one in ids] == [before.deals[one].stage for one in ids]


def test_rows_of_an_undone_action_that_arrive_late_stay_without_effect() -> None:
    """Half of a bulk action came after its undo: it is taken back like the rest."""
    [ann, *_] = team()
    ids = tuple(ann.add(f"Deal {number}") for number in range(3))
    moved = ann.do(actions.MoveDeals(ids, "qualified"))
    ann.undo()
    late = {moved[1]: ann.rows[moved[1]], moved[0]: ann.rows[moved[0]]}
    log = Log({key: text for key, text in ann.rows.items() if key not in late})
    log.add(late)
    assert log.board == ann.board


def test_a_second_undo_of_the_same_action_changes_nothing_but_the_revision() -> None:
    """Arriving one by one or together, two undos leave the same board."""
    rows = line(A, {"do": "deal.created", "deal": A, "at": AT, "by": "Ann", "set": {"title": "Acme"}})
    rows |= line(B, {"do": "note.added", "deal": A, "at": AT, "by": "Ann", "text": "Rang"})
    undos = [line(one, {"do": "undo", "at": AT, "by": "Ann", "of": B}) for one in (C, D)]
    log = Log(rows)
    for undo in undos:
        log.add(undo)
    assert log.board == Log(rows | undos[0] | undos[1]).board
    assert (log.board.deals[A].notes, log.board.deals[A].changed) == (0, D)


def test_an_undo_is_found_however_its_row_is_spelled() -> None:
    """JSON may spell a letter as an escape; the fold reads what it says."""
    rows = line(A, {"do": "deal.created", "deal": A, "at": AT, "by": "Ann", "set": {"title": "Acme"}})
    rows[B] = b'"%b": {"do": "und\\u006f", "at": "%b", "by": "Ann", "of": "%b"},' % (
        B.encode(), AT.encode(), A.encode(),
    )  # fmt: skip
    assert not Log(rows).board.deals


def test_what_is_next_is_told_from_ones_own_actions() -> None:
    """Undos are passed over by undo; redo stops at an ordinary action."""
    assert next_undo([C, B, A], {C: B}, {B: C}) == A
    assert next_undo([], {}, {}) is None
    assert next_redo([C, B, A], {C: B}, {B: C}) == C
    assert next_redo([B, A], {}, {}) is None
    assert next_redo([D, C, B, A], {C: B, D: C}, {C: D}) is None
