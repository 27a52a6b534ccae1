"""The last action once more, on other deals: read off the rows that it left in the log, its only record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Final, TypeAlias, cast

from pipeboard.domain import actions as a
from pipeboard.domain.dates import load_day
from pipeboard.domain.deal import Status
from pipeboard.domain.errors import Refused
from pipeboard.domain.fields import DEAL, FOLLOW_UP, load_set
from pipeboard.domain.followup import When, local_day
from pipeboard.domain.frameworks import UNKNOWN
from pipeboard.domain.nurture import NURTURE
from pipeboard.domain.qualification import load_answers, parts_of
from pipeboard.domain.seen import Row
from pipeboard.domain.values import Value

Deals: TypeAlias = tuple[str, ...]

_CLOSES: Final[Mapping[str, Status]] = {
    "deal.won": "won",
    "deal.lost": "lost",
    "deal.disqualified": "disqualified",
}
_WITH_CLOSE: Final = ("competitor", "review")
"""Fields that are written with a close."""
_OF_ONE: Final = frozenset(("title", "external_id", "origin", "relation", "rank"))
"""Fields whose values belong to one deal alone."""
_QUALIFIES: Final = ("deal.qualified", "deal.marked")
_OF_FIELDS: Final = ("deal.set", *_QUALIFIES)


def repeated(rows: Sequence[Row], deals: Deals, today: date, zone: tzinfo) -> a.Action | None:
    """What the rows of one action on one deal come to for other deals; None where that makes no sense.

    Refused where it would plan something for a day that is over.
    """
    changes = _set_in(rows)
    closing = next((row for row in rows if row["do"] in _CLOSES), None)
    if closing is not None:
        return _close(closing, changes, deals)
    if "track" in changes:
        return _nurture(rows, changes, deals)
    todo = [*_edits(rows, changes, deals)]
    for row in rows:
        if row["do"] in _OF_FIELDS or _goes_along(row):
            continue
        make = _EACH.get(row["do"])
        one = make(row, deals) if make is not None else None
        if one is None:
            return None
        _check_ahead(one, today, zone)
        todo.append(one)
    return (todo[0] if len(todo) == 1 else a.Together(tuple(todo))) if todo else None


def _set_in(rows: Iterable[Row]) -> dict[str, Value]:
    """The fields of the deal that the rows set."""
    found: dict[str, Value] = {}
    for row in rows:
        if row["do"] == "deal.set":
            found |= load_set(DEAL, row["set"])
    return found


def _close(row: Row, changes: Mapping[str, Value], deals: Deals) -> a.Action:
    revisit = load_day(row["revisit"]) if row.get("revisit") else None
    fields = {name: value for name, value in changes.items() if name in _WITH_CLOSE}
    said = (row.get("reason", ""), row.get("lesson", ""))
    return a.CloseDeals(deals, _CLOSES[row["do"]], *said, revisit, fields=fields)


def _nurture(rows: Iterable[Row], changes: Mapping[str, Value], deals: Deals) -> a.Action:
    """Putting deals on the track, or taking them off."""
    if changes["track"] != NURTURE:
        return a.StopNurturing(deals)
    planned = next((load_set(FOLLOW_UP, row["set"]) for row in rows if row["do"] == "follow_up.planned"), {})
    every = cast("int", planned.get("every") or 0)
    if not every:
        return a.NurtureDeals(deals)
    return a.NurtureDeals(deals, str(planned["kind"]), str(planned.get("text") or ""), every)


def _edits(rows: Iterable[Row], changes: Mapping[str, Value], deals: Deals) -> Iterable[a.Action]:
    """What the fields that were set come to: tags by what came and went, the rest as it is."""
    left = {name: value for name, value in changes.items() if name not in _OF_ONE | {"tags"}}
    for row in rows:
        if row["do"] == "deal.set" and "tags" in row["set"]:
            before, after = (_tags(row, name) for name in ("was", "set"))
            yield a.TagDeals(deals, tuple(sorted(after - before)), tuple(sorted(before - after)))
    qualified = [row for row in rows if row["do"] in _QUALIFIES]
    if qualified:
        left.pop("framework", None)
        yield _qualify(qualified, deals)
    if list(left) == ["owner"]:
        yield a.AssignDeals(deals, str(left["owner"] or ""))
    elif left:
        yield a.EditDeals(deals, left)


def _tags(row: Row, part: str) -> set[str]:
    tags = load_set(DEAL, row.get(part) or {}).get("tags")
    return set(tags) if isinstance(tags, tuple) else set()


def _qualify(rows: Iterable[Row], deals: Deals) -> a.Action:
    framework, answers, notes, marks = "", {}, {}, []
    for row in rows:
        if row["do"] == "deal.marked":
            marks.append(str(row["mark"]))
            continue
        for name, value in load_answers(row["set"]).items():
            parts = parts_of(name)
            assert parts is not None, "others are passed over"
            framework, criterion, is_note = parts
            if is_note:
                notes[criterion] = str(value or "")
            else:
                answers[criterion] = str(value or UNKNOWN)
    return a.QualifyDeals(deals, framework, answers, notes, tuple(marks))


def _goes_along(row: Row) -> bool:
    """Whether a row only follows from another one: a follow-up that goes to the deal's new owner."""
    return row["do"] == "follow_up.set" and list(row["set"]) == ["owner"]


def _plan(row: Row, deals: Deals) -> a.Action | None:
    step = load_set(FOLLOW_UP, row["set"])
    if step.get("cadence"):
        return a.StartCadence(deals, str(step["cadence"])) if step.get("step") == 1 else None
    text, owner = str(step.get("text") or ""), str(step.get("owner") or "")
    every = cast("int", step.get("every") or 0)
    return a.PlanFollowUp(deals, str(step["kind"]), cast("When", step["due"]), text, owner, every)


def _snooze(row: Row, deals: Deals) -> a.Action | None:
    step = load_set(FOLLOW_UP, row["set"])
    return a.SnoozeDeals(deals, cast("When", step["due"])) if list(step) == ["due"] else None


def _check_ahead(action: a.Action, today: date, zone: tzinfo) -> None:
    if isinstance(action, (a.PlanFollowUp, a.SnoozeDeals)) and local_day(action.due, zone) < today:
        raise Refused("The day of your last follow-up is over; plan this one anew.")


_EACH: Final[Mapping[str, Callable[[Row, Deals], a.Action | None]]] = {
    "deal.moved": lambda row, deals: a.MoveDeals(deals, row["to"]),
    "deal.reopened": lambda row, deals: a.ReopenDeals(deals, row["to"]),
    "deal.archived": lambda _row, deals: a.ArchiveDeals(deals),
    "deal.restored": lambda _row, deals: a.RestoreDeals(deals),
    "deal.deleted": lambda _row, deals: a.DeleteDeals(deals),
    "objection.raised": lambda row, deals: a.RaiseObjection(deals, row["objection"], row.get("text", "")),
    "play.started": lambda row, deals: a.StartPlay(deals, row["play"]),
    "deal.reviewed": lambda row, deals: a.ReviewDeals(deals, row["decision"], row.get("text", "")),
    "touch.logged": lambda row, deals: a.LogTouch(deals, row["kind"], row.get("text", "")),
    "note.added": lambda row, deals: a.AddNote(deals, row["text"]),
    "follow_up.planned": _plan,
    "follow_up.set": _snooze,
}
"""Rows that mean the same on another deal; all others belong to the one that they are about."""
