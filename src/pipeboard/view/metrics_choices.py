"""What the metrics can be narrowed to or broken down by, to pick from."""

from __future__ import annotations

from collections.abc import Sequence

from pipeboard.domain.board import Board
from pipeboard.view.metrics import DIMENSIONS
from pipeboard.view.picker import Option


def owner_options(board: Board, here: str) -> Sequence[Option]:
    """Everyone, and each owner of a deal."""
    names = sorted({deal.owner for deal in board.deals.values() if deal.owner}, key=str.casefold)
    everyone = Option("", "Everyone", here=not here)
    return [everyone, *(Option(one, one, here=one == here) for one in names)]


def source_options(board: Board, here: str) -> Sequence[Option]:
    """All sources, and each one that a deal has."""
    names = sorted({deal.source for deal in board.deals.values() if deal.source}, key=str.casefold)
    everywhere = Option("", "All sources", here=not here)
    return [everywhere, *(Option(one, one, here=one == here) for one in names)]


def pipeline_options(board: Board, here: str) -> Sequence[Option]:
    """All pipelines, and each one in use; nothing where there is only one."""
    if len(board.live_pipelines()) < 2:
        return []
    whole = Option("", "All pipelines", here=not here)
    return [whole, *(Option(one.id, one.name, here=one.id == here) for one in board.live_pipelines())]


def dimension_options(_board: Board, here: str) -> Sequence[Option]:
    """What deals can be broken down by."""
    return [Option(name, name.title(), here=name == here) for name in DIMENSIONS]
