"""The minutes of a review, read off the log: why deals were looked at, what was decided and agreed on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pipeboard.domain.dates import moment_text
from pipeboard.domain.deal import Deal, Review
from pipeboard.domain.definitions import Definition
from pipeboard.domain.followup import local_day
from pipeboard.domain.log import Log
from pipeboard.domain.meeting import ACTION, day_of, is_open
from pipeboard.domain.review import Reason, reasons
from pipeboard.domain.rows import act_of
from pipeboard.domain.timeline import TimelineEntry


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, and the changes that were made in one step with it, in order."""

    review: Review
    act: str
    done: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class Minute:
    """What was decided about one deal, in order."""

    deal: Deal
    reasons: tuple[Reason, ...]
    """Why it was looked at, by what was known of it before the first decision; empty where it was closed."""
    decided: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A note, or an action that belongs to no deal, and who wrote it down."""

    definition: Definition
    by: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that there is to tell of the reviews since a moment."""

    deals: tuple[Minute, ...]
    """Those that were looked at first before the others."""
    agreed: tuple[Agreed, ...]
    """What was noted or done since then, and what is still to be done."""

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.deals or self.agreed)


def minutes(log: Log, since: datetime) -> Minutes:
    """What was decided and agreed on from a moment on."""
    found = []
    for deal in log.board.visible_deals():
        reviews = sorted((one for one in deal.reviews if one.at >= since), key=lambda one: one.at)
        decided = tuple(_decided(one, log) for one in reviews)
        if decided:
            found.append(Minute(deal, _reasons(deal, decided[0], log), decided))
    in_order = sorted(found, key=lambda one: (one.decided[0].review.at, one.deal.id))
    return Minutes(tuple(in_order), tuple(_agreed(log, since)))


def _decided(review: Review, log: Log) -> Decided:
    act = next((act_of(event_id, row) for event_id, row in log.readable([review.id])), review.id)
    return Decided(review, act, tuple(_done_with(review, act, log)))


def _done_with(review: Review, act: str, log: Log) -> Iterator[TimelineEntry]:
    """What else its action did."""
    from pipeboard.domain.events import read_event  # see `told.timeline`
    from pipeboard.domain.timeline import entry

    for other, its_row in log.readable(log.members(act)):
        if other != review.id and other not in log.unknown:
            with contextlib.suppress(ValueError):
                yield entry(other, read_event(its_row), log.board)


def _reasons(deal: Deal, first: Decided, log: Log) -> tuple[Reason, ...]:
    before = log.before(first.act, deal.id)
    if before is None or not before.is_open:
        return ()
    return reasons(log.board, local_day(first.review.at, log.board.zone))(before)


def _agreed(log: Log, since: datetime) -> Iterator[Agreed]:
    first = local_day(since, log.board.zone)
    for one in log.board.definitions(ACTION).values():
        made = next((row for _, row in log.readable([one.since])), {})
        done = day_of(one, "done")
        # Moments of the log are texts of one form, which sort as they are.
        new = made.get("at", "") >= moment_text(since)
        if new or is_open(one) or (done is not None and done >= first):
            yield Agreed(one, made.get("by", ""))
