"""The command that lists deals which look the same: `duplicates`."""

from __future__ import annotations

import click

from pipeboard.cli import output
from pipeboard.cli.options import pass_session, reads
from pipeboard.cli.session import Session


@click.command()
@reads
@pass_session
def duplicates(session: Session, as_json: bool) -> None:
    """List open deals that look the same.

    They share title and company. `pipeboard merge DUPLICATE INTO` makes one of them part of another.
    """
    from pipeboard.domain.dates import show_day
    from pipeboard.domain.duplicates import look_alikes
    from pipeboard.domain.find import short_ids
    from pipeboard.domain.followup import local_day
    from pipeboard.view.card import value_text

    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        groups = look_alikes(board.visible_deals())
        if as_json:
            output.say_json_list("duplicates", ({"deals": list(group)} for group in groups))
            return
        if not groups:
            output.warn("No open deals look the same.")
            return
        short = short_ids(board)
        rows: list[tuple[str, ...]] = []
        for group in groups:
            rows += [("",) * 7] if rows else []
            for deal in map(board.deals.__getitem__, group):
                value = value_text(deal, board.settings.currency)
                made = show_day(local_day(deal.created, board.zone), today)
                stage = board.stage_of(deal).name
                rows.append((short[deal.id], deal.title, deal.company, value, stage, deal.owner, made))
    head = ("ID", "TITLE", "COMPANY", "VALUE", "STAGE", "OWNER", "CREATED")
    output.say_lines(output.table(head, rows, right=(3,), shrink=(1, 2, 4), drop=(6, 5, 4)))
    output.say()
    output.say_text("`pipeboard merge DUPLICATE INTO` makes one of them part of another.")
