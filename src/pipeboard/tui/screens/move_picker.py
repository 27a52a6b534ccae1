"""Pick the stage that deals move to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.picker import Picker
from pipeboard.view.picker import stage_options


def move_picker(board: Board, deals: Sequence[Deal], *, moved: Callable[[str], None] | None = None) -> Picker:
    """The stages of the deals' pipeline, the cursor on where the (first) deal is. Ends with a stage's id."""
    stage = board.stage_of(deals[0])
    about = deals[0].title if len(deals) == 1 else f"{len(deals)} deals"
    options = stage_options(board, stage.pipeline, deals)
    return Picker("Move to", options, cursor=stage.id, verb="move", aside=about, moved=moved)
