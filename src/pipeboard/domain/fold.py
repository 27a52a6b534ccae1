"""The fold of one deal: its events in recorded order, added up.

Rows are the parsed JSON objects of the file. A row that cannot be read raises ValueError, changes nothing and
is quarantined by the log. A row of an unknown kind is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias, cast

from pipeboard.domain import fields
from pipeboard.domain.actions import Value
from pipeboard.domain.conflicts import conflict, unseen
from pipeboard.domain.dates import load_day, load_moment
from pipeboard.domain.deal import NOTHING, STATUSES, Conflict, Deal, Status
from pipeboard.domain.followup import TOUCHES, FollowUp, When
from pipeboard.domain.ids import sort_key
from pipeboard.domain.people import Contact

Row: TypeAlias = Mapping[str, Any]


class _Standing(NamedTuple):
    """Where a deal stood after one of its moves or closes."""

    at: datetime
    id: str
    stage: str
    status: Status
    by: str
    reason: str = ""
    lesson: str = ""
    revisit: str | None = None


class _Setter(NamedTuple):
    value: Value
    by: str


class DealFold:
    """Adds up one deal's events; `apply` them in recorded order, then ask for the `deal`."""

    __slots__ = (
        "_conflicts",
        "_contacts",
        "_finished",
        "_follow_ups",
        "_hidden",
        "_hidden_by",
        "_imported",
        "_last_activity",
        "_last_touch",
        "_merge",
        "_notes",
        "_notice",
        "_standings",
        "_start",
        "_touches",
        "_undone_creation",
        "_undone_values",
        "_values",
        "id",
        "last",
    )

    def __init__(self, deal_id: str) -> None:
        self.id = deal_id
        self.last = ""
        self._values: dict[str, _Setter] = {}
        self._undone_values: dict[str, set[object]] = {}
        self._conflicts: dict[str, Conflict] = {}
        self._start: _Standing | None = None
        self._standings: list[_Standing] = []
        self._contacts: dict[str, dict[str, Value]] = {}
        self._follow_ups: dict[str, dict[str, Value]] = {}
        self._finished: set[str] = set()
        self._touches = 0
        self._last_touch: datetime | None = None
        self._last_activity: datetime | None = None
        self._notes = 0
        self._imported = False
        self._hidden = ""
        self._hidden_by = ""
        self._merge: tuple[str, str] | None = None
        self._notice = ""
        self._undone_creation: tuple[str, Row] | None = None

    # Applying events

    def apply(self, event_id: str, row: Row) -> bool:
        """Add one event; False if its kind is unknown. ValueError, and no change, if it cannot be read."""
        handler = _HANDLERS.get(row["do"])
        if handler is None:
            return False
        at, by = load_moment(row["at"]), row["by"]
        if not isinstance(by, str):
            raise ValueError("`by` is not a text")
        try:
            handler(self, event_id, row, at, by)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{error!r}") from error
        if handler not in _HIDING:
            self._come_back(event_id, by)
        self.last = event_id
        return True

    def skip(self, event_id: str, row: Row, undo_id: str) -> None:
        """Pass over an event that was taken back, but remember what its author's readers may have seen."""
        if row.get("do") == "deal.created":
            self._undone_creation = (undo_id, row)
        raw = row.get("set")
        if isinstance(raw, dict) and row.get("do") in {"deal.created", "deal.set"}:
            try:
                loaded = fields.load_set(fields.DEAL, raw)
            except ValueError:
                return
            for name, value in loaded.items():
                self._undone_values.setdefault(name, set()).add(value)
        for key in ("to", "from"):
            if isinstance(row.get(key), str):
                self._undone_values.setdefault("stage", set()).add(row[key])
        self.last = max(event_id, undo_id, self.last or event_id, key=sort_key)

    def _come_back(self, event_id: str, by: str) -> None:
        """An ordinary event after a delete or archive: its author had not seen that, so the deal returns."""
        if (
            self._undone_creation
            and self._start is None
            and sort_key(event_id) > sort_key(self._undone_creation[0])
        ):
            creation, self._undone_creation = self._undone_creation[1], None
            self._created(self.id, creation, load_moment(creation["at"]), creation["by"])
            self._notice = f"Its creation was undone, then {by} worked on it without having seen that."
        if self._hidden:
            self._notice = (
                f"{self._hidden_by} {self._hidden} it, then {by} worked on it without having seen that."
            )
            self._hidden = ""

    def _created(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        loaded = fields.load_set(fields.DEAL, row["set"])
        stage = row["set"].get("stage", "")
        if not isinstance(stage, str):
            raise ValueError("`stage` is not a text")
        if self._start is not None:
            raise ValueError("created twice")
        for name, value in loaded.items():
            self._values.setdefault(name, _Setter(value, by))
        self._start = _Standing(at, event_id, stage, "open", by)
        self._imported = bool(row.get("imported"))
        self._active(at)

    def _set(self, _event_id: str, row: Row, _at: datetime, by: str) -> None:
        loaded = fields.load_set(fields.DEAL, row["set"])
        saw = fields.load_set(fields.DEAL, row.get("was", {}))
        for name, value in loaded.items():
            stood = self._values.get(name)
            before = saw.get(name)
            if name == "tags":
                # Tags are a set: what each author added and took away is merged, so there is no conflict.
                kept = set(_tags(stood.value if stood else None)) - set(_tags(before))
                value = tuple(sorted(kept | set(_tags(value))))
            elif stood is not None and "was" in row:
                if unseen(before, stood.value, value, self._undone_values.get(name, set())):
                    self._conflicts[name] = conflict(name, value, by, stood.value, stood.by)
                else:
                    self._conflicts.pop(name, None)
            self._values[name] = _Setter(value, by)

    def _stands(self, new: _Standing, row: Row) -> None:
        """A move or close: stage, status and reason are one group."""
        now = self._standing()
        if now is not None and "from" in row:
            seen_status = row.get("was", {}).get("status", "open")
            saw, stood = (row["from"], seen_status), (now.stage, now.status)
            undone = {(stage, seen_status) for stage in self._undone_values.get("stage", ())}
            if unseen(saw, stood, (new.stage, new.status), undone):
                shown, other = (new, now) if _by_time(new) > _by_time(now) else (now, new)
                self._conflicts["stage"] = conflict("stage", _place(shown), shown.by, _place(other), other.by)
            else:
                self._conflicts.pop("stage", None)
        self._standings.append(new)
        self._active(new.at)

    def _moved(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        status = row.get("was", {}).get("status", "open")
        if not isinstance(row["to"], str) or status not in STATUSES:
            raise ValueError("a move without a stage")
        self._stands(_Standing(at, event_id, row["to"], status, by), row)

    def _closed(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        status = cast("Status", row["do"].removeprefix("deal."))
        now = self._standing()
        stage = row.get("from", now.stage if now else "")
        reason, lesson, revisit = row.get("reason", ""), row.get("lesson", ""), row.get("revisit")
        if not all(isinstance(text, str) for text in (stage, reason, lesson)):
            raise ValueError("a close whose reason is not a text")
        if revisit is not None:
            load_day(revisit)
        self._stands(_Standing(at, event_id, stage, status, by, reason, lesson, revisit), row)

    def _reopened(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        if not isinstance(row["to"], str):
            raise ValueError("a reopening without a stage")
        self._stands(_Standing(at, event_id, row["to"], "open", by), row)

    def _archived(self, _event_id: str, row: Row, _at: datetime, by: str) -> None:
        self._hidden, self._hidden_by = row["do"].removeprefix("deal."), by
        self._notice = ""

    def _restored(self, _event_id: str, _row: Row, _at: datetime, _by: str) -> None:
        self._hidden = self._notice = ""
        self._merge = None

    def _merged(self, event_id: str, row: Row, _at: datetime, _by: str) -> None:
        if not isinstance(row["into"], str):
            raise ValueError("merged into nothing")
        if row["into"] != self.id:
            self._merge = (event_id, row["into"])

    def _contact_added(self, event_id: str, row: Row, _at: datetime, _by: str) -> None:
        self._contacts[event_id] = fields.load_set(fields.CONTACT, row["set"])

    def _contact_set(self, _event_id: str, row: Row, _at: datetime, _by: str) -> None:
        self._contacts.setdefault(_text(row["contact"]), {}).update(
            fields.load_set(fields.CONTACT, row["set"])
        )

    def _contact_removed(self, _event_id: str, row: Row, _at: datetime, _by: str) -> None:
        self._contacts.pop(_text(row["contact"]), None)

    def _touched(self, _event_id: str, row: Row, at: datetime, _by: str) -> None:
        if row["kind"] not in TOUCHES or not isinstance(row.get("text", ""), str):
            raise ValueError("not a kind of touch")
        self._touches += 1
        self._last_touch = at if self._last_touch is None else max(self._last_touch, at)
        self._active(at)

    def _noted(self, _event_id: str, row: Row, at: datetime, _by: str) -> None:
        _text(row["text"])
        self._notes += 1
        self._active(at)

    def _planned(self, event_id: str, row: Row, _at: datetime, _by: str) -> None:
        loaded = fields.load_set(fields.FOLLOW_UP, row["set"])
        if loaded.get("due") is None or not loaded.get("kind"):
            raise ValueError("a follow-up without a kind or a due date")
        self._follow_ups[event_id] = loaded

    def _follow_up_set(self, _event_id: str, row: Row, _at: datetime, by: str) -> None:
        loaded = fields.load_set(fields.FOLLOW_UP, row["set"])
        saw = fields.load_set(fields.FOLLOW_UP, row.get("was", {}))
        current = self._follow_ups.get(_text(row["follow_up"]))
        if current is None:
            return
        for name, value in loaded.items():
            stood, key = current.get(name), f"follow-up {name}"
            if name in saw and unseen(saw[name], stood, value, set()):
                self._conflicts[key] = conflict(key, value, by, stood, "another clone")
            else:
                self._conflicts.pop(key, None)
            if value is not None or name not in {"due", "kind"}:
                current[name] = value

    def _finished_one(self, _event_id: str, row: Row, _at: datetime, _by: str) -> None:
        self._finished.add(_text(row["follow_up"]))

    def _active(self, at: datetime) -> None:
        self._last_activity = at if self._last_activity is None else max(self._last_activity, at)

    # What it adds up to

    def _standing(self) -> _Standing | None:
        """The latest move or close by when it happened; the creation comes before all of them."""
        return max(self._standings, key=_by_time, default=self._start)

    def deal(self, absorbed: Iterable[Deal] = ()) -> Deal | None:
        """The deal as it is now, with the duplicates that were merged into it; None if it was never made."""
        if self._start is None and (self._undone_creation is not None or not self.last):
            return None
        start = self._start or self._standings[0] if self._start or self._standings else None
        now = self._standing()
        if start is None or now is None:
            # Its creation is not in the log (a row was lost): show what there is.
            moment = self._last_activity or datetime.fromtimestamp(0, UTC)
            start = now = _Standing(moment, self.id, "", "open", "")
        entered, closed = self._times(start)
        values = {name: setter.value for name, setter in self._values.items() if setter.value is not None}
        custom = {
            name.removeprefix(fields.CUSTOM): str(values.pop(name))
            for name in sorted(values)
            if name.startswith(fields.CUSTOM)
        }
        title = str(values.pop("title", "")) or "(untitled)"
        deal = Deal(
            id=self.id,
            title=title,
            stage=now.stage,
            status=now.status,
            created=start.at,
            entered_stage=entered,
            changed=self.last,
            custom=MappingProxyType(custom) if custom else NOTHING,
            contacts=self._people(),
            follow_ups=self._open_follow_ups(),
            touches=self._touches,
            last_touch=self._last_touch,
            last_activity=self._last_activity or start.at,
            notes=self._notes,
            closed=closed[0] if closed else None,
            reason=closed[1] if closed else "",
            lesson=closed[2] if closed else "",
            revisit=load_day(closed[3]) if closed and closed[3] else None,
            imported=self._imported,
            archived=self._hidden == "archived",
            deleted=self._hidden == "deleted",
            conflicts=tuple(self._conflicts.values()),
            notice=self._notice,
            **cast("dict[str, Any]", values),
        )
        return _with_absorbed(deal, tuple(absorbed))

    @property
    def merge(self) -> tuple[str, str] | None:
        """The event that merged this deal into another, and that deal; None if it was not."""
        return self._merge

    def _times(self, start: _Standing) -> tuple[datetime, tuple[datetime, str, str, str | None] | None]:
        """When the present stage was entered; and when, why and how the deal was closed, if it is."""
        entered, before = start.at, start
        closed: tuple[datetime, str, str, str | None] | None = None
        for standing in sorted(self._standings, key=_by_time):
            if standing.stage != before.stage or (standing.status == "open" and before.status != "open"):
                entered = standing.at
            if standing.status == "open":
                closed = None
            elif standing.status != before.status or standing.reason:
                closed = (standing.at, standing.reason, standing.lesson, standing.revisit)
            before = standing
        return entered, closed

    def _people(self) -> tuple[Contact, ...]:
        return tuple(
            Contact(contact_id, **{name: str(value or "") for name, value in {"name": "", **entry}.items()})
            for contact_id, entry in self._contacts.items()
        )

    def _open_follow_ups(self) -> tuple[FollowUp, ...]:
        waiting = [
            FollowUp(
                follow_up_id,
                str(entry["kind"]),
                cast("When", entry["due"]),
                str(entry.get("text") or ""),
                str(entry.get("owner") or ""),
            )
            for follow_up_id, entry in self._follow_ups.items()
            if follow_up_id not in self._finished
        ]
        return tuple(sorted(waiting, key=due_order)) if len(waiting) > 1 else tuple(waiting)


def due_order(follow_up: FollowUp) -> tuple[datetime, str]:
    """Sorts follow-ups by when they are due; a whole day is due at its end."""
    due = follow_up.due
    if not isinstance(due, datetime):
        due = datetime.combine(due, time.max, UTC)
    return due, follow_up.id


def _with_absorbed(deal: Deal, absorbed: tuple[Deal, ...]) -> Deal:
    """The deal together with its duplicates: their people, next steps and touches count here."""
    if not absorbed:
        return deal
    touched = [one.last_touch for one in (deal, *absorbed) if one.last_touch]
    follow_ups = [step for one in (deal, *absorbed) for step in one.follow_ups]
    return replace(
        deal,
        contacts=deal.contacts + tuple(person for one in absorbed for person in one.contacts),
        follow_ups=tuple(sorted(follow_ups, key=due_order)),
        touches=deal.touches + sum(one.touches for one in absorbed),
        last_touch=max(touched, default=None),
        last_activity=max(one.last_activity for one in (deal, *absorbed)),
        notes=deal.notes + sum(one.notes for one in absorbed),
        tags=tuple(sorted({tag for one in (deal, *absorbed) for tag in one.tags})),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _tags(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _by_time(standing: _Standing) -> tuple[datetime, str]:
    return standing.at, sort_key(standing.id)


def _place(standing: _Standing) -> str:
    return standing.stage if standing.status == "open" else standing.status


_Handler: TypeAlias = Callable[[DealFold, str, Row, datetime, str], None]
_HANDLERS: Final[dict[str, _Handler]] = {
    "deal.created": DealFold._created,
    "deal.set": DealFold._set,
    "deal.moved": DealFold._moved,
    "deal.won": DealFold._closed,
    "deal.lost": DealFold._closed,
    "deal.disqualified": DealFold._closed,
    "deal.reopened": DealFold._reopened,
    "deal.archived": DealFold._archived,
    "deal.deleted": DealFold._archived,
    "deal.restored": DealFold._restored,
    "deal.merged": DealFold._merged,
    "contact.added": DealFold._contact_added,
    "contact.set": DealFold._contact_set,
    "contact.removed": DealFold._contact_removed,
    "touch.logged": DealFold._touched,
    "note.added": DealFold._noted,
    "follow_up.planned": DealFold._planned,
    "follow_up.set": DealFold._follow_up_set,
    "follow_up.done": DealFold._finished_one,
    "follow_up.cancelled": DealFold._finished_one,
}
_HIDING: Final = frozenset({DealFold._archived, DealFold._restored, DealFold._merged, DealFold._created})
