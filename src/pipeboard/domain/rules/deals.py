"""Rules for deals: adding, editing, moving, closing, hiding, merging."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from pipeboard.domain import actions
from pipeboard.domain.actions import NewContact
from pipeboard.domain.dates import day_text
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.fields import CONTACT, DEAL, dump_set
from pipeboard.domain.frameworks import find_framework
from pipeboard.domain.money import show_money
from pipeboard.domain.people import ROLES, Contact
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.rules.plan import Plan, counted, names_of, over
from pipeboard.domain.values import Changes

_REASON_NEEDED = {"lost": "why it was lost", "disqualified": "why it does not fit"}


def add_deal(action: actions.AddDeal, plan: Plan) -> None:
    stage = plan.stage(str(action.fields["stage"])) if action.fields.get("stage") else first_stage(plan)
    if stage.phase == "post":
        raise Refused(f"{stage.name} comes after the win; add the deal to an earlier stage.")
    given = {
        name: value
        for name, value in action.fields.items()
        if name != "stage" and value not in (None, "", ())
    }
    given.setdefault("owner", plan.author)
    deal_id = create(plan, given, stage)
    for contact in action.contacts:
        emit_contact(plan, deal_id, contact)
    plan.summary = f"Added {given['title']} to {stage.name}."


def create(
    plan: Plan, given: Changes, stage: Stage, *, at: datetime | None = None, imported: bool = False
) -> str:
    """Emit a new deal; its id. The title is required and the currency is the board's unless given."""
    if not str(given.get("title") or "").strip():
        raise BadInput("A deal needs a title.")
    check_value(given)
    body = dump_set(DEAL, {"currency": plan.board.settings.currency, **plan.named(given)})
    title = body.pop("title")
    event: dict[str, object] = {"set": {"title": title, "stage": stage.id, **body}}
    return plan.emit("deal.created", event | ({"imported": True} if imported else {}), at=at)


def first_stage(plan: Plan) -> Stage:
    """Where deals start: the first stage of the first pipeline. Refused where there is none."""
    for pipeline in plan.board.live_pipelines():
        for stage in plan.board.stages_in(pipeline.id):
            if stage.phase == "pre":
                return stage
    raise Refused("The board has no stage yet; add one with `pipeboard stages add NAME`.")


def check_value(changes: Changes) -> None:
    """BadInput for an amount below zero or beyond reason, or a framework that nobody knows."""
    if changes.get("framework"):
        find_framework(str(changes["framework"]))
    value = changes.get("value")
    if isinstance(value, Decimal) and not (value.is_finite() and 0 <= value < Decimal(10) ** 15):
        raise BadInput(f"A value of {value} is not possible; write an amount from 0 up.")


def edit_deals(action: actions.EditDeals, plan: Plan) -> None:
    check_value(action.changes)
    deals, changes = plan.deals(action.deals), plan.named(action.changes)
    edited = [deal for deal in deals if plan.set_deal(deal, changes)]
    if not edited:
        plan.summary = f"{names_of(deals)} is like that already." if len(deals) == 1 else "Nothing to change."
        return
    titles = ", ".join(
        (DEAL[name].title if name in DEAL else name.removeprefix("custom.")).lower()
        for name in action.changes
    )
    plan.summary = f"Changed {titles} of {names_of(edited)}."


