"""Days and moments: what people type, what the file holds, what the screen shows.

A day is a calendar day in the board's time zone; a moment is in UTC. `now` is always passed in, aware and in
the board's zone, and relative words count from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import When, local_day
from pipeboard.domain.quotes import quoted

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FULL_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WORDS: Final = {"today": 0, "tomorrow": 1, "tmr": 1, "yesterday": -1}
_EARLIEST: Final = 1900
_LATEST: Final = 9000
"""Years outside are slips of the keyboard."""

# Patterns are compiled when a date is first typed: at import they would cost every start some milliseconds.
_CLOCK: Final = r"([01]?[0-9]|2[0-3]):([0-5][0-9])|(1[0-2]|0?[1-9])(?::([0-5][0-9]))? ?([ap])m"
_TRAILING_CLOCK: Final = rf"(?:(.*?) )??(?:at )?({_CLOCK})"
_OFFSET: Final = (
    r"(in |\+|-)?([0-9]{1,5}) ?(days?|d|weeks?|wks?|w|months?|mon|m|years?|yrs?|y|hours?|hrs?|h)( ago)?"
)
_DOTTED: Final = r"([0-9]{1,2})\.([0-9]{1,2})\.?([0-9]{4})?"
_ISO_DAY: Final = r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})"
_ISO_MOMENT: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:.*"
_NAMED: Final = (
    r"([0-9]{1,2})\.? ([a-z]{3,9})\.?(?:,? ([0-9]{4}))?|([a-z]{3,9})\.? ([0-9]{1,2})(?:,? ([0-9]{4}))?"
)
_WEEKDAY: Final = r"(next |last |this )?([a-z]{2,9})"
_SPAN: Final = r"(?:every )?([0-9]{1,4}) ?(d|days?|w|wks?|weeks?|m|mon|months?|y|yrs?|years?)?"
_UNIT_DAYS: Final = {"d": 1, "w": 7, "m": 30, "y": 365}
_LONGEST_SPAN: Final = 3650


# What people type


def parse_when(text: str, now: datetime) -> When:
    """The day, or the moment in UTC where a clock time was given; BadInput when `text` is neither.

    A weekday alone is the next such day after today, "next fri" that of the next week, "last fri" the one
    before today; a day and month without a year are the next such day.
    """
    words = " ".join(text.casefold().split())
    try:
        found = _read(words, now)
    except (ValueError, OverflowError):  # no such day in the calendar, or far outside of it
        found = None
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise BadInput(f"{quoted(text)} is not a date; write it like 2026-12-01, fri, +3d or 2w.")
    return found


def backwards(text: str) -> str:
    """A bare number of days, weeks or months (`2w`) as one that counts back from today."""
    return f"-{text}" if re.fullmatch(r"[0-9]+ ?[a-z]+", text, re.IGNORECASE) else text


def parse_day(text: str, now: datetime) -> date:
    """The calendar day that `text` names in the board's zone; a clock time in it is left out."""
    return local_day(parse_when(text, now), _zone(now))


def parse_moment(text: str, now: datetime) -> datetime:
    """The moment, in UTC, for back-dating.

    A bare day means its start in the board's zone, except that today means now: something that is recorded
    for today must not sort before what happened this morning.
    """
    when = parse_when(text, now)
    if isinstance(when, datetime):
        return when
    return now.astimezone(UTC) if when == now.date() else day_start(when, _zone(now))


def parse_span(text: str) -> int:
    """How many days "30d", "2w", "1mon" or a bare "30" are; a month counts as 30, a year as 365.

    BadInput for anything else, and for less than a day or more than ten years.
    """
    match = re.fullmatch(_SPAN, " ".join(text.casefold().split()))
    days = int(match[1]) * _UNIT_DAYS[(match[2] or "d")[0]] if match else 0
    if not 1 <= days <= _LONGEST_SPAN:
        raise BadInput(f"{quoted(text)} is not how often; write 30d, 2w or 1mon, from one day to ten years.")
    return days


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in `zone`, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def midday(day: date, zone: tzinfo) -> datetime:
    """Noon of a day in `zone`, in UTC: the moment for a day whose time nobody knows."""
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def _days_in(year: int, month: int) -> int:
    from calendar import monthrange  # 0.5 ms, for those who reckon in months

    return monthrange(year, month)[1]


