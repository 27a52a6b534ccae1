"""The board's own settings, which everybody who has the file shares: `settings`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pairs_of, pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.domain.errors import BadInput

if TYPE_CHECKING:
    from pipeboard.domain.board import BoardSettings

ABOUT: Final = {
    "name": "what the board is called",
    "currency": "of new deals and of all sums",
    "timezone": "in which days begin and end",
    "fiscal_start": "month in which quarters and years begin",
    "haircut": "percent of forecast deals that go dark",
    "assumed_conversion": "percent of new leads that are won, until there is history",
    "margin": "percent of a sale that is left",
    "churn": "percent of customers that leave in a year",
    "customer_years": "how long a customer stays where no churn is set",
}


@click.group(cls=NounGroup)
def settings() -> None:
    """List and change the settings of the board, which its team shares."""


@settings.command("list")
@reads
@pass_session
def settings_list(session: Session, as_json: bool) -> None:
    """List the board's settings.

    Yours, such as keys and colours, are in a file of their own: `pipeboard help settings`.
    """
    with session.reading() as workspace:
        found = workspace.board.settings
    if as_json:
        output.say_json(_record(found))
        return
    rows = [(name, str(value), ABOUT[name]) for name, value in _record(found).items()]
    output.say_lines(output.table(("NAME", "VALUE", "WHAT"), rows, shrink=(2, 1)))


@settings.command("set")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE...")
@writes
@pass_session
def settings_set(session: Session, values: tuple[str, ...], as_json: bool) -> None:
    """Change the board's settings.

    `pipeboard settings set fiscal_start=4 margin=70`. An empty value is the default again.
    """
    from pipeboard.domain.actions import SetBoard
    from pipeboard.domain.fields import BOARD, parse_changes

    with session.writing() as workspace:
        typed = pairs_of(values, "`settings set`")
        if len(typed) < len(values):
            raise BadInput("A setting is given twice; say once what it is to be.")
        changes = parse_changes(BOARD, typed, workspace.now())
        outcome = workspace.do(SetBoard(changes, at=session.moment(workspace)))
        found = workspace.board.settings
    if as_json:
        output.say_json({"summary": outcome.summary, **_record(found)})
    else:
        output.say(outcome.summary)


def _record(found: BoardSettings) -> dict[str, object]:
    return {name: getattr(found, name) for name in ABOUT}
