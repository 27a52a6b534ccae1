"""Events told in words, for timelines, `history` and the sentence after an undo."""

from __future__ import annotations

from collections.abc import Container, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pipeboard.domain import events, fields, readings
from pipeboard.domain.board import Board
from pipeboard.domain.conflicts import in_words
from pipeboard.domain.dates import day_text, show_span
from pipeboard.domain.definitions import KINDS, called
from pipeboard.domain.definitions import parts_of as parts_of_definition
from pipeboard.domain.frameworks import UNKNOWN, framework_of
from pipeboard.domain.money import show_money
from pipeboard.domain.proposal import PARTS, listed
from pipeboard.domain.qualification import parts_of


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event as people read it. `at` is UTC; `deal` is empty for changes of the board itself."""

    id: str
    at: datetime
    by: str
    kind: str
    deal: str
    text: str


def entry(event_id: str, event: events.AnyEvent, board: Board) -> TimelineEntry:
    """The timeline's line for an event."""
    deal = event.deal if isinstance(event, events.DealEvent) else ""
    return TimelineEntry(event_id, event.at, event.by, event.do, deal, told(event, board))


def told(event: events.AnyEvent, board: Board) -> str:
    """What an event did, in a few words: "Moved from Lead to Qualified"."""
    match event:
        case events.DealCreated():
            imported = "Imported" if event.imported else "Created"
            return f"{imported} in {_stage(board, event.set.get('stage', ''))}{_came_out(event.set, board)}"
        case events.DealSetEvent():
            return _changes(fields.DEAL, _titled(event.set, board), _titled(event.was, board))
        case events.DealMoved():
            past = f"; past what held it, because: {event.override}" if event.override else ""
            return f"Moved from {_stage(board, event.from_)} to {_stage(board, event.to)}{past}"
        case events.DealClosed():
            said = [event.do.removeprefix("deal.").capitalize()]
            said += [f"because: {event.reason}"] if event.reason else []
            said += [f"lesson: {event.lesson}"] if event.lesson else []
            said += [f"revisit {event.revisit}"] if event.revisit else []
            said += [f"past what held it, because: {event.override}"] if event.override else []
            return "; ".join(said)
        case events.DealReopened():
            return f"Reopened in {_stage(board, event.to)}"
        case events.DealHidden():
            return event.do.removeprefix("deal.").capitalize()
        case events.DealMerged():
            into = board.deals.get(event.into)
            return f"Merged into {into.title if into else event.into}"
        case events.DealQualified():
            return _answers(event, board)
        case events.DealMarked():
            return f"Marked as {event.mark.upper()}"
        case events.DealChecked():
            return _checks(event, board)
        case events.ProposalAdded() | events.ProposalSetEvent() | events.ProposalRemoved():
            return _proposal(event, board)
        case events.ContactAdded() | events.ContactSetEvent() | events.ContactRemoved():
            return _contact(event, board)
        case events.ObjectionRaised():
            words = f": {event.text}" if event.text else ""
            return f"They objected: {board.name_of('objection', event.objection)}{words}"
        case events.PlayStarted():
            return f"Started the play {board.name_of('play', event.play)}"
        case events.DealReviewed():
            said = [event.decision, event.text]
            said += [f"what drove it: {event.drove}"] if event.drove else []
            said += [f"what blocked it: {event.blocked}"] if event.blocked else []
            return f"Reviewed: {'; '.join(one for one in said if one)}"
        case events.TouchLogged():
            return f"{event.kind.capitalize()}{f': {event.text}' if event.text else ''}"
        case events.NoteAdded():
            return event.text
        case events.FollowUpPlanned() | events.FollowUpSetEvent() | events.FollowUpFinished():
            return _follow_up(event, board)
        case events.Undone():
            return "Took back an action"
        case events.DataErased():
            rows = "1 row" if len(event.rows) == 1 else f"{len(event.rows)} rows"
            return f"Erased what was known of a person, in {rows}"
        case events.DataMoved():
            return f"Moved {event.deals} {'deal' if event.deals == 1 else 'deals'} to {event.file}"
        case events.ArchiveMade():
            return "Made an archive of deals that were moved out of the board"
        case _:
            return _outline(event, board)


def followed(
    event_id: str, event: events.AnyEvent, origins: Container[str], board: Board
) -> TimelineEntry | None:
    """The line on a deal's timeline for the event by which another one came out of it; None for all others.

    `origins` are the ids of the deal and its duplicates.
    """
    if not isinstance(event, (events.DealCreated, events.DealSetEvent)):
        return None
    origin = event.set.get("origin")
    if not origin or origin not in origins:
        return None
    follower = board.deals.get(event.deal)
    relation = event.set.get("relation") or (follower.relation if follower else "")
    text = f"Followed by {follower.title if follower else event.deal}{f' ({relation})' if relation else ''}"
    return TimelineEntry(event_id, event.at, event.by, "deal.followed", origin, text)


