"""What the rules make of actions on deals, beyond what they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from histories import START, Replica, team
from pipeboard.domain import actions, rules
from pipeboard.domain.actions import ImportDeals, ImportedDeal, NewContact
from pipeboard.domain.deal import Status
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.ids import Minter
from pipeboard.domain.values import Value
from table_rows import table_row


@pytest.fixture
def ann() -> Replica:
    return team()[0]


def planned(ann: Replica, action: actions.Action) -> rules.Plan:
    """The plan of an action that is not carried out."""
    minter = Minter("test", ann.clock)
    plan = rules.Plan(ann.board, author="Ann", now=ann.clock.now(), minter=minter, at=action.at)
    rules.apply(action, plan)
    return plan


SUMMARIES = [
    (lambda d: actions.AddDeal({"title": "New"}), "Added New to Lead."),
    (
        lambda d: actions.EditDeals((d,), {"company": "A", "custom.size": "L"}),
        "Changed company, size of Acme.",
    ),
    (lambda d: actions.EditDeals((d,), {"title": "Acme"}), "Acme is like that already."),
    (lambda d: actions.MoveDeals((d,), "qualified"), "Moved Acme to Qualified."),
    (lambda d: actions.CloseDeals((d,), "won"), "Won: Acme for 500 EUR, now in Delivery."),
    (lambda d: actions.CloseDeals((d,), "lost", "price"), "Lost: Acme."),
    (lambda d: actions.ArchiveDeals((d,)), "Archived Acme."),
    (lambda d: actions.DeleteDeals((d,)), "Deleted Acme; undo or restore brings it back."),
    (lambda d: actions.LogTouch((d,), "call"), "Logged a call on Acme (1 now)."),
    (lambda d: actions.AddNote((d,), "Rang"), "Noted on Acme."),
    (
        lambda d: actions.PlanFollowUp((d,), "call", date(2026, 12, 1)),
        "Planned a call on Acme for Tue 1 Dec.",
    ),
    (lambda d: actions.AddContact(d, NewContact("Jo")), "Added Jo to Acme."),
    (lambda d: actions.RetireStage("lead", "qualified"), "Retired the stage Lead; 1 deal went to Qualified."),
    (lambda _: actions.SetBoard({"name": "Demo"}), "The board is like that already."),
]


@pytest.mark.parametrize(("make", "summary"), SUMMARIES)
def test_an_action_is_summed_up_in_one_sentence(ann: Replica, make: object, summary: str) -> None:
    """The sentence names what was done and to what."""
    deal_id = ann.add("Acme", value=Decimal(500))
    assert callable(make)
    assert planned(ann, make(deal_id)).summary == summary


def test_several_deleted_deals_are_no_it(ann: Replica) -> None:
    """One is brought back, several are."""
    both = ann.add("One"), ann.add("Two")
    assert planned(ann, actions.DeleteDeals(both[:1])).summary.endswith("brings it back.")
    assert planned(ann, actions.DeleteDeals(both)).summary.endswith("brings them back.")


def test_a_planned_or_snoozed_follow_up_says_its_day_back(ann: Replica) -> None:
    """Whoever typed "fri" sees which one was understood, in the board's time zone."""
    deal_id = ann.add("Acme")
    ann.do(actions.SetBoard({"timezone": "Europe/Helsinki"}))
    at = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    plan = actions.PlanFollowUp((deal_id,), "call", at, every=7)
    assert planned(ann, plan).summary == "Planned a call on Acme for Fri 27 Nov 14:00, every 1w."
    [step] = ann.do(plan)
    snooze = actions.EditFollowUp(deal_id, step, {"due": date(2027, 1, 4)})
    assert planned(ann, snooze).summary == "Snoozed the call on Acme until Mon 4 Jan 2027."
    assert planned(ann, actions.EditFollowUp(deal_id, step, {"text": "ring"})).summary == (
        "Changed the call on Acme."
    )


def test_all_rows_of_an_action_name_the_first(ann: Replica) -> None:
    """One action is one step to undo, however many deals and events it has."""
    ids = tuple(ann.add(f"Deal {number}") for number in range(3))
    plan = planned(ann, actions.CloseDeals(ids, "won"))
    acts = [row.get("act", event_id) for event_id, row in plan.rows]
    assert len(acts) == 6
    assert set(acts) == {plan.rows[0][0]}


def test_a_deal_named_twice_counts_once(ann: Replica) -> None:
    """A bulk action with repeated ids does to each deal what it does to one."""
    deal_id = ann.add("Acme")
    ann.do(actions.CloseDeals((deal_id, deal_id), "won"))
    assert (ann.deal(deal_id).status, ann.deal(deal_id).conflicts) == ("won", ())
    ann.do(actions.AddNote((deal_id,) * 3, "Once"))
    assert ann.deal(deal_id).notes == 1


