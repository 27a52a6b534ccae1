"""Which rows a move speaks of, which deals belong together, and what stays in spite of a move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histories import event_id, play, steps, sync, team
from pipeboard.domain.actions import MergeDeals
from pipeboard.domain.ids import ALPHABET
from pipeboard.domain.readings import TEXT_LIMIT
from pipeboard.domain.rows import read_row
from pipeboard.domain.splitting import deals_concerned, dump_moved, left_out, load_moved

MADE = event_id(0)
IDS = st.builds(
    "{}-{}".format,
    st.text(ALPHABET, min_size=3, max_size=5),
    st.text(ALPHABET, min_size=12, max_size=12),
)


@given(st.sets(IDS, max_size=40))
def test_a_move_holds_the_very_ids(ids: set[str]) -> None:
    """Of replicas with names of any length."""
    assert load_moved({"archive": MADE, "rows": dump_moved(ids)}) == (MADE, ids)


def test_a_move_of_many_rows_is_small_and_made_of_texts_that_a_row_may_hold() -> None:
    """Twelve bytes for each row."""
    ids = {event_id(number) for number in range(30_000)}
    rows = dump_moved(ids)
    assert load_moved({"archive": MADE, "rows": rows})[1] == ids
    assert max(len(text) for text in rows["z9zz"]) < TEXT_LIMIT
    assert sum(len(text) for text in rows["z9zz"]) == 12 * len(ids)


@pytest.mark.parametrize(
    "row",
    [
        {"archive": MADE},
        {"archive": MADE, "rows": []},
        {"archive": MADE, "rows": {"k7q": "0123456789ab"}},
        {"archive": MADE, "rows": {"k7q": ["0123456789a"]}},
        {"archive": MADE, "rows": {"k7q": ["0123456789aL"]}},
        {"archive": MADE, "rows": {"K": ["0123456789ab"]}},
        {"archive": MADE, "rows": {"k7q": [12]}},
        {"rows": {"k7q": ["0123456789ab"]}},
    ],
)
def test_a_malformed_move_is_told(row: dict[str, Any]) -> None:
    """Whatever part of it is wrong."""
    with pytest.raises(ValueError, match=r"."):
        load_moved(row)


def readable(rows: dict[str, bytes]) -> list[tuple[str, Any]]:
    return [(key, read_row(line)) for key, line in rows.items()]


def test_merges_and_undone_actions_tie_deals_together() -> None:
    """And an undo of an undo is about what the first one was about; the set-up is about no deal."""
    ann, *_ = team()
    one, two, three, alone = (ann.add(title) for title in ("One", "Two", "Three", "Alone"))
    [merge, *_] = ann.do(MergeDeals(one, two))
    bulk = ann.do(_note(two, three))
    ann.undo(bulk[0])
    [undo] = [key for key, row in readable(ann.rows) if row["do"] == "undo"]
    ann.redo()
    [redo] = [key for key, row in readable(ann.rows) if row["do"] == "undo" and row["of"] == undo]
    found = deals_concerned(readable(ann.rows))
    assert found[merge] == {one, two}
    assert found[undo] == found[redo] == {two, three}
    assert found[alone] == {alone}
    assert {row["do"] for key, row in readable(ann.rows) if key not in found} <= {
        "board.set",
        "pipeline.created",
        "stage.created",
        "definition.set",
    }


def _note(*deals: str) -> Any:
    from pipeboard.domain.actions import AddNote

    return AddNote(deals, "They rang")


def test_a_deal_that_changed_meanwhile_stays_whole_with_those_it_belongs_to() -> None:
    """All others are left out."""
    ann, bob, _ = team()
    one, two, alone = (ann.add(title) for title in ("One", "Two", "Alone"))
    ann.do(MergeDeals(one, two))
    sync(ann, bob)
    moved = {key for key, deals in deals_concerned(readable(ann.rows)).items() if deals}
    assert left_out(moved, readable(ann.rows)) == moved
    bob.do(_note(alone))
    assert left_out(moved, readable(bob.rows)) == {key for key in moved if key != alone}
    bob.undo()
    assert alone not in left_out(moved, readable(bob.rows))  # an undo is work, too
    bob.edit(two, company="Acme")
    assert left_out(moved, readable(bob.rows)) == set()


@given(steps(), st.randoms(use_true_random=False))
def test_what_is_left_out_never_tears_a_deal_apart(history: Any, chance: Any) -> None:
    """Of any rows that are said to have moved, the rows of a deal that has another one stay."""
    ann, *_ = play(history, timedelta(), timedelta(), timedelta())
    rows = readable(ann.rows)
    moved = {key for key, _ in rows if chance.random() < 0.8}
    gone = left_out(moved, rows)
    concerned = deals_concerned(rows)
    assert gone <= moved
    torn = {deal for key in gone for deal in concerned[key]}
    assert torn.isdisjoint(deal for key, deals in concerned.items() if key not in gone for deal in deals)
