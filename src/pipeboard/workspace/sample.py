"""The sample files as steps: what somebody did at some moment, in the order in which it happened.

Days in the files are counted back from today, so there is always something overdue, something for today,
something stuck, and a win of this week.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final, NamedTuple, TypeAlias

from pipeboard.domain import actions
from pipeboard.domain.actions import Action, NewContact
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import CLOSING, HANDOVER, SCREENING, items_of
from pipeboard.domain.fields import DEAL
from pipeboard.domain.frameworks import MARKS
from pipeboard.domain.values import Value

Table: TypeAlias = Mapping[str, Any]
Maker: TypeAlias = Callable[["Scene"], Action | None]

_ME: Final = "me"
_STAGES: Final = ("lead", "qualified", "discovery", "proposal", "negotiation")
_DAYS: Final = frozenset(
    ("close", "decision", "trial_end", "renewal", "review", "revisit", "day", "start", "reviewed")
)
"""Fields that hold a day."""
_MONEY: Final = frozenset(("value", "list_price", "floor", "amount", "rate"))
_LISTS: Final = ((SCREENING, 12), (CLOSING, 16))
"""Checklists that belong to no stage, and the hour at which they were ticked."""
_PARTS: Final = {"P": "problem", "S": "solution", "B": "benefits", "C": "cost"}
_OLD: Final = 75
"""After so many days a deal that was won is archived."""
BEGINNING: Final = 400
"""So many days ago the team began with the board, and agreed on what it defined."""
_TALK: Final = (
    ("call", "They described the problem in their own words."),
    ("mail", "Sent the summary and two questions."),
    ("meeting", "Met the people who live with it every day."),
    ("message", "Asked for the missing figures."),
    ("call", "They are comparing; asked what would decide it."),
    ("mail", "Answered the open question and sent a reference."),
    ("meeting", "Went through a sketch together; they drew on it."),
    ("mail", "Sent the minutes: what is decided and what is not."),
    ("call", "Asked who else has to say yes."),
    ("message", "They like it; the answer comes after the holidays."),
)


class Scene(NamedTuple):
    """Where a step happens."""

    board: Board
    at: datetime
    id: str
    """The deal that it is about."""
    origin: str
    """The deal that it came out of."""


class Step(NamedTuple):
    """One thing that somebody did."""

    at: datetime
    by: str
    make: Maker
    """The action; None where there is nothing to do."""
    deal: str = ""
    """The title of the deal that it is about; empty for none."""
    origin: str = ""


def steps(now: datetime, me: str) -> list[Step]:
    """All that happened on the sample board until now, by `me` and others; the first thing first."""
    sample, past = _read("sample.toml", me), _read("sample_past.toml", me)["past"]
    made = list(_agreed(sample, now, me))
    for place, deal in enumerate((*map(_told, past), *sample["deals"])):
        made += _Story(deal, now, place).steps()
    return sorted(made, key=lambda step: step.at)


def _read(name: str, me: str) -> Table:
    read = tomllib.loads((files(__package__) / name).read_text("utf-8"))
    return {key: _named(one, me) for key, one in read.items()}


def _named(value: object, me: str) -> object:
    """The same with the user's name for "me"."""
    if isinstance(value, dict):
        return {name: _named(one, me) for name, one in value.items()}
    if isinstance(value, list):
        return [_named(one, me) for one in value]
    return me if value == _ME else value


def _agreed(sample: Table, now: datetime, me: str) -> Iterator[Step]:
    """What the team set and defined before its first deal, what it spent, and the user's focus."""
    yield Step(_past(now, BEGINNING, 8), me, _about(actions.SetBoard, changes=sample["board"]))
    for one in sample["definitions"]:
        values = _values({name: value for name, value in one.items() if name != "kind"}, now)
        on = one.get("day", one.get("reviewed", BEGINNING))
        yield Step(_past(now, on, 8), me, _about(actions.Define, kind=one["kind"], changes=values))
    focus = sample["focus"]
    on = _past(now, focus["day"], 8)
    yield Step(on, me, _about(actions.SetFocus, owner=me, accounts=tuple(focus["accounts"])))