def test_only_what_differs_is_written(ann: Replica) -> None:
    """An edit says what was there before, and nothing about fields that stay."""
    deal_id = ann.add("Acme", value=Decimal("5.00"), company="A")
    edit = actions.EditDeals((deal_id,), {"value": Decimal(5), "company": "B", "owner": "Ann"})
    [(_, row)] = planned(ann, edit).rows
    assert (row["set"], row["was"]) == ({"company": "B"}, {"company": "A"})
    assert "over" not in row


def test_a_bulk_move_takes_along_only_the_deals_that_are_elsewhere(ann: Replica) -> None:
    """Those that are there already have no event."""
    here, there = ann.add("Here", stage="qualified"), ann.add("There")
    plan = planned(ann, actions.MoveDeals((here, there), "qualified"))
    assert [row["deal"] for _, row in plan.rows] == [there]


def test_a_back_dated_action_happened_then_and_is_recorded_now(ann: Replica) -> None:
    """The row says when; its id says when it was entered."""
    deal_id = ann.add("Acme")
    then = START - timedelta(days=3)
    [(event_id, row)] = planned(ann, actions.LogTouch((deal_id,), "call", at=then)).rows
    assert row["at"] == "2026-11-20T09:00:00Z"
    assert event_id > f"test-{deal_id.partition('-')[2]}"


def test_a_move_dated_back_before_the_latest_says_that_the_deal_stays(ann: Replica) -> None:
    """It belongs to the history; the deal stands where it went last."""
    deal_id = ann.add("Acme")
    ann.do(actions.MoveDeals((deal_id,), "proposal"))
    earlier = actions.MoveDeals((deal_id,), "qualified", at=START - timedelta(days=3))
    said = planned(ann, earlier).summary
    assert said == "Entered that Acme moved to Qualified; it stays where it went later."
    ann.do(earlier)
    assert ann.deal(deal_id).stage == "proposal"


def test_a_close_dated_back_before_the_latest_move_is_refused(ann: Replica) -> None:
    """It would be told as done and have no effect; so would a reopening before the close."""
    deal_id = ann.add("Acme")
    then = START - timedelta(days=3)
    assert planned(ann, actions.CloseDeals((deal_id,), "won", at=then)).rows  # not moved yet
    ann.do(actions.MoveDeals((deal_id,), "proposal"))
    for status in ("won", "lost"):
        with pytest.raises(Refused, match=r"Acme is in Proposal since 2026-11-23 .*give a moment after that"):
            planned(ann, actions.CloseDeals((deal_id,), status, "price", at=then))
    ann.close(deal_id, "lost", "price")
    with pytest.raises(Refused, match="Acme is lost since 2026-11-23"):
        planned(ann, actions.ReopenDeals((deal_id,), at=then))


def test_a_reopened_deal_goes_where_it_was_or_before_the_win(ann: Replica) -> None:
    """Lost deals go back to their stage; won ones to the last stage before the win, or where one says."""
    lost, won, told = ann.add("Lost", stage="qualified"), ann.add("Won"), ann.add("Told")
    ann.close(lost, "lost", "price")
    for one in (won, told):
        ann.close(one, "won")
    ann.do(actions.ReopenDeals((lost, won)))
    ann.do(actions.ReopenDeals((told,), "lead"))
    assert [ann.deal(one).stage for one in (lost, won, told)] == ["qualified", "proposal", "lead"]
    assert {ann.deal(one).status for one in (lost, won, told)} == {"open"}


def test_a_deal_lost_in_a_stage_that_was_retired_reopens_where_its_deals_went(ann: Replica) -> None:
    """Not in a column that is out of use."""
    deal_id = ann.add("Acme", stage="qualified")
    ann.close(deal_id, "lost", "price")
    ann.do(actions.RetireStage("qualified", "proposal"))
    ann.do(actions.ReopenDeals((deal_id,)))
    assert ann.deal(deal_id).stage == "proposal"


def test_a_done_call_is_a_touch_and_a_done_task_is_not(ann: Replica) -> None:
    """Finishing a follow-up logs the touch and plans the next one, as one step."""
    deal_id = ann.add("Acme")
    for kind in ("task", "call"):
        ann.do(actions.PlanFollowUp((deal_id,), kind, date(2026, 12, 1)))
    task, call = sorted(ann.deal(deal_id).follow_ups, key=lambda step: step.kind, reverse=True)
    ann.do(actions.FinishFollowUp(deal_id, task.id))
    assert ann.deal(deal_id).touches == 0
    following = actions.PlanFollowUp((deal_id,), "mail", date(2026, 12, 8))
    ann.do(actions.FinishFollowUp(deal_id, call.id, "ok", following))
    assert (ann.deal(deal_id).touches, [step.kind for step in ann.deal(deal_id).follow_ups]) == (1, ["mail"])
    ann.undo()
    assert (ann.deal(deal_id).touches, [step.kind for step in ann.deal(deal_id).follow_ups]) == (0, ["call"])


