"""The fold of one deal: its events in recorded order, added up.

Rows are the parsed JSON objects of the file. A row that cannot be read raises ValueError, changes nothing and
is quarantined by the log. A row of an unknown kind is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from pipeboard.domain import fields
from pipeboard.domain.conflicts import DEFAULTS, Record, load_over
from pipeboard.domain.course import Course, Place, Standing, when
from pipeboard.domain.dates import load_day
from pipeboard.domain.deal import NOTHING, STATUSES, Conflict, Deal, Status
from pipeboard.domain.duplicates import with_duplicates
from pipeboard.domain.fields import load_at, load_id, load_set, load_text
from pipeboard.domain.followup import TOUCHES, FollowUp, When, due_order
from pipeboard.domain.ids import sort_key
from pipeboard.domain.people import Contact
from pipeboard.domain.qualification import Qualification, load_answers, load_mark
from pipeboard.domain.values import Value

Row: TypeAlias = Mapping[str, Any]


class DealFold:
    """Adds up one deal's events; `apply` them in recorded order, then ask for the `deal`."""

    __slots__ = (
        "_applied",
        "_contacts",
        "_course",
        "_finished",
        "_follow_ups",
        "_hidden",
        "_hidden_by",
        "_imported",
        "_last_activity",
        "_last_touch",
        "_last_undo",
        "_notes",
        "_notice",
        "_qualification",
        "_record",
        "_removed",
        "_touches",
        "_undone_creation",
        "id",
        "last",
        "merge",
    )

    def __init__(self, deal_id: str) -> None:
        self.id = deal_id
        self.last = ""
        """The latest event, those that were taken back included."""
        self.merge: tuple[str, str] | None = None
        """The event that merged this deal into another, and that deal; None if it was not."""
        self._applied = False
        self._record = Record()
        self._course = Course()
        self._contacts: dict[str, Record] = {}
        self._removed: dict[str, str] = {}
        self._follow_ups: dict[str, Record] = {}
        self._finished: dict[str, str] = {}
        self._touches = 0
        self._last_touch: datetime | None = None
        self._last_activity: datetime | None = None
        self._last_undo = ""
        self._notes = 0
        self._qualification: Qualification | None = None
        self._imported = False
        self._hidden = ""
        self._hidden_by = ""
        self._notice = ""
        self._undone_creation: tuple[str, Row] | None = None

    # Applying events

    def apply(self, event_id: str, row: Row) -> bool:
        """Add one event; False if its kind is unknown. ValueError, and no change, if it cannot be read."""
        handler = _HANDLERS.get(row["do"])
        if handler is None:
            return False
        try:
            at, by = load_at(row["at"]), load_text(row["by"])
            handler(self, event_id, row, at, by)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{error!r}") from error
        if (self._hidden or self._undone_creation) and handler not in _HIDING:
            self._come_back(event_id, by)
        self._applied = True
        self.last = event_id
        return True

    def skip(self, event_id: str, row: Row, undo_id: str) -> bool:
        """Pass over an event that was taken back, but remember what its author's readers may have seen.

        False and ValueError as for `apply`: a row that was taken back must be sound as well.
        """
        if not DealFold(self.id).apply(event_id, row):
            return False
        match row["do"]:
            case "deal.created":
                self._undone_creation = (undo_id, row)
            case "deal.set":
                self._record.take_back(load_set(fields.DEAL, row["set"]), _seen(fields.DEAL, row) or {})
            case "deal.qualified":
                self._qualifying().take_back(load_answers(row["set"]), load_answers(row.get("was", {})))
            case "deal.moved" | "deal.won" | "deal.lost" | "deal.disqualified" | "deal.reopened":
                saw = _seen_place(row)
                if saw is not None:
                    self._course.take_back((row.get("to", saw[0]), _status_after(row)), saw)
        self.last = event_id
        self._last_undo = max(self._last_undo or undo_id, undo_id, key=sort_key)
        return True

    def _come_back(self, event_id: str, by: str) -> None:
        """An ordinary event after a delete or archive: its author had not seen that, so the deal returns."""
        undone = self._undone_creation
        if undone is not None and self._course.start is None and sort_key(event_id) > sort_key(undone[0]):
            creation, self._undone_creation = undone[1], None
            self._created(self.id, creation, load_at(creation["at"]), creation["by"])
            self._notice = f"Its creation was undone, then {by} worked on it without having seen that."
        if self._hidden:
            self._notice = (
                f"{self._hidden_by} {self._hidden} it, then {by} worked on it without having seen that."
            )
            self._hidden = ""

    def _created(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        loaded = load_set(fields.DEAL, row["set"])
        stage, imported = load_text(row["set"].get("stage", "")), row.get("imported", False)
        if not isinstance(imported, bool):
            raise ValueError("`imported` is neither true nor false")
        if self._course.start is not None:
            raise ValueError("created twice")
        self._record.fill(loaded, by, event_id)
        self._course.begin(Standing(when(at, event_id), event_id, stage, "open", by))
        self._imported = imported
        self._active(at)

    def _set(self, event_id: str, row: Row, _at: datetime, by: str) -> None:
        loaded, saw = load_set(fields.DEAL, row["set"]), _seen(fields.DEAL, row)
        self._record.write(loaded, saw, by, event_id, load_over(row))

    def _moved(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        saw, over = _seen_place(row), load_over(row)
        new = Standing(when(at, event_id), event_id, load_text(row["to"]), _status_after(row), by)
        self._course.stand(new, saw, over)
        self._active(at)

    def _closed(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        saw, over = _seen_place(row), load_over(row)
        now = self._course.now
        stage = saw[0] if saw is not None else now.stage if now else ""
        reason, lesson = load_text(row.get("reason", "")), load_text(row.get("lesson", ""))
        revisit = row.get("revisit")
        if revisit is not None:
            load_day(load_text(revisit))
        new = Standing(when(at, event_id), event_id, stage, _status_after(row), by, reason, lesson, revisit)
        self._course.stand(new, saw, over)
        self._active(at)

    def _archived(self, _event_id: str, row: Row, _at: datetime, by: str) -> None:
        self._hidden, self._hidden_by = row["do"].removeprefix("deal."), by
        self._notice = ""

    def _restored(self, _event_id: str, _row: Row, _at: datetime, _by: str) -> None:
        self._hidden = self._notice = ""
        self.merge = None

    def _merged(self, event_id: str, row: Row, _at: datetime, _by: str) -> None:
        into = load_id(row["into"])
        if into != self.id:
            self.merge = (event_id, into)

    def _contact_added(self, event_id: str, row: Row, _at: datetime, by: str) -> None:
        loaded = load_set(fields.CONTACT, row["set"])
        self._contacts.setdefault(event_id, Record()).fill(loaded, by, event_id)

    def _contact_set(self, event_id: str, row: Row, _at: datetime, by: str) -> None:
        contact_id, over = load_id(row["contact"]), load_over(row)
        loaded, saw = load_set(fields.CONTACT, row["set"]), _seen(fields.CONTACT, row)
        contact = self._contacts.get(contact_id)
        if contact is None:
            return
        contact.write(loaded, saw, by, event_id, over)
        remover = self._removed.pop(contact_id, None)
        if remover is not None:
            name = contact.value("name")
            self._notice = f"{remover} removed {name}, then {by} changed them without having seen that."

    def _contact_removed(self, _event_id: str, row: Row, _at: datetime, by: str) -> None:
        self._removed[load_id(row["contact"])] = by

    def _touched(self, _event_id: str, row: Row, at: datetime, _by: str) -> None:
        load_text(row.get("text", ""))
        if row["kind"] not in TOUCHES:
            raise ValueError("not a kind of touch")
        self._touches += 1
        self._last_touch = at if self._last_touch is None else max(self._last_touch, at)
        self._active(at)

    def _noted(self, _event_id: str, row: Row, at: datetime, _by: str) -> None:
        load_text(row["text"])
        self._notes += 1
        self._active(at)

    def _planned(self, event_id: str, row: Row, _at: datetime, by: str) -> None:
        loaded = load_set(fields.FOLLOW_UP, row["set"])
        if loaded.get("due") is None or not loaded.get("kind"):
            raise ValueError("a follow-up without a kind or a due date")
        self._follow_ups.setdefault(event_id, Record()).fill(loaded, by, event_id)

    def _follow_up_set(self, event_id: str, row: Row, _at: datetime, by: str) -> None:
        step_id, over = load_id(row["follow_up"]), load_over(row)
        loaded, saw = load_set(fields.FOLLOW_UP, row["set"]), _seen(fields.FOLLOW_UP, row)
        step = self._follow_ups.get(step_id)
        if step is None:
            return
        given = {name: value for name, value in loaded.items() if value or name not in {"due", "kind"}}
        step.write(given, saw, by, event_id, over)
        if step_id in self._finished:
            self._notice = (
                f"{by} changed a {step.value('kind')} that {self._finished[step_id]} had ticked off."
            )

    def _finished_one(self, _event_id: str, row: Row, _at: datetime, by: str) -> None:
        step_id, saw = load_id(row["follow_up"]), _seen(fields.FOLLOW_UP, row) or {}
        load_text(row.get("outcome", ""))
        self._finished[step_id] = by
        step = self._follow_ups.get(step_id)
        if step is not None and "due" in saw and saw["due"] != step.value("due"):
            other = step.writer("due")[0]
            self._notice = f"{by} ticked off a {step.value('kind')} that {other} had put on another day."

    def _qualified(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        loaded, saw = load_answers(row["set"]), load_answers(row["was"]) if "was" in row else None
        self._qualifying().answer(loaded, saw, at, by, event_id, load_over(row))

    def _marked(self, event_id: str, row: Row, at: datetime, _by: str) -> None:
        self._qualifying().mark(load_mark(row["mark"]), at, event_id)

    def _qualifying(self) -> Qualification:
        """Made when it is first needed: most deals of a large board have no answers."""
        if self._qualification is None:
            self._qualification = Qualification()
        return self._qualification

    def _active(self, at: datetime) -> None:
        if self._last_activity is None or at > self._last_activity:
            self._last_activity = at

    # What it adds up to

    @property
    def exists(self) -> bool:
        """Whether there is a deal: not if it was never made, or its making was taken back."""
        return self._applied and (self._course.start is not None or self._undone_creation is None)

    def deal(self, absorbed: Iterable[Deal] = ()) -> Deal | None:
        """The deal as it is now, with the duplicates that were merged into it; None if there is none."""
        if not self.exists:
            return None
        start, now = self._course.first, self._course.now
        if start is None or now is None:
            # Its creation is not in the log (a row was lost): show what there is.
            moment = self._last_activity or datetime.fromtimestamp(0, UTC)
            start = now = Standing((moment, ""), self.id, "", "open", "")
        entered, closed = self._course.entered(start)
        values, custom = self._shown_values()
        deal = Deal(
            id=self.id,
            title=str(values.pop("title", "")) or str(DEFAULTS["title"]),
            stage=now.stage,
            status=now.status,
            created=start.at,
            entered_stage=entered,
            last_activity=self._last_activity or start.at,
            changed=max(self.last, self._last_undo, key=sort_key) if self._last_undo else self.last,
            custom=custom,
            contacts=self._people() if self._contacts else (),
            follow_ups=self._open_follow_ups() if self._follow_ups else (),
            touches=self._touches,
            last_touch=self._last_touch,
            notes=self._notes,
            closed=closed.at if closed else None,
            reason=closed.reason if closed else "",
            lesson=closed.lesson if closed else "",
            revisit=load_day(closed.revisit) if closed and closed.revisit else None,
            imported=self._imported,
            archived=self._hidden == "archived",
            deleted=self._hidden == "deleted",
            conflicts=self._conflicts(),
            notice=self._notice,
            **values,
        )
        if self._qualification is not None:
            deal = self._qualification.shown_on(deal)
        return with_duplicates(deal, tuple(absorbed))

    def _shown_values(self) -> tuple[dict[str, Any], Mapping[str, str]]:
        """The deal's own fields, and the users'."""
        shown: dict[str, Any] = {}
        custom: dict[str, str] = {}
        for name, value in self._record.values.items():
            if value is None:
                continue
            if name.startswith(fields.CUSTOM):
                custom[name.removeprefix(fields.CUSTOM)] = str(value)
            else:
                shown[name] = value
        if not custom:
            return shown, NOTHING
        return shown, MappingProxyType(dict(sorted(custom.items())) if len(custom) > 1 else custom)

    def _conflicts(self) -> tuple[Conflict, ...]:
        found = [*self._course.conflicts(), *self._record.conflicts()]
        for contact_id, contact in self._contacts.items():
            if contact_id not in self._removed:
                found += contact.conflicts("contact ", contact_id)
        for step_id, step in self._follow_ups.items():
            if step_id not in self._finished:
                found += step.conflicts("follow-up ", step_id)
        if self._qualification is not None:
            found += self._qualification.conflicts()
        return tuple(found)

    def _people(self) -> tuple[Contact, ...]:
        return tuple(
            Contact(
                contact_id,
                **{"name": "", **{name: str(value or "") for name, value in contact.values.items()}},
            )
            for contact_id, contact in self._contacts.items()
            if contact_id not in self._removed
        )

    def _open_follow_ups(self) -> tuple[FollowUp, ...]:
        waiting = [
            FollowUp(
                step_id,
                str(step.value("kind")),
                cast("When", step.value("due")),
                str(step.value("text") or ""),
                str(step.value("owner") or ""),
            )
            for step_id, step in self._follow_ups.items()
            if step_id not in self._finished
        ]
        return tuple(sorted(waiting, key=due_order)) if len(waiting) > 1 else tuple(waiting)


def _seen(table: Mapping[str, fields.Field], row: Row) -> dict[str, Value] | None:
    """What the author saw of the fields; None if the event does not say."""
    return load_set(table, row["was"]) if "was" in row else None


def _status_seen(row: Row) -> Status:
    status = row["was"].get("status", "open") if "was" in row else "open"
    if status not in STATUSES:
        raise ValueError("not a status")
    return cast("Status", status)


def _seen_place(row: Row) -> Place | None:
    """Where the author of a move or close saw the deal; None if the event does not say."""
    status = _status_seen(row)
    return (load_text(row["from"]), status) if "from" in row else None


def _status_after(row: Row) -> Status:
    """The status that a move, close or reopening leaves a deal in."""
    kind = row["do"]
    if kind == "deal.moved":
        return _status_seen(row)
    return "open" if kind == "deal.reopened" else cast("Status", kind.removeprefix("deal."))


_Handler: TypeAlias = Callable[[DealFold, str, Row, datetime, str], None]
_HANDLERS: Final[dict[str, _Handler]] = {
    "deal.created": DealFold._created,
    "deal.set": DealFold._set,
    "deal.moved": DealFold._moved,
    "deal.won": DealFold._closed,
    "deal.lost": DealFold._closed,
    "deal.disqualified": DealFold._closed,
    "deal.reopened": DealFold._moved,
    "deal.archived": DealFold._archived,
    "deal.deleted": DealFold._archived,
    "deal.restored": DealFold._restored,
    "deal.merged": DealFold._merged,
    "contact.added": DealFold._contact_added,
    "contact.set": DealFold._contact_set,
    "contact.removed": DealFold._contact_removed,
    "deal.qualified": DealFold._qualified,
    "deal.marked": DealFold._marked,
    "touch.logged": DealFold._touched,
    "note.added": DealFold._noted,
    "follow_up.planned": DealFold._planned,
    "follow_up.set": DealFold._follow_up_set,
    "follow_up.done": DealFold._finished_one,
    "follow_up.cancelled": DealFold._finished_one,
}
DEAL_KINDS: Final = frozenset(_HANDLERS)
"""Kinds of event that concern one deal."""
_HIDING: Final = frozenset({DealFold._archived, DealFold._restored, DealFold._merged, DealFold._created})
