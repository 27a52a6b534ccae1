"""Forms for what happened on a deal and what is to happen next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from pipeboard.domain.actions import (
    AddNote,
    EditDeals,
    EditFollowUp,
    FinishFollowUp,
    LogTouch,
    NurtureDeals,
    PlanFollowUp,
    RaiseObjection,
    SnoozeDeals,
    StartCadence,
)
from pipeboard.domain.board import Board
from pipeboard.domain.cadences import Following, following, recurrence, steps_of
from pipeboard.domain.dates import parse_day, parse_span, parse_when, show_span
from pipeboard.domain.deadlines import label_of
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import DEAL
from pipeboard.domain.followup import KINDS, TOUCHES, FollowUp, When
from pipeboard.domain.nurture import EVERY, PROMPT
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread, in_full, read_fields
from pipeboard.view.forms.dates import day_meaning, when_meaning
from pipeboard.view.forms.playbook import objection_fields, read_objection
from pipeboard.view.forms.templates import LINES, offers, template_field

NOTE: Final = "note"
SAID: Final = "objection"
_WHEN_HINT: Final = "fri, +3d, 2w, tomorrow 14:00"
_EVERY_HINT: Final = "30d, 2w, 1mon; empty for once"
_OF_STEP: Final = frozenset(("due", "kind", "text", "every"))


def log_activity(deals: Sequence[Deal], board: Board, kind: str = TOUCHES[0]) -> FormSpec:
    """A call, mail, message or meeting that took place, a note, or what was said against the deal."""
    ids = tuple(deal.id for deal in deals)
    kinds = FormField("kind", "What", kind, choices=tuple(Choice(one, one) for one in (*TOUCHES, NOTE, SAID)))
    about = FormField("text", "About", "", "what was said; optional, but for a note")

    def vary(texts: Mapping[str, str]) -> tuple[FormField, ...]:
        return (kinds, *objection_fields(board)) if texts.get("kind", kind) == SAID else (kinds, about)

    def read(form: Form) -> LogTouch | AddNote | RaiseObjection:
        texts = form.texts()
        if texts["kind"] == SAID:
            return read_objection(ids, form, board)
        if texts["kind"] != NOTE:
            return LogTouch(deals=ids, kind=texts["kind"], text=texts["text"].strip())
        if not texts["text"].strip():
            raise Misread({"text": "An empty note says nothing; write a few words."})
        return AddNote(deals=ids, text=texts["text"].strip())

    key = f"deal.log {ids[0]}"
    return FormSpec("Log an activity", vary({}), read, vary, save="log it", aside=_about(deals), key=key)


def write_note(deals: Sequence[Deal]) -> FormSpec:
    """A note of one line."""
    ids = tuple(deal.id for deal in deals)

    def read(form: Form) -> AddNote:
        text = form.texts()["text"].strip()
        if not text:
            raise Misread({"text": "An empty note says nothing; write a few words."})
        return AddNote(ids, text)

    text = FormField("text", "Note", "", "what is worth remembering")
    return FormSpec("Write a note", (text,), read, aside=_about(deals), key=f"deal.note {ids[0]}")


def plan_follow_up(deals: Sequence[Deal], now: datetime, board: Board, kind: str = KINDS[0]) -> FormSpec:
    """The next step on some deals, perhaps from a template of the board's."""
    ids = tuple(deal.id for deal in deals)
    on_offer = offers(board, now.date())

    def vary(texts: Mapping[str, str]) -> tuple[FormField, ...]:
        offer = on_offer.get(texts.get("template", ""))
        return (*_step_fields(offer.step if offer else None, now, kind), template_field(on_offer))

    def read(form: Form) -> PlanFollowUp:
        offer = on_offer.get(form.texts().get("template", ""))
        return _read_step(form, ids, now, offer.step if offer else None)

    about = _about(deals)
    key = f"follow-up.plan {ids[0]}"
    return FormSpec("Plan a follow-up", vary({}), read, vary, save="plan it", aside=about, key=key)


