"""The command that lists what is missing in data and process: `audit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import FilterCommand, filter_words, of_view, pass_session, reads
from pipeboard.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeboard.domain.board import Board
    from pipeboard.metrics.audit import Audit
    from pipeboard.metrics.health import Finding

FINDING_KEYS: Final = ("code", "title", "advice", "command", "count", "deals", "things")
"""Keys of a finding in `audit --json`."""
_SHOWN: Final = 10
"""So many deals of a finding are printed; `--json` has them all."""


@click.command(cls=FilterCommand)
@filter_words
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    metavar="N",
    help="A material is stale when it was not reviewed for N days (180).",
)
@click.option("--weeks", type=click.IntRange(0, 52), metavar="N", help="Count for N weeks back (8).")
@of_view
@reads
@click.pass_context
@pass_session
def audit(
    session: Session,
    ctx: click.Context,
    words: tuple[str, ...],
    days: int | None,
    weeks: int | None,
    view: str | None,
    as_json: bool,
) -> None:
    """List what is missing in data and process.

    FILTER selects deals, as for `pipeboard list`. Each kind of gap comes with the command that mends it. Exit
    code 1 when there is any, 0 when there is none.
    """
    from pipeboard.metrics.audit import WEEKS
    from pipeboard.metrics.health import MATERIAL_DAYS

    with session.reading() as workspace:
        board = workspace.board
        found = workspace.reporter().audit(
            keep=session.keeper(" ".join(words), workspace, session.view(view, board) if view else None),
            material_days=MATERIAL_DAYS if days is None else days,
            weeks=WEEKS if weeks is None else weeks,
        )
        if as_json:
            _say_json(found)
        else:
            _say(found, board)
    ctx.exit(1 if found.findings else 0)


def _say(found: Audit, board: Board) -> None:
    from pipeboard.view.audit import trend_words

    if not found.findings:
        output.say("Nothing is missing.")
    else:
        gaps, kinds = found.count, len(found.findings)
        output.say(
            f"{gaps} gap{'s' if gaps != 1 else ''} of {kinds} kind{'s' if kinds != 1 else ''}."
            " The command below each kind mends one."
        )
    for one in found.findings:
        output.say()
        output.say(f"{one.title[:1].upper()}{one.title[1:]} ({one.count})")
        output.say(f"  pipeboard {one.command}")
        output.say_lines(list(_things(one, board)))
    if len(found.trend) > 1:
        output.say()
        output.say(trend_words(found.trend))


def _things(one: Finding, board: Board) -> Iterator[str]:
    from pipeboard.domain.find import short_ids
    from pipeboard.view.text import clean

    short = short_ids(board)
    deals = [board.deals[deal] for deal in one.deals if deal in board.deals]
    rows = [(f"  - {short.get(deal.id, deal.id)}", deal.title, deal.company) for deal in deals[:_SHOWN]]
    if rows:
        yield from output.table(("", "", ""), rows, shrink=(1, 2))[1:]
    yield from (f"  - {clean(name)}" for name in one.things[:_SHOWN])
    left = one.count - min(len(one.deals), _SHOWN) - min(len(one.things), _SHOWN)
    if left:
        yield f"  - and {left} more: --json lists them"


def _say_json(found: Audit) -> None:
    output.say_json_list(
        "findings",
        (
            {
                "code": one.code,
                "title": one.title,
                "advice": one.advice,
                "command": f"pipeboard {one.command}",
                "count": one.count,
                "deals": list(one.deals),
                "things": list(one.things),
            }
            for one in found.findings
        ),
        count=found.count,
        trend=[{"day": one.day.isoformat(), "count": one.count} for one in found.trend],
    )