def days_after(day: date, days: int) -> date:
    """So many days on; the last day of the calendar where it ends before."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


# What the file holds


def load_day(text: str) -> date:
    """The day of an ISO date (2026-11-22); ValueError for any other text."""
    if len(text) != 10 or text[4] != "-" or text[5] == "W":
        raise ValueError(f"not an ISO date: {text[:40]!r}")
    return date.fromisoformat(text)


def load_moment(text: str) -> datetime:
    """The moment of an ISO date-time in UTC (2026-11-22T09:14:05Z); ValueError for any other text."""
    # Every event of the log passes here: character tests cost a tenth of a regular expression.
    if len(text) < 20 or text[10] != "T" or text[-1] != "Z" or text[4] != "-" or text[5] == "W":
        raise ValueError(f"not a moment in UTC: {text[:40]!r}")
    return datetime.fromisoformat(text)


@lru_cache(maxsize=4096)
def day_text(day: date) -> str:
    """A day for the file."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def moment_text(moment: datetime) -> str:
    """An aware moment for the file, in UTC and to the second."""
    return _utc_text(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@lru_cache(maxsize=4096)
def _utc_text(moment: datetime) -> str:
    """The same of a moment in UTC: an import writes some hundred of them a hundred thousand times."""
    return moment.isoformat()[:19] + "Z"


def when_text(when: When) -> str:
    """A day or a moment for the file."""
    return moment_text(when) if isinstance(when, datetime) else day_text(when)


# What the screen shows


def show_day(day: date, today: date) -> str:
    """ "28 Nov", with the year where it is another one."""
    short = f"{day.day} {_MONTHS[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"


def show_due(due: When, today: date, zone: tzinfo) -> str:
    """A short due mark for a card: "3d late", "today 14:00", "tomorrow", "Fri", "28 Nov", "28 Nov 2027"."""
    day = local_day(due, zone)
    ahead = (day - today).days
    if ahead < 0:
        return f"{-ahead}d late"
    if ahead <= 1:
        word = "tomorrow" if ahead else "today"
        return f"{word} {due.astimezone(zone):%H:%M}" if isinstance(due, datetime) else word
    return _WEEKDAYS[day.weekday()][:3].title() if ahead < 7 else show_day(day, today)


def show_moment(when: When, today: date, zone: tzinfo) -> str:
    """A day or moment as a sentence names it: "Fri 28 Nov 14:00"."""
    day = local_day(when, zone)
    said = f"{_WEEKDAYS[day.weekday()][:3].title()} {show_day(day, today)}"
    return f"{said} {when.astimezone(zone):%H:%M}" if isinstance(when, datetime) else said


def show_span(days: int) -> str:
    """A number of days as one would type it: "2w" for whole weeks, else "30d"."""
    return f"{days}d" if days % 7 else f"{days // 7}w"


def show_age(days: int) -> str:
    """A short age: "12d" under 30 days, then "9w", from a year on "2y". Below 0 (a skewed clock) is "0d"."""
    if days < 30:
        return f"{max(days, 0)}d"
    return f"{days // 7}w" if days < 365 else f"{days // 365}y"


# Reading


def _read(words: str, now: datetime) -> When | None:
    if words == "now":
        return now.astimezone(UTC)
    if re.fullmatch(_ISO_MOMENT, words):
        moment = datetime.fromisoformat(words.upper())
        return (moment if moment.tzinfo else moment.replace(tzinfo=_zone(now))).astimezone(UTC)
    hours = _read_hours(words, now)
    if hours is not None:
        return hours
    clock = re.fullmatch(_TRAILING_CLOCK, words)
    day = _read_day((clock[1] or "today") if clock else words, now.date())
    if day is None or clock is None:
        return day
    return datetime.combine(day, _read_clock(clock[2]), _zone(now)).astimezone(UTC)


def _read_clock(words: str) -> time:
    match = re.fullmatch(_CLOCK, words)
    assert match is not None
    if match[1]:
        return time(int(match[1]), int(match[2]))
    return time(int(match[3]) % 12 + (12 if match[5] == "p" else 0), int(match[4] or 0))


def _read_hours(words: str, now: datetime) -> datetime | None:
    match = re.fullmatch(_OFFSET, words)
    if match is None or match[3][0] != "h":
        return None
    return now.astimezone(UTC) + timedelta(hours=_signed(match))


def _read_day(words: str, today: date) -> date | None:
    readers: tuple[Callable[[str, date], date | None], ...] = (
        _read_word,
        _read_weekday,
        _read_offset,
        _read_written,
        _read_named,
    )
    return next((day for reader in readers if (day := reader(words, today)) is not None), None)


def _read_word(words: str, today: date) -> date | None:
    if words in _WORDS:
        return today + timedelta(days=_WORDS[words])
    if words in ("next week", "next month", "next year"):
        return {
            "week": today + timedelta(days=7),
            "month": add_months(today, 1),
            "year": add_months(today, 12),
        }[words.removeprefix("next ")]
    last_month = {"eom": today.month, "eoq": (today.month + 2) // 3 * 3, "eoy": 12}.get(words)
    if last_month is None:
        return None
    return today.replace(month=last_month, day=_days_in(today.year, last_month))


def _read_weekday(words: str, today: date) -> date | None:
    match = re.fullmatch(_WEEKDAY, words)
    if match is None or len(match[2]) < 3:
        return None
    numbers = [number for number, name in enumerate(_WEEKDAYS) if name.startswith(match[2])]
    if len(numbers) != 1:
        return None
    ahead = (numbers[0] - today.weekday()) % 7
    if match[1] == "next ":
        ahead = numbers[0] - today.weekday() + 7
    elif match[1] == "last ":
        ahead = ahead - 7
    return today + timedelta(days=ahead if match[1] in ("next ", "last ") else ahead or 7)


def _read_offset(words: str, today: date) -> date | None:
    match = re.fullmatch(_OFFSET, words)
    if match is None:
        return None
    count, unit = _signed(match), match[3][0]
    if unit in "dw":
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    return add_months(today, count * (12 if unit == "y" else 1)) if unit in "my" else None


def _read_written(words: str, today: date) -> date | None:
    if match := re.fullmatch(_ISO_DAY, words):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := re.fullmatch(_DOTTED, words):
        return _day_of_year(int(match[1]), int(match[2]), match[3], today)
    return None


def _read_named(words: str, today: date) -> date | None:
    match = re.fullmatch(_NAMED, words)
    if match is None:
        return None
    day, name, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
    month = month_number(name)
    return _day_of_year(int(day), month, year, today) if month else None


def month_number(name: str) -> int:
    """1 to 12 for an English month's name, whole or cut to three letters or more; 0 for another word."""
    word = name.casefold()
    months = (
        number for number, full in enumerate(_FULL_MONTHS, 1) if len(word) >= 3 and full.startswith(word)
    )
    return next(months, 9 if word == "sept" else 0)


def _day_of_year(day: int, month: int, year: str | None, today: date) -> date | None:
    """The written day; without a year, the next such day from today on."""
    if year:
        return date(int(year), month, day)
    years = range(today.year, today.year + 9)  # 29 February comes after eight years at the latest
    days = (date(one, month, day) for one in years if month != 2 or day <= _days_in(one, 2))
    return next((one for one in days if one >= today), None)


def _signed(match: re.Match[str]) -> int:
    count = int(match[2])
    return -count if match[1] == "-" or match[4] else count


def _zone(now: datetime) -> tzinfo:
    assert now.tzinfo is not None, "now is aware"
    return now.tzinfo