def _told(past: Table) -> Table:
    """One of the older deals, told like the others."""
    first, last = past["days"]
    until = _STAGES.index(past.get("until", _STAGES[-1])) + 1
    days = {
        stage: round(first - (first - last) * place / until) for place, stage in enumerate(_STAGES[:until])
    }
    told = {name: past[name] for name in ("title", "company", "value", "owner", "source")}
    told["objections"] = [
        {"of": name, "day": last + (first - last) // (place + 2)}
        for place, name in enumerate(past.get("objections", ()))
    ]
    told |= {"stages": days, "touches": until + 1, "end": {"status": past["end"], "day": last}}
    told["end"] |= {name: past[name] for name in ("reason", "competitor") if name in past}
    if past["end"] == "won":
        told |= {"handover": {"day": last - 1, "to": "Chen", "accepted": last - 3}, "delivered": last - 30}
        told |= {"archived": last - _OLD} if last > _OLD else {}
    return told


class _Story:
    """What happened on one deal, part by part."""

    def __init__(self, deal: Table, now: datetime, place: int) -> None:
        self._deal = deal
        self._now = now
        self._place = place
        self._days = list(deal["stages"].values())

    def steps(self) -> Iterator[Step]:
        yield from self._course()
        yield from self._talk()
        yield from self._qualified()
        yield from self._edited()
        yield from self._offered()
        yield from self._ticked()
        yield from self._planned()
        yield from self._after()

    def _step(self, day: int, hour: int, make: Maker, by: str = "") -> Step:
        """By the deal's owner, unless somebody else is named."""
        deal = self._deal
        at = _past(self._now, day, hour, 5 + self._place * 7 % 50)
        return Step(at, by or deal["owner"], make, deal["title"], deal.get("origin", ""))

    def _course(self) -> Iterator[Step]:
        """The deal is added, goes on from stage to stage, and ends."""
        deal = self._deal
        (stage, first), *others = deal["stages"].items()
        yield self._step(first, 9, self._add(stage))
        for stage, day in others:
            yield self._step(day, 11, _tick(required=True))
            yield self._step(day, 11, _deals(actions.MoveDeals, stage=stage))
        end = deal.get("end")
        if end is None:
            return
        said = {name: end[name] for name in ("status", "reason", "lesson") if name in end}
        fields = _values({name: end[name] for name in ("competitor", "review") if name in end}, self._now)
        if "revisit" in end:
            said["revisit"] = _day(self._now, end["revisit"])
        if end["status"] == "won":
            yield self._step(end["day"], 16, _tick(required=True))
        yield self._step(end["day"], 16, _deals(actions.CloseDeals, fields=fields, **said))

    def _add(self, stage: str) -> Maker:
        deal = self._deal
        given = {name: deal[name] for name in DEAL if name in deal and name not in ("origin", "relation")}
        fields: dict[str, Value] = {"stage": stage, **_values(given, self._now)}
        if "origin" in deal:
            return lambda scene: actions.SpawnDeal(scene.origin, deal["relation"], fields, at=scene.at)
        host = "".join(letter for letter in deal["company"].lower() if letter.isascii() and letter.isalnum())
        contacts = tuple(
            NewContact(**{"email": f"{_mailbox(one['name'])}@{host}.example", **one})
            for one in deal.get("contacts", ())
        )
        return lambda scene: actions.AddDeal(fields, contacts, at=scene.at)

    def _talk(self) -> Iterator[Step]:
        """Touches, spread over the deal's time; the first on its first day."""
        deal, count = self._deal, self._deal.get("touches", 0)
        start = self._days[0]
        last = deal.get("last_touch", deal["end"]["day"] if "end" in deal else min(self._days[-1], 3))
        gaps = max(count - 1 if "last_touch" in deal else count, 1)
        for number in range(count):
            kind, text = _TALK[(self._place * 3 + number) % len(_TALK)]
            day = round(start - (start - last) * number / gaps)
            yield self._step(day, 13, _deals(actions.LogTouch, kind=kind, text=text))
        for one in deal.get("objections", ()):
            raise_it = _deals(actions.RaiseObjection, objection=one["of"], text=one.get("text", ""))
            yield self._step(one["day"], 14, raise_it)
        for note in deal.get("notes", ()):
            yield self._step(note["day"], 15, _deals(actions.AddNote, text=note["text"]), note.get("by", ""))

    def _qualified(self) -> Iterator[Step]:
        for mark in (mark for mark in MARKS if mark in self._deal):
            yield self._step(self._deal[mark], 10, _deals(actions.QualifyDeals, marks=(mark,)))
        for one in self._deal.get("qualified", ()):
            said = {name: one[name] for name in ("framework", "answers", "notes") if name in one}
            yield self._step(one["day"], 14, _deals(actions.QualifyDeals, **said), one.get("by", ""))

    def _edited(self) -> Iterator[Step]:
        for one in self._deal.get("edits", ()):
            given = {name: value for name, value in one.items() if name not in ("day", "discount")}
            discount = Decimal(one["discount"]) if "discount" in one else None
            edit = _deals(actions.EditDeals, changes=_values(given, self._now), discount=discount)
            yield self._step(one["day"], 12, edit)

    def _offered(self) -> Iterator[Step]:
        for number, one in enumerate(self._deal.get("proposals", ())):
            fields = {"title": one["title"], "amount": Decimal(one["amount"])}
            fields |= {_PARTS[letter]: True for letter in one["parts"]}
            yield self._step(one["day"], 12, _deal(actions.AddProposal, fields=fields))
            if "sent" in one:
                yield self._step(one["sent"], 14, _offer(number, {"sent": _day(self._now, one["sent"])}))
            for outcome in ("accepted", "declined"):
                if outcome in one:
                    yield self._step(one[outcome], 15, _offer(number, {"outcome": outcome}))

    def _ticked(self) -> Iterator[Step]:
        """What is done in the present stage, and on the lists that belong to none."""
        deal, last = self._deal, self._days[-1]
        after = deal.get("delivered", deal["end"]["day"] if "end" in deal else last)
        by = deal["handover"]["to"] if "handover" in deal else ""
        yield self._step(max(after - 1, 0), 12, _tick(deal.get("checks", 0)), by)
        for name, hour in _LISTS:
            yield self._step(max(last - 2, 0), hour, _tick(deal.get(name, 0), name))
        for item in deal.get("items", ()):
            yield self._step(item["day"], 12, _deal(actions.AddItem, text=item["text"]))

    def _planned(self) -> Iterator[Step]:
        """The next step, the cadence and the nurture track."""
        deal = self._deal
        if "next" in deal:
            step = deal["next"]
            # One that is overdue was planned some days before it was due.
            on = min(step["day"] + 3 if step["day"] > 0 else 1, self._days[0])
            said = {name: step[name] for name in ("kind", "text", "every") if name in step}
            yield self._step(on, 17, _deals(actions.PlanFollowUp, due=self._due(step), **said))
        if "cadence" in deal:
            row = deal["cadence"]
            yield self._step(row["start"], 10, _deals(actions.StartCadence, cadence=row["name"]))
            for done in row["done"]:
                yield self._step(done["day"], 14, _finish(done["text"]))
        if "nurture" in deal:
            row = deal["nurture"]
            said = {name: row[name] for name in ("kind", "text", "every")}
            due = _day(self._now, row["due"])
            yield self._step(row["day"], 16, _deals(actions.NurtureDeals, due=due, **said))

    def _due(self, step: Table) -> date:
        due = _workday(_day(self._now, step["day"]), self._now.date())
        if "at" in step:
            return datetime.combine(due, time.fromisoformat(step["at"]), self._now.tzinfo)
        return due

    def _after(self) -> Iterator[Step]:
        """What follows a win: handover, delivery, how satisfied they are."""
        deal = self._deal
        if "handover" in deal:
            one = deal["handover"]
            changes: dict[str, Value] = {"receiver": one["to"]}
            if "promises" in one:
                changes["promises"] = "\n".join(one["promises"])
            yield self._step(one["day"], 10, _deal(actions.HandOver, changes=changes))
            yield self._step(one["day"], 12, _tick(one.get("checks", 0), HANDOVER))
            if "accepted" in one:
                accepted = {"handover_accepted": _day(self._now, one["accepted"])}
                yield self._step(one["accepted"], 10, _deal(actions.HandOver, changes=accepted), one["to"])
        if "delivered" in deal:
            by = deal["handover"]["to"]
            yield self._step(deal["delivered"], 10, _tick(required=True), by)
            yield self._step(deal["delivered"], 10, _deals(actions.MoveDeals, stage="after-sales"), by)
        if "rated" in deal:
            one = deal["rated"]
            rate = _deal(actions.RateDeal, satisfaction=one["mark"], comment=one["text"])
            yield self._step(one["day"], 11, rate)
        if "archived" in deal:
            yield self._step(deal["archived"], 9, _deals(actions.ArchiveDeals))


# Makers of actions


def _about(kind: Callable[..., Action], /, **said: object) -> Maker:
    """An action on no deal."""
    return lambda scene: kind(**said, at=scene.at)


def _deals(kind: Callable[..., Action], /, **said: object) -> Maker:
    """An action that takes several deals, on the one of its scene."""
    return lambda scene: kind((scene.id,), **said, at=scene.at)


def _deal(kind: Callable[..., Action], /, **said: object) -> Maker:
    return lambda scene: kind(scene.id, **said, at=scene.at)


def _tick(count: int | None = None, name: str = "", *, required: bool = False) -> Maker:
    """Tick the first `count` items of a list, or what would hold the deal."""

    def make(scene: Scene) -> Action | None:
        listed = items_of(scene.board.deals[scene.id], scene.board, name) if count != 0 else ()
        left = [one.id for one in listed if not one.done and (one.required or not required)][:count]
        return actions.CheckItems(scene.id, tuple(left), at=scene.at) if left else None

    return make


def _offer(number: int, changes: Mapping[str, Value]) -> Maker:
    """A change of the deal's proposal of that number."""
    return lambda scene: actions.EditProposal(
        scene.id, scene.board.deals[scene.id].proposals[number].id, changes, at=scene.at
    )


def _finish(outcome: str) -> Maker:
    """The deal's next follow-up is done."""
    return lambda scene: actions.FinishFollowUp(
        scene.id, scene.board.deals[scene.id].follow_ups[0].id, outcome, at=scene.at
    )


# Values and days


def _values(given: Table, now: datetime) -> dict[str, Value]:
    """Fields as actions take them."""
    return {name: _value(name, one, now) for name, one in given.items()}


def _value(name: str, one: Value | list[str], now: datetime) -> Value:
    if name in _DAYS and isinstance(one, int):
        return _day(now, one)
    if name in _MONEY:
        return Decimal(str(one))
    return tuple(sorted(one)) if isinstance(one, list) else one


def _mailbox(name: str) -> str:
    return name.removeprefix("Dr. ").replace(" ", ".").lower()


def _day(now: datetime, before: int) -> date:
    return now.date() - timedelta(days=before)


def _workday(day: date, today: date) -> date:
    """A day that is still to come moved to one on which people work, if it is none."""
    friday = day - timedelta(days=day.weekday() - 4)
    if day <= today or day <= friday:
        return day
    return friday if day.weekday() == 5 and friday > today else friday + timedelta(days=3)


def _past(now: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """A time on a day before today, and never later than now."""
    return min(datetime.combine(_day(now, days), time(hour, minute), now.tzinfo), now)
