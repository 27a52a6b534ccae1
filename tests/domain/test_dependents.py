"""What others built on an action: told before it is undone, and only then."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histories import Replica, play, steps, sync, team
from pipeboard.domain import actions
from pipeboard.domain.dependents import built_upon
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.rows import act_of

Doing: TypeAlias = Callable[[Replica, str], list[str]]


def dependents(log: Log, act: str, author: str) -> list[str]:
    """The events that stand, are somebody else's, and build on an action."""
    own = list(log.readable(log.members(act)))
    last = max(log.members(act), key=sort_key)
    rows = log.readable(one for one in log.order if one not in log.unknown)
    standing = [(one, row) for one, row in rows if act_of(one, row) not in log.undone]
    return [event_id for event_id, _ in built_upon(own, standing, author, last)]


def contact(one: Replica, deal: str) -> list[str]:
    return one.do(actions.AddContact(deal, actions.NewContact("Jo")))


def phone(one: Replica, deal: str) -> list[str]:
    return one.do(actions.EditContact(deal, one.deal(deal).contacts[0].id, {"phone": "5"}))


def value(amount: int) -> Doing:
    return lambda one, deal: one.edit(deal, value=Decimal(amount))


def note(one: Replica, deal: str) -> list[str]:
    return one.do(actions.AddNote((deal,), "Rang"))


def define(title: str) -> Doing:
    return lambda one, _: one.do(actions.Define("reason", {"title": title}, "price"))


CASES: list[tuple[Doing, Doing, bool]] = [
    (value(2), value(3), True),
    (value(2), note, False),
    (value(2), lambda one, deal: one.edit(deal, company="X"), False),
    (lambda one, deal: one.move(deal, "qualified"), lambda one, deal: one.move(deal, "proposal"), True),
    (lambda one, deal: one.move(deal, "qualified"), lambda one, deal: one.close(deal, "won"), True),
    (lambda one, deal: one.move(deal, "qualified"), value(3), False),
    (contact, phone, True),
    (contact, note, False),
    (note, note, False),
    (
        lambda one, _: one.do(actions.AddStage("Pilot", "sales")),
        lambda one, deal: one.move(deal, "pilot"),
        True,
    ),
    (
        lambda one, _: one.do(actions.AddStage("Pilot", "sales")),
        lambda one, _: one.do(actions.EditStage("pilot", {"probability": 5})),
        True,
    ),
    (define("Dear"), define("Too dear"), True),
    (define("Dear"), value(3), False),
]


@pytest.mark.parametrize(("hers", "his", "builds"), CASES)
def test_who_changes_the_same_thing_builds_on_it(hers: Doing, his: Doing, builds: bool) -> None:
    """The same field, a part of what was made, a deal in a stage that was added; nothing else."""
    ann, bob = team()[:2]
    deal = ann.add("Acme", value=Decimal(1))
    act = hers(ann, deal)[0]
    sync(ann, bob)
    bob.wait(minutes=1)
    his(bob, deal)
    sync(ann, bob)
    assert bool(dependents(ann.log, act, "Ann")) == builds
    assert dependents(ann.log, act, "Bob") == [], "one's own work is nothing to be told"
    bob.undo()
    sync(ann, bob)
    assert dependents(ann.log, act, "Ann") == [], "nor is what was taken back"


def test_all_work_on_a_deal_builds_on_its_creation() -> None:
    """To undo the creation would take the others' notes with it."""
    ann, bob = team()[:2]
    deal = ann.add("Acme")
    sync(ann, bob)
    bob.wait(minutes=1)
    note(bob, deal)
    sync(ann, bob)
    assert len(dependents(ann.log, deal, "Ann")) == 1


@given(steps(least=4), st.integers(0, 5))
def test_an_undo_on_which_nobody_built_leaves_what_others_wrote(history: Any, which: int) -> None:
    """Fields that others wrote last hold the same values, and no deal of theirs is gone."""
    replicas = play(history)
    sync(*replicas)
    ann = replicas[0]
    ann.wait(days=4000)
    mine = [act for act in ann.log.acts_of("Ann") if act not in ann.log.undone and act not in ann.log.undos]
    act = mine[which % len(mine)]
    if dependents(ann.log, act, "Ann"):
        return
    before = ann.board
    theirs = written_by_others(ann.log)
    ann.undo(act)
    for (deal_id, name), writer in theirs.items():
        if sort_key(writer) > sort_key(act):
            assert deal_id in ann.board.deals
            assert getattr(ann.deal(deal_id), name) == getattr(before.deals[deal_id], name)


def written_by_others(log: Log) -> dict[tuple[str, str], str]:
    """The values and titles that somebody else than Ann wrote last: deal and field -> the event."""
    found: dict[tuple[str, str], str] = {}
    for deal_id in log.board.deals:
        for event_id, row in log.rows_of(deal_id):
            if row["do"] != "deal.set" or act_of(event_id, row) in log.undone:
                continue
            for name in ("value", "title"):
                if name in row["set"]:
                    found.pop((deal_id, name), None)
                    if row["by"] != "Ann":
                        found[deal_id, name] = event_id
    return found
