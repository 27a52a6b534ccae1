"""What is known of a deal by its framework: in a few words, and as the rows of the pane."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import UNKNOWN, Answer, Framework, framework_of, frameworks
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, LATE, SOFT, TEXT, TODAY, padded, paragraph
from pipeboard.view.edit import Edit
from pipeboard.view.glyph import glyph
from pipeboard.view.text import cells, clean, cut, fit

ROLES: Final = {"yes": "panel good", "partial": TODAY, "no": LATE, UNKNOWN: SOFT}
_ANSWER: Final = 9
"""Cells of the longest answer and a blank."""
_WIDE: Final = 56
"""From so many cells on, the pane says who answered."""


def marks_text(deal: Deal, today: date, zone: tzinfo) -> str:
    """ "MQL 3 Nov, SQL 10 Nov"; "" for a deal without marks."""
    marks = ((name, moment) for name, moment in (("MQL", deal.mql), ("SQL", deal.sql)) if moment)
    return ", ".join(f"{name} {day_of(moment, today, zone)}" for name, moment in marks)


def overview(deal: Deal, board: Board) -> tuple[str, str]:
    """The framework's name and how far it is: "BANT" and "BA~·, 2 of 4 yes"; empty while nothing is known."""
    signs = glyph(deal, frameworks(board))
    if not signs:
        return "", ""
    framework = framework_of(board, deal.framework, deal.answers)
    criteria = framework.criteria
    answers = deal.answers_in(deal.framework)
    yes = sum(1 for one in criteria if one.id in answers and answers[one.id].answer == "yes")
    return framework.title, f"{signs}, {yes} of {len(criteria)} yes"


def pane_rows(deal: Deal, board: Board, today: date, cursor: int, width: int) -> list[Row]:
    """One row for each criterion: its number, letter, title, answer and note, who and when."""
    framework = framework_of(board, deal.framework, deal.answers)
    answers = deal.answers_in(framework.id)
    room = min(max((cells(one.title) for one in framework.criteria), default=0), max(width // 3, 8))
    rows: list[Row] = []
    for place, criterion in enumerate(framework.criteria):
        known = answers.get(criterion.id)
        answer = known.answer if known else UNKNOWN
        chosen = place == cursor
        head = f" {place + 1} {criterion.letter} {fit(criterion.title, room)}  "
        spans: list[Span] = [(head, CHOSEN if chosen else TEXT)]
        spans.append((fit(answer, _ANSWER), CHOSEN if chosen else ROLES[answer]))
        left = width - sum(cells(text) for text, _ in spans)
        who = f" {answered_by(known, today, board.zone)}" if known and width >= _WIDE else ""
        note = known.note if known else ""
        spans.append(
            (fit(cut(note, max(left - cells(who), 1)), max(left - cells(who), 0)) + who, _soft(chosen))
        )
        rows.append(padded(tuple(spans), width, CHOSEN if chosen else TEXT))
    return rows


def pane_words(
    deal: Deal, board: Board, today: date, cursor: int, width: int, note: Edit | None = None
) -> list[Row]:
    """Below the rows: the question of the highlighted criterion, or the note being typed; and the marks."""
    framework = framework_of(board, deal.framework, deal.answers)
    rows: list[Row] = []
    if note is not None:
        label = f" Note on {_titled(framework, cursor)}: "
        rows.append(((label, SOFT), *note.row(max(width - cells(label), 1))[0]))
    elif framework.criteria:
        question = paragraph(framework.criteria[cursor].question, max(width - 1, 1), SOFT, most=2)
        rows.extend(((" ", SOFT), *row) for row in question)
    rows = [*rows[:2], *(() for _ in range(2 - len(rows)))]
    marks = marks_text(deal, today, board.zone)
    rows.append(((f" {marks or 'Neither MQL nor SQL yet'}", TEXT if marks else SOFT),))
    return rows


def _titled(framework: Framework, place: int) -> str:
    return framework.criteria[place].title if framework.criteria else framework.title


def answered_by(answer: Answer, today: date, zone: tzinfo) -> str:
    """Who gave an answer, and when."""
    return clean(", ".join(part for part in (answer.by, day_of(answer.at, today, zone)) if part))


def day_of(moment: datetime, today: date, zone: tzinfo) -> str:
    """The day of a moment."""
    return show_day(local_day(moment, zone), today)


def _soft(chosen: bool) -> str:
    return CHOSEN if chosen else SOFT
