"""What the metrics screen asks: days, a filter, a target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from pipeboard.domain.actions import Action, Define
from pipeboard.domain.board import Board
from pipeboard.domain.dates import parse_day
from pipeboard.domain.definitions import Definition
from pipeboard.domain.errors import BadInput
from pipeboard.domain.money import parse_money, show_money
from pipeboard.domain.query import parse_query
from pipeboard.domain.values import Value
from pipeboard.metrics.period import UNITS, custom
from pipeboard.metrics.targets import WON_VALUE
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread
from pipeboard.view.forms.dates import day_meaning
from pipeboard.view.metrics_scope import Scope

_DAY_HINT: Final = "2026-03-01, -2w, yesterday"


@dataclass(frozen=True)
class Look(Action):
    """Look at something else: it changes what is shown, never the board."""

    scope: Scope


@dataclass(frozen=True)
class LookBack(Action):
    """Look at the whole board as of the end of a day."""

    day: date


def custom_period(scope: Scope, now: datetime) -> FormSpec:
    """From one day to another."""

    def read(form: Form) -> Look:
        texts = form.texts()
        first = _read_day(texts["first"], "first", now)
        last = _read_day(texts["last"], "last", now) if texts["last"].strip() else now.date()
        try:
            return Look(replace(scope, period=custom(first, last)))
        except BadInput as error:
            raise Misread({"last": error.sentence}) from error

    fields = (
        _day_field("first", "From", scope.period.first.isoformat(), now),
        _day_field("last", "To", scope.period.last.isoformat(), now, "empty for today"),
    )
    return FormSpec("From one day to another", fields, read, save="show")


def filter_deals(scope: Scope, board: Board, now: datetime, me: str) -> FormSpec:
    """Which deals count; an empty filter means all."""

    def read(form: Form) -> Look:
        text = form.texts()["filter"].strip()
        try:
            parse_query(text, now, me, board)
        except BadInput as error:
            raise Misread({"filter": error.sentence}) from error
        return Look(replace(scope, filter=text))

    hint = "source:web value>10k tag:vip; empty for all"
    one = FormField("filter", "Filter", scope.filter, hint)
    return FormSpec("Only these deals", (one,), read, save="show")


def as_of_day(scope: Scope, now: datetime) -> FormSpec:
    """What was known at the end of a day."""

    def read(form: Form) -> Look:
        text = form.texts()["day"].strip()
        day = _read_past(text, now) if text else None
        return Look(replace(scope, as_of=day))

    text = scope.as_of.isoformat() if scope.as_of else ""
    one = _day_field("day", "At the end of", text, now, f"{_DAY_HINT}; empty for now")
    return FormSpec("What was known on a day", (one,), read, save="show")


def day_of_change(scope: Scope, now: datetime) -> FormSpec:
    """The day around which to compare."""

    def read(form: Form) -> Look:
        text = form.texts()["day"].strip()
        day = _read_past(text, now) if text else None
        return Look(replace(scope, change=day))

    text = scope.change.isoformat() if scope.change else ""
    one = _day_field("day", "What changed on", text, now, "empty for the latest change of the stages")
    return FormSpec("Before and after a day", (one,), read, save="compare")


def board_as_of(now: datetime) -> FormSpec:
    """The day as of which the whole board is shown."""

    def read(form: Form) -> LookBack:
        text = form.texts()["day"].strip()
        if not text:
            raise Misread({"day": "Say which day: 2026-03-01, -2w or yesterday."})
        return LookBack(_read_past(text, now))

    one = _day_field("day", "At the end of", "", now)
    return FormSpec("The board as of another day", (one,), read, save="show")


def set_target(scope: Scope, board: Board, now: datetime) -> FormSpec:
    """What is to be won in each period of a unit from some day on, by all or by one owner."""
    unit = scope.period.unit if scope.period.unit in UNITS else "quarter"
    present = _target(board, unit, scope.owner, scope.period.first)
    amount = present.values.get("amount") if present else None

    def read(form: Form) -> Define:
        texts = form.texts()
        start = _read_day(texts["start"], "start", now)
        owner = texts["owner"].strip()
        try:
            changes: dict[str, Value] = {"amount": parse_money(texts["amount"])}
        except BadInput as error:
            raise Misread({"amount": error.sentence}) from error
        known = _target(board, texts["unit"], owner, start)
        if known is not None:
            return Define("target", changes, known.id)
        title = f"{texts['unit'].title()} from {start}{f', {owner}' if owner else ''}"
        changes |= {"title": title, "metric": WON_VALUE, "unit": texts["unit"]}
        return Define("target", {**changes, "start": start, "owner": owner})

    currency = board.settings.currency
    fields = (
        FormField(
            "amount",
            f"To be won ({currency})",
            show_money(amount) if isinstance(amount, Decimal) else "",
            "60k",
            preview=_amount_meaning(currency),
            replaced=True,
        ),
        FormField("unit", "In each", unit, choices=tuple(Choice(one, one) for one in UNITS)),
        _day_field("start", "From", scope.period.first.isoformat(), now),
        FormField("owner", "By", scope.owner, "empty for the whole team"),
    )
    return FormSpec("Set the target", fields, read, save="set")


def _target(board: Board, unit: str, owner: str, start: date) -> Definition | None:
    """The target that begins on a day."""
    for one in board.definitions("target").values():
        same = one.text("metric") == WON_VALUE and one.text("unit") == unit
        same = same and one.text("owner").casefold() == owner.casefold()
        if same and one.values.get("start") == start:
            return one
    return None


def _day_field(name: str, label: str, text: str, now: datetime, hint: str = _DAY_HINT) -> FormField:
    return FormField(name, label, text, hint, preview=day_meaning(now), replaced=True)


def _read_day(text: str, name: str, now: datetime) -> date:
    try:
        return parse_day(text, now)
    except BadInput as error:
        raise Misread({name: error.sentence}) from error


def _read_past(text: str, now: datetime) -> date:
    day = _read_day(text, "day", now)
    if day > now.date():
        raise Misread({"day": f"{day} has not come yet; choose today or an earlier day."})
    return day


def _amount_meaning(currency: str) -> Callable[[str], str]:
    def tell(text: str) -> str:
        try:
            return show_money(parse_money(text), currency) if text.strip() else ""
        except BadInput:
            return ""

    return tell