def _came_out(given: Mapping[str, Any], board: Board) -> str:
    """ ", as the upsell of Acme website"."""
    if not given.get("origin"):
        return ""
    what = f"as the {given['relation']} of" if given.get("relation") else "out of"
    return f", {what} {_titled(given, board)['origin']}"


def _titled(given: Mapping[str, Any], board: Board) -> Mapping[str, Any]:
    """The values of a deal with its origin by its title."""
    origin = board.deals.get(str(given.get("origin") or ""))
    return {**given, "origin": origin.title} if origin else given


def _answers(event: events.DealQualified, board: Board) -> str:
    """ "BANT: Budget unknown → yes, note on Budget: 40k this year"."""
    said, title = [], ""
    for name, value in event.set.items():
        parts = parts_of(name)
        if parts is None:
            continue
        framework = framework_of(board, parts[0])
        title = framework.title
        criterion = next((one.title for one in framework.criteria if one.id == parts[1]), parts[1])
        if parts[2]:
            said.append(f"note on {criterion}: {value or 'none'}")
        else:
            said.append(f"{criterion} {event.was.get(name) or UNKNOWN} → {value or UNKNOWN}")
    return f"{title}: {', '.join(said)}" if said else "Qualified"


def _checks(event: events.DealChecked, board: Board) -> str:
    """ "Ticked Budget known, Decision maker met"."""
    names = {one.id: one.title for one in board.defined_in("check")}
    said = []
    for verb, wanted in (("Ticked", True), ("Unticked", False)):
        texts = [names.get(item, item) for item, done in event.set.items() if (done is True) == wanted]
        said += [f"{verb} {', '.join(texts)}"] if texts else []
    return "; ".join(said) or "Checked nothing"


def _proposal(
    event: events.ProposalAdded | events.ProposalSetEvent | events.ProposalRemoved, board: Board
) -> str:
    """ "Proposal of 12 000 EUR sent; it speaks of problem and cost"."""
    if isinstance(event, events.ProposalRemoved):
        return "Removed a proposal"
    deal = board.deals.get(event.deal)
    own = (deal.currency if deal else "") or board.settings.currency
    if isinstance(event, events.ProposalAdded):
        money = show_money(readings.load_money(event.set["amount"]), event.set.get("currency") or own)
        said = [word for word in (event.set.get("outcome"), "sent" if event.set.get("sent") else "") if word]
        return f"Proposal of {money} {'; '.join([*(said[:1] or ['added']), *_details(event.set, {}, own)])}"
    there = {one.id: one for one in deal.proposals} if deal else {}
    one = there.get(event.proposal)
    money = f" of {show_money(one.amount, one.currency or own)}" if one else ""
    code = one.currency if one else ""
    return f"Proposal{money} {'; '.join(_steps(event) + _details(event.set, event.was, code or own))}"


def _steps(event: events.ProposalSetEvent) -> list[str]:
    """How far a change took a proposal: "sent", "accepted", "reopened on 2026-11-20"."""
    new = event.set
    steps = []
    if "outcome" in new:
        steps.append((new["outcome"] or "reopened", new.get("decided")))
    elif new.get("decided"):
        steps.append(("decided", new["decided"]))
    if new.get("sent") and not new.get("outcome"):
        steps.append(("sent", new["sent"]))
    elif "sent" in new and not new["sent"]:
        steps.append(("not sent", None))
    day = day_text(event.at.date())
    return [f"{word} on {when}" if when and when != day else word for word, when in steps]


def _details(new: Mapping[str, Any], was: Mapping[str, Any], currency: str) -> list[str]:
    """What else was said of a proposal: amount, title, and the parts that it speaks of."""
    said = []
    if was.get("amount"):
        before = show_money(readings.load_money(was["amount"]), str(was.get("currency") or currency))
        said.append(f"changed, it was {before}")
    if new.get("title"):
        said.append(f"title {new['title']}")
    for verb, wanted in (("speaks of", True), ("speaks no more of", False)):
        parts = [part for part in PARTS if part in new and (new[part] is True) == wanted]
        said += [f"{verb} {listed(parts)}"] if parts else []
    return said


def _contact(
    event: events.ContactAdded | events.ContactSetEvent | events.ContactRemoved, board: Board
) -> str:
    if isinstance(event, events.ContactAdded):
        role = event.set.get("role")
        return f"Contact {event.set.get('name', '')}{f' ({role})' if role else ''}"
    deal = board.deals.get(event.deal)
    names = {person.id: person.name for person in deal.contacts} if deal else {}
    name = names.get(event.contact, "")
    if isinstance(event, events.ContactRemoved):
        return f"Removed contact {name}".rstrip()
    return f"Contact {name}: {_changes(fields.CONTACT, event.set, event.was)}"