def test_half_characters_of_undecodable_input_are_replaced(ann: Replica) -> None:
    """They could be written, but no reader would take them back."""
    deal_id = ann.add("A\ud800B")
    ann.do(actions.AddNote((deal_id,), "\udfff"))
    assert ann.deal(deal_id).title == "A?B"
    assert not ann.log.problems


# Imports


def row(
    title: str,
    *,
    status: Status = "open",
    created: datetime | None = None,
    closed: datetime | None = None,
    **fields: Value,
) -> ImportedDeal:
    return table_row({"title": title, **fields}, status, created, closed)


def test_an_import_makes_deals_as_one_step_and_a_second_one_updates_them(ann: Replica) -> None:
    """Rows are known by their external id; what did not change has no event."""
    rows = (row("One", external_id="1", value=Decimal(5)), row("Two", external_id="2", status="lost"))
    ann.do(ImportDeals(rows))
    one, two = sorted(ann.board.deals.values(), key=lambda deal: deal.title)
    assert (one.value, one.imported, two.status, two.closed) == (Decimal(5), True, "lost", two.created)
    plan = planned(ann, ImportDeals(rows))
    assert (plan.rows, plan.summary) == ([], "Imported: 2 unchanged.")
    ann.do(ImportDeals((row("One", external_id="1", value=Decimal(6)),)))
    assert ann.deal(one.id).value == 6
    ann.undo()
    ann.undo()
    assert not ann.board.deals


def test_an_imported_owner_called_me_is_the_author(ann: Replica) -> None:
    """When the deal is added, and when a later import finds it again."""
    mine = ImportDeals((row("One", external_id="1", owner="me"),))
    ann.do(mine)
    assert [deal.owner for deal in ann.board.deals.values()] == ["Ann"]
    assert planned(ann, mine).rows == []


def test_an_imported_deal_has_the_dates_of_its_row_but_none_to_come(ann: Replica) -> None:
    """Created then, closed no earlier than created, and never in the future."""
    then, later = START - timedelta(days=30), START + timedelta(days=30)
    old = row("Old", created=then, status="won", closed=then - timedelta(days=5))
    ann.do(ImportDeals((old, row("New", created=later))))
    deals = {deal.title: deal for deal in ann.board.deals.values()}
    assert (deals["Old"].created, deals["Old"].closed) == (then, then)
    assert deals["New"].created <= ann.clock.now()


def test_an_imported_close_older_than_the_last_move_still_closes_the_deal(ann: Replica) -> None:
    """The sheet says it was lost last week, and the board moved it yesterday: it is lost, and once."""
    ann.do(ImportDeals((row("One", external_id="1"),)))
    [deal] = ann.board.deals.values()
    ann.move(deal.id, "qualified")
    lost = ImportDeals((row("One", external_id="1", status="lost", closed=START - timedelta(days=7)),))
    ann.do(lost)
    assert ann.deal(deal.id).status == "lost"
    assert planned(ann, lost).rows == []


def test_an_import_can_bring_its_own_stages(ann: Replica) -> None:
    """They are made first, in their order, and rows may name them."""
    stages = (actions.AddStage("Demo", "sales", "lead"), actions.AddStage("Trial", "sales"))
    ann.do(ImportDeals((row("One", stage="Trial"), row("Two", stage="demo"), row("Three")), stages))
    assert [stage.id for stage in ann.board.stages_in("sales")] == [
        "lead",
        "demo",
        "qualified",
        "proposal",
        "trial",
        "delivery",
    ]
    assert {deal.title: deal.stage for deal in ann.board.deals.values()} == {
        "One": "trial", "Two": "demo", "Three": "lead",
    }  # fmt: skip


def test_an_import_leaves_deleted_deals_alone(ann: Replica) -> None:
    """What was deleted here does not come back with every import."""
    ann.do(ImportDeals((row("One", external_id="1"),)))
    [deal_id] = ann.board.deals
    ann.do(actions.DeleteDeals((deal_id,)))
    assert planned(ann, ImportDeals((row("One again", external_id="1"),))).rows == []


def test_rows_of_one_external_id_are_refused(ann: Replica) -> None:
    """Which of two rows a deal is cannot be known, and nothing is written of either."""
    twice = (row("One", external_id="1", company="A"), row("One!", external_id="1"))
    with pytest.raises(BadInput, match="'1' stands in two rows"):
        ann.do(ImportDeals((*twice, row("Other"))))
    assert not ann.board.deals
