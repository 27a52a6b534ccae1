"""The JSON forms of deals, follow-ups, contacts, stages and pipelines: stable keys, documented in the guide.

Money is a decimal string or null, times are ISO 8601 in UTC, days ISO dates, a missing text is "".
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import Item, checklist, progress
from pipeboard.domain.dates import day_text, moment_text, when_text
from pipeboard.domain.deal import Deal, Use
from pipeboard.domain.definitions import KINDS, Definition
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.frameworks import Answer
from pipeboard.domain.money import decimal_text
from pipeboard.domain.people import Contact
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.domain.pricing import discount, in_board_currency, percent_text
from pipeboard.domain.profiles import fit_percent
from pipeboard.domain.proposal import Proposal
from pipeboard.domain.scoring import computed

Record: TypeAlias = dict[str, object]

DEAL_KEYS: Final = (
    *("id", "title", "company", "value", "currency", "pipeline", "stage", "stage_name", "phase", "status"),
    *("owner", "source", "channel", "tags", "priority", "close", "created", "entered_stage", "closed"),
    *("reason", "lesson", "revisit", "next_follow_up", "touches", "last_touch", "notes", "external_id"),
    *("custom", "imported", "archived", "deleted", "merged_into", "conflicts"),
    *("framework", "answers", "mql", "sql", "score", "score_computed", "score_override", "fit"),
    *("pains", "buying", "track"),
    *("list_price", "discount", "floor", "rate", "base_value", "decision", "trial_end", "renewal", "review"),
    *("motion", "segment", "competitor", "quotes", "checklist", "ready", "override"),
    *("promises", "receiver", "handover_accepted", "satisfaction", "satisfaction_note", "origin", "relation"),
    *("followed_by", "contacts_count"),
)
"""Keys of a deal in `list --json`; `show` and writes add those of `full_record`."""


def deal_record(deal: Deal, board: Board, today: date) -> Record:
    """A deal as `list --json` gives it; its score is that of today."""
    stage, percent = board.stage_of(deal), discount(deal)
    points = computed(deal, board, today)
    work = progress(deal, board)
    return {
        "id": deal.id,
        "title": deal.title,
        "company": deal.company,
        "value": _money(deal.value),
        "currency": deal.currency or board.settings.currency,
        "pipeline": stage.pipeline,
        "stage": stage.id,
        "stage_name": stage.name,
        "phase": stage.phase,
        "status": deal.status,
        "owner": deal.owner,
        "source": deal.source,
        "channel": deal.channel,
        "tags": list(deal.tags),
        "priority": deal.priority,
        "close": _day(deal.close),
        "created": moment_text(deal.created),
        "entered_stage": moment_text(deal.entered_stage),
        "closed": _moment(deal.closed),
        "reason": deal.reason,
        "lesson": deal.lesson,
        "revisit": _day(deal.revisit),
        "next_follow_up": follow_up_record(step) if (step := deal.next_follow_up) else None,
        "touches": deal.touches,
        "last_touch": _moment(deal.last_touch),
        "notes": deal.notes,
        "external_id": deal.external_id,
        "custom": dict(deal.custom),
        "imported": deal.imported,
        "archived": deal.archived,
        "deleted": deal.deleted,
        "merged_into": deal.merged_into,
        "conflicts": [
            {
                "field": one.field,
                "shown": one.shown,
                "shown_by": one.shown_by,
                "other": one.other,
                "other_by": one.other_by,
            }
            for one in deal.conflicts
        ],
        "framework": deal.framework,
        "answers": [answer_record(one) for one in deal.answers],
        "mql": _moment(deal.mql),
        "sql": _moment(deal.sql),
        "score": points if deal.score_override is None else deal.score_override,
        "score_computed": points,
        "score_override": deal.score_override,
        "fit": fit_percent(deal, board),
        "pains": list(deal.pains),
        "buying": deal.buying,
        "track": deal.track,
        "list_price": _money(deal.list_price),
        "discount": None if percent is None else percent_text(percent),
        "floor": _money(deal.floor),
        "rate": _money(deal.rate),
        "base_value": _money(in_board_currency(deal, board)),
        "decision": _day(deal.decision),
        "trial_end": _day(deal.trial_end),
        "renewal": _day(deal.renewal),
        "review": _day(deal.review),
        "motion": deal.motion,
        "segment": deal.segment,
        "competitor": deal.competitor,
        "quotes": deal.quotes,
        "checklist": {"done": work.done, "total": work.total, "open_required": work.open_required},
        "ready": work.ready,
        "override": deal.override,
        "promises": deal.promises,
        "receiver": deal.receiver,
        "handover_accepted": _day(deal.handover_accepted),
        "satisfaction": deal.satisfaction,
        "satisfaction_note": deal.satisfaction_note,
        "origin": deal.origin,
        "relation": deal.relation,
        "followed_by": [one.id for one in board.followed_by(deal)],
        "contacts_count": len(deal.contacts),
    }


def full_record(deal: Deal, board: Board, today: date) -> Record:
    """A deal as `show --json` and writes give it: with its people, open follow-ups, proposals and so on."""
    return {
        **deal_record(deal, board, today),
        "items": [item_record(one) for one in checklist(deal, board)],
        "contacts": [contact_record(one) for one in deal.contacts],
        "follow_ups": [follow_up_record(one) for one in deal.follow_ups],
        "proposals": [proposal_record(one, deal, board) for one in deal.proposals],
        "objections": [
            {"objection": one.of, **use_record(one, "objection", board), "text": one.text}
            for one in deal.objections
        ],
        "plays": [{"play": one.of, **use_record(one, "play", board)} for one in deal.plays],
    }


def contact_record(contact: Contact) -> Record:
    return {
        "id": contact.id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "role": contact.role,
        "links": contact.links.split(),
    }


def follow_up_record(step: FollowUp) -> Record:
    """`due` is an ISO date, or a moment in UTC where a time was set."""
    return {
        "id": step.id,
        "kind": step.kind,
        "due": when_text(step.due),
        "text": step.text,
        "owner": step.owner,
        "every": step.every,
        "cadence": step.cadence,
        "step": step.step,
    }


def item_record(item: Item) -> Record:
    """An item of a checklist; `by` and `at` say who ticked or unticked it last."""
    return {
        "id": item.id,
        "text": item.text,
        "required": item.required,
        "done": item.done,
        "by": item.by,
        "at": _moment(item.at),
    }


def proposal_record(proposal: Proposal, deal: Deal, board: Board) -> Record:
    """`parts` are those that it speaks of."""
    return {
        "id": proposal.id,
        "title": proposal.title,
        "amount": decimal_text(proposal.amount),
        "currency": proposal.currency or deal.currency or board.settings.currency,
        "standing": proposal.standing,
        "sent": _day(proposal.sent),
        "decided": _day(proposal.decided),
        "parts": list(proposal.covered),
    }


def use_record(use: Use, kind: str, board: Board) -> Record:
    """That something of the playbook came up: what people call it, and where, by whom and when."""
    return {
        "title": board.name_of(kind, use.of),
        "stage": board.stage(use.stage).id,
        "by": use.by,
        "at": moment_text(use.at),
    }


def answer_record(answer: Answer) -> Record:
    return {
        "framework": answer.framework,
        "criterion": answer.criterion,
        "answer": answer.answer,
        "note": answer.note,
        "by": answer.by,
        "at": moment_text(answer.at),
    }


def stage_record(stage: Stage) -> Record:
    return {
        "id": stage.id,
        "name": stage.name,
        "pipeline": stage.pipeline,
        "phase": stage.phase,
        "probability": stage.probability,
        "days": stage.days,
        "idle": stage.idle,
        "offer": stage.offer,
        "qualified": stage.qualified,
        "limit": stage.limit,
        "limit_holds": stage.limit_holds,
        "colour": stage.colour,
        "goal": stage.goal,
        "role": stage.role,
        "guidance": stage.guidance,
        "evidence": stage.evidence,
        "tools": stage.tools,
        "retired": stage.retired,
        "into": stage.into,
    }


def content_record(one: Definition) -> Record:
    """An item of a stage's checklist, a material or a challenge: its fields, less the stage's own."""
    given = {
        name: field.dump(one.values[name]) for name, field in KINDS[one.kind].items() if name in one.values
    }
    empty: Record = {name: {"required": False, "reviewed": None}.get(name, "") for name in KINDS[one.kind]}
    known = {**empty, **given}
    return {"id": one.id, **{name: known[name] for name in known if name not in ("list", "stage", "rank")}}


def pipeline_record(pipeline: Pipeline, board: Board) -> Record:
    return {
        "id": pipeline.id,
        "name": pipeline.name,
        "motion": pipeline.motion,
        "segment": pipeline.segment,
        "retired": pipeline.retired,
        "stages": [stage_record(stage) for stage in board.stages_in(pipeline.id)],
    }


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else decimal_text(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day_text(day)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(moment)
