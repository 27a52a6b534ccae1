"""The playbook: plays, offered on a deal while their trigger holds, objections, and what came of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal, Use
from pipeboard.domain.definitions import Definition, listed
from pipeboard.domain.standing import ruled

KINDS: Final = ("play", "objection", "technique")
"""The kinds of definitions that people look up in it; the steps of a play go with the play."""
CHECK = "check"
"""The kind of a step that is an item of the deal's checklist; all others are follow-ups."""


@dataclass(frozen=True)
class Record:
    """How often something of the playbook was used, and what became of the deals; a deal counts once."""

    deals: tuple[str, ...] = ()
    by_status: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_stage: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Stage where the deal stood the first time -> which; merged stages lead on."""

    @property
    def count(self) -> int:
        return len(self.deals)

    def ended(self, status: str) -> int:
        """How many of the deals are open, won, lost or disqualified now."""
        return len(self.by_status.get(status, ()))


NEVER: Final = Record()
"""Of what was never used."""


def offered(deal: Deal, board: Board, today: date) -> tuple[Definition, ...]:
    """The plays whose trigger holds for an open deal and that were not started since it came to its stage."""
    return tuple(_offered(deal, board, today))


def is_offered(deal: Deal, board: Board, today: date) -> bool:
    """Whether there is such a play; no more triggers are asked than that takes."""
    return any(True for _ in _offered(deal, board, today))


def _offered(deal: Deal, board: Board, today: date) -> Iterator[Definition]:
    if not deal.is_open:
        return
    under_way = {one.of for one in deal.plays if one.at >= deal.entered_stage}
    for one in ruled("play", board, today):
        if one.definition.id not in under_way and one.holds(deal, board):
            yield one.definition


def steps_of(play: str, board: Board) -> tuple[Definition, ...]:
    """The steps of a play (by its id), in order."""
    return tuple(one for one in board.definitions("play-step").values() if one.text("play") == play)


def looked_up(board: Board, words: str = "") -> tuple[Definition, ...]:
    """What the playbook has in which all of the words occur, in any order; everything without any.

    Titles, answers, guidance and the steps of plays are looked at.
    """
    wanted = words.casefold().split()
    there = (one for kind in KINDS for one in listed(board.definitions(kind).values()))
    return tuple(one for one in there if _has(one, wanted, board))


def _has(one: Definition, wanted: Iterable[str], board: Board) -> bool:
    parts = steps_of(one.id, board) if one.kind == "play" else ()
    texts = (value for each in (one, *parts) for value in each.values.values() if isinstance(value, str))
    text = "\n".join(texts).casefold()
    return all(word in text for word in wanted)


def play_records(board: Board) -> dict[str, Record]:
    """What became of the deals on which each play was started, by its id; also of plays taken away."""
    return records(((deal, deal.plays) for deal in _counted(board)), board)


def objection_records(board: Board) -> dict[str, Record]:
    """What became of the deals on which each objection was raised, by its id, the most frequent first."""
    return records(((deal, deal.objections) for deal in _counted(board)), board)


def _counted(board: Board) -> Iterator[Deal]:
    """Deals that count: those that people see, and closed ones in the archive, as in all metrics."""
    for deal in board.deals.values():
        if not (deal.deleted or deal.merged_into or (deal.archived and deal.is_open)):
            yield deal


def records(used: Iterable[tuple[Deal, Iterable[Use]]], board: Board) -> dict[str, Record]:
    """What became of deals on which something was used, by its id, the most frequent first."""
    deals: dict[str, list[str]] = {}
    statuses: dict[str, dict[str, list[str]]] = {}
    stages: dict[str, dict[str, list[str]]] = {}
    for deal, uses in used:
        firsts: dict[str, Use] = {}
        for one in uses:
            firsts.setdefault(one.of, one)
        for name, first in firsts.items():
            deals.setdefault(name, []).append(deal.id)
            statuses.setdefault(name, {}).setdefault(deal.status, []).append(deal.id)
            stages.setdefault(name, {}).setdefault(board.stage(first.stage).id, []).append(deal.id)
    made = {
        name: Record(tuple(ids), _frozen(statuses[name]), _frozen(stages[name]))
        for name, ids in deals.items()
    }
    return dict(sorted(made.items(), key=lambda item: (-item[1].count, item[0])))


def _frozen(groups: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(ids) for name, ids in groups.items()}