def finish_follow_up(deal: Deal, step: FollowUp, now: datetime, board: Board) -> FormSpec:
    """A follow-up that is done, and the next one: what comes by itself, or from a template."""
    coming = following(step, board, now.date())
    on_offer = {} if coming else offers(board, now.date())

    def vary(texts: Mapping[str, str]) -> tuple[FormField, ...]:
        offer = on_offer.get(texts.get("template", ""))
        outcome = FormField(
            "outcome",
            "Outcome",
            "",
            "optional: what came of it",
            preview=lambda _: in_full(step.text),
            lines=3,
        )
        kind = step.kind if step.kind in KINDS else KINDS[0]
        following_fields = _step_fields(coming or (offer.step if offer else None), now, kind, board=board)
        return outcome, *following_fields, *((template_field(on_offer),) if on_offer else ())

    def read(form: Form) -> FinishFollowUp:
        texts = form.texts()
        offer = on_offer.get(texts.get("template", ""))
        next_step: PlanFollowUp | None = None
        end = False
        if texts["due"].strip():
            if coming is None or any(name in form.changed() for name in _OF_STEP):
                next_step = _read_step(form, (deal.id,), now, coming or (offer.step if offer else None))
        elif coming is not None:
            end = True
        elif texts["text"].strip():
            raise Misread({"due": "Say when the next step is due, or leave its text empty too."})
        return FinishFollowUp(deal.id, step.id, texts["outcome"].strip(), next_step, end)

    title = f"Done: {step.kind}{f', {step.text}' if step.text else ''}"
    about = _about((deal,))
    return FormSpec(title, vary({}), read, vary, save="done", aside=about, key=f"follow-up.done {step.id}")


def snooze_follow_up(deal: Deal, step: FollowUp, now: datetime) -> FormSpec:
    """Another day for a follow-up."""

    def read(form: Form) -> EditFollowUp:
        due = _read_when(form.texts()["due"], "due", now)
        return EditFollowUp(deal=deal.id, follow_up=step.id, changes={"due": due})

    due_field = FormField("due", "Until", "", _WHEN_HINT, preview=when_meaning(now))
    return FormSpec(f"Snooze the {step.kind}", (due_field,), read, save="snooze", aside=_about((deal,)))


def snooze_many(deals: Sequence[Deal], now: datetime) -> FormSpec:
    """Another time for the next follow-up of each of some deals."""
    ids = tuple(deal.id for deal in deals)

    def read(form: Form) -> SnoozeDeals:
        return SnoozeDeals(ids, _read_when(form.texts()["due"], "due", now))

    due_field = FormField("due", "Until", "", _WHEN_HINT, preview=when_meaning(now))
    return FormSpec("Snooze the next follow-ups", (due_field,), read, save="preview", aside=_about(deals))


def edit_follow_up(deal: Deal, step: FollowUp, now: datetime) -> FormSpec:
    """Another day, kind, text or rhythm for a follow-up."""

    def read(form: Form) -> EditFollowUp:
        changes: dict[str, str | When | int | None] = {}
        for name, text in form.changed().items():
            if name == "due":
                changes[name] = _read_when(text, "due", now)
            else:
                changes[name] = _read_every(text) or None if name == "every" else text.strip()
        return EditFollowUp(deal=deal.id, follow_up=step.id, changes=changes)

    fields = (
        FormField(
            "due", "When", _when_text(step.due, now), _WHEN_HINT, preview=when_meaning(now), replaced=True
        ),
        FormField("kind", "What", step.kind, choices=_kinds()),
        FormField("text", "About", step.text, preview=in_full, lines=LINES, saves=True),
        *(() if step.cadence else (_every_field(step.every),)),
    )
    key = f"follow-up.change {step.id}"
    return FormSpec("Change the follow-up", fields, read, aside=_about((deal,)), key=key)


def put_off_date(deal: Deal, name: str, now: datetime) -> FormSpec:
    """Another day for a date of the deal, such as its decision deadline; none when it is done with."""
    day: date | None = getattr(deal, name)

    def read(form: Form) -> EditDeals:
        return EditDeals((deal.id,), read_fields(DEAL, form.changed(), now))

    text = day.isoformat() if day else ""
    hint = "fri, 2w, 3mon; empty when it is done"
    field = FormField(name, "When", text, hint, preview=day_meaning(now), replaced=True)
    title = label_of(name, deal).capitalize()
    return FormSpec(title, (field,), read, save="set", aside=_about((deal,)))


def start_cadence(deals: Sequence[Deal], now: datetime, board: Board) -> FormSpec:
    """A cadence for some deals; Misread while there is none to start."""
    ids = tuple(deal.id for deal in deals)
    cadences = board.definitions("cadence")

    def about(value: str) -> str:
        steps = " → ".join(one.text("kind") or "task" for one in steps_of(value, board))
        return f"{cadences[value].text('description')} {steps}" if value in cadences else ""

    def read(form: Form) -> StartCadence:
        texts = form.texts()
        if texts["cadence"] not in cadences:
            raise Misread({"": "There is no cadence yet; define one first."})
        try:
            start = parse_day(texts["start"].strip() or "today", now)
        except BadInput as error:
            raise Misread({"start": error.sentence}) from error
        return StartCadence(ids, texts["cadence"], start)

    choices = tuple(Choice(one.id, one.title) for one in cadences.values() if steps_of(one.id, board))
    first = choices[0].value if choices else ""
    fields = (
        FormField("cadence", "Cadence", first, choices=choices, preview=about, lines=3),
        FormField("start", "From", "today", "today, mon, +3d", preview=day_meaning(now), replaced=True),
    )
    return FormSpec("Start a cadence", fields, read, save="start", aside=_about(deals))


