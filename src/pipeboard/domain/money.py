"""Amounts of money: what people type, what the file holds, what the screen shows.

Amounts are exact Decimals. One dot or comma with three digits after it is read as grouping ("1.234" is one
thousand two hundred and thirty-four), because amounts with three decimals hardly exist; a caller who knows
the decimal mark (a whole column of a table was seen) says so.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, Literal, TypeAlias

from pipeboard.domain.errors import BadInput
from pipeboard.domain.quotes import quoted

Mark: TypeAlias = Literal["", ".", ","]
"""A decimal mark; empty means not known."""

MOST_DIGITS: Final = 15
"""An amount with more digits before the decimal mark is a slip of the keyboard."""
EXACT: Final = Context(prec=200)
"""Multiplies and adds without rounding whatever amounts and rates the file can hold."""
CENT: Final = Decimal("0.01")
_MOST_DECIMALS: Final = 6
"""More come only from binary fractions of other programs (1054.3300000000002); they are rounded away."""

_SYMBOLS: Final = {
    "US$": "USD",
    "zł": "PLN",
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "元": "CNY",
    "₹": "INR",
    "₩": "KRW",
}
_COMMON_CODES: Final = frozenset(
    (
        *("EUR", "USD", "GBP", "JPY", "CNY", "SEK", "NOK", "DKK", "ISK", "CHF", "PLN", "CZK", "HUF", "RON"),
        *("BGN", "UAH", "TRY", "INR", "KRW", "AUD", "NZD", "CAD", "SGD", "HKD", "BRL", "MXN", "ZAR", "AED"),
    )
)
"""Codes that are known in lower case too; any three capitals are taken for a code."""
_ISO_CODES: Final = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
"""Where a slip of three letters would go unnoticed for long, only these are taken (see `is_known`)."""

_MULTIPLIERS: Final = {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "mio": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "万": 10**4,
    "亿": 10**8,
}
_PLAIN: Final = str.maketrans(
    {
        0xFF01 + offset: 0x21 + offset for offset in range(94)
    }  # full-width forms, as typed with a Chinese keyboard
    | dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000\t"), " ")
    | dict.fromkeys(map(ord, "\u2019\u02bc\u00b4`"), "'")
    | {"\u2212": "-", "\uffe5": "¥", "\uffe1": "£"}
)
# Compiled when first needed: at import they would cost every start a millisecond.
_EASY: Final = r"[0-9]{1,15}(?:\.[0-9]{1,2})?"
"""What most columns of amounts hold, in which there is nothing to tell apart."""
_NUMBER: Final = r"([0-9.,' ]*[0-9]) ?([a-zA-Z万亿]*)"
_ROUND_PRICE: Final = r"[.,] ?[-–—]{1,2}$"
_RATE: Final = r"[0-9]{1,12}(?:\.[0-9]{1,10})?"
_PERCENT: Final = r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%?"


def parse_money(text: str, decimal: Mark = "") -> Decimal:
    """The amount that `text` writes, without its currency; BadInput when it is none."""
    return parse_amount(text, decimal)[0]


def parse_amount(text: str, decimal: Mark = "") -> tuple[Decimal, str]:
    """The amount and the currency named with it ("" when none is); BadInput when it is no amount.

    `decimal` is the decimal mark where it is known.
    """
    if len(text) <= MOST_DIGITS and text.isdecimal() and text.isascii():
        return Decimal(text), ""  # as in most cells of most columns
    if re.fullmatch(_EASY, text):
        return _tidy(Decimal(text)), ""
    rest = re.sub(_ROUND_PRICE, "", text.translate(_PLAIN).strip()).strip()
    negative = (
        rest.startswith(("-", "(-")) or rest.endswith("-") or (rest.startswith("(") and rest.endswith(")"))
    )
    rest, currency = _split_currency(rest.strip("-() "))
    negative = negative or rest.startswith("-") or rest.endswith("-")
    match = re.fullmatch(_NUMBER, rest.strip("-+ "))
    factor = _MULTIPLIERS.get(match[2].casefold(), 0 if match[2] else 1) if match else 0
    number = _plain_number(match[1], decimal or ("." if match[2] else "")) if match and factor else None
    if number is None:
        raise BadInput(f"{quoted(text)} is not an amount; write it like 12000, 12k or 1,234.50.")
    whole, _, fraction = number.partition(".")
    value = Decimal(f"{whole[:40]}.{fraction[:40]}") * factor
    if value.adjusted() >= MOST_DIGITS:
        raise BadInput(f"{quoted(text)} has too many digits for an amount; write at most {MOST_DIGITS}.")
    if negative and value:
        raise BadInput(f"{quoted(text)} is negative; an amount is 0 or more.")
    return _tidy(value), currency


def parse_rate(text: str) -> Decimal:
    """How much one unit of a currency is worth in another. BadInput unless it is a number above 0.

    Unlike in an amount, the one dot or comma is always the decimal mark: "1.085" is a little over one.
    """
    match = re.fullmatch(_RATE, text.translate(_PLAIN).strip().replace(",", "."))
    rate = Decimal(match[0]) if match else Decimal(0)
    if not rate:
        raise BadInput(
            f"{quoted(text)} is not a rate; write how much one unit is worth, a number above 0 such as 0.92."
        )
    return rate


def parse_percent(text: str) -> Decimal:
    """A discount in percent. BadInput unless it is a number from 0 to 100."""
    match = re.fullmatch(_PERCENT, text.translate(_PLAIN).strip().replace(",", "."))
    percent = Decimal(match[1]) if match else Decimal(-1)
    if not 0 <= percent <= 100:
        raise BadInput(
            f"{quoted(text)} is not a discount; write a percentage from 0 to 100, such as 15 or 12.5."
        )
    return percent


def decimal_text(value: Decimal) -> str:
    """`value` for the file: every digit kept, never an exponent."""
    return format(value if value else abs(value), "f")


def show_money(value: Decimal, currency: str = "") -> str:
    """The full amount for people: "12 000 EUR", "1 234.50 EUR". Cents appear only where there are any."""
    number = f"{value:,.2f}".removesuffix(".00").replace(",", " ")
    return _with_currency("0" if number == "-0" else number, currency)


def show_compact(value: Decimal, currency: str = "") -> str:
    """A short amount for cards and column heads: "950 EUR", "12k EUR", "1.2M EUR"."""
    size = abs(value)
    number = "<1" if 0 < size <= Decimal("0.5") else _compact(size)
    return _with_currency(f"-{number}" if value < 0 else number, currency)


def is_currency(text: str) -> bool:
    """Whether `text` has the form of a currency code: three capital letters."""
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def is_known(code: str) -> bool:
    """Whether these three letters are a currency that is in use somewhere."""
    return code in _ISO_CODES.split()


def to_cents(value: Decimal) -> Decimal:
    """An amount rounded to cents, half-even, without decimals where there are none."""
    return _tidy(value.quantize(CENT, ROUND_HALF_EVEN, EXACT))


def _compact(size: Decimal) -> str:
    for exponent, suffix in ((0, ""), (3, "k"), (6, "M"), (9, "B")):
        scaled = size.scaleb(-exponent)
        number = (
            f"{scaled:.1f}".removesuffix(".0") if suffix and scaled < Decimal("9.95") else f"{scaled:.0f}"
        )
        if len(number) <= 3:
            break
    return number + suffix


def _with_currency(number: str, currency: str) -> str:
    return f"{number} {currency}" if currency else number


def _tidy(value: Decimal) -> Decimal:
    """Whole amounts without decimals, cents as they were written, finer amounts as short as they go."""
    if value.as_tuple().exponent == 0:
        return value
    if value == value.to_integral_value():
        return round(value, 0)
    return value if _decimals(value) <= 2 else round(value, _MOST_DECIMALS).normalize()


def _decimals(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _split_currency(text: str) -> tuple[str, str]:
    """The text less the currency in front or behind, and that currency's code."""
    for symbol, code in _SYMBOLS.items():
        if text.startswith(symbol):
            return text.removeprefix(symbol).strip(), code
        if text.endswith(symbol):
            return text.removesuffix(symbol).strip(), code
    for word, rest in ((text[:3], text[3:]), (text[-3:], text[:-3])):
        known = is_currency(word) or word.upper() in _COMMON_CODES
        if known and word.casefold() not in _MULTIPLIERS and any(character.isdigit() for character in rest):
            return rest.strip(), word.upper()
    return text, ""


