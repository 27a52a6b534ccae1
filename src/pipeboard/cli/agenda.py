"""The command that tells what is to be done: `agenda`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import FilterCommand, filter_words, of_view, pass_session, reads
from pipeboard.cli.session import Session

if TYPE_CHECKING:
    from pipeboard.domain.board import Board
    from pipeboard.view.agenda import Agenda, Entry

ENTRY_KEYS: Final = (
    *("section", "day", "deal", "deal_title", "company", "value", "currency", "stage", "stage_name"),
    *("status", "owner", "reason", "last_activity", "quiet_days", "silent", "follow_up", "date", "label"),
)
"""Keys of an entry in `agenda --json`."""
_HEAD: Final = ("", "ID", "DUE", "KIND", "DEAL", "COMPANY", "VALUE", "OWNER", "ABOUT")
_VALUE: Final = 6


@click.command(cls=FilterCommand)
@filter_words
@click.option("--mine", is_flag=True, help="Only what you are to do.")
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    metavar="N",
    help="A deal is silent after N days without a touch, whatever its stage says.",
)
@click.option("--one-line", is_flag=True, help="Print the counts alone, or nothing when all is clear.")
@of_view
@reads
@pass_session
def agenda(
    session: Session,
    words: tuple[str, ...],
    mine: bool,
    days: int | None,
    one_line: bool,
    view: str | None,
    as_json: bool,
) -> None:
    """Print what is to be done.

    FILTER selects deals, as for `pipeboard list`.

    What is overdue, due today, this week and later: follow-ups, and dates of deals such as a renewal. Then
    deals to nurture, open deals without a next step, and deals gone silent. A silent deal that is also
    overdue or without a next step is printed once; --json has it in both sections.
    """
    from pipeboard.view.agenda import agenda as agenda_of

    if one_line and as_json:
        raise click.UsageError("--one-line and --json do not go together.")
    with session.reading() as workspace:
        board = workspace.board
        keep = session.keeper(" ".join(words), workspace, session.view(view, board) if view else None)
        found = agenda_of(
            board, workspace.today(), me=session.author if mine else "", days=days or 0, keep=keep
        )
        if as_json:
            _say_json(found, board, mine=mine)
        elif one_line:
            if found.summary:
                output.say(found.summary)
        else:
            _say_sections(found, board, filtered=keep is not None)


def _say_sections(found: Agenda, board: Board, *, filtered: bool) -> None:
    if not found.shown:
        those = "these deals" if filtered else "every open deal"
        have = "have" if filtered else "has"
        output.warn(f"All clear: nothing is due, and {those} {have} a next step.")
        return
    # One table, so that the columns of all sections stand below each other.
    rows = _rows(found, board)
    head, *lines = output.table(_HEAD, rows, right=(_VALUE,), shrink=(4, 5, 8, 7), drop=(5, 7, 3, 8))
    left = iter(lines)
    output.say_lines([head.rstrip()])
    for section in found.sections:
        if section.shown:
            output.say()
            output.say(f"{section.title} ({len(section.shown)})")
            output.say_lines([next(left) for _ in section.shown])


def _rows(found: Agenda, board: Board) -> list[tuple[str, ...]]:
    from pipeboard.domain.find import short_ids
    from pipeboard.domain.ids import shortest_tails
    from pipeboard.domain.money import show_compact
    from pipeboard.view.agenda_list import due_words, kind_words, said

    deals = short_ids(board)
    steps = shortest_tails([step.id for deal in board.deals.values() for step in deal.follow_ups])

    def row(entry: Entry) -> tuple[str, ...]:
        deal, step = entry.deal, entry.step if entry.kind != "silent" else None
        currency = deal.currency or board.settings.currency
        return (
            "",
            steps[step.id] if step else deals[deal.id],
            due_words(entry, found, board, 20),
            kind_words(entry),
            deal.title,
            deal.company,
            "" if deal.value is None else show_compact(deal.value, currency),
            entry.owner,
            said(entry, board, found.today),
        )

    return [row(entry) for entry in found.shown]


def _say_json(found: Agenda, board: Board, *, mine: bool) -> None:
    output.say_json_list(
        "entries",
        (_record(entry, found, board) for entry in found.entries),
        today=found.today.isoformat(),
        mine=mine,
        summary=found.summary,
        counts=dict(found.counts),
    )


def _record(entry: Entry, found: Agenda, board: Board) -> dict[str, object]:
    from pipeboard.cli.records import deal_record, follow_up_record
    from pipeboard.domain.deadlines import label_of
    from pipeboard.view.agenda import quiet_days

    deal = deal_record(entry.deal, board, found.today)
    record = {
        **deal,
        "section": entry.kind,
        "day": entry.day.isoformat() if entry.day else None,
        "deal": deal["id"],
        "deal_title": deal["title"],
        "owner": entry.owner,
        "last_activity": _moment_text(entry),
        "quiet_days": quiet_days(entry.deal, board, found.today),
        "silent": entry.silent,
        "follow_up": follow_up_record(entry.step) if entry.step else None,
        "date": entry.field or None,
        "label": label_of(entry.field, entry.deal) if entry.field else "",
    }
    return {key: record[key] for key in ENTRY_KEYS}


def _moment_text(entry: Entry) -> str:
    from pipeboard.domain.dates import moment_text

    return moment_text(entry.deal.last_activity)
