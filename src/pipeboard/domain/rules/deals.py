"""Rules for deals: adding, editing, moving, closing, hiding, merging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.fields import DEAL, Dumped, dump_set, load_set
from pipeboard.domain.frameworks import find_framework
from pipeboard.domain.money import MOST_DIGITS
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.quotes import quoted
from pipeboard.domain.rules.limits import limit_words, over_limit
from pipeboard.domain.rules.people import emit_contact
from pipeboard.domain.rules.plan import Plan, names_of
from pipeboard.domain.rules.prices import PRICES, check_prices, discount_words, floor_words, with_discount
from pipeboard.domain.values import Changes

AFTER_THE_WIN: Final = ("handover_accepted", "satisfaction", "satisfaction_note")
"""Fields that say nothing before the win."""
_CHECKED: Final = (*PRICES, "framework")
"""Fields whose values can be of the right form and yet be wrong."""


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
    check_origin(plan, given)
    for name in AFTER_THE_WIN:
        if name in given:
            raise Refused(f"{DEAL[name].title} is for deals that are won; win it first.")
    check_title(given)
    priced = with_discount(given, action.discount)
    check_value(plan.board, priced)
    deal_id = create(plan, dump_set(DEAL, plan.named(priced)), stage)
    for contact in action.contacts:
        emit_contact(plan, deal_id, contact)
    new = Deal(deal_id, str(given["title"]), stage.id, "open", plan.now, plan.now, plan.now, deal_id)
    plan.summary = f"Added {given['title']} to {stage.name}." + floor_words([(new, priced)], plan.board)
    plan.summary += limit_words(stage, over_limit(plan, stage, 1))


def create(
    plan: Plan, given: Dumped, stage: Stage, *, at: datetime | None = None, imported: bool = False
) -> str:
    """Emit a new deal, whose title and values have been checked; its id.

    Unless they are given, the currency is the board's, motion and segment are those of the pipeline.
    """
    if given.get("revisit"):
        raise Refused("A new deal has no day to look again; a follow-up brings it back.")
    board = plan.board
    pipeline = board.pipelines.get(stage.pipeline)
    new = Dumped.of(DEAL)
    new["title"], new["stage"], new["currency"] = "", stage.id, board.settings.currency
    if pipeline is not None and pipeline.motion:
        new["motion"] = pipeline.motion
    if pipeline is not None and pipeline.segment:
        new["segment"] = pipeline.segment
    new.update(given)
    event = {"set": new, "imported": True} if imported else {"set": new}
    return plan.emit("deal.created", event, at=at)


def first_stage(plan: Plan) -> Stage:
    """Where deals start: the first stage of the first pipeline. Refused where there is none."""
    for pipeline in plan.board.live_pipelines():
        for stage in plan.board.stages_in(pipeline.id):
            if stage.phase == "pre":
                return stage
    raise Refused("The board has no stage yet; add one with `pipeboard stages add NAME`.")


def check_title(given: Mapping[str, object]) -> None:
    """BadInput for a new deal without a title."""
    if not str(given.get("title") or "").strip():
        raise BadInput("A deal needs a title.")


def check_value(board: Board, changes: Changes) -> None:
    """BadInput for an amount below zero or beyond reason, or a framework that nobody defined."""
    if changes.get("framework"):
        find_framework(board, str(changes["framework"]))
    check_prices(changes)


def check_dumped(board: Board, given: Dumped) -> None:
    """The same of values as the file holds them; most are whole amounts, which need no second look."""
    for name in _CHECKED:
        text = given.get(name)
        if text and not _is_whole(str(text)):
            check_value(board, load_set(DEAL, {name: given[name]}))


def _is_whole(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS


def check_origin(plan: Plan, changes: Changes, deals: Iterable[Deal] = ()) -> None:
    """NotFound for an origin that is no deal; Refused for deals that would come out of themselves."""
    if not changes.get("origin"):
        return
    origin = plan.board.deals.get(str(changes["origin"]))
    if origin is None:
        wrong = quoted(str(changes["origin"]))
        raise NotFound(
            f"There is no deal {wrong} that it could come out of; `pipeboard list status:any` shows them."
        )
    before = {origin.id}
    above = plan.board.origin_of(origin)
    while above is not None and above.id not in before:
        before.add(above.id)
        above = plan.board.origin_of(above)
    for deal in deals:
        if deal.id in before:
            raise Refused(f"{deal.title} cannot come out of itself; name another deal.")


def check_won(deal: Deal, what: str) -> None:
    """Refused, with the way on, for what only a won deal can have."""
    if deal.status == "won":
        return
    first = "win it first" if deal.is_open else "reopen and win it first"
    raise Refused(f"{deal.title} is {deal.status}, and {what} is for deals that are won; {first}.")


def edit_deals(action: actions.EditDeals, plan: Plan) -> None:
    check_value(plan.board, action.changes)
    deals, changes = plan.deals(action.deals), plan.named(action.changes)
    check_origin(plan, changes, deals)
    for name in AFTER_THE_WIN:
        for deal in deals if changes.get(name) not in (None, "") else ():
            check_won(deal, DEAL[name].title.lower())
    _check_revisit(deals, changes)
    priced = [(deal, with_discount(changes, action.discount, deal)) for deal in deals]
    edited = [(deal, new) for deal, new in priced if plan.set_deal(deal, new)]
    if not edited:
        plan.summary = f"{names_of(deals)} is like that already." if len(deals) == 1 else "Nothing to change."
        return
    names = [*action.changes, *(["discount"] if action.discount is not None else [])]
    titles = ", ".join(
        (DEAL[name].title if name in DEAL else name.removeprefix("custom.")).lower() for name in names
    )
    plan.summary = f"Changed {titles} of {names_of([deal for deal, _ in edited])}."
    plan.summary += discount_words(edited, plan.board) if action.discount is not None else ""
    plan.summary += floor_words(edited, plan.board)


def tag_deals(action: actions.TagDeals, plan: Plan) -> None:
    added, removed = _tags(action.add), _tags(action.remove)
    if not (added or removed):
        raise BadInput("Name a tag to add or to take off.")
    deals = plan.deals(action.deals)
    tagged = []
    for deal in deals:
        kept = {tag.casefold(): tag for tag in deal.tags if tag.casefold() not in removed}
        if plan.set_deal(deal, {"tags": tuple(sorted(({**added, **kept}).values()))}):
            tagged.append(deal)
    words = " ".join([*(f"+{tag}" for tag in added.values()), *(f"-{tag}" for tag in removed.values())])
    if tagged:
        plan.summary = f"Tagged {names_of(tagged)}: {words}."
    else:
        plan.summary = f"{names_of(deals)} {'is' if len(deals) == 1 else 'are'} tagged like that already."


def _tags(tags: Iterable[str]) -> dict[str, str]:
    """Tags by what makes two of them the same."""
    written = (tag.strip().lstrip("#") for tag in tags)
    return {tag.casefold(): tag for tag in written if tag}


def _check_revisit(deals: Iterable[Deal], changes: Changes) -> None:
    """Refused for a day to look again on a deal that is not disqualified: it would never come back."""
    for deal in deals:
        if changes.get("revisit") and deal.status != "disqualified":
            raise Refused(f"{deal.title} is {deal.status}; only a disqualified deal has a day to look again.")


def rank_deal(action: actions.RankDeal, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    plan.set_deal(deal, {"rank": action.rank})
    plan.summary = f"Placed {deal.title}."


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
    them = "it" if len(deals) == 1 else "them"
    plan.summary = f"Deleted {names_of(deals)}; undo or restore brings {them} back."


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
