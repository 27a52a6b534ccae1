"""Rolling a process out: what the board tells by itself, what is ticked, and who was trained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final

import pytest

from histories import START, Replica, sync, team
from pipeboard.domain import actions as a
from pipeboard.domain.definitions import PHASES, shipped
from pipeboard.domain.rollout import READ, steps, trainings, untrained
from pipeboard.domain.values import Changes

TODAY: Final = START.date()


@pytest.fixture
def ann() -> Replica:
    """A clone whose stages say nothing, with one deal that nobody owns."""
    ann = team()[0]
    ann.edit(ann.add(), owner="")
    for stage in _stages(ann):
        ann.do(a.EditStage(stage, {"goal": "", "evidence": "", "days": None}))
    for check in [one for one in ann.board.definitions("check").values() if one.whole.startswith("stage:")]:
        ann.do(a.Undefine("check", check.id))
    return ann


def _stages(ann: Replica) -> list[str]:
    return [one.id for one in ann.board.stages.values() if not one.retired and one.phase == "pre"]


def _each_stage(**fields: str | int) -> Callable[[Replica], object]:
    return lambda ann: [ann.do(a.EditStage(stage, fields)) for stage in _stages(ann)]


def _own_all(ann: Replica) -> None:
    for deal in list(ann.board.deals):
        ann.edit(deal, owner="Ann")


def _train(ann: Replica) -> None:
    _own_all(ann)
    ann.do(a.Define("training", {"title": "The first call", "who": ("ann",), "day": TODAY}))


def _target(ann: Replica) -> None:
    values: Changes = {"title": "Team", "metric": "won deals", "amount": Decimal(3), "unit": "month"}
    ann.do(a.Define("target", values))


DOES: Final[dict[str, Callable[[Replica], object]]] = {
    "past-deals": lambda ann: ann.close(ann.add("Old"), "lost", "price"),
    "profiles": lambda ann: ann.do(a.Define("profile", {"title": "Shops"})),
    "stages-told": _each_stage(goal="Meet", evidence="A date"),
    "checklists": lambda ann: ann.do(
        a.Define("check", {"text": "Asked", "list": f"stage:{_stages(ann)[0]}"})
    ),
    "days-in-stage": _each_stage(days=7),
    "pilot": lambda ann: [ann.add(f"Deal {place}") for place in range(4)],
    "owners": _own_all,
    "trained": _train,
    "targets": _target,
    "reviewed": lambda ann: ann.do(a.ReviewDeals((next(iter(ann.board.deals)),), "keep")),
}
"""What brings each step about that the board tells."""


def done(ann: Replica, after: int = 0) -> set[str]:
    """The steps that are done, so many days later."""
    return {one.definition.id for one in steps(ann.board, TODAY + timedelta(days=after)) if one.done}


def test_every_step_that_is_read_off_ships_and_has_a_cause_here() -> None:
    """So that none goes untested."""
    assert set(DOES) == READ
    assert set(shipped("milestone")) > READ


def test_steps_come_phase_by_phase(ann: Replica) -> None:
    """From assessing to monitoring; a step of one's own is among those of its phase."""
    ann.do(a.Define("milestone", {"title": "Agree on the handover", "phase": "design"}))
    phases = [one.definition.text("phase") for one in steps(ann.board, TODAY)]
    assert list(dict.fromkeys(phases)) == list(PHASES)
    assert phases == sorted(phases, key=PHASES.index)


@pytest.mark.parametrize("step", sorted(READ))
def test_a_step_is_done_once_the_board_says_so_and_not_before(ann: Replica, step: str) -> None:
    """Nobody has to tick it."""
    assert step not in done(ann)
    DOES[step](ann)
    assert step in done(ann)
    (found,) = [one for one in steps(ann.board, TODAY) if one.definition.id == step]
    assert found.by_itself
    assert found.ticked is None


def test_reviews_have_to_go_on(ann: Replica) -> None:
    """Two weeks without one, and the step is open again."""
    DOES["reviewed"](ann)
    assert "reviewed" in done(ann, 14)
    assert "reviewed" not in done(ann, 15)


def test_a_tick_is_a_day_that_undo_takes_back_and_that_merges() -> None:
    """Two people tick two steps; both are done in both clones."""
    ann, bob = team()[:2]
    sync(ann, bob)
    ann.do(a.Define("milestone", {"done": TODAY}, "tour"))
    bob.do(a.Define("milestone", {"done": TODAY}, "playbook-read"))
    sync(ann, bob)
    assert ann.board == bob.board
    assert {"tour", "playbook-read"} <= done(ann)
    assert ann.board.conflicts == ()
    ann.undo()
    assert "tour" not in done(ann)


def test_who_owns_deals_and_was_in_no_training_is_told(ann: Replica) -> None:
    """By name, whatever the case; the log has the latest training first."""
    _train(ann)
    assert untrained(ann.board) == ()
    ann.add("Other", owner="Bob")
    assert untrained(ann.board) == ("Bob",)
    later = TODAY + timedelta(days=1)
    ann.do(a.Define("training", {"title": "Pricing", "who": ("Bob", "Cem"), "day": later}))
    assert [one.title for one in trainings(ann.board)] == ["Pricing", "The first call"]
    assert untrained(ann.board) == ()
