"""What is known of deals: kept, told, settled when two people differ, taken back, and merged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from histories import START, Replica, line, sync, team
from pipeboard.domain import actions
from pipeboard.domain.actions import QualifyDeals
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.events import read_event
from pipeboard.domain.log import Log
from pipeboard.domain.timeline import entry


def clones() -> tuple[Replica, Replica, str]:
    """Two clones that share one deal."""
    ann, bob = team()[:2]
    deal_id = ann.add("Acme")
    sync(ann, bob)
    bob.wait(minutes=1)
    return ann, bob, deal_id


def qualify(one: Replica, deal_id: str, **wish: Any) -> list[str]:
    """Qualify a deal; the ids of the rows."""
    return one.do(QualifyDeals((deal_id,), **wish))


def known(deal: Deal, framework: str = "bant") -> dict[str, tuple[str, str, str]]:
    return {name: (one.answer, one.note, one.by) for name, one in deal.answers_in(framework).items()}


def told(deal: Deal) -> list[tuple[str, str, str, str, str]]:
    return [(one.field, one.shown, one.shown_by, one.other, one.other_by) for one in deal.conflicts]


def test_an_answer_has_a_note_a_date_and_an_author() -> None:
    """Each criterion says who spoke of it last, and when."""
    ann, bob, deal_id = clones()
    qualify(ann, deal_id, answers={"budget": "yes", "need": "no"}, notes={"budget": " 40k "})
    sync(ann, bob)
    qualify(bob, deal_id, notes={"need": "they said so"})
    deal = bob.deal(deal_id)
    assert known(deal) == {"budget": ("yes", "40k", "Ann"), "need": ("no", "they said so", "Bob")}
    moments = [one.at for one in deal.answers]
    assert START <= moments[0] < moments[1]
    assert not deal.conflicts


def test_different_answers_given_at_once_are_kept_and_listed_until_someone_answers() -> None:
    """The later one shows; the next answer, even the same one again, settles it."""
    ann, bob, deal_id = clones()
    qualify(ann, deal_id, answers={"budget": "yes"})
    qualify(bob, deal_id, answers={"budget": "no", "need": "yes"})
    sync(ann, bob)
    assert ann.board == bob.board
    assert told(ann.deal(deal_id)) == [("bant.budget", "no", "Bob", "yes", "Ann")]
    qualify(ann, deal_id, answers={"budget": "no"})
    assert told(ann.deal(deal_id)) == []
    assert known(ann.deal(deal_id))["budget"][0] == "no"


def test_different_notes_written_at_once_are_a_conflict_too() -> None:
    """Neither author's words are lost."""
    ann, bob, deal_id = clones()
    qualify(ann, deal_id, notes={"budget": "40k"})
    qualify(bob, deal_id, notes={"budget": "nothing"})
    sync(ann, bob)
    assert told(ann.deal(deal_id)) == [("bant.budget.note", "nothing", "Bob", "40k", "Ann")]


def test_equal_answers_given_at_once_agree() -> None:
    """No conflict where nobody differs."""
    ann, bob, deal_id = clones()
    for one in (ann, bob):
        qualify(one, deal_id, answers={"budget": "yes"})
    sync(ann, bob)
    assert told(ann.deal(deal_id)) == []


def test_an_answer_is_taken_back_and_brought_back() -> None:
    """Undo leaves what was before, redo what was after."""
    ann, _, deal_id = clones()
    qualify(ann, deal_id, answers={"budget": "partial"})
    before = ann.deal(deal_id).answers
    qualify(ann, deal_id, answers={"budget": "yes"}, notes={"budget": "Seen it"})
    after = ann.deal(deal_id).answers
    ann.undo()
    assert ann.deal(deal_id).answers == before
    ann.redo()
    assert ann.deal(deal_id).answers == after


def test_who_saw_an_answer_that_was_undone_makes_no_false_conflict() -> None:
    """The undone answer counts as never given."""
    ann, bob, deal_id = clones()
    qualify(ann, deal_id, answers={"budget": "partial"})
    act = qualify(ann, deal_id, answers={"budget": "yes"})[0]
    sync(ann, bob)
    ann.undo(act)
    qualify(bob, deal_id, answers={"budget": "no"})
    sync(ann, bob)
    assert known(ann.deal(deal_id))["budget"][0] == "no"
    assert told(ann.deal(deal_id)) == []


def test_the_framework_is_a_field_of_the_deal_and_keeps_each_others_answers() -> None:
    """To change it loses nothing; two different wishes at once are a conflict."""
    ann, bob, deal_id = clones()
    assert ann.deal(deal_id).framework == "bant"
    qualify(ann, deal_id, answers={"budget": "yes"})
    rows = qualify(ann, deal_id, framework="meddic", answers={"champion": "yes"})
    assert len(rows) == 2
    deal = ann.deal(deal_id)
    assert deal.framework == "meddic"
    assert (set(known(deal)), set(known(deal, "meddic"))) == ({"budget"}, {"champion"})
    qualify(bob, deal_id, framework="champ")
    sync(ann, bob)
    assert told(ann.deal(deal_id)) == [("framework", "champ", "Bob", "meddic", "Ann")]


