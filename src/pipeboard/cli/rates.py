"""Commands for the rates between the board's currency and others: `rates`."""

from __future__ import annotations

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, writes
from pipeboard.cli.session import Session


@click.group(cls=NounGroup)
def rates() -> None:
    """Say what other currencies are worth in the board's."""


@rates.command("list")
@reads
@pass_session
def rates_list(session: Session, as_json: bool) -> None:
    """List the rates, and the currencies of deals that have none."""
    from pipeboard.domain.money import decimal_text
    from pipeboard.domain.pricing import currencies

    with session.reading() as workspace:
        here = workspace.board.settings.currency
        found = currencies(workspace.board)
        if as_json:
            records = [
                {
                    "currency": one.code,
                    "rate": None if one.rate is None else decimal_text(one.rate),
                    "open_deals": one.open_deals,
                }
                for one in found
            ]
            output.say_json_list("rates", records, currency=here)
            return
        if not found:
            output.warn(f"Every deal is in {here}; set a rate with `pipeboard rates set USD 0.92`.")
            return
        rows = [
            (
                one.code,
                f"no rate: not summed in {here}" if one.rate is None else f"{decimal_text(one.rate)} {here}",
                str(one.open_deals),
            )
            for one in found
        ]
        output.say_lines(output.table(("CURRENCY", "ONE IS WORTH", "OPEN DEALS"), rows, right=(2,)))


@rates.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("currency")
@click.argument("rate")
@writes
@pass_session
def rates_set(session: Session, currency: str, rate: str, as_json: bool) -> None:
    """Set how much one unit of a currency is worth in the board's.

    `pipeboard rates set USD 0.92`. Open deals go by it at once; closed ones keep the rate of their day.
    """
    from pipeboard.domain.actions import Define
    from pipeboard.domain.money import parse_rate

    with session.writing() as workspace:
        action = Define("rate", {"title": currency, "rate": parse_rate(rate)}, at=session.moment(workspace))
        outcome = workspace.do(action)
    _tell(outcome.summary, as_json=as_json)


@rates.command("remove")
@click.argument("currency")
@writes
@pass_session
def rates_remove(session: Session, currency: str, as_json: bool) -> None:
    """Take a rate away: amounts in that currency are shown by themselves again."""
    from pipeboard.domain.actions import Undefine

    with session.writing() as workspace:
        outcome = workspace.do(Undefine("rate", currency.strip().upper(), at=session.moment(workspace)))
    _tell(outcome.summary, as_json=as_json)


def _tell(summary: str, *, as_json: bool) -> None:
    if as_json:
        output.say_json({"summary": summary})
    else:
        output.say(summary)
