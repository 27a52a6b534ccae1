"""Follow-ups as an iCalendar file (RFC 5545): one event each, which a later export of it updates.

What names an event is the follow-up's own id, and its revision comes from that of its deal, so that the same
board always gives the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.ids import moment_of
from pipeboard.domain.money import show_money
from pipeboard.exchange.content_lines import content, escaped, stamp

_LENGTH: Final = timedelta(minutes=30)
"""Of a follow-up with a time of day."""
_AHEAD: Final = "-PT10M"
"""When its alarm goes off."""
_MORNING: Final = "PT9H"
"""When the alarm of a whole day goes off: nine hours after its beginning."""
_FRESH: Final = "PT1H"
"""How long a calendar that subscribes to the file may go without reading it again."""


def calendar(deals: Iterable[Deal], board: Board) -> str:
    """The open follow-ups of these deals, the earliest first."""
    found = [(one, deal) for deal in deals for one in deal.follow_ups]
    found.sort(key=lambda pair: (stamp(pair[0].due), pair[0].id))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//PipeBoard//PipeBoard//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escaped(board.settings.name)}")
    lines.append(f"X-WR-TIMEZONE:{escaped(board.settings.timezone)}")
    lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{_FRESH}", f"X-PUBLISHED-TTL:{_FRESH}"]
    for one, deal in found:
        lines += _event(one, deal, board)
    return content([*lines, "END:VCALENDAR"])


def _event(follow_up: FollowUp, deal: Deal, board: Board) -> Iterator[str]:
    changed, made = moment_of(deal.changed), moment_of(follow_up.id)
    summary = f"{follow_up.kind.capitalize()}: {deal.title}"
    yield "BEGIN:VEVENT"
    yield f"UID:{follow_up.id}@pipeboard"
    yield f"DTSTAMP:{stamp(changed)}"
    yield f"LAST-MODIFIED:{stamp(changed)}"
    # Grows with every change of the deal, as calendars only take in what has a higher one: with events that
    # come late from a clone, which are older than the last one here, and with a merge that is taken back,
    # which leaves fewer.
    yield f"SEQUENCE:{max(0, int((changed - made).total_seconds())) + deal.revision}"
    yield from _times(follow_up.due)
    yield f"SUMMARY:{escaped(summary)}"
    yield f"DESCRIPTION:{escaped(_description(follow_up, deal, board))}"
    yield f"CATEGORIES:{escaped(follow_up.kind)}"
    whole_day = not isinstance(follow_up.due, datetime)
    if whole_day:
        yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(summary)}"
    yield f"TRIGGER:{_MORNING if whole_day else _AHEAD}"
    yield "END:VALARM"
    yield "END:VEVENT"


def _times(due: date | datetime) -> Iterator[str]:
    """A moment in UTC, which each calendar shows in its own zone, or a day, which is the same in all."""
    if isinstance(due, datetime):
        yield f"DTSTART:{stamp(due)}"
        yield f"DTEND:{stamp(due + _LENGTH)}"
    else:
        yield f"DTSTART;VALUE=DATE:{stamp(due)}"
        yield f"DTEND;VALUE=DATE:{stamp(due + timedelta(days=1))}"


def _description(follow_up: FollowUp, deal: Deal, board: Board) -> str:
    """What to do, and with whom."""
    worth = "" if deal.value is None else show_money(deal.value, deal.currency or board.settings.currency)
    people = (" ".join(filter(None, (one.name, one.phone, one.email))) for one in deal.contacts)
    about = " · ".join(filter(None, (deal.company, worth, board.stage_of(deal).name)))
    owner = follow_up.owner or deal.owner
    return "\n".join(filter(None, (follow_up.text, about, *people, owner and f"Owner: {owner}")))