def _plain_number(text: str, known: str) -> str | None:
    """`text` with a dot for its decimal mark and no grouping; None when it is no number."""
    mark = _decimal_mark(text, known)
    whole, _, fraction = text.rpartition(mark) if mark else (text, "", "")
    if mark and not (fraction.isdigit() and mark not in whole):
        return None
    separators = {character for character in whole if not character.isdigit()}
    if len(separators) > 1:
        return None
    for separator in separators:
        first, *groups = whole.split(separator)
        sizes = {len(group) for group in groups[:-1]}
        indian = separator == "," and sizes == {2}  # 12,34,567
        if not 1 <= len(first) <= 3 or len(groups[-1]) != 3 or not (indian or sizes <= {3}):
            return None
        whole = "".join((first, *groups))
    return f"{whole or '0'}.{fraction}" if fraction else whole


def _decimal_mark(text: str, known: str) -> str:
    """The character that stands before the decimals in `text`; "" when there is none."""
    marks = [character for character in text if character in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return ""
    grouping = last != known and not set(" '") & set(text) and _groups_by_three(text, last)
    return "" if grouping else last


def _groups_by_three(text: str, mark: str) -> bool:
    """Whether a single `mark` can be grouping: one to three digits, not 0, then three more."""
    whole, _, fraction = text.rpartition(mark)
    return len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
