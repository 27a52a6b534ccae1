"""What a typed date means, said back in full while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from pipeboard.domain.dates import parse_day, parse_when
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import When, local_day


def day_meaning(now: datetime) -> Callable[[str], str]:
    """Tells the day that a text means: "Fri 27 Nov 2026, in 4 days"; "" for what is no date yet."""

    def tell(text: str) -> str:
        try:
            return _told(parse_day(text, now), now) if text.strip() else ""
        except BadInput:
            return ""

    return tell


def when_meaning(now: datetime) -> Callable[[str], str]:
    """Tells the day, or the moment in the board's zone, that a text means."""

    def tell(text: str) -> str:
        try:
            return _told(parse_when(text, now), now) if text.strip() else ""
        except BadInput:
            return ""

    return tell


def _told(when: When, now: datetime) -> str:
    zone = now.tzinfo
    assert zone is not None, "now is aware"
    day = local_day(when, zone)
    clock = f" at {when.astimezone(zone):%H:%M}" if isinstance(when, datetime) else ""
    return f"{day:%a} {day.day} {day:%b %Y}{clock}, {_distance(day, now.date())}"


def _distance(day: date, today: date) -> str:
    days = (day - today).days
    if abs(days) <= 1:
        return ("yesterday", "today", "tomorrow")[days + 1]
    return f"in {days} days" if days > 0 else f"{-days} days ago"
