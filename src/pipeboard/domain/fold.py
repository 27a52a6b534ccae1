"""The fold of one deal: its events in recorded order, added up.

Rows are the parsed JSON objects of the file. A row that cannot be read raises ValueError, changes nothing and
is quarantined by the log. A row of an unknown kind is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from sys import intern
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from pipeboard.domain import fields
from pipeboard.domain.conflicts import DEFAULTS, Record, load_over
from pipeboard.domain.course import Course, Standing, when
from pipeboard.domain.dates import load_day
from pipeboard.domain.deal import NOTHING, Conflict, Deal, Review, Use
from pipeboard.domain.duplicates import with_duplicates
from pipeboard.domain.fields import load_set
from pipeboard.domain.followup import TOUCHES
from pipeboard.domain.ids import sort_key
from pipeboard.domain.parts import Parts, shown
from pipeboard.domain.qualification import Qualification, load_answers, load_mark
from pipeboard.domain.readings import load_at, load_id, load_money, load_text
from pipeboard.domain.seen import Row, part_of, seen, seen_place, status_after
from pipeboard.domain.ticks import Ticks, load_ticks
from pipeboard.domain.undo import Turns


class DealFold:
    """Adds up one deal's events; `apply` them in recorded order, then ask for the `deal`."""

    __slots__ = (
        "_applied",
        "_course",
        "_hidden",
        "_hidden_by",
        "_imported",
        "_last_activity",
        "_last_touch",
        "_notes",
        "_notice",
        "_objections",
        "_parts",
        "_plays",
        "_qualification",
        "_record",
        "_reviews",
        "_revision",
        "_ticks",
        "_touches",
        "_turned",
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
        self._parts: dict[str, Parts] = {}
        self._objections: tuple[Use, ...] = ()
        self._plays: tuple[Use, ...] = ()
        self._reviews: tuple[Review, ...] = ()
        self._ticks: Ticks | None = None
        self._touches = 0
        self._last_touch: datetime | None = None
        self._last_activity: datetime | None = None
        self._turned = ""
        self._revision = 0
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
        self._revision += 1
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
                self._record.take_back(load_set(fields.DEAL, row["set"]), seen(fields.DEAL, row) or {})
            case "contact.set" | "follow_up.set" | "proposal.set":
                kind, table = part_of(row)
                before = seen(table, row) or {}
                self._parts_of(kind).take_back(row[kind], load_set(table, row["set"]), before)
            case "deal.qualified":
                self._qualifying().take_back(load_answers(row["set"]), load_answers(row.get("was", {})))
            case "deal.checked":
                self._ticking().take_back(load_ticks(row["set"]), load_ticks(row.get("was", {})))
            case "deal.moved" | "deal.won" | "deal.lost" | "deal.disqualified" | "deal.reopened":
                saw = seen_place(row)
                if saw is not None:
                    self._course.take_back((row.get("to", saw[0]), status_after(row)), saw)
        self.last = event_id
        self._revision += 1
        return True

    def turn(self, turns: Turns) -> None:
        """Take note of the undos and redos of an event, which are changes of the deal as well."""
        self._turned = max(self._turned or turns.latest, turns.latest, key=sort_key)
        self._revision += turns.times

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
        self._record.fill(loaded, by, event_id, at)
        self._course.begin(Standing(when(at, event_id), event_id, stage, "open", by))
        self._imported = imported
        self._active(at)

    def _set(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        loaded, saw = load_set(fields.DEAL, row["set"]), seen(fields.DEAL, row)
        self._record.write(loaded, saw, by, event_id, at, load_over(row))

    def _moved(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        saw, over = seen_place(row), load_over(row)
        override = load_text(row.get("override", ""))
        new = Standing(
            when(at, event_id), event_id, load_text(row["to"]), status_after(row), by, override=override
        )
        self._course.stand(new, saw, over)
        self._active(at)

    def _closed(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        saw, over = seen_place(row), load_over(row)
        now = self._course.now
        stage = saw[0] if saw is not None else now.stage if now else ""
        reason, lesson = load_text(row.get("reason", "")), load_text(row.get("lesson", ""))
        revisit = row.get("revisit")
        if revisit is not None:
            load_day(load_text(revisit))
        rate, override = row.get("rate"), load_text(row.get("override", ""))
        currency = load_text(row.get("currency", ""))
        if rate is not None:
            load_money(rate)
        new = Standing(
            when(at, event_id),
            event_id,
            stage,
            status_after(row),
            by,
            reason,
            lesson,
            revisit,
            rate,
            currency,
            override,
        )
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

    # Parts: contacts, follow-ups and proposals

    def _parts_of(self, kind: str) -> Parts:
        """Made when they are first needed: most deals have none of most kinds."""
        found = self._parts.get(kind)
        if found is None:
            found = self._parts[kind] = Parts(kind.replace("_", "-"))
        return found

    def _made(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        kind, table = part_of(row)
        loaded = load_set(table, row["set"])
        if not all(loaded.get(name) is not None for name, one in table.items() if one.required):
            raise ValueError(f"a {kind.replace('_', '-')} that lacks what it needs")
        after = load_id(row["after"]) if "after" in row else ""
        self._parts_of(kind).make(event_id, loaded, by, at, after)

    def _changed(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        kind, table = part_of(row)
        part_id, over = load_id(row[kind]), load_over(row)
        loaded, saw = load_set(table, row["set"]), seen(table, row)
        given = {name: value for name, value in loaded.items() if value or not table[name].required}
        parts = self._parts_of(kind)
        record = parts.change(part_id, given, saw, by, event_id, at, over)
        if record is None:
            return
        if kind == "follow_up":
            finisher = parts.taker(part_id)
            if finisher is not None:
                self._notice = f"{by} changed a {record.value('kind')} that {finisher} had ticked off."
        else:
            remover = parts.put_back(part_id)
            if remover is not None:
                name, one = (record.value("name"), "them") if kind == "contact" else (f"a {kind}", "it")
                self._notice = f"{remover} removed {name}, then {by} changed {one} without having seen that."

    def _removed(self, _event_id: str, row: Row, _at: datetime, by: str) -> None:
        kind, _ = part_of(row)
        self._parts_of(kind).take_off(load_id(row[kind]), by)

    def _finished(self, _event_id: str, row: Row, _at: datetime, by: str) -> None:
        step_id, saw = load_id(row["follow_up"]), seen(fields.FOLLOW_UP, row) or {}
        load_text(row.get("outcome", ""))
        step = self._parts_of("follow_up").take_off(step_id, by)
        if step is not None and "due" in saw and saw["due"] != step.value("due"):
            other = step.writer("due")[0]
            self._notice = f"{by} ticked off a {step.value('kind')} that {other} had put on another day."

    def _touched(self, _event_id: str, row: Row, at: datetime, _by: str) -> None:
        load_text(row.get("text", ""))
        if row["kind"] not in TOUCHES:
            raise ValueError("not a kind of touch")
        self._touches += 1
        self._last_touch = at if self._last_touch is None else max(self._last_touch, at)
        self._active(at)

    def _raised(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        text = load_text(row.get("text", ""))
        self._objections += (Use(event_id, load_id(row["objection"]), self._place, by, at, text),)
        self._active(at)

    def _played(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        self._plays += (Use(event_id, load_id(row["play"]), self._place, by, at),)
        self._active(at)

    def _reviewed(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        # To speak about a deal is no activity on it: it stays as silent as it is.
        said = [load_text(row.get(name, "")) for name in ("text", "drove", "blocked")]
        self._reviews += (Review(event_id, load_id(row["decision"]), by, at, *said),)

    @property
    def _place(self) -> str:
        return self._course.now.stage if self._course.now else ""

    def _noted(self, _event_id: str, row: Row, at: datetime, _by: str) -> None:
        load_text(row["text"])
        self._notes += 1
        self._active(at)

    def _qualified(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        loaded, saw = load_answers(row["set"]), load_answers(row["was"]) if "was" in row else None
        self._qualifying().write(loaded, saw, by, event_id, at, load_over(row))

    def _marked(self, event_id: str, row: Row, at: datetime, _by: str) -> None:
        self._qualifying().mark(load_mark(row["mark"]), at, event_id)

    def _checked(self, event_id: str, row: Row, at: datetime, by: str) -> None:
        loaded, saw = load_ticks(row["set"]), load_ticks(row["was"]) if "was" in row else None
        self._ticking().write(loaded, saw, by, event_id, at, load_over(row))

    def _ticking(self) -> Ticks:
        if self._ticks is None:
            self._ticks = Ticks()
        return self._ticks

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
            stage=intern(now.stage),
            status=now.status,
            created=start.at,
            entered_stage=entered.at,
            entry=entered.id,
            last_activity=self._last_activity or start.at,
            changed=max(self.last, self._turned, key=sort_key) if self._turned else self.last,
            revision=self._revision,
            custom=custom,
            touches=self._touches,
            last_touch=self._last_touch,
            notes=self._notes,
            objections=self._objections,
            plays=self._plays,
            reviews=self._reviews,
            imported=self._imported,
            archived=self._hidden == "archived",
            deleted=self._hidden == "deleted",
            conflicts=self._conflicts(),
            notice=self._notice,
            checks=self._ticks.shown() if self._ticks is not None else (),
            **values,
            **self._close_of(closed),
            **shown(self._parts),
            **(self._qualification.shown() if self._qualification is not None else {}),
        )
        return with_duplicates(deal, tuple(absorbed))

    def _close_of(self, closed: Standing | None) -> dict[str, Any]:
        """What the close says, and how the deal got past its checklists."""
        override = self._course.override
        known: dict[str, Any] = {"override": override} if override else {}
        if closed is not None:
            known |= {"closed": closed.at, "reason": closed.reason, "lesson": closed.lesson}
            known["closing"] = closed.id
            known["revisit"] = self._revisit(closed)
            # A deal that was given another currency, before or since, has no rate of its close.
            fits = closed.currency in ("", self._record.value("currency"))
            known["rate"] = load_money(closed.rate) if closed.rate and fits else None
        return known

    def _revisit(self, closed: Standing) -> date | None:
        """The day to look again: as the close has it, or as it was put off or ticked off since."""
        changed_by = self._record.writer("revisit")[1]
        if "revisit" in self._record.values and sort_key(changed_by) > sort_key(closed.id):
            return cast("date | None", self._record.value("revisit"))
        return load_day(closed.revisit) if closed.revisit else None

    def _shown_values(self) -> tuple[dict[str, Any], Mapping[str, str]]:
        """The deal's own fields, and the users'."""
        own: dict[str, Any] = {}
        custom: dict[str, str] = {}
        for name, value in self._record.values.items():
            if value is None:
                continue
            if name.startswith(fields.CUSTOM):
                custom[name.removeprefix(fields.CUSTOM)] = str(value)
            else:
                own[name] = value
        for name in _SHARED:
            if name in own:
                own[name] = intern(str(own[name]))
        own.pop("revisit", None)
        if not custom:
            return own, NOTHING
        return own, MappingProxyType(dict(sorted(custom.items())) if len(custom) > 1 else custom)

    def _conflicts(self) -> tuple[Conflict, ...]:
        found = [*self._course.conflicts(), *self._record.conflicts()]
        for parts in self._parts.values():
            found += parts.conflicts()
        if self._qualification is not None:
            found += self._qualification.conflicts()
        if self._ticks is not None:
            found += self._ticks.conflicts()
        return tuple(found)


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
    "contact.added": DealFold._made,
    "contact.set": DealFold._changed,
    "contact.removed": DealFold._removed,
    "deal.qualified": DealFold._qualified,
    "deal.marked": DealFold._marked,
    "proposal.added": DealFold._made,
    "proposal.set": DealFold._changed,
    "proposal.removed": DealFold._removed,
    "deal.checked": DealFold._checked,
    "objection.raised": DealFold._raised,
    "play.started": DealFold._played,
    "deal.reviewed": DealFold._reviewed,
    "touch.logged": DealFold._touched,
    "note.added": DealFold._noted,
    "follow_up.planned": DealFold._made,
    "follow_up.set": DealFold._changed,
    "follow_up.done": DealFold._finished,
    "follow_up.cancelled": DealFold._finished,
}
DEAL_KINDS: Final = frozenset(_HANDLERS)
"""Kinds of event that concern one deal."""
_SHARED: Final = ("company", "currency", "owner", "source", "channel", "segment", "competitor")
"""Fields whose few values are kept once for all deals, in memory and in the load cache."""
_HIDING: Final = frozenset({DealFold._archived, DealFold._restored, DealFold._merged, DealFold._created})
