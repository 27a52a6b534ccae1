"""What happened, read off a log for people: timelines and touches."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.readings import load_at
from pipeboard.domain.rows import act_of
from pipeboard.domain.seen import Row

if TYPE_CHECKING:
    from pipeboard.domain.field_history import FieldChange
    from pipeboard.domain.timeline import TimelineEntry


def timeline(log: Log, deal_id: str | None = None, limit: int | None = None) -> tuple[TimelineEntry, ...]:
    """What happened to a deal, or to the whole board: newest first, without what was taken back."""
    # Here because this takes 25 ms, which a list or the first paint of the app can do without.
    from pipeboard.domain.acts import entry_of

    entries: list[TimelineEntry] = []
    for event_id, row in _newest_of(log, deal_id):
        if limit is not None and len(entries) >= limit:
            break
        if event_id in log.unknown or act_of(event_id, row) in log.undone:
            continue
        if row["do"] == "definition.set" and _makes_stages(log, act_of(event_id, row)):
            continue  # The stages' own lines tell of it: a template brings a hundred more.
        with contextlib.suppress(ValueError):
            entries.append(entry_of(log, event_id, row))
    if deal_id is None:
        return tuple(entries)
    entries += _followed(log, deal_id)
    entries.sort(key=lambda one: (one.at, sort_key(one.id)), reverse=True)
    return tuple(entries[:limit])


def _followed(log: Log, deal_id: str) -> Iterator[TimelineEntry]:
    """When other deals came out of this one: told from their own events."""
    from pipeboard.domain.events import read_event  # see `timeline`
    from pipeboard.domain.timeline import followed

    board = log.board
    deal = board.deals.get(deal_id)
    origins = (deal_id, *log.merged_into(deal_id))
    for follower in board.followed_by(deal) if deal is not None else ():
        for event_id, row in log.rows_of(follower.id):
            if event_id in log.unknown or act_of(event_id, row) in log.undone:
                continue
            with contextlib.suppress(ValueError):
                told = followed(event_id, read_event(row), origins, board)
                if told is not None:
                    yield told


def touches(log: Log, deal_ids: Iterable[str]) -> dict[str, tuple[datetime, ...]]:
    """When each of these deals was touched, in no order; what was merged into them is theirs."""
    return {
        deal_id: tuple(
            load_at(row["at"])
            for event_id, row in _newest_of(log, deal_id)
            if row["do"] == "touch.logged" and act_of(event_id, row) not in log.undone
        )
        for deal_id in deal_ids
    }


def field_history(log: Log, deal_id: str, field: str, of: str = "") -> tuple[FieldChange, ...]:
    """Who gave a field of a deal which value, newest first, without what was taken back."""
    from pipeboard.domain.field_history import field_history as told_from

    # A part of the deal may be that of a duplicate; a field of a duplicate is not the deal's.
    deals = (deal_id, *log.merged_into(deal_id)) if " " in field else (deal_id,)
    rows = (
        (event_id, row)
        for each in deals
        for event_id, row in log.rows_of(each)
        if event_id not in log.unknown and act_of(event_id, row) not in log.undone
    )
    return told_from(rows, field, log.board, of)


def _newest_of(log: Log, deal_id: str | None) -> Iterator[tuple[str, Row]]:
    """The readable events of the board, or of a deal and the duplicates merged into it; newest first."""
    if deal_id is None:
        return log.readable(log.newest)
    deals = (deal_id, *log.merged_into(deal_id))
    found = [one for each in deals for one in log.rows_of(each)]
    return iter(sorted(found, key=lambda one: sort_key(one[0]), reverse=True))


def _makes_stages(log: Log, act: str) -> bool:
    """Whether an action made a pipeline, with all that belongs to its stages."""
    first = [row["do"] for _, row in log.readable(log.members(act)[:1])]
    return first in (["board.set"], ["pipeline.created"])
