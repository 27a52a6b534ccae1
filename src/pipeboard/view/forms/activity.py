"""Forms for what happened on a deal and what is to happen next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import AddNote, EditFollowUp, FinishFollowUp, LogTouch, PlanFollowUp
from pipeboard.domain.dates import parse_when
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import KINDS, TOUCHES, FollowUp, When
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread
from pipeboard.view.forms.dates import when_meaning

NOTE: Final = "note"
_WHEN_HINT: Final = "fri, +3d, 2w, tomorrow 14:00"


def log_activity(deals: Sequence[Deal], kind: str = TOUCHES[0]) -> FormSpec:
    """A call, mail, message or meeting that took place, or a note."""
    ids = tuple(deal.id for deal in deals)

    def read(form: Form) -> LogTouch | AddNote:
        texts = form.texts()
        if texts["kind"] != NOTE:
            return LogTouch(deals=ids, kind=texts["kind"], text=texts["text"].strip())
        if not texts["text"].strip():
            raise Misread({"text": "An empty note says nothing; write a few words."})
        return AddNote(deals=ids, text=texts["text"].strip())

    kinds = tuple(Choice(one, one) for one in (*TOUCHES, NOTE))
    fields = (
        FormField("kind", "What", kind, choices=kinds),
        FormField("text", "About", "", "what was said; optional, but for a note"),
    )
    return FormSpec(
        "Log an activity", fields, read, save="log it", aside=_about(deals), key=f"deal.log {ids[0]}"
    )


def write_note(deal: Deal) -> FormSpec:
    """A note of one line."""

    def read(form: Form) -> AddNote:
        text = form.texts()["text"].strip()
        if not text:
            raise Misread({"text": "An empty note says nothing; write a few words."})
        return AddNote((deal.id,), text)

    text = FormField("text", "Note", "", "what is worth remembering")
    return FormSpec("Write a note", (text,), read, aside=deal.title, key=f"deal.note {deal.id}")


def plan_follow_up(deals: Sequence[Deal], now: datetime, kind: str = KINDS[0]) -> FormSpec:
    """The next step on some deals."""
    ids = tuple(deal.id for deal in deals)

    def read(form: Form) -> PlanFollowUp:
        texts = form.texts()
        return PlanFollowUp(
            deals=ids,
            kind=texts["kind"],
            due=_read_when(texts["due"], "due", now),
            text=texts["text"].strip(),
        )

    fields = (
        FormField("kind", "What", kind, choices=_kinds()),
        FormField("due", "When", "", _WHEN_HINT, preview=when_meaning(now)),
        FormField("text", "About", "", "thank them, answer the open question, ..."),
    )
    return FormSpec(
        "Plan a follow-up", fields, read, save="plan it", aside=_about(deals), key=f"follow-up.plan {ids[0]}"
    )


def finish_follow_up(deal: Deal, step: FollowUp, now: datetime) -> FormSpec:
    """A follow-up that is done, and the next one."""

    def read(form: Form) -> FinishFollowUp:
        texts = form.texts()
        following = None
        if texts["due"].strip():
            due = _read_when(texts["due"], "due", now)
            following = PlanFollowUp(
                deals=(deal.id,), kind=texts["kind"], due=due, text=texts["text"].strip()
            )
        elif texts["text"].strip():
            raise Misread({"due": "Say when the next step is due, or leave its text empty too."})
        return FinishFollowUp(
            deal=deal.id, follow_up=step.id, outcome=texts["outcome"].strip(), next=following
        )

    fields = (
        FormField("outcome", "Outcome", "", "optional: what came of it"),
        FormField(
            "due",
            "And next?",
            "",
            "fri, +3d, 2w; empty for no next step",
            preview=when_meaning(now),
            gap=True,
        ),
        FormField("kind", "What", step.kind if step.kind in KINDS else KINDS[0], choices=_kinds()),
        FormField("text", "About", ""),
    )
    title = f"Done: {step.kind}{f', {step.text}' if step.text else ''}"
    return FormSpec(title, fields, read, save="done", aside=_about((deal,)), key=f"follow-up.done {step.id}")


def snooze_follow_up(deal: Deal, step: FollowUp, now: datetime) -> FormSpec:
    """Another day for a follow-up."""

    def read(form: Form) -> EditFollowUp:
        due = _read_when(form.texts()["due"], "due", now)
        return EditFollowUp(deal=deal.id, follow_up=step.id, changes={"due": due})

    due_field = FormField("due", "Until", "", _WHEN_HINT, preview=when_meaning(now))
    return FormSpec(f"Snooze the {step.kind}", (due_field,), read, save="snooze", aside=_about((deal,)))


def edit_follow_up(deal: Deal, step: FollowUp, now: datetime) -> FormSpec:
    """Another day, kind or text for a follow-up."""
    zone = now.tzinfo
    due = (
        f"{step.due.astimezone(zone):%Y-%m-%d %H:%M}"
        if isinstance(step.due, datetime)
        else step.due.isoformat()
    )

    def read(form: Form) -> EditFollowUp:
        changes: dict[str, str | When] = {}
        for name, text in form.changed().items():
            changes[name] = _read_when(text, "due", now) if name == "due" else text.strip()
        return EditFollowUp(deal=deal.id, follow_up=step.id, changes=changes)

    fields = (
        FormField("due", "When", due, _WHEN_HINT, preview=when_meaning(now), replaced=True),
        FormField("kind", "What", step.kind, choices=_kinds()),
        FormField("text", "About", step.text),
    )
    key = f"follow-up.change {step.id}"
    return FormSpec("Change the follow-up", fields, read, aside=_about((deal,)), key=key)


def _read_when(text: str, name: str, now: datetime) -> When:
    if not text.strip():
        raise Misread({name: "Say when: fri, +3d, 2w or a date."})
    try:
        return parse_when(text, now)
    except BadInput as error:
        raise Misread({name: error.sentence}) from error


def _kinds() -> tuple[Choice, ...]:
    return tuple(Choice(kind, kind) for kind in KINDS)


def _about(deals: Sequence[Deal]) -> str:
    return deals[0].title if len(deals) == 1 else f"{len(deals)} deals"
