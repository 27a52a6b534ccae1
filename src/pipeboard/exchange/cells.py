"""Dates and amounts in the cells of a table, read as their whole column writes them.

"3/4/2015" alone may be March or April, and "1.234" may be one or a thousand; other cells of the column, or of
the file, usually tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, TypeAlias

from pipeboard.domain.dates import midday, month_number
from pipeboard.domain.errors import BadInput
from pipeboard.domain.money import Mark, parse_amount
from pipeboard.domain.quotes import quoted

Order: TypeAlias = Literal["dmy", "mdy", "ymd"]
"""In which order a date in numbers is written: day, month, year."""
_ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy", "ymd")

BLANKS: Final = frozenset(
    {"", "-", "–", "—", "n/a", "na", "#n/a", "null", "nan", "none", "--none--", "unknown"}
)
"""What exports write for no value (in lower case)."""

_CLOCK = (
    r"(?:[T ,]+([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)? ?([AaPp][Mm])?"
    r" ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_NUMBERS = re.compile(r"([0-9]{1,4})([./-]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{1,2})" + _CLOCK)
_NAMED = re.compile(r"([0-9]{1,2})[-. /]+([A-Za-z]{3,9})\.?[-. /,]+([0-9]{4}|[0-9]{2})" + _CLOCK)
_AMERICAN = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:,| ) ?([0-9]{4})" + _CLOCK)
_CHINESE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日" + _CLOCK)
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])" + _CLOCK)
_SERIAL = re.compile(r"([2-6][0-9]{4})(?:\.[0-9]+)?")
_SERIAL_ORIGIN: Final = date(1899, 12, 30)
"""Day 0 of the day numbers that spreadsheets write."""
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,10})?) ?%?")
_HUNDRED: Final = Decimal(100)
_AMOUNT_DIGITS = re.compile(r"[0-9][0-9.,' \u00a0\u202f]*")


def is_blank(cell: str) -> bool:
    """Whether a cell that should hold a date, an amount or a word of a list holds nothing."""
    return cell.casefold() in BLANKS


def is_date(cell: str) -> bool:
    """Whether a cell is a date, in one order or another."""
    for order in _ORDERS:
        try:
            read_day(cell, order)
        except ValueError:
            continue
        return True
    return False


def is_amount(cell: str) -> bool:
    """Whether a cell is an amount of money, be it one that no deal may have."""
    try:
        parse_amount(cell)
    except BadInput as error:
        return "is not an amount" not in str(error)
    return True


def is_percent(cell: str) -> bool:
    """Whether a cell is a number of at most three digits, with or without a percent sign."""
    return _PERCENT.fullmatch(cell) is not None


# Dates


def parse_order(text: str) -> Order:
    """The order that a `--date-format` means: dmy, "mm/dd/yyyy", "%Y-%m-%d"; BadInput for anything else."""
    words = re.findall(r"[a-z]+", text.casefold().replace("%b", "m"))
    parts = list(words[0]) if words and words[0] in _ORDERS else words[:3]
    order = "".join(part[0] for part in parts if len(set(part)) == 1)
    if order not in _ORDERS:
        raise BadInput(f"{quoted(text)} is not a date format; write dmy, mdy or ymd (or dd/mm/yyyy).")
    return order


def date_orders(columns: Mapping[str, Iterable[str]], wanted: str | None = None) -> dict[str, Order]:
    """The order of each date column (name -> cells).

    `wanted` decides for all. Else a column decides for itself where one of its numbers is above 12, else the
    other columns of the file do. BadInput for a column that stays open.
    """
    if wanted is not None:
        return dict.fromkeys(columns, parse_order(wanted))
    seen = {name: _evidence(cells) for name, cells in columns.items()}
    decided = {name: order for name, (order, _) in seen.items() if order}
    common: Order | None = next(iter(decided.values())) if len(set(decided.values())) == 1 else None
    for name, (_, unclear) in seen.items():
        if name not in decided and unclear and common is None:
            raise BadInput(
                f"Dates of the column {quoted(name)} can be read in two ways, such as {quoted(unclear)}; "
                "say which with --date-format dmy or mdy."
            )
    return {
        name: decided.get(name) or (common if unclear and common else "dmy")
        for name, (_, unclear) in seen.items()
    }


def _evidence(cells: Iterable[str]) -> tuple[Order | None, str]:
    """What the cells say about their order (the majority, None without evidence), and one that is unclear."""
    days_first = months_first = 0
    unclear = ""
    for cell in set(cells):
        match = _NUMBERS.fullmatch(cell)
        if match is None or len(match[1]) > 2:
            continue
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            days_first += 1
        elif second > 12 >= first:
            months_first += 1
        elif first != second and match[2] != ".":  # with dots the day is first everywhere
            unclear = min(unclear, cell) if unclear else cell
    if days_first == months_first:
        return None, unclear
    return "dmy" if days_first > months_first else "mdy", unclear


def read_day(cell: str, order: Order) -> date | datetime:
    """The day in a cell, or the moment where a clock time stands with it (naive unless it names its zone).

    ValueError when it is neither. `order` is for days in numbers without a four-digit year in front.
    """
    day, (hour, minute, second, half, zone) = _read_parts(cell, order)
    if hour is None:
        return day
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.casefold() == "pm" else 0)
    return datetime.combine(day, time(hours, int(minute or 0), int(second or 0)), _zone(zone))


def read_moment(cell: str, order: Order, zone: tzinfo) -> datetime:
    """The moment in a cell, in UTC; ValueError when it is no date.

    A day without a clock time is its midday in `zone`, so that it is the same day wherever it is looked at.
    """
    found = read_day(cell, order)
    if not isinstance(found, datetime):
        return midday(found, zone)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _read_parts(cell: str, order: Order) -> tuple[date, Sequence[str | None]]:
    if match := _NUMBERS.fullmatch(cell):
        numbers = (match[1], match[3], match[4])
        return _day_in_order(numbers, order), match.groups()[4:]
    if match := _NAMED.fullmatch(cell):
        return date(_year(match[3]), month_number(match[2]), int(match[1])), match.groups()[3:]
    if match := _AMERICAN.fullmatch(cell):
        return date(_year(match[3]), month_number(match[1]), int(match[2])), match.groups()[3:]
    if match := _CHINESE.fullmatch(cell) or _COMPACT.fullmatch(cell):
        return date(int(match[1]), int(match[2]), int(match[3])), match.groups()[3:]
    if match := _SERIAL.fullmatch(cell):
        return _SERIAL_ORIGIN + timedelta(days=int(match[1])), (None,) * 5
    raise ValueError("not a date")


def _day_in_order(numbers: tuple[str, str, str], order: Order) -> date:
    first, second, third = numbers
    if len(first) == 4 or (len(first) == 2 and order == "ymd" and len(third) <= 2):
        return date(_year(first), int(second), int(third))
    if len(first) == 3 or len(third) == 1:
        raise ValueError("not a date")
    if order == "mdy":
        return date(_year(third), int(first), int(second))
    return date(_year(third), int(second), int(first))


def _year(digits: str) -> int:
    number = int(digits)
    return number if len(digits) == 4 else number + (2000 if number < 70 else 1900)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in ("Z", "UTC", "GMT"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


# Percentages


def are_parts(cells: Iterable[str]) -> bool:
    """Whether a column of percentages writes them as parts of one: "0.4" for 40%."""
    numbers = {cell for cell in cells if is_percent(cell)}
    return any("." in one or "," in one for one in numbers) and all(
        "%" not in one and float(one.replace(",", ".")) <= 1 for one in numbers
    )


def read_percent(cell: str, parts: bool) -> int:
    """The whole percentage in a cell, of a column that writes parts of one or not; ValueError for none."""
    match = _PERCENT.fullmatch(cell)
    if match is None:
        raise ValueError("not a percentage")
    number = Decimal(match[1].replace(",", ".")) * (_HUNDRED if parts else 1)
    if number > _HUNDRED:
        raise ValueError("more than all")
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


# Amounts


def decimal_mark(cells: Iterable[str]) -> Mark:
    """The decimal mark that a column of amounts uses; "" where its cells do not tell, or disagree."""
    found: set[str] = set()
    for cell in cells:
        match = _AMOUNT_DIGITS.search(cell)
        number = match[0].rstrip("., ") if match else ""
        dots, commas = number.count("."), number.count(",")
        if dots and commas:
            found.add("." if number.rfind(".") > number.rfind(",") else ",")
        elif dots + commas == 1:
            mark = "." if dots else ","
            whole, _, fraction = number.partition(mark)
            if len(fraction) != 3 or whole.startswith("0") or len(whole) > 3:
                found.add(mark)
        elif dots > 1 or commas > 1:
            found.add("," if dots else ".")
    if found == {"."}:
        return "."
    return "," if found == {","} else ""
