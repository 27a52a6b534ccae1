"""Rules for the course of a deal: moves, closes and reopenings, and what holds a deal where it is."""

from __future__ import annotations

from pipeboard.domain import actions
from pipeboard.domain.checklist import holding, is_forward, open_words
from pipeboard.domain.dates import day_text
from pipeboard.domain.deal import Deal, Position
from pipeboard.domain.errors import Held, Refused
from pipeboard.domain.money import show_money
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.pricing import rate_to_freeze
from pipeboard.domain.reasons import KIND, is_listed
from pipeboard.domain.rules.deals import first_stage
from pipeboard.domain.rules.definitions import emit_new
from pipeboard.domain.rules.limits import check_limit, limit_words, over_limit
from pipeboard.domain.rules.plan import Plan, counted, names_of, over

_REASON_NEEDED = {"lost": "why it was lost", "disqualified": "why it does not fit"}


def move_deals(action: actions.MoveDeals, plan: Plan) -> None:
    stage = plan.stage(action.stage)
    deals = plan.deals(action.deals)
    moving = [deal for deal in deals if plan.board.stage_of(deal).id != stage.id or over(deal, "stage")]
    for deal in moving:
        _check_move(deal, stage)
    override = action.override.strip()
    held = [deal for deal in moving if is_forward(plan.board, deal, stage) and holding(deal, plan.board)]
    coming = [deal for deal in moving if plan.board.stage_of(deal).id != stage.id]
    count = over_limit(plan, stage, len(coming))
    held_back = coming if count and stage.limit_holds else []
    if not override:
        check_held(plan, held, len(moving))
        check_limit(stage, held_back, count)
    for deal in moving:
        emit_move(plan, deal, stage, override if deal in held or deal in held_back else "")
    later = [deal for deal in moving if _moved_later(plan, deal)]
    if not moving:
        plan.summary = f"{names_of(deals)} {'is' if len(deals) == 1 else 'are'} in {stage.name} already."
    elif later:
        stays = "it stays where it went" if len(moving) == 1 else f"{counted(len(later), 'deal')} went on"
        plan.summary = f"Entered that {names_of(moving)} moved to {stage.name}; {stays} later."
    else:
        plan.summary = f"Moved {names_of(moving)} to {stage.name}.{limit_words(stage, count)}"


def step_deals(action: actions.StepDeals, plan: Plan) -> None:
    deals = plan.deals(action.deals)
    places: dict[str, list[str]] = {}
    for deal in deals:
        places.setdefault(_beside(plan, deal, action.by).id, []).append(deal.id)
    for stage_id, ids in places.items():
        move_deals(actions.MoveDeals(tuple(ids), stage_id, action.override), plan)
    if len(places) > 1:
        plan.summary = f"Moved {names_of(deals)} one stage {'on' if action.by > 0 else 'back'}."


def _beside(plan: Plan, deal: Deal, by: int) -> Stage:
    """The stage after (1) or before (-1) the deal's own; the last one is before a stage that is retired."""
    stage = plan.board.stage_of(deal)
    stages = plan.board.stages_in(stage.pipeline)
    at = (stages.index(stage) if stage in stages else len(stages)) + by
    if not 0 <= at < len(stages):
        where = "further on" if by > 0 else "before this one"
        raise Refused(f"{deal.title} is in {stage.name}; there is no stage {where}.")
    return stages[at]


def emit_move(plan: Plan, deal: Deal, stage: Stage, override: str = "") -> None:
    """Emit a move. A manual rank belongs to the column it was given in, so it is cleared."""
    extra = {"override": override} if override else {}
    plan.emit("deal.moved", {"deal": deal.id, **seen_place(deal), "to": stage.id, **extra})
    if deal.rank:
        plan.set_deal(deal, {"rank": None})


def check_held(plan: Plan, held: list[Deal], of: int) -> None:
    """Held where required items of a checklist are open."""
    if not held:
        return
    first, others = held[0], f" (and {len(held) - 1} more of the {of})" if len(held) > 1 else ""
    who = f"{first.title}{others} is held in {plan.board.stage_of(first).name} by its checklist"
    raise Held(who, open_words(first, plan.board), tuple(deal.id for deal in held))


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
        if not deal.is_open and not over(deal, "stage"):
            raise Refused(f"{deal.title} is {deal.status} already; reopen it first.")
    _check_last(plan, deals)
    override = action.override.strip()
    held = [deal for deal in deals if action.status == "won" and deal.is_open and holding(deal, plan.board)]
    if not override:
        check_held(plan, held, len(deals))
    names = set()
    for deal in deals:
        extra: dict[str, object] = {"reason": reason} if reason else {}
        if action.lesson.strip():
            extra["lesson"] = action.lesson.strip()
        if action.revisit is not None:
            extra["revisit"] = day_text(action.revisit)
        if override and deal in held:
            extra["override"] = override
        extra |= rate_to_freeze(deal.currency, plan.board)
        plan.emit(f"deal.{action.status}", {"deal": deal.id, **_back_before(plan, deal, action), **extra})
        after = _after_the_win(plan, deal) if action.status == "won" else None
        if after is not None and after.id != deal.stage:
            plan.emit(
                "deal.moved", {"deal": deal.id, "from": deal.stage, "to": after.id, "was": {"status": "won"}}
            )
        names.add(after.name if after else "")
        plan.set_deal(deal, action.fields)
    kept = action.keep_reason and bool(reason) and not is_listed(plan.board, action.status, reason)
    if kept:
        emit_new(plan, KIND, {"title": reason, "outcome": action.status})
    worth = _worth(deals) if action.status == "won" else ""
    place = f", now in {names.pop()}" if len(names) == 1 and all(names) else ""
    plan.summary = f"{action.status.capitalize()}: {names_of(deals)}{worth}{place}."
    if kept:
        plan.summary += f" '{reason}' is in the list of reasons now."


def _back_before(plan: Plan, deal: Deal, action: actions.CloseDeals) -> dict[str, object]:
    """What the author of a close saw. A deal that others lost goes back to before the win first."""
    if action.status == "won" or plan.board.stage_of(deal).phase == "pre":
        return seen_place(deal)
    others = (one.other_value for one in deal.conflicts)
    left = (one.stage for one in others if isinstance(one, Position) and one.status == action.status)
    stage = plan.board.stage(next(left, ""))
    if stage.retired or stage.phase == "post":
        stage = _back_in(plan, deal)
    plan.emit("deal.reopened", {"deal": deal.id, **seen_place(deal), "to": stage.id})
    return {"from": stage.id}


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
    if stage is not None:
        into = [deal for deal in deals if (target or _back_in(plan, deal)).id == stage.id]
        plan.summary += limit_words(stage, over_limit(plan, stage, len(into)))


def _back_in(plan: Plan, deal: Deal) -> Stage:
    """The stage a reopened deal goes to: its own, or the last before the win."""
    stage = plan.board.stage_of(deal)
    if stage.phase == "pre" and not stage.retired:
        return stage
    before = [one for one in plan.board.stages_in(stage.pipeline) if one.phase == "pre"]
    return before[-1] if before else first_stage(plan)
