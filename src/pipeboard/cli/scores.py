"""Commands that judge a deal by what the team defined: `score` and `fit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.options import pass_session, reads, writes
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL
from pipeboard.domain.errors import BadInput

if TYPE_CHECKING:
    from pipeboard.workspace.workspace import Workspace


@click.command()
@click.argument("deal", type=DEAL)
@click.option("--set", "by_hand", metavar="N", help="Set the score by hand.")
@click.option("--clear", is_flag=True, help="Go by the rules again.")
@writes
@pass_session
def score(session: Session, deal: str, by_hand: str | None, clear: bool, as_json: bool) -> None:
    """Show or set the score of a deal.

    Each rule with its points, and whether it holds. A score set by hand counts in the place of the computed
    one; both are shown. The rules are the team's: `pipeboard define score`.
    """
    from pipeboard.domain.find import find_deal

    if by_hand is None and not clear:
        with session.reading() as workspace:
            found = find_deal(workspace.board, deal)
            _show(found.id, workspace, as_json=as_json)
        return
    if by_hand is not None and clear:
        raise BadInput("Either set the score by hand (--set) or go by the rules (--clear), not both.")
    from pipeboard.domain.actions import EditDeals
    from pipeboard.domain.fields import DEAL as TABLE
    from pipeboard.domain.fields import parse_changes

    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        changes = parse_changes(TABLE, {"score_override": by_hand or ""}, workspace.now())
        outcome = workspace.do(EditDeals((found.id,), changes, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


def _show(deal_id: str, workspace: Workspace, *, as_json: bool) -> None:
    from pipeboard.domain.scoring import score as score_of
    from pipeboard.view.scoring import HOLDS, points_text, rule_text, score_text

    board = workspace.board
    deal = board.deals[deal_id]
    found = score_of(deal, board, workspace.today())
    if as_json:
        rules = [
            {
                "id": line.rule.definition.id,
                "title": line.rule.definition.title,
                "when": line.rule.definition.text("when"),
                "points": line.points,
                "holds": line.holds,
                "problem": line.rule.problem,
            }
            for line in found.lines
        ]
        head = {"deal": deal.id, "deal_title": deal.title}
        numbers = {"score": found.counts, "computed": found.computed, "override": found.override}
        output.say_json({**head, **numbers, "rules": rules})
        return
    output.say(f"{deal.title}: score {score_text(found)}")
    rows = [
        (
            "!" if line.rule.problem else HOLDS if line.holds else "",
            points_text(line.points),
            rule_text(line),
            line.rule.definition.text("when"),
        )
        for line in found.lines
    ]
    if rows:
        output.say_lines(output.table(("", "POINTS", "RULE", "WHEN"), rows, right=(1,), shrink=(2, 3)))
    else:
        output.warn("There are no rules yet; make one: `pipeboard define score NAME when=FILTER points=N`.")


@click.command()
@click.argument("deal", type=DEAL)
@reads
@pass_session
def fit(session: Session, deal: str, as_json: bool) -> None:
    """Show how well a deal fits the team's profiles.

    What each profile asks and what is known of it; the best one counts. Profiles are defined with
    `pipeboard define profile`, companies with `pipeboard company set`.
    """
    from pipeboard.domain.find import find_deal
    from pipeboard.domain.profiles import fits
    from pipeboard.view.scoring import FITS, fit_text, part_state

    with session.reading() as workspace:
        found = find_deal(workspace.board, deal)
        profiles = fits(found, workspace.board)
    if as_json:
        records = [
            {
                "profile": one.profile.id,
                "title": one.profile.title,
                "fit": one.percent,
                "parts": [
                    {
                        "name": part.name,
                        "asked": part.asked,
                        "known": part.known,
                        "matched": part_state(part),
                        "share": round(part.found / part.of, 4),
                    }
                    for part in one.parts
                ],
            }
            for one in profiles
        ]
        best = profiles[0].percent if profiles else None
        output.say_json({"deal": found.id, "deal_title": found.title, "fit": best, "profiles": records})
        return
    if not profiles:
        output.warn(
            "There is no profile that asks anything; make one: "
            "`pipeboard define profile NAME industries=... smallest=10`."
        )
        return
    output.say(f"{found.title}: fits {fit_text(profiles[0])}")
    for one in profiles:
        output.say()
        output.say(fit_text(one))
        rows = [
            (f"  {FITS[part_state(part)]}", part.name, part.known or "unknown", part.asked)
            for part in one.parts
        ]
        output.say_lines(output.table(("", "", "KNOWN", "ASKED"), rows, shrink=(2, 3)))
