"""Rules for imports: many rows of someone else's data as one action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pipeboard.domain import actions
from pipeboard.domain.actions import ImportedDeal
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import holding, is_forward
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import NotFound
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.pricing import rate_to_freeze
from pipeboard.domain.rules.deals import create, first_stage
from pipeboard.domain.rules.moves import emit_move, seen_place
from pipeboard.domain.rules.people import emit_contact
from pipeboard.domain.rules.plan import Plan, counted
from pipeboard.domain.rules.stages import emit_stage, planned_stage

_NAMED = 3
"""How many held deals a summary names."""


def import_deals(action: actions.ImportDeals, plan: Plan) -> None:
    stages = _make_stages(action, plan)
    known = {deal.external_id: deal for deal in plan.board.deals.values() if deal.external_id}
    added = updated = 0
    held: list[Deal] = []
    rows = _each_once(action.rows)
    for row in rows:
        present = known.get(str(row.fields.get("external_id") or ""))
        if present is None:
            _add(row, plan, stages)
            added += 1
        else:
            if _is_held(row, plan.board, present, stages) and not action.override.strip():
                held.append(present)
                row = replace(row, status="open", fields={**row.fields, "stage": None})
            updated += _update(row, plan, present, stages, action.override.strip())
    same = len(rows) - added - updated
    told = [f"{counted(added, 'deal')} added"] if added else []
    told += [f"{updated} updated"] if updated else []
    told += [f"{same} unchanged"] if same else []
    stay = f"; {_held_words(held)}" if held else ""
    plan.summary = f"Imported: {', '.join(told) or 'nothing to do'}{stay}."


def held_rows(action: actions.ImportDeals, board: Board) -> dict[int, Deal]:
    """The rows, by their place, that would take a deal on past open required items, each with its deal.

    Without a reason to override its checklist, the deal stays where it is; the rest of the row is taken in.
    """
    known = {deal.external_id: deal for deal in board.deals.values() if deal.external_id}
    stages = _planned(action, board)[1]
    present = (
        (at, row, known.get(str(row.fields.get("external_id") or ""))) for at, row in enumerate(action.rows)
    )
    return {at: deal for at, row, deal in present if deal and _is_held(row, board, deal, stages)}


def _is_held(row: ImportedDeal, board: Board, deal: Deal, stages: dict[str, Stage]) -> bool:
    if not (deal.is_visible and deal.is_open) or not holding(deal, board):
        return False
    if row.status != "open":
        return row.status == "won"
    stage = stages.get(str(row.fields.get("stage") or ""))
    return stage is not None and is_forward(board, deal, stage)


def _held_words(held: list[Deal]) -> str:
    """ "2 deals stay where their checklists hold them: Acme website and Beta shop"."""
    titles = [deal.title for deal in held[:_NAMED]]
    more = len(held) - len(titles)
    named = ", ".join(titles) + (f" and {more} more" if more else "")
    verb = "stays where its checklist holds it" if len(held) == 1 else "stay where their checklists hold them"
    return f"{counted(len(held), 'deal')} {verb}: {named}"


def _each_once(rows: Iterable[ImportedDeal]) -> list[ImportedDeal]:
    """Rows of one external id as one deal: the last one, with what the ones before it say and it does not."""
    single: dict[object, ImportedDeal] = {}
    for number, row in enumerate(rows):
        key = row.fields.get("external_id") or number
        before = single.get(key)
        given = {name: value for name, value in row.fields.items() if value is not None}
        single[key] = row if before is None else replace(row, fields={**before.fields, **given})
    return list(single.values())


def _make_stages(action: actions.ImportDeals, plan: Plan) -> dict[str, Stage]:
    """Emit the new stages; every stage by id and by the name that rows may use for it."""
    made, stages = _planned(action, plan.board)
    for new, stage in zip(action.new_stages, made, strict=True):
        emit_stage(new, plan, stage)
    return stages


def _planned(action: actions.ImportDeals, board: Board) -> tuple[list[Stage], dict[str, Stage]]:
    """The new stages; and every stage by id and by the name that rows may use for it."""
    made: list[Stage] = []
    stages = dict(board.stages)
    for new in action.new_stages:
        there = (*board.stages.values(), *made)
        here = tuple(stage for stage in there if stage.pipeline == new.pipeline and not stage.retired)
        stage = planned_stage(new, board, here)
        made.append(stage)
        stages |= {stage.id: stage, stage.name: stage}
    return made, stages


def _stage_of(row: ImportedDeal, plan: Plan, stages: dict[str, Stage]) -> Stage:
    wanted = str(row.fields.get("stage") or "")
    if not wanted:
        return first_stage(plan)
    if wanted not in stages:
        raise NotFound(f"There is no stage {wanted}; `pipeboard stages list` shows them.")
    return stages[wanted]


def _add(row: ImportedDeal, plan: Plan, stages: dict[str, Stage]) -> None:
    stage = _stage_of(row, plan, stages)
    given = {
        name: value for name, value in row.fields.items() if name != "stage" and value not in (None, "", ())
    }
    created = _past(row.created, plan)
    deal_id = create(plan, given, stage, at=created, imported=True)
    for contact in row.contacts:
        emit_contact(plan, deal_id, contact)
    if row.status != "open":
        closed = _past(row.closed, plan) or plan.now
        said: dict[str, object] = {"reason": row.reason} if row.reason else {}
        said |= rate_to_freeze(str(given.get("currency") or ""), plan.board)
        moment = max(closed, created) if created else closed
        plan.emit(f"deal.{row.status}", {"deal": deal_id, "from": stage.id, **said}, at=moment)


def _update(row: ImportedDeal, plan: Plan, deal: Deal, stages: dict[str, Stage], override: str) -> bool:
    """Emit what the row says differently; whether anything does. What the row leaves out stays."""
    if not deal.is_visible:
        return False
    given = {name: value for name, value in row.fields.items() if name != "stage" and value is not None}
    changed = plan.set_deal(deal, given)
    if not deal.is_open:
        return changed
    stage = _stage_of(row, plan, stages) if row.fields.get("stage") else plan.board.stage_of(deal)
    if row.status != "open":
        # Not before the deal came to where it is: a close that is older than the last move would not count.
        closed = max(_past(row.closed, plan) or plan.now, deal.entered_stage)
        said = {"reason": row.reason, "override": override if holding(deal, plan.board) else ""}
        extra: dict[str, object] = {name: text for name, text in said.items() if text}
        extra |= rate_to_freeze(str(given.get("currency") or deal.currency), plan.board)
        plan.emit(f"deal.{row.status}", {"deal": deal.id, **seen_place(deal), **extra}, at=closed)
    elif stage.id != plan.board.stage_of(deal).id:
        past = override if is_forward(plan.board, deal, stage) and holding(deal, plan.board) else ""
        emit_move(plan, deal._replace(rank=""), stage, past)
    else:
        return changed
    return True


def _past(moment: datetime | None, plan: Plan) -> datetime | None:
    return min(moment, plan.now) if moment else None