def test_the_first_mark_counts_and_undo_takes_it_away() -> None:
    """A second mark is no news, unless it is of an earlier day."""
    ann, bob, deal_id = clones()
    first = START - timedelta(days=5)
    marked = qualify(ann, deal_id, marks=("mql",))
    day = ann.deal(deal_id).mql
    assert day is not None
    assert qualify(ann, deal_id, marks=("mql",)) == []
    sync(ann, bob)
    qualify(bob, deal_id, marks=("mql", "sql"), at=first)
    assert (bob.deal(deal_id).mql, bob.deal(deal_id).sql) == (first, first)
    bob.undo()
    assert (bob.deal(deal_id).mql, bob.deal(deal_id).sql) == (day, None)
    ann.undo(marked[0])
    assert ann.deal(deal_id).mql is None


def test_two_who_mark_a_deal_at_once_agree_on_the_earlier_moment() -> None:
    """No conflict: it was marked."""
    ann, bob, deal_id = clones()
    qualify(bob, deal_id, marks=("sql",))
    qualify(ann, deal_id, marks=("sql",))
    earlier = ann.deal(deal_id).sql
    sync(ann, bob)
    assert bob.deal(deal_id).sql == earlier
    assert not bob.deal(deal_id).conflicts


def test_a_merged_deal_shows_what_its_duplicate_knew() -> None:
    """Its own answers come first, the earliest marks count; the next answer is its own."""
    ann, _, kept = clones()
    double = ann.add("Acme again")
    qualify(ann, double, answers={"budget": "no", "need": "yes"}, marks=("mql",))
    qualify(ann, kept, answers={"budget": "yes"}, marks=("mql",))
    first = ann.deal(double).mql
    ann.do(actions.MergeDeals(double, kept))
    assert {name: one[0] for name, one in known(ann.deal(kept)).items()} == {"budget": "yes", "need": "yes"}
    assert ann.deal(kept).mql == first
    qualify(ann, kept, answers={"need": "unknown"})
    assert known(ann.deal(kept))["need"][0] == "unknown"
    assert not ann.deal(kept).conflicts


def test_answering_a_deal_that_someone_deleted_brings_it_back() -> None:
    """Like any other work on it."""
    ann, bob, deal_id = clones()
    ann.do(actions.DeleteDeals((deal_id,)))
    qualify(bob, deal_id, answers={"need": "yes"})
    sync(ann, bob)
    assert ann.deal(deal_id).is_visible
    assert "without having seen that" in ann.deal(deal_id).notice


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({}, "Say what is known"),
        ({"framework": "spin"}, "There is no framework 'spin'; there are bant, champ and meddic."),
        ({"answers": {"colour": "yes"}}, "BANT has no criterion 'colour'"),
        ({"answers": {"budget": "maybe"}}, "'maybe' is not an answer; write yes, partial, no or unknown."),
        ({"framework": "meddic", "answers": {"budget": "yes"}}, "MEDDIC has no criterion 'budget'"),
        ({"marks": ("pql",)}, "'pql' is not a mark; there are mql and sql."),
        ({"notes": {"budget": "x" * 20_001}}, "That text is too long"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(wish: dict[str, Any], why: str) -> None:
    """And nothing is written."""
    ann, _, deal_id = clones()
    count = len(ann.rows)
    with pytest.raises(BadInput) as refused:
        qualify(ann, deal_id, **wish)
    assert refused.value.sentence.startswith(why)
    assert len(ann.rows) == count


def test_a_deleted_deal_is_not_qualified() -> None:
    """It is restored first."""
    ann, _, deal_id = clones()
    ann.do(actions.DeleteDeals((deal_id,)))
    with pytest.raises(Refused, match="Acme is deleted; restore it first"):
        qualify(ann, deal_id, answers={"need": "yes"})


def test_a_framework_that_nobody_knows_gets_into_no_deal() -> None:
    """Whatever way it comes."""
    ann, _, deal_id = clones()
    with pytest.raises(BadInput, match="There is no framework"):
        ann.edit(deal_id, framework="spin")


def test_the_same_again_writes_nothing() -> None:
    """The log holds changes only."""
    ann, _, deal_id = clones()
    qualify(ann, deal_id, answers={"budget": "yes"}, notes={"budget": "40k"}, marks=("sql",))
    assert qualify(ann, deal_id, answers={"b": "y", "need": "unknown"}, notes={"budget": "40k"}) == []


def test_the_timeline_tells_answers_and_marks_in_words() -> None:
    """As people would."""
    ann, _, deal_id = clones()
    wish: dict[str, Any] = {"answers": {"budget": "yes"}, "notes": {"budget": "40k"}, "marks": ("mql",)}
    rows = qualify(ann, deal_id, **wish) + qualify(ann, deal_id, notes={"budget": ""})
    assert [entry(one, read_event(ann.log.row(one)), ann.board).text for one in rows] == [
        "BANT: Budget unknown → yes, note on Budget: 40k",
        "Marked as MQL",
        "BANT: note on Budget: none",
    ]


def test_criteria_of_a_newer_version_are_kept_and_an_unknown_answer_is_quarantined() -> None:
    """What cannot be read is told, never guessed."""
    ann, _, deal_id = clones()
    head = {"do": "deal.qualified", "deal": deal_id, "at": "2026-11-23T12:00:00Z", "by": "Ann"}
    good = line("k7qa-01zzzzzzzaaa", {**head, "set": {"spin.situation": "yes", "no dot": 7}})
    bad = line("k7qa-01zzzzzzzbbb", {**head, "set": {"bant.budget": "perhaps"}})
    log = Log({**ann.rows, **good, **bad})
    assert list(log.problems) == ["k7qa-01zzzzzzzbbb"]
    assert known(log.board.deals[deal_id], "spin") == {"situation": ("yes", "", "Ann")}
