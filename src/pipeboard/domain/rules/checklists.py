"""Rules for the checklists of deals."""

from __future__ import annotations

from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import NAMED, Item, checklist, items, of_deal
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.quotes import quoted
from pipeboard.domain.rules.definitions import emit_new
from pipeboard.domain.rules.plan import Plan, over


def check_items(action: actions.CheckItems, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    there = _there(deal, plan.board)
    wanted = list(dict.fromkeys(action.items))
    for name in wanted:
        if name not in there:
            raise NotFound(f"{deal.title} has no checklist item {quoted(name)}.")
    fields = {name: f"check {name}" for name in wanted}
    new = [name for name in wanted if there[name].done != action.done or over(deal, fields[name])]
    if not new:
        state = "ticked" if action.done else "open"
        texts = there[wanted[0]].text if len(wanted) == 1 else "All that"
        plan.summary = f"{texts} is {state} on {deal.title} already."
        return
    body = {"set": dict.fromkeys(new, action.done), "was": {name: there[name].done for name in new}}
    plan.emit("deal.checked", {"deal": deal.id, **body, **over(deal, *(fields[name] for name in new))})
    said = there[new[0]].text if len(new) == 1 else f"{len(new)} items"
    plan.summary = f"{'Ticked' if action.done else 'Unticked'} {said} on {deal.title}."


def _there(deal: Deal, board: Board) -> dict[str, Item]:
    """Every item that can be ticked on the deal, by id."""
    lists = (items(deal, board, name) for name in NAMED)
    return {one.id: one for each in (checklist(deal, board), *lists) for one in each}


def add_item(action: actions.AddItem, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    text = action.text.strip()
    if not text:
        raise BadInput("An item of a checklist needs a few words.")
    emit_new(plan, "check", {"text": text, "list": of_deal(deal.id), "required": action.required})
    plan.summary = f"Added {text} to the checklist of {deal.title}."
