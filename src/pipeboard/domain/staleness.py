"""Deals that were left alone for too long: in their stage (stuck), by us (idle), or altogether (silent)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import day_start
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.nurture import is_resting

SILENT_DAYS: Final = 14
"""Days without a touch until a deal counts as silent, where its stage has no number of its own."""


def is_stuck(deal: Deal, board: Board, today: date) -> bool:
    """Whether an open deal stays longer in its stage than the stage's target days.

    A follow-up that is ahead on the nurture track mutes it.
    """
    target = board.stage_of(deal).days
    if not target or not deal.is_open or is_resting(deal, today, board.zone):
        return False
    return (today - local_day(deal.entered_stage, board.zone)).days > target


def is_idle(deal: Deal, board: Board, today: date) -> bool:
    """Whether nobody has touched an open deal for longer than its stage allows, if that says anything.

    A follow-up planned within as many days mutes it, and one that is ahead on the nurture track.
    """
    most = board.stage_of(deal).idle
    if not most or not deal.is_open or is_resting(deal, today, board.zone):
        return False
    if (today - local_day(deal.last_activity, board.zone)).days <= most:
        return False
    latest = today + timedelta(days=most)
    return not any(today <= local_day(one.due, board.zone) <= latest for one in deal.follow_ups)


def silence(board: Board, today: date, days: int = 0) -> Callable[[Deal], bool]:
    """A test for silence: more days without a touch than the stage's idle days, and nothing planned.

    Where the stage says nothing it is `SILENT_DAYS`; with `days`, so many everywhere. A follow-up within as
    many days mutes it. Neither the status nor the nurture track is asked for.

    A deal's days are compared as moments: the time zone is asked once a stage.
    """
    limits: dict[str, tuple[datetime, date]] = {}
    zone = board.zone

    def limit(stage: str) -> tuple[datetime, date]:
        most = days or board.stage(stage).idle or SILENT_DAYS
        return day_start(today - timedelta(days=most), zone), today + timedelta(days=most)

    def is_silent(deal: Deal) -> bool:
        since = limits.get(deal.stage)
        if since is None:
            since = limits[deal.stage] = limit(deal.stage)
        if deal.last_activity >= since[0]:
            return False
        steps = deal.follow_ups
        return not steps or not any(today <= local_day(step.due, zone) <= since[1] for step in steps)

    return is_silent
