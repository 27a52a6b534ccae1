"""What is known of a deal by its framework: the lines of the details' tab, and the rows of the pane."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import UNKNOWN, Answer, Framework, framework_of, frameworks
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, LATE, SOFT, TEXT, TITLE, TODAY, padded, paragraph
from pipeboard.view.edit import Edit
from pipeboard.view.glyph import glyph
from pipeboard.view.scoring import scoring_lines
from pipeboard.view.text import cells, clean, cut, fit, wrap

ROLES: Final = {"yes": "panel good", "partial": TODAY, "no": LATE, UNKNOWN: SOFT}
_ANSWER: Final = 9
"""Cells of the longest answer and a blank."""
_WIDE: Final = 56
"""From so many cells on, the pane says who answered."""


def marks_text(deal: Deal, today: date, zone: tzinfo) -> str:
    """ "MQL 3 Nov, SQL 10 Nov"; "" for a deal without marks."""
    marks = ((name, moment) for name, moment in (("MQL", deal.mql), ("SQL", deal.sql)) if moment)
    return ", ".join(f"{name} {_day(moment, today, zone)}" for name, moment in marks)


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


def qualification_lines(deal: Deal, board: Board, today: date, width: int) -> list[Row]:
    """The details' tab, each line exactly `width` cells."""
    framework = framework_of(board, deal.framework, deal.answers)
    answers = deal.answers_in(framework.id)
    signs = glyph(deal, frameworks(board))
    lines = [_line(f"{framework.title}  {signs}" if signs else framework.title, TITLE, width)]
    for criterion in framework.criteria:
        known = answers.get(criterion.id)
        answer = known.answer if known else UNKNOWN
        lines.append(_line("", TEXT, width))
        lines.append(_line(f"{criterion.letter}  {criterion.title}: {answer}", ROLES[answer], width))
        if known and known.note:
            lines.extend(_line(f"   {text}", TEXT, width) for text in wrap(known.note, max(width - 5, 1)))
        if known:
            lines.append(_line(f"   {_who(known, today, board.zone)}", SOFT, width))
        else:
            lines.extend(_line(f"   {text}", SOFT, width) for text in wrap(criterion.question, width - 5))
    lines.append(_line("", TEXT, width))
    for name, moment in (("MQL", deal.mql), ("SQL", deal.sql)):
        since = f"since {_day(moment, today, board.zone)}" if moment else "not yet"
        lines.append(_line(f"{name} {since}", TEXT if moment else SOFT, width))
    return [*lines, _line("", TEXT, width), *scoring_lines(deal, board, today, width)]


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
        who = f" {_who(known, today, board.zone)}" if known and width >= _WIDE else ""
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


def _who(answer: Answer, today: date, zone: tzinfo) -> str:
    return clean(", ".join(part for part in (answer.by, _day(answer.at, today, zone)) if part))


def _day(moment: datetime, today: date, zone: tzinfo) -> str:
    return show_day(local_day(moment, zone), today)


def _soft(chosen: bool) -> str:
    return CHOSEN if chosen else SOFT


def _line(text: str, role: str, width: int) -> Row:
    return ((" " + fit(cut(text, width - 2), width - 1), role),)
