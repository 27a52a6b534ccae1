"""A program that works on a board as an app does; it prints the id of each action once it is confirmed.

Arguments: the board, the state folder, the author, how many actions, and a seed.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from pipeboard.domain import actions
from pipeboard.domain.actions import Action
from pipeboard.workspace.workspace import Workspace

DAY = date(2026, 12, 1)


def action(workspace: Workspace, chance: Random, number: int, mine: list[str]) -> Action:
    """Something that surely changes the board: on a deal of one's own, or on the one that both work on."""
    author, shared = workspace.author, next(iter(workspace.board.deals))
    deal = chance.choice(mine) if mine else shared
    match chance.randrange(7) if mine else 0:
        case 0:
            return actions.AddDeal({"title": f"{author} {number}", "value": Decimal(number)})
        case 1:
            return actions.EditDeals((shared,), {"value": Decimal(number), "source": f"{author} {number}"})
        case 2:
            return actions.EditDeals((deal,), {"company": f"{author} {number}"})
        case 3:
            here = workspace.board.deals[deal].stage
            stages = [stage.id for stage in workspace.board.stages_in("sales") if stage.phase == "pre"]
            return actions.MoveDeals((deal,), chance.choice([one for one in stages if one != here]))
        case 4:
            return actions.LogTouch((shared,), "call", f"{author} {number}")
        case 5:
            return actions.PlanFollowUp((deal,), "call", DAY + timedelta(days=number % 60))
        case _:
            return actions.AddNote((deal, shared), f"{author} {number}")


def main(board: str, state: str, author: str, count: int, seed: int) -> None:
    """Acts, looks at what the other did now and then, and sometimes takes something back."""
    chance = Random(seed)
    workspace = Workspace.open(Path(board), state_dir=Path(state), author=author)
    mine: list[str] = []
    for number in range(count):
        if number % 50 == 49:
            outcome = workspace.do(actions.Undo(anyway=True))
            mine = [one for one in mine if one in workspace.board.deals]
        else:
            wanted = action(workspace, chance, number, mine)
            outcome = workspace.do(wanted)
            mine += outcome.changed if isinstance(wanted, actions.AddDeal) else ()
        sys.stdout.write(f"{outcome.act}\n")
        sys.stdout.flush()
        if number % 5 == seed % 5:
            workspace.reload()
    workspace.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
