"""The minutes of a review, read off the log: what was decided about each deal, and what was done with it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pipeboard.domain.deal import Deal, Review
from pipeboard.domain.log import Log
from pipeboard.domain.rows import act_of
from pipeboard.domain.timeline import TimelineEntry


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, and the changes that were made in one step with it, in order."""

    review: Review
    done: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class Minute:
    """What was decided about one deal, in order."""

    deal: Deal
    decided: tuple[Decided, ...]


def minutes(log: Log, since: datetime) -> tuple[Minute, ...]:
    """What was decided from a moment on, deal by deal, those that were looked at first before the others."""
    found = []
    for deal in log.board.visible_deals():
        reviews = sorted((one for one in deal.reviews if one.at >= since), key=lambda one: one.at)
        if reviews:
            decided = tuple(Decided(one, tuple(_done_with(one, log))) for one in reviews)
            found.append(Minute(deal, decided))
    return tuple(sorted(found, key=lambda one: (one.decided[0].review.at, one.deal.id)))


def _done_with(review: Review, log: Log) -> Iterator[TimelineEntry]:
    """What else its action did."""
    from pipeboard.domain.events import read_event  # see `told.timeline`
    from pipeboard.domain.timeline import entry

    for event_id, row in log.readable([review.id]):
        for other, its_row in log.readable(log.members(act_of(event_id, row))):
            if other != review.id and other not in log.unknown:
                with contextlib.suppress(ValueError):
                    yield entry(other, read_event(its_row), log.board)
