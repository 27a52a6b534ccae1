"""Commands for the numbers that metrics are measured against: `targets`, `costs`, `limits`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import OWNER, DefinedName
from pipeboard.domain.errors import BadInput, NotFound

if TYPE_CHECKING:
    from decimal import Decimal

    from pipeboard.domain.board import Board
    from pipeboard.domain.definitions import Definition
    from pipeboard.domain.values import Value
    from pipeboard.workspace.workspace import Workspace

_METRICS = ("won value", "won deals", "new deals")
_UNITS = ("week", "month", "quarter", "year")
_ROLES = ("AE", "BDR")


# Targets


@click.group(cls=NounGroup)
def targets() -> None:
    """Say what is to be reached in a week, month, quarter or year."""


@targets.command("list")
@reads
@pass_session
def targets_list(session: Session, as_json: bool) -> None:
    """List the targets."""
    with session.reading() as workspace:
        _list(
            workspace.board,
            "target",
            ("METRIC", "AMOUNT", "PER", "OWNER", "FROM"),
            lambda one, board: (
                one.text("metric") or _METRICS[0],
                _amount_text(one, board),
                one.text("unit") or "quarter",
                one.text("owner") or "the team",
                one.text("start") or "always",
            ),
            "There is no target yet; set one: `pipeboard targets set 60000 --per quarter`.",
            as_json=as_json,
        )


@targets.command("set")
@click.argument("amount")
@click.option("--metric", type=click.Choice(_METRICS), default=_METRICS[0], help="What it is a target of.")
@click.option("--per", "unit", type=click.Choice(_UNITS), default="quarter", help="The calendar unit.")
@click.option(
    "--owner", type=OWNER, default="", metavar="NAME", help="Whose it is; the team's if nothing is said."
)
@click.option("--from", "start", metavar="WHEN", help="The first day on which it counts.")
@writes
@pass_session
def targets_set(
    session: Session, amount: str, metric: str, unit: str, owner: str, start: str | None, as_json: bool
) -> None:
    """Set a target, or change it.

    `pipeboard targets set 60000 --per quarter --from 2026-01-01`. A later one takes its place from its own
    first day on; without `--from` it counts always.
    """
    from pipeboard.domain.dates import parse_day

    with session.writing() as workspace:
        board = workspace.board
        first = parse_day(start, workspace.now()) if start else None
        name = f"{metric} a {unit}" + (f" of {owner}" if owner else "") + (f" from {first}" if first else "")
        there = next(
            (
                one
                for one in board.definitions("target").values()
                if (one.text("metric") or _METRICS[0]) == metric
                and (one.text("unit") or "quarter") == unit
                and one.text("owner").casefold() == owner.casefold()
                and one.values.get("start") == first
            ),
            None,
        )
        number = _money(amount, board) if metric == _METRICS[0] else _count(amount)
        given: dict[str, Value] = {"metric": metric, "amount": number, "unit": unit}
        given |= {"owner": owner} if owner else {}
        given |= {"start": first} if first else {}
        _define(session, workspace, "target", given, there, name, as_json=as_json)


@targets.command("remove")
@click.argument("name", type=DefinedName("target"))
@writes
@pass_session
def targets_remove(session: Session, name: str, as_json: bool) -> None:
    """Take a target away."""
    _remove(session, "target", name, as_json=as_json)


# Costs


@click.group(cls=NounGroup)
def costs() -> None:
    """Say what was spent on sales and marketing."""


@costs.command("list")
@reads
@pass_session
def costs_list(session: Session, as_json: bool) -> None:
    """List the costs."""
    with session.reading() as workspace:
        _list(
            workspace.board,
            "cost",
            ("DAY", "AMOUNT", "CATEGORY", "WHAT"),
            lambda one, board: (
                one.text("day") or "no day",
                _amount_text(one, board),
                one.text("category"),
                one.title,
            ),
            'There is no cost yet; add one: `pipeboard costs add 9000 "Trade fair"`.',
            as_json=as_json,
        )


@costs.command("add")
@click.argument("amount")
@click.argument("title")
@click.option("--on", "day", default="today", metavar="WHEN", help="When it was spent; today if not said.")
@click.option("--category", type=click.Choice(("sales", "marketing")), help="What it was spent on.")
@writes
@pass_session
def costs_add(
    session: Session, amount: str, title: str, day: str, category: str | None, as_json: bool
) -> None:
    """Add money that was spent.

    `pipeboard costs add 9000 "Trade fair" --on 2026-02-10 --category marketing`. It counts in the period
    of its day.
    """
    from pipeboard.domain.dates import parse_day

    with session.writing() as workspace:
        board = workspace.board
        on = parse_day(day, workspace.now())
        given: dict[str, Value] = {"amount": _money(amount, board), "day": on}
        if category:
            given["category"] = category
        taken = {one.title.casefold() for one in board.definitions("cost").values()}
        # The same fair is paid for every year.
        name = f"{title.strip()} {on}" if title.strip().casefold() in taken else title
        _define(session, workspace, "cost", given, None, name, as_json=as_json)


@costs.command("remove")
@click.argument("name", type=DefinedName("cost"))
@writes
@pass_session
def costs_remove(session: Session, name: str, as_json: bool) -> None:
    """Take a cost away."""
    _remove(session, "cost", name, as_json=as_json)


# Limits


@click.group(cls=NounGroup)
def limits() -> None:
    """Say how much one person can carry."""


@limits.command("list")
@reads
@pass_session
def limits_list(session: Session, as_json: bool) -> None:
    """List the limits."""
    with session.reading() as workspace:
        _list(
            workspace.board,
            "limit",
            ("OWNER", "ROLE", "AT MOST"),
            lambda one, _: (one.title, one.text("role"), one.text("most")),
            "There is no limit yet; set one: `pipeboard limits set Anna AE 25`.",
            as_json=as_json,
        )


@limits.command("set")
@click.argument("owner", type=OWNER)
@click.argument("role", type=click.Choice(_ROLES, case_sensitive=False))
@click.argument("most")
@writes
@pass_session
def limits_set(session: Session, owner: str, role: str, most: str, as_json: bool) -> None:
    """Set how many deals an owner can carry, or change it.

    An AE carries open deals, a BDR those that are not qualified yet: `pipeboard limits set Anna AE 25`.
    """
    with session.writing() as workspace:
        number = int(_count(most))
        there = _limit(workspace.board, owner, role)
        given: dict[str, Value] = {"role": role, "most": number}
        _define(session, workspace, "limit", given, there, owner, as_json=as_json)


@limits.command("remove")
@click.argument("owner", type=DefinedName("limit"))
@click.argument("role", type=click.Choice(_ROLES, case_sensitive=False), required=False)
@writes
@pass_session
def limits_remove(session: Session, owner: str, role: str | None, as_json: bool) -> None:
    """Take a limit away; ROLE is needed where the owner has two."""
    if role is None:
        _remove(session, "limit", owner, as_json=as_json)
        return
    with session.reading() as workspace:
        there = _limit(workspace.board, owner, role)
    if there is None:
        raise NotFound(f"{owner} has no limit as {role}; `pipeboard limits list` shows all.")
    _remove(session, "limit", there.id, as_json=as_json)


def _limit(board: Board, owner: str, role: str) -> Definition | None:
    return next(
        (
            one
            for one in board.definitions("limit").values()
            if one.title.casefold() == owner.strip().casefold() and one.text("role") == role
        ),
        None,
    )


# How


def _list(
    board: Board,
    kind: str,
    head: tuple[str, ...],
    cells: Callable[[Definition, Board], tuple[str, ...]],
    nothing: str,
    *,
    as_json: bool,
) -> None:
    """Print what there is of a kind; `nothing` is said where there is none."""
    from pipeboard.cli.definitions import definition_record

    known = sorted(board.definitions(kind).values(), key=_place)
    if as_json:
        output.say_json_list(f"{kind}s", map(definition_record, known), currency=board.settings.currency)
        return
    if not known:
        output.warn(nothing)
        return
    rows = [(one.id, *cells(one, board)) for one in known]
    right = [at for at, name in enumerate(("ID", *head)) if name in ("AMOUNT", "AT MOST")]
    output.say_lines(output.table(("ID", *head), rows, right=right, shrink=(len(head), 0)))


def _place(one: Definition) -> tuple[str, ...]:
    """In order of time, and of names."""
    return one.text("day") or one.text("start"), one.text("metric"), one.text("owner"), one.title.casefold()


def _define(
    session: Session,
    workspace: Workspace,
    kind: str,
    given: Mapping[str, Value],
    there: Definition | None,
    name: str,
    *,
    as_json: bool,
) -> None:
    """Make a definition, or change the one that is there already."""
    from pipeboard.cli.definitions import definition_record
    from pipeboard.domain.actions import Define

    before = set(workspace.board.definitions(kind))
    changes = given if there else {"title": name.strip(), **given}
    action = Define(kind, changes, there.id if there else None, at=session.moment(workspace))
    outcome = workspace.do(action)
    if not as_json:
        output.say(outcome.summary)
        return
    now = workspace.board.definitions(kind)
    made = there.id if there else next(one for one in now if one not in before)
    output.say_json({"summary": outcome.summary, **definition_record(now[made])})


def _remove(session: Session, kind: str, name: str, *, as_json: bool) -> None:
    from pipeboard.cli.definitions import definition_record
    from pipeboard.domain.actions import Undefine
    from pipeboard.domain.find import find_definition

    with session.writing() as workspace:
        found = find_definition(workspace.board, kind, name)
        outcome = workspace.do(Undefine(kind, found.id, at=session.moment(workspace)))
    if as_json:
        output.say_json({"summary": outcome.summary, **definition_record(found)})
    else:
        output.say(outcome.summary)


def _money(text: str, board: Board) -> Decimal:
    """An amount in the board's currency; BadInput for one in another."""
    from pipeboard.domain.money import parse_amount

    amount, currency = parse_amount(text)
    here = board.settings.currency
    if currency not in ("", here):
        raise BadInput(f"Amounts are in the board's currency here; write what {text.strip()} is in {here}.")
    return amount


def _count(text: str) -> Decimal:
    """How many; BadInput for anything but a whole number."""
    from decimal import Decimal

    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 8):
        raise BadInput(f"'{plain}' is not a number of deals; write a whole number, such as 25.")
    return Decimal(plain)


def _amount_text(one: Definition, board: Board) -> str:
    from pipeboard.domain.money import show_money

    amount = cast("Decimal", one.values["amount"])
    counts = one.text("metric").endswith("deals")
    return f"{amount} deals" if counts else show_money(amount, board.settings.currency)
