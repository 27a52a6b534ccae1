"""What came up on deals and what came of it: objections and plays; and why deals drop out of a stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeboard.domain.deal import Deal
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.playbook import Record, records
from pipeboard.metrics.conversion import StageConversion
from pipeboard.metrics.outcomes import NO_REASON
from pipeboard.metrics.population import Population


@dataclass(frozen=True, slots=True)
class DropOff:
    """Why deals dropped out of a stage: each reason and objection with its deals, the most frequent first."""

    stage: Stage
    deals: tuple[str, ...]
    reasons: Mapping[str, tuple[str, ...]]
    objections: Mapping[str, tuple[str, ...]]
    """By what people call them. A deal counts once for each, whenever it was raised."""


def objections(data: Population) -> dict[str, Record]:
    """By id, what became of the deals that objections of the period were raised on, most frequent first."""
    used = ((one.deal, [use for use in one.deal.objections if data.holds(use.at)]) for one in data.histories)
    return records(used, data.board)


def plays(data: Population) -> dict[str, Record]:
    """By id, what became of the deals on which plays were started in the period, most frequent first."""
    used = ((one.deal, [use for use in one.deal.plays if data.holds(use.at)]) for one in data.histories)
    return records(used, data.board)


def drop_offs(cohort: Population, stages: Iterable[StageConversion]) -> tuple[DropOff, ...]:
    """For each stage that deals of its cohort dropped out of (M2): why, in the words of the team."""
    deals = {one.id: one.deal for one in cohort.histories}
    return tuple(
        _drop_off(one, [deals[name] for name in one.dropped], cohort) for one in stages if one.dropped
    )


def _drop_off(one: StageConversion, deals: Iterable[Deal], cohort: Population) -> DropOff:
    reasons: dict[str, list[str]] = {}
    raised: dict[str, list[str]] = {}
    for deal in deals:
        reasons.setdefault(deal.reason.strip() or NO_REASON, []).append(deal.id)
        for name in dict.fromkeys(use.of for use in deal.objections):
            raised.setdefault(cohort.board.name_of("objection", name), []).append(deal.id)
    return DropOff(one.stage, one.dropped, _ranked(reasons), _ranked(raised))


def _ranked(groups: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: tuple(ids) for name, ids in ordered}