def rank_deal(action: actions.RankDeal, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    plan.set_deal(deal, {"rank": action.rank})
    plan.summary = f"Placed {deal.title}."


def move_deals(action: actions.MoveDeals, plan: Plan) -> None:
    stage = plan.stage(action.stage)
    deals = plan.deals(action.deals)
    moving = [deal for deal in deals if plan.board.stage_of(deal).id != stage.id or over(deal, "stage")]
    for deal in moving:
        _check_move(deal, stage)
    for deal in moving:
        emit_move(plan, deal, stage)
    later = [deal for deal in moving if _moved_later(plan, deal)]
    if not moving:
        plan.summary = f"{names_of(deals)} {'is' if len(deals) == 1 else 'are'} in {stage.name} already."
    elif later:
        stays = "it stays where it went" if len(moving) == 1 else f"{counted(len(later), 'deal')} went on"
        plan.summary = f"Entered that {names_of(moving)} moved to {stage.name}; {stays} later."
    else:
        plan.summary = f"Moved {names_of(moving)} to {stage.name}."


def emit_move(plan: Plan, deal: Deal, stage: Stage) -> None:
    """Emit a move. A manual rank belongs to the column it was given in, so it is cleared."""
    plan.emit("deal.moved", {"deal": deal.id, **seen_place(deal), "to": stage.id})
    if deal.rank:
        plan.set_deal(deal, {"rank": None})


def _moved_later(plan: Plan, deal: Deal) -> bool:
    """Whether the deal was moved or closed after the moment to which the action is dated back.

    A deal stands where it went last, so the action would leave it there.
    """
    last = max(deal.entered_stage, deal.closed or deal.entered_stage)
    return last != deal.created and plan.is_before(last)


def _check_last(plan: Plan, deals: list[Deal]) -> None:
    """Refused for a close or reopening that would have no effect."""
    for deal in deals:
        if _moved_later(plan, deal):
            last = max(deal.entered_stage, deal.closed or deal.entered_stage).astimezone(plan.board.zone)
            place = f"in {plan.board.stage_of(deal).name}" if deal.is_open else deal.status
            raise Refused(
                f"{deal.title} is {place} since {last:%Y-%m-%d %H:%M}, which is later; "
                "give a moment after that, or undo what came last."
            )


def _check_move(deal: Deal, stage: Stage) -> None:
    if deal.status == "won" and stage.phase == "pre":
        raise Refused(f"{deal.title} is won; reopen it before it goes back to {stage.name}.")
    if deal.status in ("lost", "disqualified"):
        raise Refused(f"{deal.title} is {deal.status}; reopen it before it moves.")
    if deal.is_open and stage.phase == "post":
        raise Refused(f"{stage.name} comes after the win; win {deal.title} first.")


def seen_place(deal: Deal) -> dict[str, object]:
    """What the author of a move or close saw, and which other outcomes it decides over."""
    was = {} if deal.is_open else {"was": {"status": deal.status}}
    return {"from": deal.stage, **was, **over(deal, "stage")}


def close_deals(action: actions.CloseDeals, plan: Plan) -> None:
    if action.status == "open":
        raise Refused("A deal is closed as won, lost or disqualified; use reopen to open it again.")
    reason = action.reason.strip()
    if action.status in _REASON_NEEDED and not reason:
        raise Refused(
            f"Say {_REASON_NEEDED[action.status]}: a deal cannot be {action.status} without a reason."
        )
    deals = plan.deals(action.deals)
    for deal in deals:
        if not deal.is_open and not _disputed(plan, deal, action.status):
            raise Refused(f"{deal.title} is {deal.status} already; reopen it first.")
    _check_last(plan, deals)
    names = set()
    for deal in deals:
        extra: dict[str, object] = {"reason": reason} if reason else {}
        if action.lesson.strip():
            extra["lesson"] = action.lesson.strip()
        if action.revisit is not None:
            extra["revisit"] = day_text(action.revisit)
        plan.emit(f"deal.{action.status}", {"deal": deal.id, **seen_place(deal), **extra})
        after = _after_the_win(plan, deal) if action.status == "won" else None
        if after is not None and after.id != deal.stage:
            plan.emit(
                "deal.moved", {"deal": deal.id, "from": deal.stage, "to": after.id, "was": {"status": "won"}}
            )
        names.add(after.name if after else "")
    worth = _worth(deals) if action.status == "won" else ""
    place = f", now in {names.pop()}" if len(names) == 1 and all(names) else ""
    plan.summary = f"{action.status.capitalize()}: {names_of(deals)}{worth}{place}."


def _disputed(plan: Plan, deal: Deal, status: str) -> bool:
    """Whether a closed deal may be closed anew, to settle what several people made of it at once."""
    before = plan.board.stage_of(deal).phase == "pre"
    return bool(over(deal, "stage")) and (before or status == "won")


def _worth(deals: list[Deal]) -> str:
    value = deals[0].value if len(deals) == 1 else None
    return "" if value is None else f" for {show_money(value, deals[0].currency)}"


def _after_the_win(plan: Plan, deal: Deal) -> Stage | None:
    """The first stage after the win in the deal's pipeline, if it has one."""
    pipeline = plan.board.stage_of(deal).pipeline
    return next((stage for stage in plan.board.stages_in(pipeline) if stage.phase == "post"), None)


def reopen_deals(action: actions.ReopenDeals, plan: Plan) -> None:
    target = plan.stage(action.stage) if action.stage else None
    if target is not None and target.phase == "post":
        raise Refused(f"{target.name} comes after the win; reopen the deal into an earlier stage.")
    deals = plan.deals(action.deals)
    for deal in deals:
        if deal.is_open:
            raise Refused(f"{deal.title} is open already; there is nothing to reopen.")
    _check_last(plan, deals)
    stage = target
    for deal in deals:
        stage = target or _back_in(plan, deal)
        plan.emit("deal.reopened", {"deal": deal.id, **seen_place(deal), "to": stage.id})
    plan.summary = f"Reopened {names_of(deals)}{f' in {stage.name}' if stage else ''}."


def _back_in(plan: Plan, deal: Deal) -> Stage:
    """The stage a reopened deal goes to: its own, or the last before the win."""
    stage = plan.board.stage_of(deal)
    if stage.phase == "pre" and not stage.retired:
        return stage
    before = [one for one in plan.board.stages_in(stage.pipeline) if one.phase == "pre"]
    return before[-1] if before else first_stage(plan)


def archive_deals(action: actions.ArchiveDeals, plan: Plan) -> None:
    deals = plan.deals(action.deals)
    for deal in deals:
        plan.emit("deal.archived", {"deal": deal.id})
    plan.summary = f"Archived {names_of(deals)}."


def delete_deals(action: actions.DeleteDeals, plan: Plan) -> None:
    deals = [plan.any_deal(deal_id) for deal_id in dict.fromkeys(action.deals)]
    for deal in deals:
        if deal.deleted:
            raise Refused(f"{deal.title} is deleted already.")
        plan.emit("deal.deleted", {"deal": deal.id})
    plan.summary = f"Deleted {names_of(deals)}; undo or restore brings it back."


def restore_deals(action: actions.RestoreDeals, plan: Plan) -> None:
    deals = [plan.any_deal(deal_id) for deal_id in dict.fromkeys(action.deals)]
    for deal in deals:
        # A deal that came back by itself carries a notice, which restoring it acknowledges.
        if deal.is_visible and not deal.notice:
            raise Refused(f"{deal.title} is neither archived nor deleted; there is nothing to restore.")
        plan.emit("deal.restored", {"deal": deal.id})
    plan.summary = f"Restored {names_of(deals)}."


def merge_deals(action: actions.MergeDeals, plan: Plan) -> None:
    duplicate, kept = plan.deal(action.deal), plan.deal(action.into)
    if duplicate.id == kept.id:
        raise Refused(f"{kept.title} cannot be merged into itself; name another deal.")
    plan.emit("deal.merged", {"deal": duplicate.id, "into": kept.id})
    plan.summary = f"Merged {duplicate.title} into {kept.title}."


# Contacts


def emit_contact(plan: Plan, deal_id: str, contact: NewContact) -> None:
    """Emit a new contact of a deal, once its fields are sound."""
    given = {"name": contact.name, "email": contact.email, "phone": contact.phone, "role": contact.role}
    _check_contact(given)
    plan.emit(
        "contact.added",
        {"deal": deal_id, "set": dump_set(CONTACT, {name: text for name, text in given.items() if text})},
    )


def _check_contact(given: dict[str, str]) -> None:
    if "name" in given and not given["name"].strip():
        raise BadInput("A contact needs a name.")
    if given.get("email") and "@" not in given["email"]:
        raise BadInput(f"'{given['email']}' is not an e-mail address.")
    if given.get("role") and given["role"] not in ROLES:
        raise BadInput(f"'{given['role']}' is not a buying role; there are {', '.join(ROLES)}.")


def add_contact(action: actions.AddContact, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    emit_contact(plan, deal.id, action.contact)
    plan.summary = f"Added {action.contact.name} to {deal.title}."


def edit_contact(action: actions.EditContact, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    contact = _contact(deal, action.contact)
    changes = {name: text.strip() for name, text in action.changes.items()}
    _check_contact(changes)
    owner = plan.any_deal(plan.owner(deal, contact.id))
    new = {
        name: text
        for name, text in changes.items()
        if getattr(contact, name, "") != text or over(owner, f"contact {name}", of=contact.id)
    }
    if new:
        seen = {
            "set": dump_set(CONTACT, new),
            "was": {name: getattr(contact, name, "") or None for name in new},
            **over(owner, *(f"contact {name}" for name in new), of=contact.id),
        }
        plan.emit("contact.set", {"deal": owner.id, "contact": contact.id, **seen})
    plan.summary = f"Changed {contact.name}." if new else f"{contact.name} is like that already."


def remove_contact(action: actions.RemoveContact, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    contact = _contact(deal, action.contact)
    plan.emit("contact.removed", {"deal": plan.owner(deal, contact.id), "contact": contact.id})
    plan.summary = f"Removed {contact.name} from {deal.title}."


def _contact(deal: Deal, contact_id: str) -> Contact:
    for contact in deal.contacts:
        if contact.id == contact_id:
            return contact
    raise NotFound(f"{deal.title} has no such contact.")
