"""Conflicts as people read them: one dispute for each thing that was changed in several ways at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeboard.domain import fields
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Conflict, Deal, Position
from pipeboard.domain.definitions import KINDS, called
from pipeboard.domain.frameworks import framework_of
from pipeboard.domain.qualification import parts_of
from pipeboard.domain.readings import Field
from pipeboard.domain.values import Value

PARTS: Final[Mapping[str, Mapping[str, Field]]] = {
    "contact": fields.CONTACT,
    "follow-up": fields.FOLLOW_UP,
    "proposal": fields.PROPOSAL,
}
_OUTLINE: Final[Mapping[str, Mapping[str, Field]]] = {
    "board": fields.BOARD,
    "pipeline": fields.PIPELINE,
    "stage": fields.STAGE,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values."""

    text: str
    """For people; empty for nothing."""
    by: str
    at: datetime | None
    """In UTC; None if that is not known."""
    value: Value | Position


@dataclass(frozen=True, slots=True)
class Dispute:
    """A thing and the values that it was given at once: first the one that shows, then the newest."""

    deal: Deal | None
    """None for the settings, pipelines, stages and definitions of the board."""
    field: str
    """As the file has it, behind the kind of part: "value", "stage", "contact phone"."""
    of: str
    """The part of the deal, or what of the board: "stage/lead"."""
    where: str
    """What it is about, for people: the deal's title, "Stage Lead"."""
    what: str
    """The field, for people: "Value", "Jo: Phone"."""
    sides: tuple[Side, ...]

    @property
    def choice(self) -> str:
        """ "3000 (Bob) or 2000 (Ann)"."""
        return " or ".join(f"{side.text or 'nothing'} ({side.by})" for side in self.sides)

    @property
    def key(self) -> tuple[str, str, str]:
        """Tells it from all others."""
        return self.deal.id if self.deal else "", self.of, self.field


def disputes(board: Board) -> tuple[Dispute, ...]:
    """All that is to be settled: on the deals that can be seen, then on the board itself."""
    found = [one for deal in board.in_conflict for one in disputes_of(deal, board)]
    return (*found, *_grouped(None, board.conflicts, board))


def disputes_of(deal: Deal, board: Board) -> tuple[Dispute, ...]:
    """What is to be settled on a deal."""
    return tuple(_grouped(deal, deal.conflicts, board))


def _grouped(deal: Deal | None, conflicts: Iterable[Conflict], board: Board) -> Iterator[Dispute]:
    groups: dict[tuple[str, str], list[Conflict]] = {}
    for one in conflicts:
        groups.setdefault((one.of, one.field), []).append(one)
    for (of, field), group in groups.items():
        first = group[0]
        shown = Side(_named(field, first.shown, board), first.shown_by, first.shown_at, first.shown_value)
        others = [
            Side(_named(field, one.other, board), one.other_by, one.other_at, one.other_value)
            for one in group
        ]
        others.sort(key=lambda side: side.at.timestamp() if side.at else 0, reverse=True)
        where, what = _words(deal, first, board)
        yield Dispute(deal, field, of, where, what, (shown, *others))


# In words


def _named(field: str, text: str, board: Board) -> str:
    """A value for people: a stage by its name."""
    stage = board.stages.get(text) if field == "stage" else None
    return stage.name if stage else text


def _words(deal: Deal | None, one: Conflict, board: Board) -> tuple[str, str]:
    """What a conflict is about, and the field."""
    if deal is None:
        kind, _, name = one.of.partition("/")
        title = table_of(one.of)[one.field].title
        match kind:
            case "board":
                return "The board", title
            case "pipeline":
                return f"Pipeline {board.pipelines[name].name}", title
            case "stage":
                return f"Stage {board.stages[name].name}", title
        defined = board.definitions(kind).get(name)
        return f"{called(kind).capitalize()} {defined.title if defined else name}", title
    return deal.title, _field(deal, one, board)


def _field(deal: Deal, one: Conflict, board: Board) -> str:
    kind, _, name = one.field.partition(" ")
    if kind == "check":
        return next((each.title for each in board.defined_in("check") if each.id == name), name)
    if kind in PARTS and name:
        return f"{_part(deal, kind, one.of)}: {PARTS[kind][name].title}"
    answer = parts_of(one.field)
    if answer is not None:
        framework = framework_of(board, answer[0])
        criterion = next((each.title for each in framework.criteria if each.id == answer[1]), answer[1])
        return f"{framework.title}: {'note on ' if answer[2] else ''}{criterion}"
    if one.field == "stage":
        return "Stage"
    field = fields.field_of(fields.DEAL, one.field)
    return field.title if field else one.field


def _part(deal: Deal, kind: str, part_id: str) -> str:
    """What people call a contact, follow-up or proposal."""
    if kind == "contact":
        return next((one.name for one in deal.contacts if one.id == part_id), "Contact")
    if kind == "follow-up":
        return next((one.kind.capitalize() for one in deal.follow_ups if one.id == part_id), "Follow-up")
    return next((one.title for one in deal.proposals if one.id == part_id and one.title), "Proposal")


def table_of(of: str) -> Mapping[str, Field]:
    """The fields of what a conflict of the board is about."""
    kind = of.partition("/")[0]
    return _OUTLINE.get(kind) or KINDS[kind]
