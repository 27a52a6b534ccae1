"""Rules for qualifying deals: frameworks, answers, notes and marks."""

from __future__ import annotations

from pipeboard.domain import actions
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.frameworks import (
    UNKNOWN,
    Framework,
    find_criterion,
    find_framework,
    framework_of,
    read_answer,
    read_mark,
)
from pipeboard.domain.qualification import answer_name, note_name
from pipeboard.domain.rules.plan import Plan, names_of, over


def qualify_deals(action: actions.QualifyDeals, plan: Plan) -> None:
    if not (action.framework or action.answers or action.notes or action.marks):
        raise BadInput("Say what is known, such as budget=yes, or which framework to use.")
    marks = [read_mark(mark) for mark in action.marks]
    deals = plan.deals(action.deals)
    said: list[str] = []
    qualified: list[Deal] = []
    for deal in deals:
        name = action.framework or framework_of(plan.board, deal.framework, deal.answers).id
        framework = find_framework(plan.board, name)
        changes = _changes(action, framework)
        switched = action.switches and plan.set_deal(deal, {"framework": framework.id})
        its = [f"framework {framework.title}"] if switched else []
        its += _answer(plan, deal, framework, changes)
        its += _mark(plan, deal, action, marks)
        if its:
            said = its
            qualified.append(deal)
    if qualified:
        plan.summary = f"{names_of(qualified)}: {', '.join(said)}."
    else:
        plan.summary = f"{names_of(deals)} {'is' if len(deals) == 1 else 'are'} like that already."


def _changes(action: actions.QualifyDeals, framework: Framework) -> dict[str, tuple[str, str]]:
    """The wished fields: each with its value, and the words for it."""
    changes: dict[str, tuple[str, str]] = {}
    for name, text in action.answers.items():
        criterion, answer = find_criterion(framework, name), read_answer(text)
        changes[answer_name(framework.id, criterion.id)] = answer, f"{criterion.title.lower()} {answer}"
    for name, text in action.notes.items():
        criterion, note = find_criterion(framework, name), text.strip()
        changes[note_name(framework.id, criterion.id)] = note, f"a note on {criterion.title.lower()}"
    return changes


def _answer(plan: Plan, deal: Deal, framework: Framework, changes: dict[str, tuple[str, str]]) -> list[str]:
    """Emit what differs from what is known, or settles a conflict; what that is, in words."""
    known: dict[str, str] = {}
    for one in deal.answers_in(framework.id).values():
        known[answer_name(framework.id, one.criterion)] = one.answer
        known[note_name(framework.id, one.criterion)] = one.note
    new = {
        name: value
        for name, (value, _) in changes.items()
        if value != known.get(name, "" if name.endswith(".note") else UNKNOWN) or over(deal, name)
    }
    if new:
        seen = {name: known.get(name) or (None if name.endswith(".note") else UNKNOWN) for name in new}
        body = {"set": {name: value or None for name, value in new.items()}, "was": seen}
        plan.emit("deal.qualified", {"deal": deal.id, **body, **over(deal, *new)})
    return [changes[name][1] for name in new]


def _mark(plan: Plan, deal: Deal, action: actions.QualifyDeals, marks: list[str]) -> list[str]:
    """Emit the marks that the deal has not, or has since a later day only."""
    said = []
    for mark in dict.fromkeys(marks):
        before = deal.mql if mark == "mql" else deal.sql
        if before is None or (action.at is not None and action.at < before):
            plan.emit("deal.marked", {"deal": deal.id, "mark": mark})
            said.append(f"marked as {mark.upper()}")
    return said
