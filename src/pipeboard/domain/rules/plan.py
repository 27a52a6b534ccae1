"""A plan: the rows that one action will write, and the sentence that says what they do.

An action of a hundred thousand deals is never there as a whole: its rules hand rows on as they go, to be made
into lines, which take a tenth of the memory. Nothing is written before the rules have come to their end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeAlias, TypeVar

from pipeboard.domain.board import Board
from pipeboard.domain.dates import moment_text
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.fields import DEAL, Dumped, dump_set, known, sound
from pipeboard.domain.ids import Minter, moment_of, sort_key
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.domain.values import Changes

Place = TypeVar("Place", Pipeline, Stage)
NewRow: TypeAlias = tuple[str, dict[str, Any]]
"""The id of a new event, and its row."""
_SOUND: Final = frozenset((Dumped, bool))
BATCH: Final = 500
"""So many rows are handed on at once."""


class Plan:
    """Collects the rows of one action. Rules read `board`, `emit` rows and set the `summary`.

    Nothing is written by a plan. All its rows share the first one's id as their action.
    """

    def __init__(
        self,
        board: Board,
        *,
        author: str,
        now: datetime,
        minter: Minter,
        at: datetime | None,
        take: Callable[[Sequence[NewRow]], None] | None = None,
    ) -> None:
        """`at` is for an action that is dated back, `take` is handed rows that no rule looks at again.

        BadInput for a moment that is still to come.
        """
        if at is not None and at > now:
            raise BadInput("That moment is still to come; an action can be dated back, not ahead.")
        self.board = board
        self.author = author
        self.now = now
        self.rows: list[NewRow] = []
        """The rows that were not handed on."""
        self.act = ""
        """Id of the first row, which is that of the action; empty as long as there is none."""
        self.summary = ""
        self._at = at
        self._take = take
        self._by = str(sound(author))
        self._mint = minter.begin(now)
        self._latest: dict[str, str] = {}

    def emit(
        self, do: str, body: Mapping[str, object], *, at: datetime | None = None, after: str = ""
    ) -> str:
        """Add a row; its id.

        It sorts after the event `after`, and after all that its author has seen of its deal or, without one,
        of the settings, pipelines and stages.
        """
        if do == "deal.created":
            event_id = deal_id = self._mint(after)
        else:
            deal_id = str(body.get("deal") or "")
            seen = self._latest.get(deal_id) or self._seen(deal_id)
            event_id = self._mint(max(after, seen, key=_order) if after else seen)
        self._latest[deal_id] = event_id
        # The time of the id, not of the wall clock: it is never before a move that the author has seen.
        moment = at or self._at or moment_of(event_id)
        row: dict[str, Any] = {"do": do, "deal": deal_id} if deal_id else {"do": do}
        row["at"], row["by"] = moment_text(moment), self._by
        if self.act:
            row["act"] = self.act
        else:
            self.act = event_id
        for key, value in body.items():
            row[key] = value if type(value) in _SOUND else sound(value)
        self.rows.append((event_id, row))
        return event_id

    def hand_on(self, *, least: int = BATCH) -> None:
        """Give the rows away, if there are so many and somebody takes them: for long actions."""
        if self._take is not None and len(self.rows) >= least:
            self._take(self.rows)
            self.rows = []

    @property
    def touched(self) -> tuple[str, ...]:
        """The deals that the rows are about, those that were handed on as well."""
        return tuple(deal_id for deal_id in self._latest if deal_id)

    def _seen(self, deal_id: str) -> str:
        """The latest event of a deal, or of the settings, before this action."""
        if not deal_id:
            return self.board.changed
        deal = self.board.deals.get(deal_id)
        return deal.changed if deal else ""

    def is_before(self, moment: datetime) -> bool:
        """Whether the action is dated back to before a moment."""
        return self._at is not None and self._at < moment

    @property
    def today(self) -> date:
        """Today in the board's time zone."""
        return self.now.astimezone(self.board.zone).date()

    @property
    def day(self) -> date:
        """The day on which the action happened: today unless it is dated back."""
        return (self._at or self.now).astimezone(self.board.zone).date()

    def person(self, name: str) -> str:
        """A name as people type it: "me" is the author."""
        return self.author if name == "me" else name

    def named(self, changes: Changes) -> Changes:
        """The changes of a deal, its owner by name."""
        return {**changes, "owner": self.author} if changes.get("owner") == "me" else changes

    # Looking things up, with a sentence when they are not there

    def deal(self, deal_id: str) -> Deal:
        """A deal that can be worked on. NotFound; Refused while it is archived, deleted or merged."""
        deal = self.any_deal(deal_id)
        if deal.merged_into:
            into = self.board.deals.get(deal.merged_into)
            raise Refused(
                f"{deal.title} was merged into {into.title if into else 'another deal'}; work on that one."
            )
        if deal.deleted or deal.archived:
            state = "deleted" if deal.deleted else "archived"
            raise Refused(f"{deal.title} is {state}; restore it first.")
        return deal

    def deals(self, deal_ids: Iterable[str]) -> list[Deal]:
        """Deals that can be worked on, each once."""
        return [self.deal(deal_id) for deal_id in dict.fromkeys(deal_ids)]

    def owner(self, deal: Deal, part_id: str) -> str:
        """The deal that a part of it was made on: this one, or a duplicate that it shows."""
        for other in self.board.duplicates_of(deal):
            parts = {one.id for one in other.contacts} | {one.id for one in other.follow_ups}
            if part_id in parts | {one.id for one in other.proposals}:
                return self.owner(other, part_id)
        return deal.id

    def any_deal(self, deal_id: str) -> Deal:
        """A deal, hidden or not. NotFound if there is none."""
        deal = self.board.deals.get(deal_id)
        if deal is None:
            raise NotFound(f"There is no deal {deal_id}; `pipeboard list` shows them.")
        return deal

    def stage(self, stage_id: str) -> Stage:
        """A stage in use. NotFound if there is none of that id, Refused if it is retired."""
        return in_use("stage", stage_id, self.board.stages)

    def pipeline(self, pipeline_id: str) -> Pipeline:
        """A pipeline in use; NotFound or Refused like `stage`."""
        return in_use("pipeline", pipeline_id, self.board.pipelines)

    def definitions(self, kind: str) -> dict[str, dict[str, Any]]:
        """The definitions of a kind that this action has written so far, by id."""
        names = ((str(row.get("definition", "")).partition("/"), row) for _, row in self.rows)
        return {name[2]: row.get("set", {}) for name, row in names if name[0] == kind}

    def set_deal(self, deal: Deal, changes: Changes) -> bool:
        """Emit what differs from the deal's present values, or settles a conflict; whether anything does."""
        for name in changes:
            known(DEAL, name)
        new, was = settling(changes, deal_values(deal, changes), deal)
        if not new:
            return False
        seen = {"set": dump_set(DEAL, new), "was": dump_seen(was), **over(deal, *new)}
        self.emit("deal.set", {"deal": deal.id, **seen})
        return True


