"""The stages of a pipeline as a table to edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.pipeline import Stage
from pipeboard.view.card import Row
from pipeboard.view.dialog import CHOSEN, RULE, SOFT, TEXT, padded, paragraph
from pipeboard.view.picker import Option
from pipeboard.view.text import fit, fit_right

USUAL: Final = range(5, 8)
"""So many stages before the win suit most teams: a hint, never a limit."""
_WIDE: Final = 60
"""From so many cells on, every column is shown."""


@dataclass(frozen=True, slots=True)
class StageTable:
    """The rows of the table, and which of them is the highlighted stage's."""

    head: Row
    rows: tuple[Row, ...]
    at: int


def stage_table(board: Board, stages: Sequence[Stage], cursor: int, width: int) -> StageTable:
    """One row for each stage, a rule between those before and those after the win."""
    counts = board.deals_by_stage
    rows: list[Row] = []
    at = 0
    for place, stage in enumerate(stages):
        if place and stage.phase == "post" and stages[place - 1].phase == "pre":
            rows.append(((fit("  ── after the win ", width), RULE),))
        if place == cursor:
            at = len(rows)
        rows.append(_row(stage, counts, width, chosen=place == cursor))
    wide = width >= _WIDE
    name = fit("  Stage", _name_width(width))
    columns = (
        f"{'Chance':>7}{'Target':>8}{'Idle':>6}{'Deals':>7}  Marks" if wide else f"{'Chance':>7}{'Deals':>7}"
    )
    return StageTable(((fit(name + columns, width), SOFT),), tuple(rows), at)


def stage_words(stages: Sequence[Stage], cursor: int, width: int) -> list[Row]:
    """What the highlighted stage says about itself, in three rows at most."""
    if not stages:
        return []
    stage = stages[cursor]
    facts = [f"Colour {stage.colour}." if stage.colour else "", f"{stage.role}." if stage.role else ""]
    text = " ".join(one for one in (stage.goal, *facts) if one)
    return paragraph(text or "No goal yet; e edits the stage.", width, SOFT, most=3)


def usual_number(stages: Sequence[Stage]) -> str:
    """A hint where the number of stages is unusual; "" where it is not."""
    count = sum(1 for stage in stages if stage.phase == "pre")
    if count in USUAL or not count:
        return f"{count} stages" if count else ""
    return f"{count} {'stage' if count == 1 else 'stages'}; {USUAL[0]} to {USUAL[-1]} are usual"


def receivers(board: Board, stage: Stage) -> tuple[Option, ...]:
    """The stages that can take over another one's deals."""
    counts = board.deals_by_stage
    held = counts.get(stage.id, 0)
    return tuple(
        Option(
            one.id,
            one.name,
            f"{counts.get(one.id, 0)} → {counts.get(one.id, 0) + held} deals" if held else "",
        )
        for one in board.stages_in(stage.pipeline)
        if one.id != stage.id and one.phase == stage.phase
    )


def held_deals(board: Board, stage: Stage) -> int:
    """How many visible deals of any status the stage holds."""
    return sum(1 for deal in board.visible_deals() if board.stage_of(deal).id == stage.id)


def _name_width(width: int) -> int:
    return max(width - 28 - 18, 16) if width >= _WIDE else max(width - 14, 8)


def _row(stage: Stage, counts: Mapping[str, int], width: int, *, chosen: bool) -> Row:
    room = _name_width(width)
    chance = f"{stage.probability}%" if stage.phase == "pre" else ""
    held = str(counts.get(stage.id, 0) or "-")
    limit = f"limit {stage.limit}{' holds' if stage.limit_holds else ''}"
    said = (("qualified", stage.qualified), ("offer", stage.offer), (limit, bool(stage.limit)))
    marks = ", ".join(word for word, on in said if on)
    name = fit(f"  {stage.name}", room)
    if width >= _WIDE:
        days = f"{stage.days}d" if stage.days else "-"
        idle = f"{stage.idle}d" if stage.idle else "-"
        figures = f"{chance:>7}{days:>8}{idle:>6}{held:>7}  {marks}"
    else:
        figures = fit_right(chance, 7) + fit_right(held, 7)
    row: Row = ((name, CHOSEN if chosen else TEXT), (figures, CHOSEN if chosen else SOFT))
    return padded(row, width, CHOSEN if chosen else TEXT)
