"""What settles a dispute: the ordinary action that gives the thing its value.

Anybody would take it without a conflict, too: the rules see that it decides over the other values, and say so
in the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from pipeboard.domain import actions, fields
from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.domain.dates import load_day
from pipeboard.domain.deal import Deal, Position
from pipeboard.domain.disputes import PARTS, Dispute, table_of
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.find import find_stage
from pipeboard.domain.qualification import parts_of
from pipeboard.domain.values import Value


def settle(one: Dispute, value: Value | Position, board: Board) -> Action:
    """The action that gives it this value: one of its sides, or a third one. The rules may refuse it."""
    deal, field = one.deal, one.field
    if isinstance(value, Position):
        assert deal is not None, "only deals have a stage"
        return _put(deal, value, board)
    if deal is None:
        return _settle_outline(one, value)
    kind, _, name = field.partition(" ")
    if kind == "check":
        return actions.CheckItems(deal.id, (name,), bool(value))
    if kind == "contact":
        return actions.EditContact(deal.id, one.of, {name: str(value or "")})
    if kind == "follow-up":
        return actions.EditFollowUp(deal.id, one.of, cast("Mapping[str, str | None]", {name: value}))
    if kind == "proposal":
        return actions.EditProposal(deal.id, one.of, {name: value})
    answer = parts_of(field)
    if answer is not None:
        framework, criterion, is_note = answer
        said = {criterion: str(value or ("" if is_note else "unknown"))}
        notes, answers = (said, {}) if is_note else ({}, said)
        return actions.QualifyDeals((deal.id,), framework, answers, notes, switches=False)
    return actions.EditDeals((deal.id,), {field: value})


def _put(deal: Deal, position: Position, board: Board) -> Action:
    stage = board.stage(position.stage).id
    if position.status == "open":
        return (
            actions.MoveDeals((deal.id,), stage) if deal.is_open else actions.ReopenDeals((deal.id,), stage)
        )
    revisit = load_day(position.revisit) if position.revisit else None
    return actions.CloseDeals((deal.id,), position.status, position.reason, position.lesson, revisit)


def _settle_outline(one: Dispute, value: Value) -> Action:
    kind, _, name = one.of.partition("/")
    match kind:
        case "board":
            return actions.SetBoard({one.field: value})
        case "pipeline":
            return actions.EditPipeline(name, {one.field: value})
        case "stage":
            return actions.EditStage(name, {one.field: value})
    return actions.Define(kind, {one.field: value}, name)


def read_value(one: Dispute, text: str, board: Board, now: datetime) -> Value | Position:
    """A third value, as people type it. BadInput with one sentence; Refused where it takes a command."""
    if one.deal is None:
        return fields.parse_changes(table_of(one.of), {one.field: text}, now)[one.field]
    if one.field == "stage":
        if text.strip().casefold() in ("lost", "disqualified", "won"):
            raise Refused("Close the deal as usual, with its reason: that settles the stage, too.")
        return Position(find_stage(board, text).id, "open")
    kind, _, name = one.field.partition(" ")
    if kind == "check":
        wanted = {"ticked": True, "open": False}
        if text.strip() not in wanted:
            raise BadInput("An item of a checklist is ticked or open.")
        return wanted[text.strip()]
    if parts_of(one.field) is not None:
        return text.strip()
    table, name = (PARTS[kind], name) if kind in PARTS and name else (fields.DEAL, one.field)
    return fields.parse_changes(table, {name: text}, now)[name]