def nurture(deals: Sequence[Deal], now: datetime, board: Board) -> FormSpec:
    """How often deals that are not ready hear from us, and with what."""
    ids = tuple(deal.id for deal in deals)
    on_offer = offers(board, now.date(), cadences=False)
    usual = f"prompt {PROMPT}" if f"prompt {PROMPT}" in on_offer else ""

    def vary(texts: Mapping[str, str]) -> tuple[FormField, ...]:
        offer = on_offer.get(texts.get("template", usual))
        step = offer.step if offer else None
        return (
            FormField("every", "Every", show_span(EVERY), _EVERY_HINT, replaced=True),
            FormField("due", "First on", "", "empty: after as many days", preview=when_meaning(now)),
            FormField("kind", "What", step.kind if step else "mail", choices=_kinds()),
            FormField("text", "About", step.text if step else "", preview=in_full, lines=3),
            template_field(on_offer, usual),
        )

    def read(form: Form) -> NurtureDeals:
        texts = form.texts()
        every = _read_every(texts["every"])
        if not every:
            raise Misread({"every": "Say how often: 30d, 2w or 1mon."})
        due = _read_when(texts["due"], "due", now) if texts["due"].strip() else None
        return NurtureDeals(ids, texts["kind"], texts["text"].strip(), every, due)

    return FormSpec("Nurture", vary({}), read, vary, save="nurture", aside=_about(deals))


def _step_fields(
    step: Following | None, now: datetime, kind: str, *, board: Board | None = None
) -> tuple[FormField, ...]:
    """The fields of a follow-up to come, filled in with what is known of it.

    With a `board` it follows another one, and its day may be left out.
    """
    due = _when_text(step.due, now) if step else ""
    if board is None:
        what = FormField("kind", "What", step.kind if step else kind, choices=_kinds())
        when = FormField("due", "When", due, _WHEN_HINT, preview=when_meaning(now), replaced=bool(due))
        head = (what, when)
    else:
        place = recurrence(step, board) if step else ""
        hint = "fri, +3d, 2w; empty for no next step"
        meaning = _with_place(now, place)
        when = FormField("due", "And next?", due, hint, preview=meaning, replaced=bool(due), gap=True)
        head = (when, FormField("kind", "What", step.kind if step else kind, choices=_kinds()))
    about = FormField(
        "text",
        "About",
        step.text if step else "",
        "thank them, answer the open question, ..." if board is None else "",
        preview=in_full,
        lines=LINES,
        saves=True,
    )
    return *head, about, *(() if step and step.cadence else (_every_field(step.every if step else 0),))


def _read_step(form: Form, deals: tuple[str, ...], now: datetime, step: Following | None) -> PlanFollowUp:
    """The follow-up that was typed; `step` is what it was made from."""
    texts = form.texts()
    return PlanFollowUp(
        deals,
        texts["kind"],
        _read_when(texts["due"], "due", now),
        texts["text"].strip(),
        step.owner if step else "",
        _read_every(texts.get("every", "")),
        step.cadence if step else "",
        step.step if step else 0,
    )


def _with_place(now: datetime, place: str) -> Callable[[str], str]:
    """Tells the day that a text means, and in which row of follow-ups that is."""
    meaning = when_meaning(now)

    def tell(text: str) -> str:
        told = meaning(text)
        return f"{told} ({place})" if told and place else told

    return tell


def _every_field(every: int) -> FormField:
    text = show_span(every) if every else ""
    return FormField("every", "Repeat", text, _EVERY_HINT, replaced=True, gap=True)


def _read_every(text: str) -> int:
    """A typed rhythm in days; 0 for none."""
    try:
        return parse_span(text) if text.strip() else 0
    except BadInput as error:
        raise Misread({"every": error.sentence}) from error


def _when_text(due: When, now: datetime) -> str:
    """A day or a moment as people would type it."""
    return f"{due.astimezone(now.tzinfo):%Y-%m-%d %H:%M}" if isinstance(due, datetime) else due.isoformat()


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
