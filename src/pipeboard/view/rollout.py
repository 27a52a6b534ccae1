"""The roll-out as rows of text: phases, their steps, and words about the highlighted one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_day
from pipeboard.domain.rollout import TRAINING, Step, untrained
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, GOOD, LATE, SOFT, TEXT, padded, paragraph
from pipeboard.view.text import cells, clean, fit

_PHASE = 9


def rows(steps: Sequence[Step], first: int, count: int, chosen: int, today: date, width: int) -> list[Row]:
    """Some of the steps, each a row of `width` cells; a phase is named where it begins."""
    shown: list[Row] = []
    for at, step in enumerate(steps[first : first + count], first):
        phase = step.definition.text("phase")
        begins = at == first or steps[at - 1].definition.text("phase") != phase
        row = _row(step, phase if begins else "", today, width)
        shown.append(tuple((text, CHOSEN) for text, _ in row) if at == chosen else row)
    return shown


def words(step: Step, board: Board, today: date, width: int) -> list[Row]:
    """What is known of a step, and the command that does it."""
    told = [step.definition.title]
    if step.ticked:
        told.append(f"ticked {show_day(step.ticked, today)}")
    elif step.by_itself:
        told.append("the board tells that it is done")
    if step.definition.text("owner"):
        told.append(step.definition.text("owner"))
    said = paragraph(" · ".join(clean(one) for one in told), width, TEXT, most=2)
    left = untrained(board) if step.definition.id == "trained" and not step.done else ()
    if left:
        said += paragraph(f"Without a {TRAINING}: {', '.join(left)}", width, SOFT, most=1)
    elif step.definition.text("how") and not step.done:
        said += paragraph(f"pipeboard {step.definition.text('how')}", width, SOFT, most=1)
    return said


def _row(step: Step, phase: str, today: date, width: int) -> Row:
    sign: Span = (" ✓ ", GOOD) if step.done else (" · ", SOFT)
    late = step.due is not None and not step.done and step.due < today
    due = show_day(step.due, today) if step.due is not None and not step.done else ""
    right: tuple[Span, ...] = ((f" {clean(due)}", LATE if late else SOFT),) if due else ()
    head: tuple[Span, ...] = ((f" {fit(phase, _PHASE)}", SOFT), sign)
    room = max(width - sum(cells(text) for text, _ in (*head, *right)), 1)
    return padded((*head, (fit(step.definition.title, room), SOFT if step.done else TEXT), *right), width)
