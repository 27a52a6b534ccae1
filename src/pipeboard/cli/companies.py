"""Commands for the companies that deals are with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import COMPANY
from pipeboard.domain.errors import BadInput

if TYPE_CHECKING:
    from decimal import Decimal

    from pipeboard.domain.board import Board
    from pipeboard.domain.companies import Account
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.people import Contact


@click.group(cls=NounGroup)
def company() -> None:
    """List companies and say what is known of them."""


@company.command("list")
@reads
@pass_session
def company_list(session: Session, as_json: bool) -> None:
    """List the companies with their deals, won and open."""
    from pipeboard.domain.companies import accounts
    from pipeboard.view.amounts import amounts_text

    with session.reading() as workspace:
        board = workspace.board
        known = accounts(board)
        if as_json:
            output.say_json_list("companies", (_record(one, board) for one in known))
            return
        rows = [
            (
                one.name,
                one.facts.text("industry") if one.facts else "",
                one.facts.text("size") if one.facts else "",
                str(_count(one, "open") or ""),
                amounts_text(_sums(one, "open", board), board.settings.currency),
                str(_count(one, "won") or ""),
                amounts_text(_sums(one, "won", board), board.settings.currency),
                ", ".join(person.name for person in _people(one)),
            )
            for one in known
        ]
    if not rows:
        output.warn("No deal names a company yet: `pipeboard edit DEAL --company NAME`.")
        return
    head = ("COMPANY", "INDUSTRY", "SIZE", "OPEN", "VALUE", "WON", "VALUE", "PEOPLE")
    output.say_lines(output.table(head, rows, right=(2, 3, 4, 5, 6), shrink=(7, 0, 1)))


@company.command("show")
@click.argument("name", type=COMPANY)
@reads
@pass_session
def company_show(session: Session, name: str, as_json: bool) -> None:
    """Show a company's deals and people."""
    from pipeboard.cli.lists import deal_table
    from pipeboard.domain.companies import find_account
    from pipeboard.view.scoring import company_text

    with session.reading() as workspace:
        board = workspace.board
        found = find_account(board, name)
        if as_json:
            deals = [
                {"id": one.id, "title": one.title, "status": one.status, "stage": board.stage_of(one).id}
                for one in found.deals
            ]
            people = [
                {"name": one.name, "role": one.role, "email": one.email, "phone": one.phone}
                for one in _people(found)
            ]
            output.say_json({**_record(found, board), "deals": deals, "people": people})
            return
        output.say(found.name)
        for text in (company_text(found.facts), found.facts.text("note") if found.facts else ""):
            if text:
                output.say(f"  {text}")
        if found.deals:
            output.say()
            output.say_lines(deal_table(list(found.deals), board, workspace.today()))
        rows = [(one.name, one.role, one.email, one.phone) for one in _people(found)]
        if rows:
            output.say()
            output.say_lines(output.table(("PEOPLE", "ROLE", "E-MAIL", "PHONE"), rows, shrink=(0, 2)))


@company.command("set")
@click.argument("name", type=COMPANY)
@click.option("--industry", metavar="TEXT", help="What they do.")
@click.option("--size", metavar="N", help="How many people work there.")
@click.option("--website", metavar="ADDRESS", help="Where they are on the web.")
@click.option("--note", metavar="TEXT", help="Whatever else there is to know.")
@writes
@pass_session
def company_set(session: Session, /, name: str, as_json: bool, **options: str | None) -> None:
    """Say what is known of a company.

    NAME is the company as deals name it, in any case. An empty value empties: `--note ""`.
    """
    from pipeboard.cli.definitions import definition_record
    from pipeboard.domain.actions import Define
    from pipeboard.domain.companies import accounts, key_of
    from pipeboard.domain.definitions import fields_of
    from pipeboard.domain.fields import parse_changes

    typed = {field: text for field, text in options.items() if text is not None}
    if not typed:
        raise BadInput("Nothing was said of it; see `pipeboard company set --help`.")
    with session.writing() as workspace:
        changes = parse_changes(fields_of("company"), typed, workspace.now())
        there = {key_of(one.name): one for one in accounts(workspace.board)}.get(key_of(name))
        facts = there.facts if there else None
        if facts is None:
            changes = {"title": there.name if there else name.strip(), **changes}
        action = Define("company", changes, facts.id if facts else None, at=session.moment(workspace))
        outcome = workspace.do(action)
        workspace.flush()
        if as_json:
            known = workspace.board.definitions("company").values()
            made = next(one for one in known if key_of(one.title) == key_of(there.name if there else name))
            output.say_json({"summary": outcome.summary, **definition_record(made)})
            return
        output.say(outcome.summary + ("" if there else " No deal names it yet."))


def _record(one: Account, board: Board) -> dict[str, object]:
    from pipeboard.domain.money import decimal_text

    def amounts(status: str) -> dict[str, str]:
        return {code: decimal_text(amount) for code, amount in _sums(one, status, board).items()}

    facts = one.facts
    return {
        "name": one.name,
        "industry": facts.text("industry") if facts else "",
        "size": facts.values.get("size") if facts else None,
        "website": facts.text("website") if facts else "",
        "note": facts.text("note") if facts else "",
        "open": _count(one, "open"),
        "open_value": amounts("open"),
        "won": _count(one, "won"),
        "won_value": amounts("won"),
        "contacts": len(_people(one)),
    }


def _of(one: Account, status: str) -> list[Deal]:
    return [deal for deal in one.deals if deal.status == status]


def _count(one: Account, status: str) -> int:
    return len(_of(one, status))


def _sums(one: Account, status: str, board: Board) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for deal in _of(one, status):
        if deal.value is not None:
            code = deal.currency or board.settings.currency
            sums[code] = sums.get(code, deal.value * 0) + deal.value
    return sums


def _people(one: Account) -> tuple[Contact, ...]:
    """The company's people, each once: those of one name and address are the same."""
    people = {
        (person.name.casefold(), person.email.casefold()): person
        for deal in one.deals
        for person in deal.contacts
    }
    return tuple(people.values())