def over(there: Deal | Board, *names: str, of: str = "") -> dict[str, list[str]]:
    """The events that a change of these fields decides over, as a part of its row; empty for most.

    To set a field to what it shows is such a decision too, while other values stand beside it. `of` names
    the contact, follow-up or stage whose fields are meant.
    """
    others = [one.other_id for one in there.conflicts if one.of == of and one.field in names]
    return {"over": others} if others else {}


def settling(new: Changes, old: Changes, there: Deal | Board, of: str = "") -> tuple[Changes, Changes]:
    """The changes that change something or settle a conflict, and what was there before."""
    changing, _ = differing(new, old)
    names = [name for name in new if name in changing or over(there, name, of=of)]
    return {name: new[name] for name in names}, {name: old.get(name) for name in names}


def deal_values(deal: Deal, names: Mapping[str, object]) -> Changes:
    """The deal's present values of the named fields."""
    return {
        name: deal.custom.get(name.removeprefix("custom."))
        if name.startswith("custom.")
        else getattr(deal, name, None)
        for name in names
    }


def differing(new: Changes, old: Changes) -> tuple[Changes, Changes]:
    """The changes that change something, and what was there before. Nothing and empty are the same."""
    names = [
        name
        for name in new
        if (new[name] or None) != (old.get(name) or None) or _zero(new[name], old.get(name))
    ]
    return {name: new[name] for name in names}, {name: old.get(name) for name in names}


def dump_seen(was: Changes) -> dict[str, object]:
    """`was` for the file: required fields may have been empty."""
    return {
        name: None if value in (None, "", ()) else dump_set(DEAL, {name: value})[name]
        for name, value in was.items()
    }


def in_use(what: str, wanted: str, there: Mapping[str, Place]) -> Place:
    """A stage or pipeline in use. NotFound if there is none of that id, Refused if it is retired."""
    found = there.get(wanted)
    if found is None:
        raise NotFound(f"There is no {what} {wanted}; `pipeboard {what}s list` shows them.")
    if found.retired:
        raise Refused(f"The {what} {found.name} is retired; choose one that is in use.")
    return found


def _order(event_id: str) -> str:
    return sort_key(event_id) if event_id else ""


def _zero(new: object, old: object) -> bool:
    """0 is a value and None is none: the one pair of empty things that differ."""
    return (new is None) != (old is None) and (new == 0 or old == 0) and "" not in (new, old)


def counted(number: int, noun: str, plural: str = "") -> str:
    """ "1 deal", "3 deals"."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"


def names_of(deals: Sequence[Deal]) -> str:
    """The deal's title, or how many there are."""
    return deals[0].title if len(deals) == 1 else counted(len(deals), "deal")
