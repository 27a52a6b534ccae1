"""Events: what may be written to the log."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pipeboard.domain.events import DealMoved, DealSetEvent, checked, read_event
from pipeboard.domain.fields import CONTACT, DEAL, Dumped, dump_set
from pipeboard.domain.fold import DEAL_KINDS
from pipeboard.domain.outline import OUTLINE_KINDS

AT = "2026-11-23T10:00:00Z"
HEAD = {"at": AT, "by": "Ann"}
BODIES: dict[str, dict[str, Any]] = {
    "board.set": {"set": {"name": "Demo"}},
    "pipeline.created": {"pipeline": "sales", "set": {"name": "Sales"}},
    "pipeline.set": {"pipeline": "sales", "set": {"name": "Sales"}, "was": {"name": "Old"}},
    "pipeline.retired": {"pipeline": "sales"},
    "stage.created": {"stage": "lead", "set": {"name": "Lead", "probability": 10}},
    "stage.set": {"stage": "lead", "set": {"days": 3}, "was": {"days": None}},
    "stage.retired": {"stage": "lead"},
    "stage.merged": {"stage": "lead", "into": "qualified"},
    "deal.created": {"deal": "d", "set": {"title": "Acme", "stage": "lead"}},
    "deal.set": {"deal": "d", "set": {"value": "5"}, "was": {"value": None}, "over": ["k7q-01hk3z8q0v3x"]},
    "deal.moved": {"deal": "d", "from": "lead", "to": "qualified"},
    "deal.won": {"deal": "d", "from": "lead", "reason": "Price"},
    "deal.lost": {"deal": "d", "from": "lead", "reason": "Price", "lesson": "Ask", "revisit": "2027-01-01"},
    "deal.disqualified": {"deal": "d", "from": "lead", "reason": "No budget"},
    "deal.reopened": {"deal": "d", "from": "lead", "to": "lead", "was": {"status": "lost"}},
    "deal.archived": {"deal": "d"},
    "deal.deleted": {"deal": "d"},
    "deal.restored": {"deal": "d"},
    "deal.merged": {"deal": "d", "into": "e"},
    "deal.qualified": {
        "deal": "d",
        "set": {"bant.budget": "yes", "bant.budget.note": "40k"},
        "was": {"bant.budget": "unknown", "bant.budget.note": None},
        "over": ["k7q-01hk3z8q0v3x"],
    },
    "deal.marked": {"deal": "d", "mark": "mql"},
    "deal.checked": {"deal": "d", "set": {"budget-known": True}, "was": {"budget-known": False}},
    "proposal.added": {"deal": "d", "set": {"amount": "12000", "currency": "EUR"}},
    "proposal.set": {"deal": "d", "proposal": "p", "set": {"sent": "2026-12-01"}, "was": {"sent": None}},
    "proposal.removed": {"deal": "d", "proposal": "p"},
    "contact.added": {"deal": "d", "set": {"name": "Jo"}},
    "contact.set": {"deal": "d", "contact": "c", "set": {"phone": "1"}, "was": {"phone": None}},
    "contact.removed": {"deal": "d", "contact": "c"},
    "touch.logged": {"deal": "d", "kind": "call", "text": "Rang"},
    "note.added": {"deal": "d", "text": "Rang"},
    "objection.raised": {"deal": "d", "objection": "not-now", "text": "Later"},
    "play.started": {"deal": "d", "play": "ready"},
    "deal.reviewed": {"deal": "d", "decision": "learned", "text": "Ask", "drove": "Jo", "blocked": "Price"},
    "follow_up.planned": {"deal": "d", "set": {"kind": "call", "due": "2026-12-01"}},
    "follow_up.set": {"deal": "d", "follow_up": "f", "set": {"due": "2026-12-01T08:00:00Z"}},
    "follow_up.done": {"deal": "d", "follow_up": "f", "was": {"due": "2026-12-01"}},
    "follow_up.cancelled": {"deal": "d", "follow_up": "f"},
    "definition.set": {"definition": "reason/price", "set": {"title": "price", "outcome": "lost"}},
    "definition.removed": {"definition": "reason/price"},
    "data.erased": {"rows": [["k7q-01hk3z8q0v3x", {"do": "note.added", "deal": "d", "text": "Rang erased"}]]},
    "data.moved": {
        "archive": "k7q-01hk3z8q0v3x",
        "file": "old.json",
        "deals": 1,
        "rows": {"k7q": ["01hk3z8q0v3x01hk40p7av9b"]},
    },
    "archive.made": {},
    "undo": {"of": "k7q-01hk3z8q0v3x"},
}


def test_every_kind_that_the_fold_knows_has_a_model_and_the_other_way_round() -> None:
    """Neither knows a kind that the other does not."""
    others = {"undo", "data.erased", "data.moved", "archive.made"}
    assert set(BODIES) == DEAL_KINDS | OUTLINE_KINDS | others


@pytest.mark.parametrize("kind", BODIES)
def test_a_sound_row_is_written_in_the_order_of_the_file_and_with_all_it_says(kind: str) -> None:
    """What happened, to what, when, by whom; then the rest as it came, unknown keys included."""
    row = {**HEAD, **BODIES[kind], "do": kind, "act": "k7q-01hk3z8q0v3x", "mood": 3}
    found = checked(row)
    assert found == row
    subjects = [key for key in ("deal", "stage", "pipeline", "definition") if key in row]
    assert list(found)[: 3 + len(subjects)] == ["do", *subjects, "at", "by"]
    assert read_event(found).do == kind


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_written_can_be_read_and_what_cannot_be_read_is_not_written(kind: str) -> None:
    """Whatever stands in place of a value, or nothing does: the door and the reader are of one mind."""
    row = {"do": kind, **HEAD, **BODIES[kind], "act": "k7q-01hk3z8q0v3x"}
    said = {**row, "override": "said", "rate": "1.1", "after": "f", "imported": True}
    values: list[object] = [
        None,
        "",
        "x",
        "x" * 20_001,
        5,
        0,
        True,
        [],
        ["x"],
        [5],
        {},
        {"title": 5},
        {"status": "open"},
    ]
    others = [{**said, key: value} for key in said for value in values]
    others += [{one: value for one, value in row.items() if one != key} for key in row]
    readable = [_is_sound(read_event, other) for other in others]
    assert [_is_sound(checked, other) for other in others] == readable
    assert set(readable) == {True, False}


def _is_sound(look: Callable[[dict[str, Any]], object], row: dict[str, Any]) -> bool:
    try:
        look(row)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("key", ["at", "by", "do"])
def test_no_event_is_without_its_head(kind: str, key: str) -> None:
    """Kind, time and author are never missing."""
    row = {"do": kind, **HEAD, **BODIES[kind]}
    del row[key]
    with pytest.raises(ValueError, match=key if key != "do" else "do"):
        read_event(row)


def test_a_malformed_row_of_ours_is_stopped_before_it_is_written() -> None:
    """The last door: what rules let through by mistake does not reach the file."""
    with pytest.raises(ValueError, match="malformed event was about to be written"):
        checked({"do": "deal.moved", "deal": "d", **HEAD, "to": 5})


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-23",
        "2026-11-23T10:00:00+02:00",
        "2026-11-23 10:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        None,
        5,
        "",
    ],
)
def test_a_moment_is_in_utc_and_can_be_told_in_every_zone(at: object) -> None:
    """Local times, days and the ends of the calendar are refused."""
    with pytest.raises(ValueError, match="at"):
        read_event({"do": "deal.archived", "deal": "d", "at": at, "by": "Ann"})


def test_events_are_read_as_what_they_mean() -> None:
    """Defaults stand for what a row leaves out."""
    moved = read_event({"do": "deal.moved", "deal": "d", **HEAD, "to": "lead"})
    assert isinstance(moved, DealMoved)
    assert (moved.from_, moved.was.status, moved.over) == ("", "open", [])
    edited = read_event({"do": "deal.set", "deal": "d", **HEAD, "set": {"value": "12.50"}})
    assert isinstance(edited, DealSetEvent)
    assert (edited.set, edited.was) == ({"value": "12.50"}, {})


def test_only_what_was_written_for_its_own_fields_needs_no_second_look() -> None:
    """The values of a deal are no proof for a contact, and what is missing is missed in any case."""
    deal = dump_set(DEAL, {"title": "Acme", "value": Decimal("5.0")})
    assert checked({"do": "deal.set", "deal": "d", **HEAD, "set": deal})["set"] == {
        "title": "Acme",
        "value": "5.0",
    }
    misplaced = Dumped.of(DEAL)
    misplaced["name"] = 5
    for wrong in (misplaced, dump_set(CONTACT, {"email": "ann@example.com"})):
        with pytest.raises(ValueError, match="malformed"):
            checked({"do": "contact.added", "deal": "d", **HEAD, "set": wrong})


def test_unknown_kinds_are_refused_here() -> None:
    """The models know what this version writes, and no more."""
    with pytest.raises(ValueError, match="do"):
        read_event({"do": "deal.scored", "deal": "d", **HEAD})


def test_folding_does_not_import_the_models() -> None:
    """Reading a board does without the core of pydantic, which would cost 20 ms at every start."""
    code = (
        "import sys, pipeboard.domain.log, pipeboard.domain.rules; sys.exit('pydantic_core' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
