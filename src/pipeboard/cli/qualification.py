"""The command that says what is known of a deal: `qualify`."""

from __future__ import annotations

import click

from pipeboard.cli.options import pairs_of, pass_session, writes
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, FRAMEWORK


@click.command()
@click.argument("deal", type=DEAL)
@click.argument("answers", nargs=-1, metavar="[CRITERION=ANSWER]...")
@click.option(
    "--framework",
    default="",
    type=FRAMEWORK,
    metavar="NAME",
    help="Qualify by bant, champ, meddic or one of your own from now on.",
)
@click.option(
    "--note", "notes", multiple=True, metavar="CRITERION=TEXT", help="What stands behind an answer."
)
@click.option("--mql", is_flag=True, help="Mark as a marketing qualified lead.")
@click.option("--sql", is_flag=True, help="Mark as a sales qualified lead.")
@writes
@pass_session
def qualify(
    session: Session,
    deal: str,
    answers: tuple[str, ...],
    framework: str,
    notes: tuple[str, ...],
    mql: bool,
    sql: bool,
    as_json: bool,
) -> None:
    """Say what is known of a deal.

    ANSWER is yes, partial, no or unknown: `pipeboard qualify acme budget=yes need=partial`. More about it:
    `pipeboard help qualification`.
    """
    from pipeboard.domain.actions import QualifyDeals
    from pipeboard.domain.find import find_deal

    given, texts = pairs_of(answers, "qualify"), pairs_of(notes, "--note")
    marks = tuple(mark for mark, wanted in (("mql", mql), ("sql", sql)) if wanted)
    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        action = QualifyDeals((found.id,), framework, given, texts, marks, at=session.moment(workspace))
        outcome = workspace.do(action)
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)
