"""The playbook: plays, offered on a deal while their trigger holds, objections, and what came of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal, Use
from pipeboard.domain.definitions import Definition
from pipeboard.domain.standing import ruled

CHECK = "check"
"""The kind of a step that is an item of the deal's checklist; all others are follow-ups."""


@dataclass(frozen=True)
class Record:
    """How often something of the playbook was used, and what became of the deals; a deal counts once."""

    deals: tuple[str, ...] = ()
    by_status: Mapping[str, int] = field(default_factory=dict)
    by_stage: Mapping[str, int] = field(default_factory=dict)
    """Stage where the deal stood the first time -> deals."""

    @property
    def count(self) -> int:
        return len(self.deals)


def offered(deal: Deal, board: Board, today: date) -> tuple[Definition, ...]:
    """The plays whose trigger holds for an open deal and that were not started since it came to its stage."""
    if not deal.is_open:
        return ()
    under_way = {one.of for one in deal.plays if one.at >= deal.entered_stage}
    return tuple(
        one.definition
        for one in ruled("play", board, today)
        if one.definition.id not in under_way and one.holds(deal, board)
    )


def steps_of(play: str, board: Board) -> tuple[Definition, ...]:
    """The steps of a play (by its id), in order."""
    return tuple(one for one in board.definitions("play-step").values() if one.text("play") == play)


def play_records(board: Board) -> dict[str, Record]:
    """What became of the deals on which each play was started, by its id; also of plays taken away."""
    return _records((deal, deal.plays) for deal in board.visible_deals())


def objection_records(board: Board) -> dict[str, Record]:
    """What became of the deals on which each objection was raised, by its id, the most frequent first."""
    found = _records((deal, deal.objections) for deal in board.visible_deals())
    return dict(sorted(found.items(), key=lambda item: (-item[1].count, item[0])))


def _records(used: Iterable[tuple[Deal, tuple[Use, ...]]]) -> dict[str, Record]:
    deals: dict[str, list[str]] = {}
    statuses: dict[str, Counter[str]] = {}
    stages: dict[str, Counter[str]] = {}
    for deal, uses in used:
        for name, first in {one.of: one for one in reversed(uses)}.items():
            deals.setdefault(name, []).append(deal.id)
            statuses.setdefault(name, Counter())[deal.status] += 1
            stages.setdefault(name, Counter())[first.stage] += 1
    return {name: Record(tuple(ids), statuses[name], stages[name]) for name, ids in deals.items()}