def _follow_up(
    event: events.FollowUpPlanned | events.FollowUpSetEvent | events.FollowUpFinished, board: Board
) -> str:
    match event:
        case events.FollowUpPlanned():
            text, every = event.set.get("text"), event.set.get("every")
            again = f", then every {show_span(every)}" if every else ""
            day = _when(event.set["due"], board)
            return f"Planned a {event.set['kind']} for {day}{again}{f': {text}' if text else ''}"
        case events.FollowUpSetEvent():
            new, was = (_dated(values, board) for values in (event.set, event.was))
            return f"Follow-up: {_changes(fields.FOLLOW_UP, new, was)}"
        case events.FollowUpFinished():
            word = "Done" if event.do == "follow_up.done" else "Cancelled"
            return f"{word}: a follow-up{f', {event.outcome}' if event.outcome else ''}"


def _outline(event: events.AnyEvent, board: Board) -> str:
    match event:
        case events.BoardSetEvent():
            return f"Board: {_changes(fields.BOARD, event.set, event.was)}"
        case events.PipelineEvent():
            verb = "Added the pipeline" if event.do == "pipeline.created" else "Changed the pipeline"
            return f"{verb} {event.set.get('name') or event.pipeline}"
        case events.PipelineRetired():
            return f"Retired the pipeline {event.pipeline}"
        case events.StageEvent() if event.do == "stage.created":
            return f"Added the stage {event.set.get('name') or event.stage}"
        case events.StageEvent():
            return f"Stage {_stage(board, event.stage)}: {_changes(fields.STAGE, event.set, event.was)}"
        case events.StageRetired():
            verb = "Retired" if event.do == "stage.retired" else "Merged"
            name = board.stages[event.stage].name if event.stage in board.stages else event.stage
            into = f" into {_stage(board, event.into)}" if event.into else ""
            return f"{verb} the stage {name}{into}"
        case events.DefinitionSet():
            return _definition(event, board)
        case events.DefinitionRemoved():
            kind, name = parts_of_definition(event.definition)
            gone = {one.id: one.title for one in board.defined_in(kind)}
            return f"Removed the {called(kind)} {gone.get(name, name)}"
        case _:
            return event.do


def _definition(event: events.DefinitionSet, board: Board) -> str:
    kind, name = parts_of_definition(event.definition)
    needed = [one.name for one in KINDS.get(kind, {}).values() if one.required]
    if not event.was and all(event.set.get(one) for one in needed):
        title = event.set.get("title") or event.set.get("text")
        where = _checklist(board, str(event.set.get("list", "")))
        return f"Added {title} to {where}" if where else f"Defined the {called(kind)} {title or name}"
    titles = {one.id: one.title for one in board.defined_in(kind)}
    changes = _changes(KINDS.get(kind, {}), event.set, event.was)
    return f"The {called(kind)} {titles.get(name, name)}: {changes}"


def _checklist(board: Board, name: str) -> str:
    """Whose checklist it is: "the checklist of Lead"; empty for a list that belongs to nobody."""
    what, _, owner = name.partition(":")
    if what == "stage":
        return f"the checklist of {_stage(board, owner)}"
    deal = board.deals.get(owner) if what == "deal" else None
    return f"the checklist of {deal.title}" if deal else ""


def _changes(table: Mapping[str, readings.Field], new: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    """ "Value 12 000 → 15 000, Owner Ann": in the order in which they were written."""
    said = []
    for name, value in new.items():
        field = fields.field_of(table, name)
        title = field.title if field else name
        before, after = _value(field, was.get(name)), _value(field, value)
        said.append(f"{title} {before} → {after or 'none'}" if before else f"{title} {after or 'none'}")
    return ", ".join(said)


def _value(field: readings.Field | None, value: object) -> str:
    """A value of the file as text: an amount with its thousands apart, all others as they are."""
    if field is not None and field.kind == "money":
        with suppress(ValueError):
            amount = field.load(value)
            return show_money(amount) if isinstance(amount, Decimal) else ""
    return in_words(_flat(value))


def _flat(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return tuple(value) if isinstance(value, list) else value


def _dated(values: Mapping[str, Any], board: Board) -> Mapping[str, Any]:
    """The values of a follow-up, with its time as people read it."""
    return {**values, "due": _when(values["due"], board)} if values.get("due") else values


def _when(due: str, board: Board) -> str:
    """A day as it is, a moment in the board's time zone."""
    if "T" not in due:
        return due
    try:
        return f"{readings.load_at(due).astimezone(board.zone):%Y-%m-%d %H:%M}"
    except ValueError:
        return due


def _stage(board: Board, stage_id: str) -> str:
    stage = board.stages.get(stage_id)
    return stage.name if stage else stage_id or "nowhere"
